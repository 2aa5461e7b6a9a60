"""``…/ekonomi/``: budget, actual, forecast and variance by service area and cost type, and investments."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.charts.chart import Chart
from apps.charts.variance import build_variance_chart
from apps.report.board_report import BoardReport
from apps.web.board.chart_files import build_chart_files, serve_chart_files
from apps.web.board.economy.presenter import build_economy_page
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("economy", answers_to=frozenset({"mot"}))
def show_economy(request: HttpRequest, report: BoardReport) -> PageContent:
    """Tables and comments, the chart of variances, and marks on figures that a finding is about.

    ``?mot=forra`` and ``?mot=ifjol`` hold the areas against an earlier period.
    """
    chart = build_variance_chart(report)
    return PageContent(
        template="board/economy.html",
        context={
            "page": build_economy_page(report, request.GET.get("mot", "")),
            "chart": chart,
            "chart_files": build_chart_files(report, chart, "economy"),
        },
    )


@serve_chart_files("economy")
def show_economy_chart(report: BoardReport, key: str) -> Chart | None:
    """The chart of variances as a file."""
    return build_variance_chart(report)
