"""``…/hela/``: the report as one text, chapter by chapter."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.report.board_report import BoardReport
from apps.web.board.whole_report.presenter import build_whole_report
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("whole_report")
def show_whole_report(request: HttpRequest, report: BoardReport) -> PageContent:
    """Every chapter, with its texts and what is drawn from the report."""
    return PageContent(template="board/whole_report.html", context={"whole": build_whole_report(report)})
