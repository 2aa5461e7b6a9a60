"""What a sheet of a workbook says beside its texts, and what a person is to know of how it was read."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, NamedTuple

from apps.core.swedish import format_list, format_number
from apps.imports.report_format.cell_text import is_error_text
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import MAX_COLUMNS, CellPlace, RawLine, RawSheet, add_line

MAX_NAMED_CELLS = 12
MAX_FILLED_CELLS = 500_000
MAX_MERGED_RANGES = 50_000
_FAR_COLUMN = 16_384  # the last that a spreadsheet has


class CellRange(NamedTuple):
    """Merged cells; rows and columns from 1, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{format_cell_name((self.top, self.left))}:{format_cell_name((self.bottom, self.right))}"


@dataclass(slots=True)
class SheetFacts:
    """A sheet without its texts. ``formulas`` have a result in the file; one without is a text with its ``=``.

    ``scaled`` are numbers that are shown in thousands; ``notes`` cells with a note that is not the product's own.
    """

    title: str
    is_hidden: bool = False
    has_filter: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[CellRange] = field(default_factory=list)
    formulas: list[CellPlace] = field(default_factory=list)
    scaled: list[CellPlace] = field(default_factory=list)
    notes: list[CellPlace] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """For another process."""
        return asdict(self)

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "SheetFacts":
        """From what another process says; anything else than lists of numbers raises."""
        found = cls(str(stored["title"]), bool(stored["is_hidden"]), bool(stored["has_filter"]))
        for one in fields(cls)[3:]:
            setattr(found, one.name, [_read_numbers(item) for item in stored[one.name]])
        found.merged = [CellRange(*item) for item in found.merged]
        return found


def _read_numbers(item: Any) -> Any:
    return tuple(int(part) for part in item) if isinstance(item, list) else int(item)


def format_cell_name(place: CellPlace) -> str:
    """``F4``."""
    row, column = place
    return f"{format_column_name(column)}{row}"


def format_column_name(column: int) -> str:
    """``F`` for 6, ``AA`` for 27."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def build_raw_sheet(
    facts: SheetFacts, rows: Iterable[tuple[int, list[str]]], file: str, log: ErrorLog, most_rows: int
) -> RawSheet | None:
    """The sheet with its rows of texts, merged cells filled down and remarks made; None with an error if too large.

    Reading ends at the first row or column too far away. Empty texts far away are only how cells look.
    """
    sheet = RawSheet(facts.title.strip().lower(), f"{file}, blad {facts.title}", title=facts.title)
    sheet.hidden = facts.is_hidden
    for row, cells in rows:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if row > most_rows:
            log.file(sheet.file, f"Bladet får ha högst {most_rows} rader. Rad {row} har text.")
            return None
        before = log.count
        add_line(sheet, row, cells, log)
        if log.count > before and len(cells) > MAX_COLUMNS:
            return None
    sheet.formulas = frozenset(facts.formulas)
    if not _fill_down(sheet, facts.merged):
        log.file(sheet.file, "Bladet har för många sammanslagna celler. Dela dem och spara igen.")
        return None
    sheet.remarks = list(_iter_remarks(sheet, facts))
    return sheet


def _fill_down(sheet: RawSheet, merged: Sequence[CellRange]) -> bool:
    """Write what stands in a merged cell on each of its rows that has anything; False where it is too much."""
    if len(merged) > MAX_MERGED_RANGES:
        return False
    numbers = [line.number for line in sheet.lines]
    for one in merged:
        if one.bottom == one.top or not 1 <= one.left <= MAX_COLUMNS:
            continue
        lines = sheet.lines[bisect_left(numbers, one.top) : bisect_right(numbers, one.bottom)]
        text = _read_cell(lines[0], one.left) if lines and lines[0].number == one.top else ""
        if not text.strip():
            continue
        for line in lines[1:]:
            if not _read_cell(line, one.left).strip():
                line.cells.extend([""] * (one.left - len(line.cells)))
                line.cells[one.left - 1] = text
                sheet.filled_down[line.number, one.left] = str(one)
        if len(sheet.filled_down) > MAX_FILLED_CELLS:
            return False
    return True


def _read_cell(line: RawLine, column: int) -> str:
    return line.cells[column - 1] if column <= len(line.cells) else ""


def _iter_remarks(sheet: RawSheet, facts: SheetFacts) -> Iterator[str]:
    """Sentences for the preview, of what has to do with cells that hold something."""
    used = {line.number: line for line in sheet.lines}
    yield from _iter_hidden_remarks(sheet, facts, used)
    filled = [place for place in facts.formulas if place[0] in used]
    if filled:
        many = _count(len(filled), "cell")
        yield f"{many} kommer ur formler. Det resultat som filen har lästes: {_list_cells(filled)}."
    errors = [
        (line.number, place)
        for line in sheet.lines
        for place, cell in enumerate(line.cells, start=1)
        if is_error_text(cell)
    ]
    if errors:
        named = [f"{format_cell_name(place)} ({_read_cell(used[place[0]], place[1]).strip()})" for place in errors]
        yield f"{_count(len(errors), 'cell')} visar fel i kalkylprogrammet: {format_list(named, MAX_NAMED_CELLS)}."
    yield from _iter_merged_remarks(sheet, facts, used)
    if facts.scaled:
        yield f"Talen visas i tusental men lästes hela, siffra för siffra: {_list_cells(facts.scaled)}."
    if facts.notes:
        yield f"Anteckningar vid celler läses inte: {_list_cells(facts.notes)}."


def _iter_hidden_remarks(sheet: RawSheet, facts: SheetFacts, used: Collection[int]) -> Iterator[str]:
    if facts.is_hidden:
        yield "Bladet är dolt i arbetsboken men lästes."
    rows = sorted({row for row in facts.hidden_rows if row in used})
    if rows:
        why = "Bladet har ett filter. " if facts.has_filter else ""
        which = "dold rad" if len(rows) == 1 else "dolda rader"
        named = format_list(_join_runs(rows), MAX_NAMED_CELLS)
        yield f"{why}{format_number(len(rows))} {which} lästes med: rad {named}."
    hidden = {column for column in facts.hidden_columns if 1 <= column <= MAX_COLUMNS}
    columns = sorted({column for column in hidden if any(_read_cell(line, column).strip() for line in sheet.lines)})
    if columns:
        which = "Dold kolumn" if len(columns) == 1 else "Dolda kolumner"
        yield f"{which} lästes med: {format_list([format_column_name(column) for column in columns])}."


def _iter_merged_remarks(sheet: RawSheet, facts: SheetFacts, used: dict[int, RawLine]) -> Iterator[str]:
    down = list(dict.fromkeys(sheet.filled_down.values()))
    if down:
        yield f"Sammanslagna celler gäller varje rad de täcker: {format_list(down, MAX_NAMED_CELLS)}."
    across = [str(one) for one in facts.merged if one.right > one.left and _has_other_cells(used.get(one.top), one)]
    if across:
        named = format_list(across, MAX_NAMED_CELLS)
        yield f"Celler är sammanslagna över flera kolumner och lästes i den första av dem: {named}."


def _has_other_cells(line: RawLine | None, merged: CellRange) -> bool:
    """Does the merged cell stand among others? One that is alone on its row is a title."""
    if line is None or not _read_cell(line, merged.left).strip():
        return False
    others = line.cells[: merged.left - 1] + line.cells[merged.right :]
    return any(cell.strip() for cell in others)


def _join_runs(rows: Sequence[int]) -> list[str]:
    """``5–7`` and ``9`` of 5, 6, 7, 9."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return [str(first) if first == last else f"{first}–{last}" for first, last in runs]


def _list_cells(places: Sequence[CellPlace]) -> str:
    return format_list([format_cell_name(place) for place in places], MAX_NAMED_CELLS)


def _count(number: int, what: str) -> str:
    return f"{format_number(number)} {what}" + ("" if number == 1 else "er")
