"""``/<municipality>/<board>/<year>/t<tertial>/``: the first page of a report. Without a period: the latest report."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from apps.documents.picture.report_picture import draw_report_picture
from apps.report.board_report import BoardReport
from apps.rounds import selectors
from apps.web.board.overview.presenter import build_overview_page
from apps.web.links import ReportAddress
from apps.web.page_cache import FileContent, PageContent, serve_public_page, serve_report_page


@require_safe
@serve_public_page
def redirect_to_latest_report(request: HttpRequest, municipality: str, board: str) -> HttpResponse:
    """Redirect to the board's latest report that the reader may see; 404 when there is none."""
    round_ = selectors.find_latest_round(request.user, municipality, board)
    if round_ is None:
        raise Http404
    return HttpResponseRedirect(ReportAddress(municipality, board, round_.period).url())


@require_safe
@serve_report_page("board")
def show_board(request: HttpRequest, report: BoardReport) -> PageContent:
    """The report's first page."""
    return PageContent(
        template="board/overview.html",
        context={"page": build_overview_page(report)},
    )


@require_safe
@serve_report_page("report_picture")
def show_report_picture(request: HttpRequest, report: BoardReport) -> FileContent:
    """The report as one picture, for where its address is shared."""
    return FileContent(draw_report_picture(report))
