"""A board's whole report as one document: the frozen bytes with version, decision and SHA-256."""

import base64
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request

from apps.api.asking import nothing_asked
from apps.api.base import FOR_EVER, PRIVATE, PUBLIC, ApiView, cached, readable_boards
from apps.api.problems import Problem
from apps.core.tertials import Tertial
from apps.publishing.records.reports import Version, bytes_of, find_version


class _Remembered(NamedTuple):
    """What a public address answered a moment ago."""

    etag: str
    policy: str
    until: float


_remembered: "OrderedDict[str, _Remembered]" = OrderedDict()
MOST_REMEMBERED = 10_000


def unchanged_first(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Says 304 without asking the database where the same was answered to anyone a few seconds ago.

    Not longer than a shared cache might by ``Cache-Control``: ``API_REMEMBERS`` seconds, 0 for never. Such an answer
    costs next to nothing and is not counted against the caller's rate.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        anyone = request.method in ("GET", "HEAD") and not request.GET and "Authorization" not in request.headers
        known = _remembered.get(request.path) if anyone else None
        if known and known.etag == request.headers.get("If-None-Match") and monotonic() < known.until:
            headers = {"ETag": known.etag, "Cache-Control": known.policy, "Vary": "Authorization, Accept"}
            return HttpResponse(status=304, headers=headers)
        response = view(request, *args, **names)
        policy = response.get("Cache-Control", "")
        if anyone and response.status_code in (200, 304) and policy.startswith("public"):
            _remembered[request.path] = _Remembered(response["ETag"], policy, monotonic() + settings.API_REMEMBERS)
            while len(_remembered) > MOST_REMEMBERED:
                _remembered.popitem(last=False)
        return response

    return answer


class ReportView(ApiView):
    """The latest version, or a certain one, beside what tells of it."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, **asked: Any) -> HttpResponse:
        version = _found(request, municipality, board, period, asked.get("version"))
        policy = _policy(version, for_ever="version" in asked)
        etag = f'"{version.sha256}-{version.version}"'
        response = cached(request, None, etag=etag, policy=policy)
        if response.status_code != 304:
            told = msgspec.json.encode(version.told())
            response.content = b"".join([told[:-1], b',"report":', bytes_of(version), b"}"])
        return response


class ReportBytesView(ApiView):
    """A version's frozen bytes and nothing else: their SHA-256 is the one that was recorded."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, version: int) -> HttpResponse:
        found = _found(request, municipality, board, period, version)
        response = cached(request, None, etag=f'"{found.sha256}"', policy=_policy(found, for_ever=True))
        if response.status_code != 304:
            response.content = bytes_of(found)
            digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
            response["Repr-Digest"] = f"sha-256=:{digest}:"
        return response


def _found(request: Request, municipality: str, board: str, period: Tertial, version: int | None) -> Version:
    nothing_asked(request._request)
    found = find_version(
        municipality=municipality,
        board=board,
        year=period.year,
        tertial=period.number,
        version=version,
        boards=readable_boards(request),
    )
    if found is None:
        raise Problem(404)
    return found


def _policy(version: Version, *, for_ever: bool) -> str:
    if not version.public:
        return PRIVATE
    return FOR_EVER if for_ever else PUBLIC
