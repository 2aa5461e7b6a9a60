"""A block that is pasted with the names of its rows: which row each line is, whatever order they stand in.

A name that fits no row, or several, is never guessed: the line waits until the writer has said which row it is.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from apps.core.swedish import format_list
from apps.core.tertials import Tertial
from apps.entry.blocks.column_headings import PlacedColumn, is_heading, read_headings
from apps.entry.blocks.heading_lines import HeadingLines, is_number
from apps.entry.blocks.row_names import RowNames, is_sum_name
from apps.entry.blocks.shapes import UnplacedLine
from apps.entry.shapes import InputKind, SheetColumn, SheetRow

_LEAST_KNOWN_SHARE = 0.25
# Columns that stand among the names and are none: codes, and what a figure is measured against.
_PASSED_PATTERN = re.compile(
    r"(?:ansvar|kod|nr|nummer|id|konto|kst|kostnadsställe|mål(?:värde|tal|nivå)?|riktvärde|källa)(?: \d{4})?\.?",
    re.IGNORECASE,
)
_TARGET_PATTERN = re.compile(r"mål|riktvärde", re.IGNORECASE)
_TYPE_OF_MONEY_PATTERN = re.compile(r"(?<!netto)kostnad|intäkt", re.IGNORECASE)


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
    headings: HeadingLines,
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
    lines = block[headings.count :]
    first = _count_name_columns(lines, headings, columns)
    is_number_first = next((one.kind == InputKind.NUMBER for one in columns if one.field == start), False)
    if not first or not _has_names(lines, first, names, is_sure=headings.count > 0, is_number_first=is_number_first):
        return None
    notes: list[str] = []
    if headings.count:
        placed = read_headings([*headings.texts][first:], columns, period)
    else:
        fields = [column.field for column in columns]
        placed = [PlacedColumn(column) for column in columns[fields.index(start) :]]
        notes = _list_unnamed_columns(lines, first, placed)
    passed = {place for place, text in enumerate(headings.texts[:first]) if _PASSED_PATTERN.fullmatch(text.strip())}
    notes += [
        f"Kolumnen ”{headings.texts[place].strip()}” finns inte här och tas inte med."
        for place in sorted(passed)
        if _TARGET_PATTERN.match(headings.texts[place].strip())
    ]
    texts = [_list_names(line, first, passed, names) for line in lines]
    is_net = not _TYPE_OF_MONEY_PATTERN.search(headings.title) and names.are_nets(texts)
    placer = _LinePlacer(names, first, chosen, is_net=is_net)
    found = [
        placer.place(at, line, texts[at - headings.count]) for at, line in enumerate(block) if at >= headings.count
    ]
    rows = [*[None] * headings.count, *found]
    placer.part_doubles(rows)
    notes += [*dict.fromkeys(text for one in placed for text in (one.why_not, one.note) if text), *placer.notes()]
    return NamedBlock(tuple(rows), tuple(placed), first, tuple(placer.unplaced), tuple(notes))


def _count_name_columns(lines: Sequence[Sequence[str]], headings: HeadingLines, columns: Sequence[SheetColumn]) -> int:
    """How many columns stand before the values: the first that has a heading of a value, or numbers."""
    if headings.texts and is_heading(headings.texts[0], columns):
        return 0
    width = max((len(line) for line in lines), default=0)
    for place in range(bool(headings.count), max(width, len(headings.texts))):
        heading = headings.texts[place] if place < len(headings.texts) else ""
        if is_heading(heading, columns):
            return place
        filled = [line[place] for line in lines if place < len(line) and line[place].strip()]
        numbers = sum(1 for cell in filled if is_number(cell))
        if filled and numbers * 2 >= len(filled) and not _PASSED_PATTERN.fullmatch(heading.strip()):
            return place
    return 0


def _has_names(
    lines: Sequence[Sequence[str]], first: int, names: RowNames, *, is_sure: bool, is_number_first: bool
) -> bool:
    """Are the texts before the values names, rather than values that happen to be texts?

    It ``is_sure`` where headings stand above them. So are several lines that begin with words where a number is typed,
    whether any is known or not: a block that falls beside its rows is worse than one that is asked about.
    """
    leading = [[cell for cell in line[:first] if cell.strip()] for line in lines]
    known = sum(1 for texts in leading if any(names.is_known(text) for text in texts))
    filled = sum(1 for texts in leading if texts)
    are_texts = not any(is_number(cell) for texts in leading for cell in texts)
    if is_sure or (filled > 1 and is_number_first and are_texts):
        return filled > 0
    return filled > 0 and known >= filled * _LEAST_KNOWN_SHARE


def _list_names(line: Sequence[str], first: int, passed: Collection[int], names: RowNames) -> list[str]:
    """A line's names; a code or a target in a column that says so is none, unless a row is called so."""
    return [
        cell
        for place, cell in enumerate(line[:first])
        if cell.strip() and (place not in passed or names.is_known(cell))
    ]


def _list_unnamed_columns(lines: Sequence[Sequence[str]], first: int, placed: Sequence[PlacedColumn]) -> list[str]:
    """Which columns the values are read as, where no heading says it and there are several."""
    width = max((len(line) for line in lines), default=0) - first
    titles = [one.column.title.lower() for one in placed[:width] if one.column]
    return [f"Rubriker saknas, så kolumnerna läses i ordning som {format_list(titles)}."] if width > 1 else []


class _LinePlacer:
    """Gives lines their rows, from above: a line of only a name is the heading of those below it."""

    def __init__(self, names: RowNames, first: int, chosen: Mapping[int, str], *, is_net: bool) -> None:
        self.unplaced: list[UnplacedLine] = []
        self._is_net = is_net
        self._passed: list[str] = []
        self._names, self._first, self._chosen = names, first, chosen
        self._lines: dict[int, tuple[list[str], str]] = {}
        self._heading = ""
        self._sums = 0

    def place(self, number: int, line: Sequence[str], texts: list[str]) -> SheetRow | None:
        values = [cell for cell in line[self._first :] if cell.strip()]
        if not texts and not values:
            return None
        if not values:
            self._heading = texts[-1] if self._names.is_heading(texts[-1]) else self._heading
            return None
        self._lines[number] = (texts, self._heading)
        if number in self._chosen:
            return self._names.get(self._chosen[number])
        found = self._find(texts)
        if not found and texts and is_sum_name(texts[0]):
            self._passed.append(texts[0].strip())
            return None
        if len(found) != 1:
            self._ask(number, "Flera rader heter så." if found else "Ingen rad heter så.")
            return None
        self._sums += found[0].is_total
        return None if found[0].is_total else found[0]

    def _find(self, texts: list[str]) -> list[SheetRow]:
        """The rows that a line may be: an area alone is its net, where the block says nothing of types of money."""
        net = self._names.find_net(texts) if self._is_net and texts else None
        return [net] if net else self._names.find(texts, self._heading) if texts else []

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
        """What was passed over without a question, and what was read by a rule."""
        notes = ["En rad med bara verksamhetens namn läses som dess netto."] if self._is_net else []
        if self._sums:
            notes.append(f"{self._sums} {'summarad' if self._sums == 1 else 'summarader'} räknas ut och tas inte med.")
        return notes + [f"Raden ”{name}” är en summa som inte finns här och tas inte med." for name in self._passed]
