"""``…/visa/``: the report as the board goes through it at its meeting, one thing a screen."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.report.board_report import BoardReport
from apps.web.board.presentation.presenter import build_presentation
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("presentation")
def show_presentation(request: HttpRequest, report: BoardReport) -> PageContent:
    """The screens in the order of the agenda."""
    return PageContent(template="board/presentation.html", context={"page": build_presentation(report)})
