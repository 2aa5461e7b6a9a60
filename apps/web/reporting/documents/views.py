"""``…/t<tertial>/dokument/``: the coming version as PDF, Word and Excel, and the decision proposal.

A draft changes with every cell, so its documents are made when they are asked for and never kept.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.documents.models import DocumentKind
from apps.documents.services import MEDIA_TYPES, build_document, build_proposal_document, load_templates
from apps.publishing.drafts import load_draft_version
from apps.publishing.published_reports import list_versions, load_current_report
from apps.report.board_report import BoardReport
from apps.rounds.models import Round, RoundState
from apps.web.links import ReportAddress
from apps.web.reporting.access import find_boards_with_permission, require_round
from apps.web.reporting.links import build_document_settings_url
from apps.web.reporting.page_header import build_round_header

PROPOSAL = "forslag"


@require_safe
@require_round
def show_draft_documents(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """What can be made of the round now, and where what is published is."""
    place, versions = ReportAddress.for_round(round_), list_versions(round_)
    is_draft = round_.stage != RoundState.ADOPTED
    labels = [*(DocumentKind.choices if is_draft else ()), (PROPOSAL, "Förslag till beslut (Word)")]
    administers = find_boards_with_permission(user, Permission.ADMINISTER).filter(pk=round_.board_id).exists()
    context = {
        "header": build_round_header(round_, "reporting_documents", "Dokument"),
        "is_draft": is_draft,
        "drafts": [(label, place.url("reporting_document", kind=kind)) for kind, label in labels],
        "published_url": place.url("documents", version=versions[0].version) if versions else "",
        "settings_url": build_document_settings_url(round_.board) if administers else "",
    }
    return render(request, "reporting/documents.html", context)


@require_safe
@require_round
def download_draft_document(request: HttpRequest, *, round_: Round, user: User, kind: str, **_: Any) -> HttpResponse:
    """One document of the coming version, marked as a draft; of the current one where nothing is coming."""
    if kind not in (*DocumentKind.values, PROPOSAL):
        raise Http404
    is_draft = round_.stage != RoundState.ADOPTED
    if kind != PROPOSAL and not is_draft:
        raise Http404
    report: BoardReport = load_draft_version(round_).report if is_draft else load_current_report(round_).report
    templates, now = load_templates(round_.board), timezone.now()
    if kind == PROPOSAL:
        body = build_proposal_document(report, templates=templates, made_at=now)
    else:
        body = build_document(report, kind, version=None, templates=templates, made_at=now)
    ending = DocumentKind.DOCX if kind == PROPOSAL else kind
    what = "forslag-till-beslut" if kind == PROPOSAL else "utkast"
    name = f"{round_.board.slug}-{round_.year}-t{round_.tertial}-{what}.{ending}"
    return HttpResponse(
        body,
        content_type=MEDIA_TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
