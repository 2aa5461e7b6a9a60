"""Writes of the texts of a round. Who may is decided as for the cells, by state, role and area: ``rounds.access``."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.core.fact_tables import FactTable
from apps.core.rich_text.changes import clear_figures
from apps.core.rich_text.contents import is_empty
from apps.core.rich_text.reading import dump_builtins, validate_text
from apps.core.rich_text.tree import RichText
from apps.core.row_values import write_values
from apps.core.upsert import SaveCounts, upsert_rows
from apps.organisation.models import ServiceArea
from apps.rounds.access import WriteLock, load_access
from apps.rounds.models import Round
from apps.rounds.services import finish_bulk_save, lock_rounds, touch_rounds
from apps.texts.models import Chapter, ChapterKind, Section
from apps.texts.selectors import list_chapters, list_round_areas, list_writing_areas
from apps.texts.services.chapters import TextsError
from apps.texts.services.pictures import fill_pictures

SECTIONS = FactTable(Section, ("round_id", "chapter_id", "service_area_id"))


class SectionStatus(StrEnum):
    """What became of a text that was sent: ``stale`` when somebody else has written meanwhile."""

    SAVED = "saved"
    UNCHANGED = "unchanged"
    STALE = "stale"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class SectionSave:
    """What a save gave, and the section as it stands; None where nothing is written yet. ``lock`` says why not."""

    status: SectionStatus
    section: Section | None
    lock: WriteLock | None = None


@transaction.atomic
def save_section(
    *, by: User | None, round_: Round, chapter: Chapter, area: ServiceArea, text: RichText, version: int
) -> SectionSave:
    """Save a section's text, written from ``version`` (0 where there was none).

    Nothing is lost: where the section has another version, it stays and comes back. A text that changes is no longer
    marked as ready. ``RichTextError`` for what may not stand in a report, ``TextsError`` for a chapter of another board
    or area. Of a figure what it points at is stored, and not how it reads; of a picture its sides as they are.
    """
    written = _read_text(round_, text)
    held, section, lock = _lock_section(by, round_, chapter, area)
    if lock:
        return SectionSave(SectionStatus.LOCKED, section, lock)
    if section is not None and section.text == written:
        return SectionSave(SectionStatus.UNCHANGED, section)
    if (section.version if section else 0) != version:
        return SectionSave(SectionStatus.STALE, section)
    if section is None and is_empty(text):
        return SectionSave(SectionStatus.UNCHANGED, None)
    return SectionSave(
        SectionStatus.SAVED, _write_section(by, held, chapter, area, section, text=written, is_ready=False)
    )


@transaction.atomic
def mark_section(
    *, by: User | None, round_: Round, chapter: Chapter, area: ServiceArea, version: int, is_ready: bool
) -> SectionSave:
    """Mark the text of a version as ready, or take the mark back. An empty text can't be ready."""
    held, section, lock = _lock_section(by, round_, chapter, area)
    if lock:
        return SectionSave(SectionStatus.LOCKED, section, lock)
    if (section.version if section else 0) != version:
        return SectionSave(SectionStatus.STALE, section)
    if section is None or is_empty(section.rich_text):
        raise TextsError("Skriv texten först. En tom text kan inte vara klar.")
    if section.is_ready == is_ready:
        return SectionSave(SectionStatus.UNCHANGED, section)
    return SectionSave(SectionStatus.SAVED, _write_section(by, held, chapter, area, section, is_ready=is_ready))


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """A text of a round, by its chapter's code. With ``is_ready`` None it stays ready where the text is as it was."""

    chapter: str
    service_area_id: int
    text: RichText
    is_ready: bool | None = None


@transaction.atomic
def save_sections(*, by: User | None, round_: Round, rows: Sequence[SectionRow]) -> SaveCounts:
    """Save texts of a round that the caller holds, whatever stood there: what may be written the caller has asked.

    The chapters are ones of the round's report. ``RichTextError`` for what may not stand in a report.
    """
    chapters = {chapter.code: chapter.pk for chapter in list_chapters(round_)}
    known = {(one.chapter_id, one.service_area_id): one for one in Section.objects.filter(round=round_)}
    sections = []
    for row in rows:
        place = chapters[row.chapter], row.service_area_id
        before, written = known.get(place), _read_text(round_, row.text)
        was_ready = before is not None and before.is_ready and before.text == written
        sections.append(
            Section(
                municipality_id=round_.municipality_id,
                board_id=round_.board_id,
                round=round_,
                chapter_id=place[0],
                service_area_id=place[1],
                text=written,
                is_ready=was_ready if row.is_ready is None else row.is_ready,
            )
        )
    with set_history_context(by=by):
        saved = upsert_rows(
            Section.objects.filter(round=round_),
            sections,
            key=["round_id", "chapter_id", "service_area_id"],
            values=["board_id", "municipality_id", "text", "is_ready"],
        )
    return finish_bulk_save(by=by, board_id=round_.board_id, model=Section, saved=saved, rounds=[round_.pk])


def _read_text(round_: Round, text: RichText) -> Any:
    """The text as it is stored."""
    return dump_builtins(clear_figures(fill_pictures(round_.board_id, validate_text(text))))


def _lock_section(
    by: User | None, round_: Round, chapter: Chapter, area: ServiceArea
) -> tuple[Round, Section | None, WriteLock | None]:
    """The round as it is now, held; the section in it; and why the user can't write there, if so."""
    held = next(one for one in lock_rounds(board_id=round_.board_id, also=[round_.pk]) if one.pk == round_.pk)
    areas = list_round_areas(held)
    if chapter.board_id != held.board_id or area not in list_writing_areas(chapter, areas):
        raise TextsError("Kapitlet skrivs inte för den verksamheten.")
    if chapter.kind != ChapterKind.WRITTEN or not chapter.is_in_tertial(held.tertial):
        raise TextsError("Kapitlet skrivs inte i den här rapporten.")
    section = Section.objects.filter(round=held, chapter=chapter, service_area=area).first()
    return held, section, load_access(held, by).find_lock(area.pk) if by else None


def _write_section(
    by: User | None, round_: Round, chapter: Chapter, area: ServiceArea, section: Section | None, **values: Any
) -> Section:
    row = section or Section(
        municipality_id=round_.municipality_id,
        board_id=round_.board_id,
        round=round_,
        chapter=chapter,
        service_area=area,
    )
    with set_history_context(by=by):
        write_values(row, values)
    row.refresh_from_db(fields=["version"])
    touch_rounds(board_id=round_.board_id, also=[round_.pk])
    return row
