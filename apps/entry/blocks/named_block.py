"""A block that is pasted with the names of its rows: which row each line is, whatever order they stand in.

A name that fits no row, or several, is never guessed: the line waits until the writer has said which row it is.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.core.tertials import Tertial
from apps.entry.blocks.column_headings import PlacedColumn, is_heading, read_headings
from apps.entry.blocks.row_names import RowNames
from apps.entry.blocks.shapes import UnplacedLine
from apps.entry.shapes import SheetColumn, SheetRow

_NUMBER_PATTERN = re.compile(r"[=(]?\s*[-+\u2212\u2013]?\s*[(]?\d[\d\s.,\u00a0\u202f/%()’'-]*\s*(?:%|tkr|kr|st)?\.?")
_LEAST_KNOWN_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class NamedBlock:
    """Where the lines and columns of a block belong. ``rows`` has None for what is no row.

    ``first`` is the place of a line's first value. ``notes`` say in Swedish what is left out.
    """

    rows: tuple[SheetRow | None, ...]
    columns: tuple[PlacedColumn, ...]
    first: int
    unplaced: tuple[UnplacedLine, ...]
    notes: tuple[str, ...]


def place_by_names(
    block: Sequence[Sequence[str]],
    *,
    names: RowNames,
    columns: Sequence[SheetColumn],
    start: str,
    period: Tertial,
    chosen: Mapping[int, str],
) -> NamedBlock | None:
    """Place a block by the names in its first columns; None when it has no names.

    ``start`` is the field that the values begin at where no line names the columns. ``chosen`` has the keys of rows
    that the writer has said that lines are, empty for a line that is to be left out.
    """
    has_headings = _has_headings(block, columns)
    lines = block[1:] if has_headings else block
    first = _count_name_columns(block, lines, columns, has_headings=has_headings)
    if not first or not _has_names(lines, first, names):
        return None
    if has_headings:
        placed = read_headings([*block[0]][first:], columns, period)
    else:
        fields = [column.field for column in columns]
        placed = [PlacedColumn(column) for column in columns[fields.index(start) :]]
    placer = _LinePlacer(names, first, chosen)
    found = [placer.place(number, line) for number, line in enumerate(lines, start=has_headings)]
    rows = [*[None] * has_headings, *found]
    placer.part_doubles(rows)
    notes = [*dict.fromkeys(one.why_not for one in placed if one.why_not), *placer.notes()]
    return NamedBlock(tuple(rows), tuple(placed), first, tuple(placer.unplaced), tuple(notes))


def _has_headings(block: Sequence[Sequence[str]], columns: Sequence[SheetColumn]) -> bool:
    return len(block) > 1 and any(is_heading(cell, columns) for cell in block[0][1:])


def _count_name_columns(
    block: Sequence[Sequence[str]],
    lines: Sequence[Sequence[str]],
    columns: Sequence[SheetColumn],
    *,
    has_headings: bool,
) -> int:
    """How many columns stand before the values."""
    if has_headings:
        return next(place for place, cell in enumerate(block[0]) if place and is_heading(cell, columns))
    width = max((len(line) for line in lines), default=0)
    for place in range(width):
        filled = [line[place] for line in lines if place < len(line) and line[place].strip()]
        numbers = sum(1 for cell in filled if _NUMBER_PATTERN.fullmatch(cell.strip()))
        if filled and numbers * 2 >= len(filled):
            return place
    return 0


def _has_names(lines: Sequence[Sequence[str]], first: int, names: RowNames) -> bool:
    """Are the texts before the values names, rather than values that happen to be texts?"""
    leading = [[cell for cell in line[:first] if cell.strip()] for line in lines]
    known = sum(1 for texts in leading if any(names.is_known(text) for text in texts))
    filled = sum(1 for texts in leading if texts)
    return filled > 0 and known >= filled * _LEAST_KNOWN_SHARE


class _LinePlacer:
    """Gives lines their rows, from above: a line of only a name is the heading of those below it."""

    def __init__(self, names: RowNames, first: int, chosen: Mapping[int, str]) -> None:
        self.unplaced: list[UnplacedLine] = []
        self._names, self._first, self._chosen = names, first, chosen
        self._lines: dict[int, tuple[list[str], str]] = {}
        self._heading = ""
        self._sums = 0

    def place(self, number: int, line: Sequence[str]) -> SheetRow | None:
        texts = [cell for cell in line[: self._first] if cell.strip()]
        values = [cell for cell in line[self._first :] if cell.strip()]
        if not texts and not values:
            return None
        if not values:
            self._heading = texts[-1] if self._names.is_heading(texts[-1]) else self._heading
            return None
        self._lines[number] = (texts, self._heading)
        if number in self._chosen:
            return self._names.get(self._chosen[number])
        found = self._names.find(texts, self._heading) if texts else []
        if len(found) != 1:
            self._ask(number, "Flera rader heter så." if found else "Ingen rad heter så.")
            return None
        self._sums += found[0].is_total
        return None if found[0].is_total else found[0]

    def part_doubles(self, rows: list[SheetRow | None]) -> None:
        """Two lines of one row are both asked about: which of them is meant, nobody knows."""
        counts = Counter(row.key for row in rows if row)
        for number, row in enumerate(rows):
            if row and counts[row.key] > 1:
                rows[number] = None
                self._ask(number, "Raden står två gånger i det du klistrar in.")

    def _ask(self, number: int, why: str) -> None:
        texts, heading = self._lines[number]
        named = ", ".join(texts) or "(utan namn)"
        choices = self._names.list_choices(texts, heading)
        self.unplaced.append(UnplacedLine(number, named, why, choices))

    def notes(self) -> list[str]:
        """What was passed over without a question."""
        if not self._sums:
            return []
        return [f"{self._sums} {'summarad' if self._sums == 1 else 'summarader'} räknas ut och tas inte med."]
