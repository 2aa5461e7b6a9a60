"""A board's whole report as one document: the frozen bytes with version, decision and SHA-256."""

import base64
from typing import Any

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

from apps.api.asking import nothing_asked
from apps.api.base import FOR_EVER, PRIVATE, PUBLIC, ApiView, cached, readable_boards
from apps.api.problems import Problem
from apps.core.tertials import Tertial
from apps.publishing.records.reports import Version, bytes_of, find_version


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
