"""Writes of dispositions and their chapters: by the administrator or the controller of the board."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.accounts.services import has_permission
from apps.audit.services import record_event
from apps.core.row_values import write_values
from apps.core.upsert import SaveCounts, upsert_rows
from apps.organisation.models import Board
from apps.rounds.services import finish_bulk_save, touch_rounds
from apps.texts.default_disposition import DEFAULT_CHAPTERS, ChapterRow
from apps.texts.models import Chapter, Disposition, Section
from apps.texts.selectors import find_disposition

PLANNING_PERMISSIONS = (Permission.ADMINISTER, Permission.REPORT)
MAX_CHAPTERS = 100
TERTIAL_FIELDS = frozenset({"in_t1", "in_t2", "in_t3"})
FOLLOWED = (
    "Kapitlet följer en delad disposition. Här väljs bara i vilka tertial det är med. Lägg till egna kapitel, eller "
    "sluta följa för att ändra resten."
)
CHAPTER_COLUMNS = ("heading", "level", "instruction", "in_t1", "in_t2", "in_t3", "kind", "writer", "part")


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
        build_chapter(disposition, row, position) for position, row in enumerate(chapters, start=1)
    )
    touch_rounds(board_id=board.pk)
    log_change(by, "disposition.created", disposition, after={"valid_from": valid_from, "chapters": len(chapters)})
    return disposition


@transaction.atomic
def copy_disposition(*, by: User | None, disposition: Disposition, valid_from: int) -> Disposition:
    """The same chapters from a later year, to be changed without touching the reports before it.

    One that is shared is so in the new year too, and one that follows another goes on following it.
    """
    if valid_from <= disposition.valid_from:
        raise TextsError(f"Den nya dispositionen ska gälla från ett år efter {disposition.valid_from}.")
    chapters = list(disposition.chapters.order_by("position"))
    rows = [read_chapter(chapter) for chapter in chapters]
    copy = create_disposition(by=by, board=disposition.board, valid_from=valid_from, chapters=rows)
    write_values(copy, {"is_shared": disposition.is_shared, "follows_id": disposition.follows_id})
    flags = {one.code: (one.is_followed, one.has_own_tertials) for one in chapters}
    copied = list(copy.chapters.all())
    for chapter in copied:
        chapter.is_followed, chapter.has_own_tertials = flags[chapter.code]
    Chapter.objects.bulk_update(copied, ["is_followed", "has_own_tertials"])
    return copy


@transaction.atomic
def add_chapter(*, by: User | None, disposition: Disposition, row: ChapterRow, after: int | None = None) -> Chapter:
    """A new chapter after another, by its id; last without one. An empty code is made of the heading."""
    chapters = _lock_chapters(by, disposition)
    if len(chapters) >= MAX_CHAPTERS:
        raise TextsError(f"En disposition har högst {MAX_CHAPTERS} kapitel.")
    code = row.code or _make_code(row.heading, {chapter.code for chapter in chapters})
    chapter = build_chapter(disposition, ChapterRow(**{**asdict(row), "code": code}), len(chapters) + 1)
    _require_heading(chapter.heading)
    chapter.save()
    if after is not None:
        place = next((number for number, one in enumerate(chapters, start=1) if one.pk == after), len(chapters))
        _write_order([*chapters[:place], chapter, *chapters[place:]])
    log_change(by, "chapter.added", chapter, after={"heading": chapter.heading})
    return chapter


@transaction.atomic
def change_chapter(*, by: User | None, chapter: Chapter, **values: Any) -> Chapter:
    """Change a chapter's ``heading``, ``level``, ``instruction``, ``writer``, ``in_t1``, ``in_t2`` or ``in_t3``.

    Texts that are hidden so are kept. Who writes can't change while there are texts. Of a chapter that follows a shared
    disposition a board chooses the tertials, and they are its own from then on.
    """
    _lock_chapters(by, chapter.disposition)
    if chapter.is_followed:
        own = {name: value for name, value in values.items() if getattr(chapter, name) != value}
        if not own.keys() <= TERTIAL_FIELDS:
            raise TextsError(FOLLOWED)
        values = {**own, "has_own_tertials": True} if own else {}
    _require_heading(values.get("heading", chapter.heading))
    before = {name: getattr(chapter, name) for name in values}
    if values.get("writer", chapter.writer) != chapter.writer and chapter.sections.exists():
        raise TextsError("Det finns redan texter i kapitlet. Gör ett nytt kapitel för dem som ska skriva.")
    write_values(chapter, values)
    log_change(by, "chapter.changed", chapter, before=before, after=values)
    return chapter


@transaction.atomic
def move_chapter(*, by: User | None, chapter: Chapter, position: int) -> None:
    """Put a chapter at a place, 1 being the first."""
    _require_own(chapter)
    chapters = [one for one in _lock_chapters(by, chapter.disposition) if one.pk != chapter.pk]
    place = min(max(position, 1), len(chapters) + 1)
    _write_order([*chapters[: place - 1], chapter, *chapters[place - 1 :]])
    log_change(by, "chapter.moved", chapter, after={"position": place})


@transaction.atomic
def delete_chapter(*, by: User | None, chapter: Chapter) -> None:
    """Take a chapter away. One with texts is hidden instead, by its tertials."""
    _require_own(chapter)
    chapters = _lock_chapters(by, chapter.disposition)
    if chapter.sections.exists():
        raise TextsError("Det finns texter i kapitlet. Dölj det i de tertial där det inte ska vara med.")
    log_change(by, "chapter.deleted", chapter, before={"heading": chapter.heading})
    key = chapter.pk
    try:
        chapter.delete()
    except ProtectedError as error:  # what other rooms keep about it
        raise TextsError("Det finns frågor om kapitlet. Dölj det i de tertial där det inte ska vara med.") from error
    _write_order([one for one in chapters if one.pk != key])


class ChapterChangeError(TextsError):
    """A chapter, by its code, can't be changed as it was asked."""

    def __init__(self, chapter: str, message: str) -> None:
        self.chapter = chapter
        super().__init__(message)


@transaction.atomic
def save_chapters(*, by: User | None, board: Board, year: int, rows: Sequence[ChapterRow]) -> SaveCounts:
    """Save the chapters of the disposition that holds in a year, in the order given; without one it is made.

    Chapters that are not among the rows stay, last. ``ChapterChangeError`` for one whose texts would lose their place.
    """
    _require_planner(by, board)
    disposition = find_disposition(board, year)
    if disposition is None:
        disposition = Disposition.objects.create(municipality_id=board.municipality_id, board=board, valid_from=year)
    known = {chapter.code: chapter for chapter in _lock_chapters(by, disposition)}
    given = {row.code for row in rows}
    rest = [read_chapter(chapter) for code, chapter in known.items() if code not in given]
    if len(rows) + len(rest) > MAX_CHAPTERS:
        raise ChapterChangeError(rows[-1].code, f"En disposition har högst {MAX_CHAPTERS} kapitel.")
    for row in rows:
        _require_place_for_texts(known.get(row.code), row)
        _require_followed_as_it_is(known.get(row.code), row)
    saved = upsert_rows(
        Chapter.objects.filter(disposition=disposition),
        [build_chapter(disposition, row, position) for position, row in enumerate([*rows, *rest], start=1)],
        key=["disposition_id", "code"],
        values=["board_id", "municipality_id", "position", *CHAPTER_COLUMNS],
    )
    own = [row.code for row in rows if row.code in known and row.tertials != read_chapter(known[row.code]).tertials]
    Chapter.objects.filter(disposition=disposition, code__in=own, is_followed=True).update(has_own_tertials=True)
    return finish_bulk_save(by=by, board_id=board.pk, model=Chapter, saved=saved)


def _require_place_for_texts(chapter: Chapter | None, row: ChapterRow) -> None:
    is_other = chapter is not None and (chapter.kind, chapter.writer) != (row.kind, row.writer)
    if chapter is not None and is_other and chapter.sections.exists():
        message = "Det finns redan texter i kapitlet. Gör ett nytt kapitel för dem som ska skriva."
        raise ChapterChangeError(row.code, message)


def _require_followed_as_it_is(chapter: Chapter | None, row: ChapterRow) -> None:
    if chapter is None or not chapter.is_followed:
        return
    if row != ChapterRow(**{**asdict(read_chapter(chapter)), "tertials": row.tertials}):
        raise ChapterChangeError(row.code, FOLLOWED)


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


def build_chapter(disposition: Disposition, row: ChapterRow, position: int) -> Chapter:
    """A chapter of the row at a place, not saved."""
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


def read_chapter(chapter: Chapter) -> ChapterRow:
    """What the chapter says, without its place."""
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


def _require_own(chapter: Chapter) -> None:
    if chapter.is_followed:
        raise TextsError(FOLLOWED)


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


def log_change(by: User | None, action: str, target: Any, **values: Any) -> None:
    """Log one act on what a board has of texts."""
    record_event(by=by, action=action, target=target, board_id=target.board_id, **values)
