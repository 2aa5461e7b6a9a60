"""``/``: finds a municipality and a board by words (``?q=``), county (``?lan=``) or letter (``?bokstav=``)."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from apps.publishing.published_lists import NATION
from apps.web.list_pages import serve_list_page
from apps.web.page_cache import PageContent
from apps.web.start.own_boards import load_own_boards
from apps.web.start.presenter import build_start_address, build_start_page, parse_board_filter


@require_safe
def show_start(request: HttpRequest) -> HttpResponseBase:
    """Find a municipality and a board; for who is logged in, first what is new of their own."""
    chosen = parse_board_filter(request.GET)
    return serve_list_page(
        request,
        address=build_start_address(chosen),
        municipality=NATION,
        build=lambda: PageContent(
            template="start.html", context={"page": build_start_page(chosen), "is_demo": settings.DEMO}
        ),
        load_own=lambda user, page: {"own_boards": load_own_boards(user, page=page), "heading": "Dina nämnder"},
    )
