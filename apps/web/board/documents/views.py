"""``…/v<version>/dokument/``: a published report as PDF, Word and Excel, made once and kept.

The first reader of a version without documents starts a job and sees a page that says so.
"""

import base64
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from apps.documents.blocks import DocumentColumn, DocumentRow, TableBlock
from apps.documents.cells import build_number_cell, build_text_cell
from apps.documents.models import DocumentKind, ReportDocument
from apps.documents.services import MEDIA_TYPES, DocumentEntry, find_document, list_documents
from apps.documents.tasks import start_document_job
from apps.publishing import published_reports
from apps.publishing.models import PublicVersion
from apps.rounds import selectors
from apps.web.links import ReportAddress
from apps.web.page_cache import build_published_header, find_media_type, serve_public_page
from apps.web.table_files import KINDS, build_report_table_file

SECONDS_BETWEEN_LOOKS = "2"


@require_safe
@serve_public_page
def show_documents(
    request: HttpRequest, municipality: str, board: str, year: int, tertial: int, version: int
) -> HttpResponse:
    """The documents of one version, or that they are being made."""
    found, chosen = _find_version(request, municipality, board, year, tertial, version)
    documents = list_documents(chosen)
    job = None
    if len(documents) < len(DocumentKind):
        job = start_document_job(chosen)
        documents = list_documents(chosen)
    published = published_reports.load_current_report(found.round)
    place = ReportAddress.for_round(found.round)
    files = [place.url("document_list", version=version, kind=kind) for kind in KINDS] if documents else ["", ""]
    context = {
        "csv": files[0],
        "xlsx": files[1],
        "name": place.build_file_name(f"v{version}", "dokument"),
        "shell": build_published_header("board", f"Dokument, version {version}", published, found, {}),
        "report": published.report,
        "page_path": request.path,
        "number": version,
        "versions": published_reports.list_versions(found.round),
        "documents": [(one, place.url("document", version=version, kind=one.kind)) for one in documents],
        "job": job,
        "is_waiting": bool(job and job.is_running) and len(documents) < len(DocumentKind),
    }
    response = render(request, "board/documents.html", context)
    if context["is_waiting"]:
        response["Refresh"] = SECONDS_BETWEEN_LOOKS  # the page moves on without any script
    return response


@require_safe
@serve_public_page
def show_document_list(
    request: HttpRequest, municipality: str, board: str, year: int, tertial: int, version: int, kind: str
) -> HttpResponse:
    """The list of the version's documents as a file; 404 where none is made yet."""
    found, chosen = _find_version(request, municipality, board, year, tertial, version)
    documents = list_documents(chosen)
    report = published_reports.load_version_report(found.round, version)
    if not documents or report is None:
        raise Http404
    place, block = ReportAddress.for_round(found.round), _build_list_block(documents)
    file = build_report_table_file(kind, f"Dokument, version {version}", [block], report, version)
    if file is None:
        raise Http404
    name = place.build_file_name(f"v{version}", "dokument")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(file.make(version), content_type=find_media_type(request), headers=headers)


def _build_list_block(documents: Iterable[DocumentEntry]) -> TableBlock:
    """Each document with its size in bytes, when it was made and its digest."""
    columns = [DocumentColumn(label=head, weight=2) for head in ("Dokument", "Gjort", "SHA-256")]
    size = DocumentColumn(label="Storlek", unit="byte", is_number=True)
    rows = (
        DocumentRow(
            cells=(
                build_text_cell(one.label),
                build_text_cell(f"{localtime(one.made_at):%Y-%m-%d %H.%M}"),
                build_text_cell(one.sha256),
                build_number_cell(one.size),
            )
        )
        for one in documents
    )
    return TableBlock(title="Dokument", columns=(*columns, size), rows=tuple(rows))


@require_safe
@serve_public_page
def download_document(
    request: HttpRequest, municipality: str, board: str, year: int, tertial: int, version: int, kind: str
) -> HttpResponse:
    """One document, byte for byte; where it is not made yet, the page that says so."""
    if kind not in DocumentKind.values:
        raise Http404
    found, chosen = _find_version(request, municipality, board, year, tertial, version)
    place = ReportAddress.for_round(found.round)
    document = find_document(chosen, kind)
    if document is None:
        return HttpResponseRedirect(place.url("documents", version=version))
    return build_document_response(document, f"{board}-{year}-t{tertial}-v{version}.{kind}")


def build_document_response(document: ReportDocument, name: str) -> HttpResponse:
    """The bytes with their digest; a browser shows a PDF and saves the others."""
    shown = "inline" if document.kind == DocumentKind.PDF else "attachment"
    digest = base64.b64encode(bytes.fromhex(document.sha256)).decode()
    headers = {
        "Content-Disposition": f'{shown}; filename="{name}"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(document.body), content_type=MEDIA_TYPES[document.kind], headers=headers)


def _find_version(
    request: HttpRequest, municipality: str, board: str, year: int, tertial: int, version: int
) -> tuple[selectors.FoundRound, PublicVersion]:
    found = selectors.find_round(request.user, municipality, board, year, tertial)
    chosen = PublicVersion.objects.filter(round=found.round, version=version).first() if found else None
    if found is None or chosen is None:
        raise Http404
    return found, chosen
