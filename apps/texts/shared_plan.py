"""What becomes of a board's chapters when they follow a shared disposition: pure rules, so that it can be shown first.

Chapters find each other by code. Nothing that is written is lost: a chapter with texts stays, as the board's own where
the shared disposition has none of its code.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.texts.default_disposition import ChapterRow


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChapter:
    """A chapter as a board has it now. ``is_followed``: it is the shared disposition's; else it is the board's own."""

    row: ChapterRow
    is_followed: bool = False
    has_own_tertials: bool = False
    has_texts: bool = False


@dataclass(frozen=True, slots=True)
class ChapterChange:
    """Something that happens to a chapter, in Swedish words for the one who decides about it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class FollowPlan:
    """The chapters that the board gets, in order, and what is other than before."""

    chapters: tuple[BoardChapter, ...]
    changes: tuple[ChapterChange, ...]


def plan_following(shared: Sequence[ChapterRow], own: Sequence[BoardChapter], *, begins: bool = False) -> FollowPlan:
    """The board's chapters brought up to date with the shared ones.

    ``begins``: the board has not followed before, and then its own chapters without texts make way. What a board has
    chosen itself stays: the tertials of a chapter, and chapters that are its own. Who writes a chapter stays where
    something is written.
    """
    before = {one.row.code: one for one in own}
    codes = {row.code for row in shared}
    chapters = [_follow(row, before.get(row.code)) for row in shared]
    place = {one.row.code: one for one in chapters}
    staying = [one for one in own if one.row.code not in codes and _is_staying(one, begins=begins)]
    for one in staying:
        stays = replace(one, is_followed=False, has_own_tertials=False)
        previous = _find_previous(own, one.row.code, place)
        chapters.insert(chapters.index(previous) + 1 if previous else 0, stays)
        place[one.row.code] = stays
    return FollowPlan(tuple(chapters), tuple(_list_changes(chapters, own)))


def _follow(row: ChapterRow, old: BoardChapter | None) -> BoardChapter:
    if old is None:
        return BoardChapter(row=row, is_followed=True)
    own: dict[str, object] = {}
    if old.has_own_tertials:
        own["tertials"] = old.row.tertials
    if old.has_texts:
        own |= {"kind": old.row.kind, "writer": old.row.writer, "part": old.row.part}
    return replace(old, row=replace(row, **own), is_followed=True)  # type: ignore[arg-type]


def _is_staying(one: BoardChapter, *, begins: bool) -> bool:
    return one.has_texts or not (one.is_followed or begins)


def _find_previous(own: Sequence[BoardChapter], code: str, place: dict[str, BoardChapter]) -> BoardChapter | None:
    """The nearest chapter before it in the board's old order that is still there."""
    codes = [one.row.code for one in own]
    before = reversed(codes[: codes.index(code)])
    return next((place[one] for one in before if one in place), None)


def _list_changes(chapters: Sequence[BoardChapter], own: Sequence[BoardChapter]) -> list[ChapterChange]:
    before = {one.row.code: one for one in own}
    after = {one.row.code: one for one in chapters}
    changes = [
        ChapterChange(one.row.heading, text)
        for one in chapters
        if (text := _describe_change(one, before.get(one.row.code)))
    ]
    changes += [ChapterChange(one.row.heading, "tas bort") for one in own if one.row.code not in after]
    old_order = [one.row.code for one in own if one.row.code in after]
    new_order = [one.row.code for one in chapters if one.row.code in before]
    return changes + [ChapterChange(after[code].row.heading, "flyttas") for code in _list_moved(old_order, new_order)]


def _describe_change(new: BoardChapter, old: BoardChapter | None) -> str:
    if old is None:
        return f"nytt kapitel, med i {_format_tertials(new.row)}"
    row, was = new.row, old.row
    texts = [
        (was.heading != row.heading, f"hette ”{was.heading}”"),
        (was.level != row.level, f"nivå {row.level} i stället för {was.level}"),
        (was.tertials != row.tertials, f"med i {_format_tertials(row)} i stället för {_format_tertials(was)}"),
        (was.instruction != row.instruction, "ny anvisning"),
        (
            (was.kind, was.writer, was.part) != (row.kind, row.writer, row.part),
            "annat innehåll eller andra som skriver",
        ),
        (old.is_followed and not new.is_followed, "har texter och blir nämndens eget"),
    ]
    return ", ".join(text for is_so, text in texts if is_so)


def _get_content(row: ChapterRow) -> tuple[str, str, str]:
    return row.kind, row.writer, row.part


def _format_tertials(row: ChapterRow) -> str:
    return ", ".join(f"T{number}" for number in row.tertials) or "inget tertial"


def _list_moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The fewest chapters to move to make the new order of the old: those outside a longest common run."""
    place = {code: number for number, code in enumerate(old)}
    none: list[str] = []
    longest: list[list[str]] = []  # the longest growing run that ends at each chapter of the new order
    for code in new:
        before = [run for run in longest if place[run[-1]] < place[code]]
        run = max(before, key=len, default=none)
        longest.append([*run, code])
    stays = max(longest, key=len, default=none)
    return [code for code in new if code not in stays]
