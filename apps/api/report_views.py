"""A board's whole report as one document: the frozen bytes with version, decision and SHA-256."""

import base64
from typing import Any

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from apps.api.base_view import (
    PRIVATE_CACHE_CONTROL,
    PUBLIC_CACHE_CONTROL,
    ApiView,
    build_conditional_response,
    load_readable_boards,
)
from apps.api.problems import ApiProblem
from apps.api.query_parameters import check_no_parameters
from apps.core.rich_text.contents import list_pictures
from apps.core.tertials import Tertial
from apps.publishing.records.report_versions import (
    ReportVersion,
    find_report_version,
    read_report_bytes,
    read_stored_report,
)
from apps.publishing.report_json import decode_stored_report
from apps.report.board_report import BoardReport


def build_etag(version: ReportVersion, *, only_bytes: bool) -> str:
    """The ETag of the answer: it changes with the public bytes and with what is said of the version."""
    return f'"{version.sha256}"' if only_bytes else f'"{version.sha256}-{version.version}"'


def choose_cache_control(version: ReportVersion) -> str:
    """How long others may keep the answer. Never long: any version may be issued anew with more of it hidden."""
    return PUBLIC_CACHE_CONTROL if version.public else PRIVATE_CACHE_CONTROL


class ReportView(ApiView):
    """The latest version, or a certain one, with its particulars."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, **parameters: Any) -> HttpResponse:
        version = load_version(request, municipality, board, period, parameters.get("version"))
        response = build_conditional_response(
            request, None, etag=build_etag(version, only_bytes=False), policy=choose_cache_control(version)
        )
        if response.status_code != 304:
            body = msgspec.json.encode(version.to_document())
            response.content = b"".join([body[:-1], b',"report":', read_report_bytes(version), b"}"])
        return response


class ReportBytesView(ApiView):
    """A version's public bytes and nothing else: their SHA-256 is the one that the version states."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, version: int) -> HttpResponse:
        found = load_version(request, municipality, board, period, version)
        response = build_conditional_response(
            request, None, etag=build_etag(found, only_bytes=True), policy=choose_cache_control(found)
        )
        if response.status_code != 304:
            response.content = read_report_bytes(found)
            digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
            response["Repr-Digest"] = f"sha-256=:{digest}:"
        return response


class ReportChaptersView(ApiView):
    """The chapters of a version: what is written, and which parts are drawn where."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, version: int) -> HttpResponse:
        found = load_version(request, municipality, board, period, version)
        response = build_conditional_response(
            request, None, etag=build_etag(found, only_bytes=False), policy=choose_cache_control(found)
        )
        if response.status_code != 304:
            report = decode_stored_report(found.sha256, read_stored_report(found))
            pictures = _list_chapter_pictures(request, report, municipality, board)
            document = {
                "version": found.version,
                "sha256": found.sha256,
                "chapters": report.chapters,
                "pictures": pictures,
            }
            response.content = msgspec.json.encode(document)
        return response


def _list_chapter_pictures(
    request: Request, report: BoardReport, municipality: str, board: str
) -> list[dict[str, Any]]:
    """The pictures of the chapters in reading order, each with the address of its bytes."""
    return [
        {
            "chapter": chapter.code,
            "area": text.area,
            "sha256": one.id,
            "address": request.build_absolute_uri(
                reverse("picture", kwargs={"municipality": municipality, "board": board, "sha256": one.id})
            ),
            "alt": one.alt,
            "width": one.width,
            "height": one.height,
        }
        for chapter in report.chapters
        for text in chapter.texts
        for one in list_pictures(text.text)
    ]


def load_version(
    request: Request, municipality: str, board: str, period: Tertial, version: int | None
) -> ReportVersion:
    """The version at an address, for whoever may read it. 404 for anybody else."""
    check_no_parameters(request._request)
    found = find_report_version(
        municipality=municipality,
        board=board,
        year=period.year,
        tertial=period.number,
        version=version,
        boards=load_readable_boards(request),
    )
    if found is None:
        raise ApiProblem(404)
    return found
