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

from apps.api.converters import CodeConverter, PeriodConverter, VersionNumberConverter
from apps.api.report_views import build_etag, choose_cache_control
from apps.publishing.records.report_versions import find_report_version

_REPORT_PATTERN = re.compile(
    rf"/api/v1/boards/({CodeConverter.regex})/({CodeConverter.regex})/reports/({PeriodConverter.regex})(?:/versions/({VersionNumberConverter.regex})(/bytes)?)?"
)
MAX_CACHED_ANSWERS = 10_000


class _CachedAnswer(NamedTuple):
    """What an address answers anyone, and until when that is taken for granted."""

    etag: str
    policy: str
    until: float


_answer_cache: OrderedDict[str, _CachedAnswer] = OrderedDict()


class NotModifiedMiddleware:
    """Stands behind the one that demands https. What isn't unchanged goes on to the view, which has the last word."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _build_not_modified(request) or self.get_response(request)


def _build_not_modified(request: HttpRequest) -> HttpResponse | None:
    meta = request.META
    if "HTTP_IF_NONE_MATCH" not in meta or "HTTP_AUTHORIZATION" in meta or meta.get("QUERY_STRING"):
        return None
    cached = _get_answer(request.path_info)
    response = get_conditional_response(request, etag=cached.etag) if cached else None
    if cached is None or response is None or response.status_code != 304:
        return None
    headers = {"ETag": cached.etag, "Cache-Control": cached.policy, "Vary": "Authorization, Accept, Accept-Encoding"}
    return HttpResponse(status=304, headers=headers)


def _get_answer(path: str) -> _CachedAnswer | None:
    known = _answer_cache.get(path)
    if known and monotonic() < known.until:
        return known
    found = _load_answer(path)
    if found is None:
        _answer_cache.pop(path, None)
        return None
    _answer_cache[path] = found
    while len(_answer_cache) > MAX_CACHED_ANSWERS:
        _answer_cache.popitem(last=False)
    return found


def _load_answer(path: str) -> _CachedAnswer | None:
    """What a report's address answers anyone; None where there is no such public report."""
    named = _REPORT_PATTERN.fullmatch(path)
    if named is None:
        return None
    municipality, board, when, number, only_bytes = named.groups()
    period, version = PeriodConverter().to_python(when), int(number) if number else None
    found = find_report_version(
        municipality=municipality, board=board, year=period.year, tertial=period.number, version=version, boards=()
    )
    if found is None:
        return None
    etag = build_etag(found, only_bytes=bool(only_bytes))
    return _CachedAnswer(etag, choose_cache_control(found), monotonic() + settings.API_REMEMBERS)
