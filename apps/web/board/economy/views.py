"""``…/ekonomi/``: budget, actual, forecast and variance by service area and cost type, and investments."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.charts.variance import build_variance_chart
from apps.report.board_report import BoardReport
from apps.web.board.economy.presenter import build_economy_page
from apps.web.board.findings.presenter import build_finding_marks
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("economy", answers_to=frozenset({"mot"}))
def show_economy(request: HttpRequest, report: BoardReport) -> PageContent:
    """Tables and comments, the chart of variances, and marks on figures that a finding is about.

    ``?mot=forra`` and ``?mot=ifjol`` hold the areas against an earlier period.
    """
    return PageContent(
        template="board/economy.html",
        context={
            "page": build_economy_page(report, request.GET.get("mot", "")),
            "chart": build_variance_chart(report),
            "marks": build_finding_marks(report),
        },
    )
