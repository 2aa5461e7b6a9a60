"""``…/handelser/``: events, quality and staff in the board's own words."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.report.board_report import BoardReport
from apps.web.board.events.presenter import build_event_groups
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("events")
def show_events(request: HttpRequest, report: BoardReport) -> PageContent:
    """The comments that are about neither money, goals nor risks."""
    return PageContent(template="board/events.html", context={"groups": build_event_groups(report)})
