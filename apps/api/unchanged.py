"""Says 304 to whoever has a public report already, before anything else is done.

Portals ask for every report again and again, and nearly always nothing has changed. No session, no rate and no view is
set going: the answer costs a row read by an index, or not even that for ``API_REMEMBERS`` seconds after the same was
said. That is shorter than ``Cache-Control`` lets any cache say it, and a 304 tells nothing but that the caller's own
copy is good. Such an answer is not counted against the caller's rate.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from apps.api.converters import Code, Number, Period
from apps.api.reports import etag_of, policy_of
from apps.publishing.records.reports import find_version

_REPORT = re.compile(
    rf"/api/v1/boards/({Code.regex})/({Code.regex})/reports/({Period.regex})(?:/versions/({Number.regex})(/bytes)?)?"
)
MOST_REMEMBERED = 10_000


class _Told(NamedTuple):
    """What an address answers anyone, and until when that is taken for granted."""

    etag: str
    policy: str
    until: float


_remembered: OrderedDict[str, _Told] = OrderedDict()


class UnchangedMiddleware:
    """Stands behind the one that demands https. What isn't unchanged goes on to the view, which has the last word."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _unchanged(request) or self.get_response(request)


def _unchanged(request: HttpRequest) -> HttpResponse | None:
    meta = request.META
    if "HTTP_IF_NONE_MATCH" not in meta or "HTTP_AUTHORIZATION" in meta or meta.get("QUERY_STRING"):
        return None
    told = _told(request.path_info)
    response = get_conditional_response(request, etag=told.etag) if told else None
    if told is None or response is None or response.status_code != 304:
        return None
    headers = {"ETag": told.etag, "Cache-Control": told.policy, "Vary": "Authorization, Accept"}
    return HttpResponse(status=304, headers=headers)


def _told(path: str) -> _Told | None:
    known = _remembered.get(path)
    if known and monotonic() < known.until:
        return known
    found = _found(path)
    if found is None:
        _remembered.pop(path, None)
        return None
    _remembered[path] = found
    while len(_remembered) > MOST_REMEMBERED:
        _remembered.popitem(last=False)
    return found


def _found(path: str) -> _Told | None:
    """What a report's address answers anyone; None where there is no such public report."""
    named = _REPORT.fullmatch(path)
    if named is None:
        return None
    municipality, board, when, number, only_bytes = named.groups()
    period, version = Period().to_python(when), int(number) if number else None
    found = find_version(
        municipality=municipality, board=board, year=period.year, tertial=period.number, version=version, boards=()
    )
    if found is None:
        return None
    etag = etag_of(found, only_bytes=bool(only_bytes))
    return _Told(etag, policy_of(found), monotonic() + settings.API_REMEMBERS)
