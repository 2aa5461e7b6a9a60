"""``/<municipality>/``: the boards of a municipality, for the council that has to watch over them and for anyone."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from apps.organisation.models import Board, Municipality
from apps.web.list_pages import serve_list_page
from apps.web.municipality.presenter import build_municipality_page
from apps.web.page_cache import PageContent, is_anonymous
from apps.web.start.own_boards import load_own_boards


@require_safe
def show_municipality(request: HttpRequest, municipality: str) -> HttpResponseBase:
    """Its boards; 404 where the reader may see none. Those with a role also see what is late and whose turn it is."""
    if is_anonymous(request):
        request.user = AnonymousUser()

    def build() -> PageContent:
        found = Municipality.objects.filter(slug=municipality).first()
        visible = Board.objects.visible_to(request.user).filter(municipality__slug=municipality)
        if found is None or not visible.exists():
            raise Http404
        page = build_municipality_page(found)
        return PageContent(template="municipality.html", context={"page": page, "header": page})

    public = Board.objects.public().filter(municipality__slug=municipality)
    stores = is_anonymous(request) or public.exists()
    return serve_list_page(
        request,
        address=request.path if stores else "",
        municipality=municipality,
        build=build,
        load_own=lambda user: {"own_boards": load_own_boards(user, municipality), "heading": "För dig"},
    )
