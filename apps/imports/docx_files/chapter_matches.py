"""Which chapter of the disposition each heading of a Word file is. Pure functions; a person confirms or changes it.

By name first, since numbers differ between documents; the number tells apart what is named alike. A heading that is no
chapter goes on with the text above it, as a heading in it.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.reading import validate_text
from apps.core.rich_text.tree import Block, Heading, RichText, Text
from apps.imports.docx_files.docx_report import NUMBER_PATTERN, DocxHeading, DocxPiece

ABOVE = "ovan"
NOWHERE = ""
_ALIKE = 0.87
_LEAST_SCORE = 2
_SURE_SCORE = 3
_SAME_SCORE = 5
_LONG_TERM = 5
_SMALL_TERMS = frozenset({"och", "samt"})
_TERM_PATTERN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterTarget:
    """A chapter that headings may be. ``places`` are its texts: the key of each, and the area's name, if an area's.

    A chapter that is drawn from the report has no places, and ``part`` says what it is.
    """

    number: str
    heading: str
    level: int
    places: tuple[tuple[str, str], ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class HeadingMatch:
    """Where a piece is proposed to go: the key of a place, ``ABOVE`` or ``NOWHERE``; and why, in Swedish."""

    place: str
    why: str


@dataclass(slots=True)
class _Open:
    """A heading above the one that is looked at: its level, and what its text became."""

    level: int
    place: str
    areas: dict[str, str] = field(default_factory=dict)
    is_drawn: bool = False


def find_matches(pieces: Sequence[DocxPiece], chapters: Sequence[ChapterTarget]) -> list[HeadingMatch]:
    """A proposal for each piece. Each place is proposed once."""
    chosen = _assign_chapters([piece.heading for piece in pieces], chapters)
    above: list[_Open] = []
    taken: set[str] = set()
    found = []
    last = NOWHERE
    for at, piece in enumerate(pieces):
        if piece.heading is None:
            found.append(HeadingMatch(NOWHERE, "Står före den första rubriken."))
            continue
        while above and above[-1].level >= piece.heading.level:
            above.pop()
        match, opened = _find_place(piece.heading, chosen.get(at), above, taken)
        if match.place == ABOVE and opened.place != last:
            match = HeadingMatch(opened.place, match.why)
        last = opened.place if match.place == ABOVE else match.place
        taken.add(last)
        above.append(opened)
        found.append(match)
    return found


def _find_place(
    heading: DocxHeading, chapter: ChapterTarget | None, above: Sequence[_Open], taken: set[str]
) -> tuple[HeadingMatch, _Open]:
    level = heading.level
    place = next((one.place for one in reversed(above) if one.place or one.is_drawn), NOWHERE)
    if chapter is not None and chapter.places and not chapter.places[0][1]:
        key, _ = chapter.places[0]
        return HeadingMatch(key, _explain(heading, chapter)), _Open(level, key)
    if chapter is not None and chapter.places:
        areas = {_normalise(name): key for key, name in chapter.places}
        if place and compute_score(heading, chapter) < _SURE_SCORE:
            return HeadingMatch(ABOVE, "Underrubrik till texten ovanför."), _Open(level, place, areas)
        why = "Varje verksamhet skriver det här kapitlet. Välj vems texten är."
        return HeadingMatch(NOWHERE, why), _Open(level, NOWHERE, areas)
    for one in reversed(above):
        key = _find_area(heading, one.areas)
        if key and key not in taken:
            return HeadingMatch(key, "Verksamheten heter så."), _Open(level, key)
    if chapter is not None:  # it is drawn from the report
        why = f"Kapitlet hämtas ur rapporten ({chapter.part}) och skrivs inte."
        if compute_score(heading, chapter) == _SAME_SCORE:  # a document that was made here: it would stand twice
            return HeadingMatch(NOWHERE, why), _Open(level, NOWHERE, is_drawn=True)
        return HeadingMatch(ABOVE if place else NOWHERE, why), _Open(level, place)
    if place:
        return HeadingMatch(ABOVE, "Underrubrik till texten ovanför."), _Open(level, place)
    is_drawn = next((one.is_drawn for one in reversed(above)), False)
    why = "Hör till en del som hämtas ur rapporten." if is_drawn else "Inget kapitel heter så."
    return HeadingMatch(NOWHERE, why), _Open(level, NOWHERE, is_drawn=is_drawn)


def _assign_chapters(
    headings: Sequence[DocxHeading | None], chapters: Sequence[ChapterTarget]
) -> dict[int, ChapterTarget]:
    """The heading of each chapter: the likeliest pairs first, and of equals the one highest up."""
    pairs = [
        (-score, heading.level, at, order)
        for at, heading in enumerate(headings)
        if heading is not None
        for order, chapter in enumerate(chapters)
        if (score := compute_score(heading, chapter)) >= _LEAST_SCORE
    ]
    found: dict[int, ChapterTarget] = {}
    used: set[int] = set()
    for _, _, at, order in sorted(pairs):
        if at not in found and order not in used:
            found[at] = chapters[order]
            used.add(order)
    return found


def compute_score(heading: DocxHeading, chapter: ChapterTarget) -> int:
    """How likely the heading is the chapter's: 4 the same name, 3 nearly, 2 one within the other; 1 more by number."""
    name, other = _normalise(heading.title), _normalise(chapter.heading)
    has_number = bool(heading.number) and heading.number == chapter.number
    terms, others = name.split(), other.split()
    if not terms or not others:
        return 0
    if name == other:
        return 4 + has_number
    if difflib.SequenceMatcher(None, name, other).ratio() >= _ALIKE:
        return 3 + has_number
    shorter, longer = sorted((set(terms), set(others)), key=len)
    if shorter <= longer and max(map(len, shorter)) >= _LONG_TERM:
        return 2 + has_number
    stems = {term[:_LONG_TERM] for term in terms if len(term) >= _LONG_TERM}
    return 2 if has_number and stems & {term[:_LONG_TERM] for term in others if len(term) >= _LONG_TERM} else 0


def _explain(heading: DocxHeading, chapter: ChapterTarget) -> str:
    return "Samma rubrik." if _normalise(heading.title) == _normalise(chapter.heading) else "Liknande rubrik."


def _find_area(heading: DocxHeading, areas: dict[str, str]) -> str:
    name = _normalise(heading.title)
    near = difflib.get_close_matches(name, list(areas), n=1, cutoff=_ALIKE)
    return areas[near[0]] if near else ""


def _normalise(title: str) -> str:
    """A heading's words, without its number, capitals and signs."""
    text = unicodedata.normalize("NFC", NUMBER_PATTERN.sub("", title.strip(), count=1)).casefold()
    return " ".join(term for term in _TERM_PATTERN.findall(text) if term not in _SMALL_TERMS)


def build_section_texts(
    pieces: Sequence[DocxPiece], choices: Sequence[str], headings: Mapping[str, tuple[str, ...]]
) -> dict[str, RichText]:
    """The text of each place, of the pieces put there, in their order. ``RichTextError`` for one that is too large.

    ``choices`` has a place for each piece, ``ABOVE`` or ``NOWHERE``; ``headings`` are the names that a place has
    already, so that a heading with one of them is not repeated in its text.
    """
    found: dict[str, list[Block]] = {}
    bases: dict[str, int] = {}
    for piece, place in zip(pieces, resolve_choices(choices), strict=True):
        if place == NOWHERE:
            continue
        blocks = found.setdefault(place, [])
        heading = piece.heading
        known = {_normalise(name) for name in headings.get(place, ())}
        if heading is not None and not (not blocks and _normalise(heading.title) in known):
            level = heading.level - bases.setdefault(place, heading.level - 1)
            blocks.append(Heading(min(max(level, 1), 3), (Text(heading.title),)))
        elif heading is not None:
            bases.setdefault(place, heading.level)
        blocks += piece.blocks
    texts = {place: normalise_text(RichText(tuple(blocks))) for place, blocks in found.items()}
    return {place: validate_text(text) for place, text in texts.items() if text.blocks}


def resolve_choices(choices: Sequence[str]) -> list[str]:
    """The place of each piece; what goes on with the text above is where that is."""
    found: list[str] = []
    for choice in choices:
        found.append((found[-1] if found else NOWHERE) if choice == ABOVE else choice)
    return found
