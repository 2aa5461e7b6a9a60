"""What every address of the API has in common."""

import hashlib
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.exceptions import Throttled
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.accounts.models import HeldRole, User
from apps.api.authentication import BEARER_CHALLENGE, BearerAuthentication, RateLimit, get_token
from apps.api.models import TokenScope
from apps.api.problems import ApiProblem

PUBLIC_CACHE_CONTROL = "public, max-age=60"
PRIVATE_CACHE_CONTROL = "private, no-cache"
JSON_CONTENT_TYPE = "application/json; charset=utf-8"


class NoNegotiation(BaseContentNegotiation):
    """The views choose the format themselves."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        kind = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class ApiView(APIView):
    """Bearer or nobody, rates, problems. Sessions and cookies mean nothing here."""

    authentication_classes = [BearerAuthentication]
    permission_classes: list[Any] = []
    throttle_classes = [RateLimit]
    content_negotiation_class = NoNegotiation
    parser_classes = [JSONParser]
    renderer_classes = [JSONRenderer]

    def throttled(self, request: HttpRequest, wait: float | None) -> NoReturn:
        """``Throttled`` becomes a problem that says how long to wait."""
        rate = request._request.api_rate  # type: ignore[attr-defined]
        raise ApiProblem(429, headers={"Retry-After": str(int(wait or 1)), **rate}) from Throttled(wait)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Nothing but the headers."""
        response = HttpResponse(status=204)
        del response["Content-Type"]
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The rate that is left, and what the answer depends on."""
        for name, value in getattr(request._request, "api_rate", {}).items():
            response[name] = value
        patch_vary_headers(response, ["Authorization", "Accept"])
        return super().finalize_response(request, response, *args, **kwargs)


def load_readable_boards(request: Request) -> tuple[int, ...]:
    """The boards that the token opens, besides the public ones."""
    token = get_token(request)
    if token is None or TokenScope.READ not in token.scopes:
        return ()
    return tuple(HeldRole.objects.filter(user=token.user_id).values_list("board_id", flat=True).distinct())


def get_token_user(request: Request, scope: TokenScope) -> User:
    """The token's user, if the token allows this. 401 without a token, 403 if it is for something else."""
    token = get_token(request)
    if token is None:
        raise ApiProblem(401, headers={"WWW-Authenticate": BEARER_CHALLENGE})
    if scope not in token.scopes:
        raise ApiProblem(403)
    return token.user


def build_json_response(request: Request, body: bytes, *, policy: str) -> HttpResponse:
    """JSON with an ETag of its content."""
    return build_conditional_response(
        request, body, etag=f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"', policy=policy
    )


def build_conditional_response(request: Request, body: bytes | None, *, etag: str, policy: str) -> HttpResponse:
    """The answer with its ETag: 304 where the caller has it already, 412 where it no longer holds.

    Without ``body`` the caller fills an answer that is not 304.
    """
    short = get_conditional_response(request._request, etag=etag)
    if short is not None and short.status_code == 412:
        raise ApiProblem(412)
    response = short if short is not None else HttpResponse(body or b"", content_type=JSON_CONTENT_TYPE)
    response["ETag"] = etag
    response["Cache-Control"] = policy
    return response
