"""``…/iakttagelser/``: where the figures of the report contradict each other, and how the board explains it."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.report.board_report import BoardReport
from apps.web.board.findings.presenter import build_findings_page
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("findings")
def show_findings(request: HttpRequest, report: BoardReport) -> PageContent:
    """Where the report does not agree with itself, and what the board has answered."""
    return PageContent(template="board/findings.html", context={"page": build_findings_page(report)})
