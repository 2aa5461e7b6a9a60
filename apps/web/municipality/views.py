"""``/<municipality>/``: the boards of a municipality, for the council that has to watch over them and for anyone.

``/<municipality>/namnder.csv`` and ``.xlsx`` are the same boards as files.
"""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from apps.organisation.models import Board, Municipality
from apps.web.list_pages import serve_list_page
from apps.web.municipality.presenter import MunicipalityPage, build_municipality_page
from apps.web.municipality.table_block import TITLE, build_board_block, build_municipality_cover
from apps.web.page_cache import FileContent, PageContent, is_anonymous
from apps.web.start.own_boards import load_own_boards
from apps.web.table_files import KINDS, build_table_file


@require_safe
def show_municipality(request: HttpRequest, municipality: str) -> HttpResponseBase:
    """Its boards; 404 where the reader may see none. Those with a role also see what is late and whose turn it is."""

    def build(page: MunicipalityPage) -> PageContent:
        context = {"page": page, "header": page, "page_path": request.path}
        return PageContent(template="municipality.html", context=context)

    return _serve(request, municipality, build)


@require_safe
def show_municipality_table(request: HttpRequest, municipality: str, kind: str) -> HttpResponseBase:
    """The boards as a file; 404 where no board has a report, or there is no such kind of file."""
    if kind not in KINDS:
        raise Http404

    def build(page: MunicipalityPage) -> FileContent:
        cover = build_municipality_cover(page)
        file = build_table_file(kind, TITLE, [build_board_block(page.boards)], lambda version: cover)
        if not page.boards or file is None:
            raise Http404
        return file

    return _serve(request, municipality, build)


def _serve(
    request: HttpRequest, municipality: str, build: Callable[[MunicipalityPage], PageContent | FileContent]
) -> HttpResponseBase:
    if is_anonymous(request):
        request.user = AnonymousUser()

    def build_content() -> PageContent | FileContent:
        found = Municipality.objects.filter(slug=municipality).first()
        visible = Board.objects.visible_to(request.user).filter(municipality__slug=municipality)
        if found is None or not visible.exists():
            raise Http404
        return build(build_municipality_page(found, localdate()))

    public = Board.objects.public().filter(municipality__slug=municipality)
    stores = is_anonymous(request) or public.exists()
    return serve_list_page(
        request,
        address=request.path if stores else "",
        municipality=municipality,
        build=build_content,
        load_own=lambda user, page: {
            "own_boards": load_own_boards(user, municipality, page=page),
            "heading": "För dig",
        },
    )
