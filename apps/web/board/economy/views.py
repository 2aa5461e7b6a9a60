"""``…/ekonomi/``: budget, actual, forecast and variance by service area and cost type, and investments."""

from django.http import HttpRequest, QueryDict
from django.views.decorators.http import require_safe

from apps.charts.chart import Chart
from apps.charts.variance import build_variance_chart
from apps.report.board_report import BoardReport
from apps.web.board.chart_files import build_chart_files, serve_chart_files
from apps.web.board.economy.comparison import LAST_YEAR, PREVIOUS
from apps.web.board.economy.presenter import build_economy_page
from apps.web.page_cache import PageContent, serve_report_page


def find_compared_query(query: QueryDict) -> str:
    """The earlier period that the areas are held against, if it is one that we know."""
    against = query.get("mot", "")
    return f"?mot={against}" if against in {PREVIOUS, LAST_YEAR} else ""


@require_safe
@serve_report_page("economy", find_query=find_compared_query)
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
