"""Redirects from addresses that a board had before it was renamed.

Looked up only when a page is not found, so that other requests pay nothing. Whoever may not see the board gets 404 as
before, since a redirect would tell that it exists.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, reverse
from django.utils.cache import patch_vary_headers

from apps.accounts.models import HeldRole
from apps.organisation.addresses import find_moved_board
from apps.organisation.models import Board
from apps.web.page_cache import PRIVATE_CACHE, PUBLIC_CACHE, is_anonymous

BOARD_PARAMETERS = {"municipality", "board"}


class FormerAddressMiddleware:
    """Stands inside the log-in, as what a reader may know depends on who it is. The API has its own way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND:
            return response
        return _build_redirect(request) or response


def _build_redirect(request: HttpRequest) -> HttpResponse | None:
    """The redirect from an address that a board has left; None for any other."""
    match = request.resolver_match
    if match is None or match.route.startswith("api/") or not match.kwargs.keys() >= BOARD_PARAMETERS:
        return None
    board = find_moved_board(match.kwargs["municipality"], match.kwargs["board"])
    if board is None or not _may_know_board(request, match, board):
        return None
    # 301 for who reads; 308 for who posts, so that what was written is posted again to the new address.
    writes = request.method not in ("GET", "HEAD")
    response = HttpResponsePermanentRedirect(_build_new_address(request, match, board), preserve_request=writes)
    # A board may take an address back, so a browser asks again after a while.
    response["Cache-Control"] = PUBLIC_CACHE if is_anonymous(request) else PRIVATE_CACHE
    patch_vary_headers(response, ["Cookie"])
    return response


def _may_know_board(request: HttpRequest, match: ResolverMatch, board: Board) -> bool:
    """The public pages of a public board are anyone's; its working pages are for those who have a role there."""
    user: Any = AnonymousUser() if is_anonymous(request) else request.user
    if not match.route.startswith("rapportera/") and "draft" not in match.kwargs:
        return Board.objects.visible_to(user).filter(pk=board.pk).exists()
    if user.is_superuser:
        return True
    return user.is_authenticated and HeldRole.objects.filter(user=user, board=board).exists()


def _build_new_address(request: HttpRequest, match: ResolverMatch, board: Board) -> str:
    parts = {name: value for name, value in match.kwargs.items() if name != "draft"}  # said by the route itself
    path = reverse(match.view_name, kwargs={**parts, "board": board.slug})
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
