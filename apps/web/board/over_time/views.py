"""``…/over-tid/``: the board over tertials, from what was published then."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.report.board_report import BoardReport
from apps.web.board.over_time.presenter import build_over_time_page
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("over_time")
def show_over_time(request: HttpRequest, report: BoardReport) -> PageContent:
    """Lights, variances and forecasts, tertial by tertial."""
    return PageContent(template="board/over_time.html", context={"page": build_over_time_page(report)})
