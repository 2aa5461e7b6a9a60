"""All writes of the report's words: dispositions, their chapters, and the sections of a round.

The administrator or the controller of the board changes a disposition. Who writes a section is decided as for the
cells: ``rounds.access``, by the state of the round, the role and the area.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.accounts.services import has_permission
from apps.audit.history import set_history_context
from apps.audit.services import record_event
from apps.core.fact_tables import FactTable
from apps.core.rich_text.changes import clear_figures
from apps.core.rich_text.contents import is_empty
from apps.core.rich_text.reading import dump_builtins, validate_text
from apps.core.rich_text.tree import RichText
from apps.core.row_values import write_values
from apps.organisation.models import Board, ServiceArea
from apps.rounds.access import WriteLock, load_access
from apps.rounds.models import Round
from apps.rounds.services import lock_rounds, touch_rounds
from apps.texts.default_disposition import DEFAULT_CHAPTERS, ChapterRow
from apps.texts.models import Chapter, ChapterKind, Disposition, Section
from apps.texts.selectors import list_round_areas, list_writing_areas

SECTIONS = FactTable(Section, ("round_id", "chapter_id", "service_area_id"))
PLANNING_PERMISSIONS = (Permission.ADMINISTER, Permission.REPORT)
MAX_CHAPTERS = 100


class TextsError(ValueError):
    """It can't be done as it stands; the message says why in Swedish."""


# Dispositions


@transaction.atomic
def create_disposition(
    *, by: User | None, board: Board, valid_from: int, chapters: Sequence[ChapterRow] = DEFAULT_CHAPTERS
) -> Disposition:
    """A board's disposition from a year, with the chapters of the default unless others are given."""
    _require_planner(by, board)
    _require_no_texts(board, valid_from)
    if Disposition.objects.filter(board=board, valid_from=valid_from).exists():
        raise TextsError(f"Det finns redan en disposition från {valid_from}.")
    disposition = Disposition.objects.create(municipality_id=board.municipality_id, board=board, valid_from=valid_from)
    Chapter.objects.bulk_create(
        _build_chapter(disposition, row, position) for position, row in enumerate(chapters, start=1)
    )
    touch_rounds(board_id=board.pk)
    _log(by, "disposition.created", disposition, after={"valid_from": valid_from, "chapters": len(chapters)})
    return disposition


@transaction.atomic
def copy_disposition(*, by: User | None, disposition: Disposition, valid_from: int) -> Disposition:
    """The same chapters from a later year, to be changed without touching the reports before it."""
    if valid_from <= disposition.valid_from:
        raise TextsError(f"Den nya dispositionen ska gälla från ett år efter {disposition.valid_from}.")
    rows = [_read_chapter(chapter) for chapter in disposition.chapters.order_by("position")]
    return create_disposition(by=by, board=disposition.board, valid_from=valid_from, chapters=rows)


@transaction.atomic
def add_chapter(*, by: User | None, disposition: Disposition, row: ChapterRow, after: int | None = None) -> Chapter:
    """A new chapter after another, by its id; last without one. An empty code is made of the heading."""
    chapters = _lock_chapters(by, disposition)
    if len(chapters) >= MAX_CHAPTERS:
        raise TextsError(f"En disposition har högst {MAX_CHAPTERS} kapitel.")
    code = row.code or _make_code(row.heading, {chapter.code for chapter in chapters})
    chapter = _build_chapter(disposition, ChapterRow(**{**asdict(row), "code": code}), len(chapters) + 1)
    _require_heading(chapter.heading)
    chapter.save()
    if after is not None:
        place = next((number for number, one in enumerate(chapters, start=1) if one.pk == after), len(chapters))
        _write_order([*chapters[:place], chapter, *chapters[place:]])
    _log(by, "chapter.added", chapter, after={"heading": chapter.heading})
    return chapter


@transaction.atomic
def change_chapter(*, by: User | None, chapter: Chapter, **values: Any) -> Chapter:
    """Change a chapter's ``heading``, ``level``, ``instruction``, ``writer``, ``in_t1``, ``in_t2`` or ``in_t3``.

    Texts that are hidden so are kept. Who writes can't change while there are texts.
    """
    _lock_chapters(by, chapter.disposition)
    _require_heading(values.get("heading", chapter.heading))
    before = {name: getattr(chapter, name) for name in values}
    if values.get("writer", chapter.writer) != chapter.writer and chapter.sections.exists():
        raise TextsError("Det finns redan texter i kapitlet. Gör ett nytt kapitel för dem som ska skriva.")
    write_values(chapter, values)
    _log(by, "chapter.changed", chapter, before=before, after=values)
    return chapter


@transaction.atomic
def move_chapter(*, by: User | None, chapter: Chapter, position: int) -> None:
    """Put a chapter at a place, 1 being the first."""
    chapters = [one for one in _lock_chapters(by, chapter.disposition) if one.pk != chapter.pk]
    place = min(max(position, 1), len(chapters) + 1)
    _write_order([*chapters[: place - 1], chapter, *chapters[place - 1 :]])
    _log(by, "chapter.moved", chapter, after={"position": place})


@transaction.atomic
def delete_chapter(*, by: User | None, chapter: Chapter) -> None:
    """Take a chapter away. One with texts is hidden instead, by its tertials."""
    chapters = _lock_chapters(by, chapter.disposition)
    if chapter.sections.exists():
        raise TextsError("Det finns texter i kapitlet. Dölj det i de tertial där det inte ska vara med.")
    _log(by, "chapter.deleted", chapter, before={"heading": chapter.heading})
    key = chapter.pk
    try:
        chapter.delete()
    except ProtectedError as error:  # what other rooms keep about it
        raise TextsError("Det finns frågor om kapitlet. Dölj det i de tertial där det inte ska vara med.") from error
    _write_order([one for one in chapters if one.pk != key])


def _lock_chapters(by: User | None, disposition: Disposition) -> list[Chapter]:
    """The chapters in order, held until the transaction ends; the reports that they are in grow older."""
    _require_planner(by, disposition.board)
    touch_rounds(board_id=disposition.board_id)
    return list(Chapter.objects.select_for_update().filter(disposition=disposition).order_by("position"))


def _write_order(chapters: Sequence[Chapter]) -> None:
    moved = []
    for position, chapter in enumerate(chapters, start=1):
        if chapter.position != position:
            chapter.position = position
            moved.append(chapter)
    Chapter.objects.bulk_update(moved, ["position"])


def _build_chapter(disposition: Disposition, row: ChapterRow, position: int) -> Chapter:
    values = asdict(row)
    tertials = values.pop("tertials")
    return Chapter(
        municipality_id=disposition.municipality_id,
        board_id=disposition.board_id,
        disposition=disposition,
        position=position,
        **{f"in_t{number}": number in tertials for number in (1, 2, 3)},
        **values,
    )


def _read_chapter(chapter: Chapter) -> ChapterRow:
    return ChapterRow(
        code=chapter.code,
        heading=chapter.heading,
        level=chapter.level,
        instruction=chapter.instruction,
        tertials=tuple(number for number in (1, 2, 3) if chapter.is_in_tertial(number)),
        kind=chapter.kind,
        writer=chapter.writer,
        part=chapter.part,
    )


def _make_code(heading: str, taken: set[str]) -> str:
    base = slugify(heading)[:70].strip("-") or "kapitel"
    codes = (base, *(f"{base}-{number}" for number in range(2, MAX_CHAPTERS + 2)))
    return next(code for code in codes if code not in taken)


def _require_heading(heading: str) -> None:
    if not heading.strip():
        raise TextsError("Kapitlet behöver en rubrik.")


def _require_planner(by: User | None, board: Board) -> None:
    if by is not None and not has_permission(by, board, *PLANNING_PERMISSIONS):
        raise NotAllowedError("Bara nämndens controller och administratör ändrar dispositionen.")


def _require_no_texts(board: Board, year: int) -> None:
    """Texts that are written would be left in the chapters of the earlier disposition."""
    if Section.objects.filter(board=board, round__year__gte=year).exists():
        raise TextsError(
            f"Det finns redan texter för {year}. Ändra i dispositionen som gäller, eller välj ett senare år."
        )


def _log(by: User | None, action: str, target: Any, **values: Any) -> None:
    record_event(by=by, action=action, target=target, board_id=target.board_id, **values)


# Sections


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
    or area. Of a figure what it points at is stored, and not how it reads.
    """
    written = dump_builtins(clear_figures(validate_text(text)))
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
