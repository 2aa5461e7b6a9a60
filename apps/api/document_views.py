"""A report's documents over the API: of a published version, made once, and of a draft for those who work on it."""

import base64
import io
from datetime import UTC
from typing import Any

import msgspec
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from apps.accounts.models import Membership
from apps.accounts.roles import Permission, list_roles_with
from apps.api.base_view import (
    JSON_CONTENT_TYPE,
    PRIVATE_CACHE_CONTROL,
    ApiView,
    build_conditional_response,
    build_json_response,
    get_token_user,
)
from apps.api.models import TokenScope
from apps.api.problems import ApiProblem
from apps.api.query_parameters import check_no_parameters
from apps.api.report_views import choose_cache_control, load_version
from apps.core.tertials import FIRST_YEAR, LAST_YEAR, Tertial
from apps.documents.models import DocumentJob, DocumentKind
from apps.documents.plan_workbook import write_plan_workbook
from apps.documents.services import MEDIA_TYPES, build_document, find_document, list_documents, load_templates
from apps.documents.tasks import start_document_job
from apps.organisation.models import Board
from apps.publishing.drafts import load_draft_version
from apps.publishing.models import PublicVersion
from apps.rounds.models import Round, RoundState

SECONDS_TO_WAIT = "5"


class VersionDocumentsView(ApiView):
    """Which documents a version has, each with its SHA-256. The first call has them made."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, version: int) -> HttpResponse:
        found = load_version(request, municipality, board, period, version)
        chosen = _load_public_version(found.publication_id)
        made = list_documents(chosen)
        if len(made) < len(DocumentKind):
            _start_making(chosen)
            made = list_documents(chosen)
        body = {
            "version": found.version,
            "report_sha256": found.sha256,
            "is_complete": len(made) == len(DocumentKind),
            "documents": [
                {
                    "kind": one.kind,
                    "media_type": MEDIA_TYPES[one.kind],
                    "size": one.size,
                    "sha256": one.sha256,
                    "made_at": one.made_at.astimezone(UTC),
                }
                for one in made
            ],
        }
        return build_json_response(request, msgspec.json.encode(body), policy=choose_cache_control(found))


class VersionDocumentView(ApiView):
    """One document, byte for byte. 202 while it is being made, with when to ask again."""

    def get(
        self, request: Request, municipality: str, board: str, period: Tertial, version: int, kind: str
    ) -> HttpResponse:
        found = load_version(request, municipality, board, period, version)
        if kind not in DocumentKind.values:
            raise ApiProblem(404)
        chosen = _load_public_version(found.publication_id)
        document = find_document(chosen, kind)
        if document is None:
            return _build_waiting_response(_start_making(chosen))
        policy = choose_cache_control(found)
        response = build_conditional_response(request, None, etag=f'"{document.sha256}"', policy=policy)
        if response.status_code != 304:
            response.content = bytes(document.body)
            response["Content-Type"] = MEDIA_TYPES[kind]
            response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(document.sha256)).decode()}:"
        return response


class DraftDocumentView(ApiView):
    """One document of the coming version, marked as a draft, for a token that reads what its account works on."""

    def get(self, request: Request, municipality: str, board: str, period: Tertial, kind: str) -> HttpResponse:
        user = get_token_user(request, TokenScope.READ)
        check_no_parameters(request._request)
        rounds = Round.objects.worked_on_by(user).select_related("board__municipality")
        round_ = rounds.filter(
            board__slug=board, board__municipality__slug=municipality, year=period.year, tertial=period.number
        ).first()
        if round_ is None or kind not in DocumentKind.values or round_.stage == RoundState.ADOPTED:
            raise ApiProblem(404)
        report, templates = load_draft_version(round_).report, load_templates(round_.board)
        body = build_document(report, kind, version=None, templates=templates, made_at=timezone.now())
        return HttpResponse(body, content_type=MEDIA_TYPES[kind], headers={"Cache-Control": PRIVATE_CACHE_CONTROL})


class PlanView(ApiView):
    """A board's plan for a year as the workbook of the page, for a token that reads what its account works on."""

    def get(self, request: Request, municipality: str, board: str, year: int) -> HttpResponse:
        user = get_token_user(request, TokenScope.READ)
        check_no_parameters(request._request)
        mine = Membership.objects.filter(user=user, role__in=list_roles_with(Permission.READ_DRAFT)).values("board")
        boards = Board.objects.filter(pk__in=mine).select_related("municipality")
        found = boards.filter(slug=board, municipality__slug=municipality).first()
        if found is None or not FIRST_YEAR <= year <= LAST_YEAR:
            raise ApiProblem(404)
        stream = io.BytesIO()
        write_plan_workbook(found, year, stream)
        kind = MEDIA_TYPES[DocumentKind.XLSX]
        return HttpResponse(stream.getvalue(), content_type=kind, headers={"Cache-Control": PRIVATE_CACHE_CONTROL})


def _load_public_version(publication_id: int) -> PublicVersion:
    return PublicVersion.objects.defer("report", "headline").get(pk=publication_id)


@transaction.atomic
def _start_making(version: PublicVersion) -> DocumentJob:
    return start_document_job(version)


def _build_waiting_response(job: DocumentJob) -> HttpResponse:
    body: dict[str, Any] = {"state": job.state, "done": job.done, "total": job.total}
    headers = {"Retry-After": SECONDS_TO_WAIT, "Cache-Control": PRIVATE_CACHE_CONTROL}
    return HttpResponse(msgspec.json.encode(body), status=202, content_type=JSON_CONTENT_TYPE, headers=headers)
