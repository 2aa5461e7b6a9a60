"""From the bytes of any file with tables to its sheets, and which of them is the table that one looks for."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from apps.core.period_marks import split_period
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import MAX_FILE_BYTES, MAX_FILE_MB, MAX_ROWS, RawLine, RawSheet
from apps.imports.report_format.workbook import read_workbook
from apps.imports.table_files.file_formats import ISOLATED_FORMATS, REFUSALS, TableFormat, detect_table_format
from apps.imports.table_files.isolated_reader import read_isolated_sheets
from apps.imports.table_files.text_tables import read_text_table

_RANKED_LINES = 500


def read_table_sheets(
    content: bytes, name: str, log: ErrorLog, most_rows: int = MAX_ROWS, delimiter: str = ""
) -> list[RawSheet]:
    """The sheets that have anything, in the file's order, hidden ones too; none with an error where it can't be read.

    What the file is, its bytes tell: ``name`` is only what errors call it. A text file is one sheet, divided as its
    lines look, or by one of ``DELIMITERS``.
    """
    if len(content) > MAX_FILE_BYTES:
        log.file(name, f"Filen är för stor. Den får vara högst {MAX_FILE_MB} MB.")
        return []
    kind = detect_table_format(content)
    if kind in REFUSALS:
        log.file(name, REFUSALS[kind])
        return []
    before = log.count
    if kind == TableFormat.TEXT:
        table = read_text_table(content, name, log, most_rows, delimiter)
        return [table] if table else []
    if kind in ISOLATED_FORMATS:
        sheets = read_isolated_sheets(content, name, kind, log, most_rows)
    else:
        sheets = read_workbook(content, name, log, most_rows)
    found = [sheet for sheet in sheets if sheet.lines]
    if not found and log.count == before:
        log.file(name, "Filen har inga rader.")
    return found


def rank_sheets(sheets: Sequence[RawSheet]) -> list[RawSheet]:
    """The sheets, the one that looks most like a table first: visible ones before hidden, then the most full rows."""
    order = {id(sheet): number for number, sheet in enumerate(sheets)}
    return sorted(sheets, key=lambda sheet: (sheet.hidden, -_count_table_rows(sheet), order[id(sheet)]))


def find_sheet(sheets: Sequence[RawSheet], title: str) -> RawSheet:
    """The sheet with a title, the first where none has it."""
    return next((one for one in sheets if title and one.title == title), sheets[0])


def choose_table(
    sheets: Sequence[RawSheet], title: str, heading: int | None, guess: Callable[[Sequence[RawLine]], int]
) -> RawSheet:
    """The chosen sheet from its headings on: what is above is passed over. Columns get numbers where it has none.

    ``heading`` is the row of the headings, 0 for none; where the sheet lacks that row ``guess`` tells their place.
    """
    found = find_sheet(sheets, title)
    others = [f"”{one.title}”" for one in sheets if one is not found and not one.hidden]
    remarks = [f"Bladet ”{found.title}” är läst, men inte {', '.join(others)}."] if others else []
    if heading == 0:
        width = max(len(line.cells) for line in found.lines)
        lines = [RawLine(0, [f"Kolumn {number}" for number in range(1, width + 1)]), *found.lines]
    else:
        at = next((place for place, line in enumerate(found.lines) if line.number == heading), None)
        at = guess(found.lines) if at is None else at
        lines = [join_merged_headings(found.lines, at), *found.lines[at + 1 :]]
    return replace(found, lines=lines, remarks=[*found.remarks, *remarks])


def join_merged_headings(lines: Sequence[RawLine], at: int) -> RawLine:
    """The line of headings, each with the period that a merged cell on the row above says: ”Utfall 2025” over ”Totalt”.

    A merged cell says it in its first column alone. A heading that is merged with the cell above stands there.
    """
    line = lines[at]
    above = lines[at - 1].cells if at and lines[at - 1].number == line.number - 1 else []
    if sum(bool(cell.strip()) for cell in above) < 2:
        return line
    group, joined = "", []
    for place in range(max(len(line.cells), len(above))):
        cell, over = (row[place].strip() if place < len(row) else "" for row in (line.cells, above))
        group = over if over and place else group
        period = " ".join(text for text in group.split() if text not in split_period(group)[1].split())
        joined.append(" ".join(filter(None, (cell, period))) if cell else over)
    return line._replace(cells=joined)


def _count_table_rows(sheet: RawSheet) -> int:
    """How many of the first rows have at least two cells, as a table's have and a cover's have not."""
    rows = sum(sum(bool(cell.strip()) for cell in line.cells) > 1 for line in sheet.lines[:_RANKED_LINES])
    more = max(0, len(sheet.lines) - _RANKED_LINES)
    return rows + (more if rows else 0)
