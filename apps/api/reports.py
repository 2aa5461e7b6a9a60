"""A board's whole report as one document: the frozen bytes with version, decision and SHA-256."""

import base64
from typing import Any

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

from apps.api.asking import nothing_asked
from apps.api.base import PRIVATE, PUBLIC, ApiView, cached, readable_boards
from apps.api.problems import Problem
from apps.core.tertials import Tertial
from apps.publishing.records.reports import Version, bytes_of, find_version


def etag_of(version: Version, *, only_bytes: bool) -> str:
    """What an address answers changes with this: the public bytes, and beside them what tells of the version."""
    return f'"{version.sha256}"' if only_bytes else f'"{version.sha256}-{version.version}"'


def policy_of(version: Version) -> str:
    """How long others may keep the answer. Never long: any version may be issued anew with more of it hidden."""
    return PUBLIC if version.public else PRIVATE


class ReportView(ApiView):
    """The latest version, or a certain one, beside what tells of it."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, **asked: Any) -> HttpResponse:
        version = _found(request, municipality, board, period, asked.get("version"))
        response = cached(request, None, etag=etag_of(version, only_bytes=False), policy=policy_of(version))
        if response.status_code != 304:
            told = msgspec.json.encode(version.told())
            response.content = b"".join([told[:-1], b',"report":', bytes_of(version), b"}"])
        return response


class ReportBytesView(ApiView):
    """A version's public bytes and nothing else: their SHA-256 is the one that stands beside the version."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, version: int) -> HttpResponse:
        found = _found(request, municipality, board, period, version)
        response = cached(request, None, etag=etag_of(found, only_bytes=True), policy=policy_of(found))
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
