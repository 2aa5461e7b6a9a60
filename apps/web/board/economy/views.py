"""``…/ekonomi/``: budget, actual, forecast and variance by service area and cost type, and investments."""

from django.http import HttpRequest, QueryDict
from django.views.decorators.http import require_safe

from apps.charts.variance import build_variance_chart
from apps.report.board_report import BoardReport
from apps.web.board.chart_files import build_chart_files, draw_chart_file
from apps.web.board.economy.comparison import LAST_YEAR, PREVIOUS
from apps.web.board.economy.presenter import build_economy_page
from apps.web.page_cache import FileContent, PageContent, serve_report_page


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


@require_safe
@serve_report_page("economy_chart")
def show_economy_chart(request: HttpRequest, report: BoardReport, key: str, kind: str) -> FileContent:
    """The chart of variances as a file; 404 for another key or kind."""
    return draw_chart_file(build_variance_chart(report), key, kind)
