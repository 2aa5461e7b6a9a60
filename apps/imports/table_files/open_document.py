"""OpenDocument spreadsheets (.ods, and .fods in one file), as LibreOffice writes them.

Each cell states its kind and its exact value beside what is shown, so no number is rounded on the way.
"""

import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from defusedxml.ElementTree import iterparse

from apps.imports.report_format.cell_text import format_excel_number
from apps.imports.table_files.packed_files import find_packed_refusal
from apps.imports.table_files.sheet_facts import CellRange, SheetFacts
from apps.imports.table_files.spreadsheet_rows import MAX_READ_COLUMNS, CellGrid, Row, SheetRows, UnreadableFileError

MAX_UNPACKED_BYTES = 100_000_000
_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _OFFICE, _TEXT, _STYLE = (_NS % name for name in ("table", "office", "text", "style"))
_KIND, _VALUE = f"{_OFFICE}value-type", f"{_OFFICE}value"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_ERRORS = {"Err:502": "#VALUE!", "Err:503": "#NUM!", "Err:504": "#REF!", "Err:508": "#VALUE!", "Err:532": "#DIV/0!"}


def read_open_document(content: bytes, most_rows: int) -> Iterator[SheetRows]:
    """The sheets of a packed or a flat document in their order."""
    if not content.startswith(b"PK"):
        yield from _iter_sheets(io.BytesIO(content), most_rows)
        return
    refusal = find_packed_refusal(content, MAX_UNPACKED_BYTES)
    if refusal:
        raise UnreadableFileError(refusal)
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        if b"encryption-data" in parcel.read("META-INF/manifest.xml"):
            raise UnreadableFileError("Arbetsboken är låst med lösenord. Ta bort lösenordet och spara den på nytt.")
        with parcel.open("content.xml") as stream:
            yield from _iter_sheets(stream, most_rows)


def _iter_sheets(stream: IO[bytes], most_rows: int) -> Iterator[SheetRows]:
    hidden_styles: set[str] = set()
    sheet: _SheetReader | None = None
    depth = 0
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                sheet = _SheetReader(element, hidden_styles, most_rows)
            elif event == "end" and depth == 0 and sheet:
                yield sheet.facts, sheet.rows
                element.clear()
                sheet = None
        elif event == "end" and element.tag == f"{_STYLE}style":
            hidden_styles.update(_find_hidden_style(element))
        elif sheet and depth == 1:
            sheet.take(event, element)


def _find_hidden_style(style: Any) -> Iterator[str]:
    properties = style.find(f"{_STYLE}table-properties")
    if properties is not None and properties.get(f"{_TABLE}display") == "false":
        yield style.get(f"{_STYLE}name", "")


class _SheetReader:
    """One table, row by row. A row or cell that is repeated stands once, with how many times."""

    def __init__(self, table: Any, hidden_styles: set[str], most_rows: int) -> None:
        is_hidden = table.get(f"{_TABLE}style-name", "") in hidden_styles or table.get(f"{_TABLE}display") == "false"
        self.facts = SheetFacts(table.get(f"{_TABLE}name", ""), is_hidden=is_hidden)
        self.grid = CellGrid(most_rows)
        self.row, self.column = 1, 1

    @property
    def rows(self) -> list[Row]:
        """The rows that have texts."""
        return self.grid.rows

    def take(self, event: str, element: Any) -> None:
        """A part of the table, when all of it has been read."""
        if event != "end":
            return
        if element.tag == f"{_TABLE}table-column":
            self._take_column(element)
        elif element.tag == f"{_TABLE}table-row":
            self._take_row(element)
            element.clear()

    def _take_column(self, element: Any) -> None:
        times = _read_count(element, "number-columns-repeated")
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            last = min(self.column + times, MAX_READ_COLUMNS)
            self.facts.hidden_columns += range(self.column, last)
        self.column += times

    def _take_row(self, element: Any) -> None:
        times = _read_count(element, "number-rows-repeated")
        visibility = element.get(f"{_TABLE}visibility")
        cells = list(self._iter_cells(element)) if not self.grid.is_full else []
        has_text = any(text for _, text, _ in cells)
        # An empty row may be repeated to the end of the sheet; one with text is written as often as it stands.
        for row in range(self.row, self.row + (times if has_text else 0)):
            for column, text, cell in cells:
                self._write(row, column, text, cell)
            if visibility in ("collapse", "filter"):
                self.facts.hidden_rows.append(row)
            if self.grid.is_full:
                break
        self.facts.has_filter = self.facts.has_filter or visibility == "filter"
        self.row += times

    def _iter_cells(self, row: Any) -> Iterator[tuple[int, str, Any]]:
        column = 1
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            times = _read_count(cell, "number-columns-repeated")
            text = _read_text(cell)
            for place in range(column, min(column + times, MAX_READ_COLUMNS + 1)) if text else (column,):
                yield place, text, cell
            if text and column > MAX_READ_COLUMNS:
                yield MAX_READ_COLUMNS, text, cell
            column += times

    def _write(self, row: int, column: int, text: str, cell: Any) -> None:
        self.grid.write(row, column, text)
        if text and cell.get(f"{_TABLE}formula") and not text.startswith("="):
            self.facts.formulas.append((row, column))
        if cell.find(f"{_OFFICE}annotation") is not None:
            self.facts.notes.append((row, column))
        down, right = _read_count(cell, "number-rows-spanned"), _read_count(cell, "number-columns-spanned")
        if down > 1 or right > 1:
            self.facts.merged.append(CellRange(row, column, row + down - 1, column + right - 1))


def _read_count(element: Any, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return max(1, min(int(text), 2_000_000)) if text.isascii() and text.isdigit() else 1


def _read_text(cell: Any) -> str:
    """What the cell holds, as a CSV file has it; ``=`` and the formula where its result is not in the file."""
    kind, shown = cell.get(_KIND, ""), _join_paragraphs(cell)
    if cell.get(f"{_TABLE}formula"):
        if shown in _ERRORS or shown.startswith(("#", "Err:")):
            return _ERRORS.get(shown, shown)
        if not kind:
            return "=" + cell.get(f"{_TABLE}formula").partition("=")[2]
    if kind in ("float", "currency", "percentage"):
        return _format_number(cell.get(_VALUE, ""), "0%" if kind == "percentage" else "")
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", shown).removesuffix("T00:00:00")
    if kind == "boolean":
        return "ja" if cell.get(f"{_OFFICE}boolean-value") == "true" else "nej"
    if kind == "string":
        return cell.get(f"{_OFFICE}string-value") or shown
    return shown


def _format_number(value: str, number_format: str) -> str:
    try:
        return format_excel_number(Decimal(value), number_format)
    except InvalidOperation:
        return value


def _join_paragraphs(cell: Any) -> str:
    return "\n".join(_join_parts(part) for part in cell if part.tag == f"{_TEXT}p")


def _join_parts(part: Any) -> str:
    """The text of a paragraph, with the spaces and tabs that are elements of their own."""
    found = part.text or ""
    for child in part:
        if child.tag == f"{_TEXT}s":
            found += " " * min(_read_spaces(child), 100)
        elif child.tag == f"{_TEXT}tab":
            found += "\t"
        elif child.tag == f"{_TEXT}line-break":
            found += "\n"
        elif child.tag != f"{_OFFICE}annotation":
            found += _join_parts(child)
        found += child.tail or ""
    return found


def _read_spaces(element: Any) -> int:
    text = element.get(f"{_TEXT}c", "1")
    return int(text) if text.isascii() and text.isdigit() else 1
