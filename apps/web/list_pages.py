"""Serving of pages that list boards: stored for all, with what is the reader's own filled in for who is logged in."""

import gzip
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from apps.publishing.published_lists import compute_list_fingerprint, find_cached_list, save_cached_list
from apps.web.own_regions import MENU, OWN, fill_regions, render_menu
from apps.web.page_cache import (
    PRIVATE_CACHE,
    PUBLIC_CACHE,
    PageContent,
    is_anonymous,
    serve_cached_page,
    set_cache_policy,
    strip_indentation,
)


def serve_list_page(
    request: HttpRequest,
    *,
    address: str,
    municipality: str,
    build: Callable[[], PageContent],
    load_own: Callable[[Any], Mapping[str, Any]],
) -> HttpResponseBase:
    """The stored list, rendered now if it is not there.

    ``address`` is where it is stored, empty for one that is not to be, such as a search. ``municipality`` is the
    address of the one whose boards it lists, or ``NATION``. ``load_own`` gives the context of the reader's own part.
    """
    cached = find_cached_list(address, municipality) if address else None
    if cached is None:
        fingerprint = compute_list_fingerprint(municipality) if address else ""
        page = build()
        body = strip_indentation(render_to_string(page.template, page.context).encode())
        cached = save_cached_list(address, fingerprint, body) if address else None
    else:
        body = b""
    if is_anonymous(request):
        return serve_cached_page(request, cached) if cached else set_cache_policy(HttpResponse(body), PUBLIC_CACHE)
    regions = {MENU: render_menu(request)}
    if request.user.is_authenticated:
        regions[OWN] = render_to_string("components/own_boards.html", load_own(request.user), request)
    body = fill_regions(gzip.decompress(cached.body) if cached else body, regions)
    return set_cache_policy(HttpResponse(body), PRIVATE_CACHE)
