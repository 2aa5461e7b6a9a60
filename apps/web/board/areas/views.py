"""``…/verksamhet/<code>/``: one service area's money, goals, indicators and texts."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.report.board_report import BoardReport
from apps.web.board.areas.presenter import build_area_page
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("area")
def show_area(request: HttpRequest, report: BoardReport, code: str) -> PageContent | None:
    """All that the report says of an area; 404 for an unknown code."""
    page = build_area_page(report, code)
    if page is None:
        return None
    return PageContent(template="board/area.html", context={"page": page}, title=page.area.name)
