"""``…/intern-kontroll/``: the year's risks in a matrix, and what each control has found."""

from django.http import HttpRequest
from django.views.decorators.http import require_safe

from apps.report.board_report import BoardReport
from apps.web.board.internal_control.presenter import build_risk_page
from apps.web.page_cache import PageContent, serve_report_page


@require_safe
@serve_report_page("internal_control")
def show_internal_control(request: HttpRequest, report: BoardReport) -> PageContent:
    """The matrix of risks, and the list of risks with their controls."""
    return PageContent(template="board/internal_control.html", context={"page": build_risk_page(report)})
