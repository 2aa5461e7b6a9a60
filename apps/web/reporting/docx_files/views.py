"""``…/word/``: a Word report is dropped in; ``…/word/<id>/``: its headings are put in chapters, and its text read in.

Whoever sent a file in is the one who sees it. Without script all of it is a form.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.core.rich_text.reading import RichTextError
from apps.imports.docx_files.chapter_matches import ABOVE, NOWHERE, build_section_texts
from apps.imports.docx_files.document_reader import DocxFileError
from apps.imports.docx_files.docx_report import DocxReport
from apps.imports.docx_files.packed_docx import MAX_DOCX_MB
from apps.imports.docx_files.services import (
    PlacedText,
    PlacesChangedError,
    WhenWritten,
    apply_docx_file,
    build_place_key,
    discard_docx_file,
    find_when_written,
    index_places,
    read_stored_report,
    store_docx_file,
)
from apps.imports.models import DocxFile
from apps.rounds.access import load_access
from apps.rounds.models import Round
from apps.texts.models import Chapter
from apps.texts.selectors import SectionPlace, list_chapters, list_section_places
from apps.web.links import ReportAddress
from apps.web.reporting.access import require_round
from apps.web.reporting.docx_files.presenter import (
    WHEN_WRITTEN_LABELS,
    build_docx_file_page,
    list_open_places,
    list_placed,
)
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header

UNPROCESSABLE = 422
MAX_VERSION_DIGITS = 18
CHANGED_MEANWHILE = "Någon har skrivit i en text sedan sidan öppnades. Ingenting har lästs in. Välj vad som ska gälla."


@require_http_methods(["GET", "HEAD", "POST"])
@require_round
def show_docx_files(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """A form for the file, and the reader's own that are not finished."""
    error = ""
    if request.method == "POST":
        sent = request.FILES.get("fil")
        try:
            if sent is None:
                raise DocxFileError("Välj ett Word-dokument först.")
            stored = store_docx_file(by=user, round_=round_, name=sent.name or "rapport.docx", content=sent.read())
            return HttpResponseRedirect(_build_url(round_, stored))
        except DocxFileError as refused:
            error = str(refused)
    files = DocxFile.objects.filter(round=round_, uploaded_by=user).defer("report")
    context = {
        "header": build_round_header(round_, "reporting_chapters", "Word-rapport"),
        "error": error,
        "limit": MAX_DOCX_MB,
        "lock": str(load_access(round_, user).find_lock(None) or ""),
        "files": [(one, _build_url(round_, one)) for one in files],
        "has_chapters": bool(list_chapters(round_)),
        "chapters_url": build_round_url(round_, "reporting_chapters"),
    }
    return render(request, "reporting/docx_files.html", context, status=UNPROCESSABLE if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require_round
def edit_docx_file(request: HttpRequest, *, round_: Round, user: User, file: UUID, **_: Any) -> HttpResponse:
    """Where each piece of the file goes; once it is read in, where each went."""
    stored = DocxFile.objects.filter(round=round_, uploaded_by=user, public_id=file).first()
    if stored is None:
        raise Http404
    if request.method == "POST" and request.POST.get("gor") == "kasta":
        discard_docx_file(by=user, file=stored)
        messages.success(request, "Dokumentet är borttaget. Det som redan är inläst i kapitlen står kvar.")
        return HttpResponseRedirect(build_round_url(round_, "reporting_docx_files"))
    chapters = list_chapters(round_)
    places = list_open_places(list_section_places(round_, chapters), load_access(round_, user))
    if request.method == "POST":
        return _apply(request, round_, user, stored, chapters, places)
    return _render(request, round_, stored, chapters, places)


def _build_url(round_: Round, file: DocxFile) -> str:
    return ReportAddress.for_round(round_).url("reporting_docx_file", file=file.public_id)


def _render(
    request: HttpRequest,
    round_: Round,
    file: DocxFile,
    chapters: Sequence[Chapter],
    places: Sequence[SectionPlace],
    *,
    error: str = "",
    **posted: Any,
) -> HttpResponse:
    report = read_stored_report(file)
    context = {
        "header": build_round_header(round_, "reporting_chapters", "Word-rapport"),
        "file": file,
        "report": report,
        "page": None if file.applied_at else build_docx_file_page(round_, report, chapters, places, **posted),
        "when_labels": WHEN_WRITTEN_LABELS.items(),
        "error": error,
        "list_url": build_round_url(round_, "reporting_docx_files"),
        "chapters_url": build_round_url(round_, "reporting_chapters"),
    }
    return render(request, "reporting/docx_file.html", context, status=UNPROCESSABLE if error else 200)


def _apply(
    request: HttpRequest,
    round_: Round,
    user: User,
    file: DocxFile,
    chapters: Sequence[Chapter],
    places: Sequence[SectionPlace],
) -> HttpResponse:
    report, by_key = read_stored_report(file), index_places(places)
    chosen = _read_choices(request, report, by_key)
    when_written = {key: find_when_written(request.POST.get(f"skriven-{key}", "")) for key in by_key}
    posted: dict[str, Any] = {"chosen": chosen, "when_written": when_written}
    try:
        texts = _build_texts(request, report, chosen, by_key, when_written)
        unchanged = {build_place_key(one.place) for one in texts if _is_unchanged(one)}
        placed = list_placed(report, chosen, by_key, chapters, unchanged)
        written = apply_docx_file(by=user, file=file, texts=texts, placed=placed)
    except (DocxFileError, RichTextError) as refused:
        return _render(request, round_, file, chapters, places, error=str(refused), **posted)
    except PlacesChangedError as changed:
        keys = [build_place_key(place) for place in changed.places]
        return _render(request, round_, file, chapters, places, error=CHANGED_MEANWHILE, changed=keys, **posted)
    messages.success(request, f"{written} text{'er' * (written != 1)} är inlästa i kapitlen.")
    return HttpResponseRedirect(_build_url(round_, file))


def _read_choices(request: HttpRequest, report: DocxReport, by_key: Mapping[str, SectionPlace]) -> list[str]:
    """The place of each piece; one that is not, or no longer, the reader's to write is nowhere."""
    posted = [request.POST.get(f"del-{at}", NOWHERE) for at in range(len(report.pieces))]
    return [one if one == ABOVE or one in by_key else NOWHERE for one in posted]


def _build_texts(
    request: HttpRequest,
    report: DocxReport,
    chosen: Sequence[str],
    by_key: Mapping[str, SectionPlace],
    when_written: Mapping[str, WhenWritten],
) -> list[PlacedText]:
    headings = {key: (place.chapter.heading, place.area.name) for key, place in by_key.items()}
    texts = build_section_texts(report.pieces, chosen, headings)
    if not texts:
        raise DocxFileError("Ingen del har ett kapitel. Välj minst ett.")
    return [
        PlacedText(
            place=by_key[key],
            text=text,
            when_written=when_written[key],
            version=_read_version(request.POST.get(f"version-{key}", "")),
        )
        for key, text in texts.items()
    ]


def _read_version(sent: str) -> int:
    return int(sent) if sent.isdecimal() and len(sent) <= MAX_VERSION_DIGITS else 0


def _is_unchanged(one: PlacedText) -> bool:
    is_written = bool(one.place.section and one.place.section.rich_text.blocks)
    return is_written and one.when_written == WhenWritten.KEEP
