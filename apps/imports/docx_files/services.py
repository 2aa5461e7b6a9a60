"""A Word report on its way into chapters: read and kept until a person has said where each piece goes.

Whoever sent it in decides on it. Each text is saved as when it is typed: by its version, its lock and its history.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.audit.services import record_event
from apps.core.rich_text.contents import format_plain
from apps.core.rich_text.tree import RichText
from apps.imports.docx_files.document_reader import DocxFileError, read_docx_report
from apps.imports.docx_files.docx_report import DocxReport
from apps.imports.files.personal_numbers import PERSONAL_NAME_MESSAGE, find_personal_numbers, has_personal_number
from apps.imports.models import DocxFile
from apps.rounds.access import load_access
from apps.rounds.models import Round
from apps.texts.selectors import SectionPlace
from apps.texts.services import SectionStatus, save_section

MAX_PIECES = 500
MAX_CHARACTERS = 1_500_000  # some 500 pages
PERSONAL_NUMBER_MESSAGE = (
    "Dokumentet har något som ser ut som ett personnummer. Det har inte sparats. Ta bort det och välj dokumentet igen."
)


class WhenWritten(StrEnum):
    """What a text of the file does where something is written already."""

    KEEP = "behall"
    ADD = "lagg-till"
    REPLACE = "ersatt"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedText:
    """A text for a place, with what to do where something is written there, and the version that was looked at."""

    place: SectionPlace
    text: RichText
    when_written: WhenWritten
    version: int


class PlacesChangedError(Exception):
    """Some of the places have another text than the one that was looked at. Nothing has been written."""

    def __init__(self, places: Sequence[SectionPlace]) -> None:
        self.places = places
        super().__init__(f"{len(places)} texts have changed")


@transaction.atomic
def store_docx_file(*, by: User, round_: Round, name: str, content: bytes) -> DocxFile:
    """Read a Word report and keep its text. ``DocxFileError`` says in Swedish why it can't be."""
    lock = load_access(round_, by).find_lock(None)
    if lock:
        raise DocxFileError(str(lock))
    if has_personal_number(name):
        raise DocxFileError(PERSONAL_NAME_MESSAGE)
    report = read_docx_report(content)
    if find_personal_numbers(enumerate([line] for line in _list_lines(report))).total:
        raise DocxFileError(PERSONAL_NUMBER_MESSAGE)
    _require_size(report)
    stored = DocxFile.objects.create(
        municipality_id=round_.municipality_id,
        board_id=round_.board_id,
        round=round_,
        name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        report=msgspec.to_builtins(report),
        uploaded_by=by,
    )
    after = {"name": stored.name, "sha256": stored.sha256, "pieces": len(report.pieces)}
    record_event(by=by, action="docx_file.read", target=stored, board_id=round_.board_id, after=after)
    return stored


def _require_size(report: DocxReport) -> None:
    if not report.pieces:
        raise DocxFileError("Dokumentet har ingen text.")
    if len(report.pieces) > MAX_PIECES:
        raise DocxFileError(f"Dokumentet har för många rubriker, högst {MAX_PIECES}. Dela upp det.")
    if sum(map(len, _list_lines(report))) > MAX_CHARACTERS:
        raise DocxFileError("Dokumentet är för långt. Dela upp det.")


def _list_lines(report: DocxReport) -> list[str]:
    lines = [line for piece in report.pieces for line in format_plain(RichText(piece.blocks)).splitlines()]
    lines += [piece.heading.title for piece in report.pieces if piece.heading]
    return lines + [line for one in report.omissions for line in one.text.splitlines()]


def read_stored_report(file: DocxFile) -> DocxReport:
    """What was read of the file."""
    return msgspec.convert(file.report, DocxReport)


@transaction.atomic
def apply_docx_file(
    *, by: User, file: DocxFile, texts: Sequence[PlacedText], placed: Sequence[Mapping[str, str]]
) -> int:
    """Write the texts where they were chosen to go, all or none, and tell how many. ``placed`` is kept to be shown.

    ``PlacesChangedError`` where somebody has written since, ``DocxFileError`` where a text can't be written,
    ``RichTextError`` for one that is too large.
    """
    held = DocxFile.objects.select_for_update(of=("self",)).select_related("round").get(pk=file.pk)
    if held.applied_at is not None:
        raise DocxFileError("Dokumentet är redan inläst.")
    changed: list[SectionPlace] = []
    written = 0
    with set_history_context(by=by, source=held.name):
        for one in texts:
            status = _write_text(by, held.round, one)
            written += status == SectionStatus.SAVED
            if status == SectionStatus.STALE:
                changed.append(one.place)
    if changed:
        raise PlacesChangedError(changed)
    held.applied_at, held.placed = timezone.now(), list(placed)
    held.save(update_fields=["applied_at", "placed"])
    after = {"name": held.name, "sha256": held.sha256, "texts": written}
    record_event(by=by, action="docx_file.applied", target=held, board_id=held.board_id, after=after)
    return written


def _write_text(by: User, round_: Round, one: PlacedText) -> SectionStatus:
    section = one.place.section
    text = one.text
    if section is not None and section.rich_text.blocks:
        if one.when_written == WhenWritten.KEEP:
            return SectionStatus.UNCHANGED
        if one.when_written == WhenWritten.ADD:
            text = RichText((*section.rich_text.blocks, *text.blocks))
    saved = save_section(
        by=by, round_=round_, chapter=one.place.chapter, area=one.place.area, text=text, version=one.version
    )
    if saved.status == SectionStatus.LOCKED:
        raise DocxFileError(f"{one.place.chapter.heading}: {saved.lock}")
    return saved.status


@transaction.atomic
def discard_docx_file(*, by: User, file: DocxFile) -> None:
    """Throw the text away, whether it was put in chapters or not."""
    record_event(by=by, action="docx_file.discarded", target=file, board_id=file.board_id, before={"name": file.name})
    file.delete()


def delete_old_docx_files(*, by: None, before: datetime) -> int:
    """Take away what was read of Word reports that were sent in earlier: their texts are in the chapters, or unwanted.

    ``by`` is the system itself. How many.
    """
    return DocxFile.objects.filter(uploaded_at__lt=before).delete()[0]


def find_when_written(value: str) -> WhenWritten:
    """The choice that a form names; to keep what stands for anything else."""
    return next((one for one in WhenWritten if one == value), WhenWritten.KEEP)


def index_places(places: Sequence[SectionPlace]) -> Mapping[str, SectionPlace]:
    """The places by the key that matches and forms name them by."""
    return {build_place_key(place): place for place in places}


def build_place_key(place: SectionPlace) -> str:
    """The chapter's and the area's codes."""
    return f"{place.chapter.code}/{place.area.code}"
