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
    FileContent,
    PageContent,
    find_media_type,
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
    build: Callable[[], PageContent | FileContent],
    load_own: Callable[[Any, bytes], Mapping[str, Any]],
) -> HttpResponseBase:
    """The stored list, rendered now if it is not there.

    ``address`` is where it is stored, empty for one that is not to be, such as a search. ``municipality`` is the
    address of the one whose boards it lists, or ``NATION``. ``load_own`` gives the context of the reader's own part,
    which comes on the page that it is given.
    """
    cached = find_cached_list(address, municipality) if address else None
    if cached is None:
        fingerprint = compute_list_fingerprint(municipality) if address else ""
        body = _render(build())
        cached = save_cached_list(address, fingerprint, body) if address else None
    else:
        body = b""
    kind = find_media_type(request)
    if is_anonymous(request):
        if cached:
            return serve_cached_page(request, cached)
        return set_cache_policy(HttpResponse(body, content_type=kind), PUBLIC_CACHE)
    body = gzip.decompress(cached.body) if cached else body
    if kind is None:
        regions = {MENU: render_menu(request)}
        if request.user.is_authenticated:
            regions[OWN] = render_to_string("components/own_boards.html", load_own(request.user, body), request)
        body = fill_regions(body, regions)
    return set_cache_policy(HttpResponse(body, content_type=kind), PRIVATE_CACHE)


def _render(content: PageContent | FileContent) -> bytes:
    if isinstance(content, FileContent):
        return content.make(None)
    return strip_indentation(render_to_string(content.template, content.context).encode())
