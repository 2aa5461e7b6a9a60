"""Workbooks in Excel's older binary format (.xls), by the library xlrd.

xlrd gives results without saying that they come from formulas, so the records of the sheets are looked through for
which cells have one, and for whether the sheet is filtered.
"""

import io
import struct
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc

from apps.imports.report_format.cell_text import format_excel_date, format_excel_number, is_shown_in_thousands
from apps.imports.report_format.raw_sheets import CellPlace
from apps.imports.table_files.sheet_facts import CellRange, SheetFacts
from apps.imports.table_files.spreadsheet_rows import CellGrid, SheetRows, UnreadableFileError

_BOF_RECORDS = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_EOF_RECORD = 0x000A
_SHEET_RECORD = 0x0085
_FORMULA_RECORDS = frozenset({0x0006, 0x0206, 0x0406})
_FILTER_RECORD = 0x009B


def read_excel_97(content: bytes, most_rows: int) -> Iterator[SheetRows]:
    """The sheets of a workbook in their order."""
    book = _open_book(content)
    records = _read_sheet_records(content)
    for number, sheet in enumerate(book.sheets()):
        facts = SheetFacts(sheet.name, is_hidden=sheet.visibility != 0)
        if number < len(records):
            facts.formulas, facts.has_filter = records[number]
        yield facts, _read_rows(book, sheet, facts, most_rows)


def _open_book(content: bytes) -> Any:
    try:
        return xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            message = "Arbetsboken är låst med lösenord. Ta bort lösenordet och spara den på nytt."
            raise UnreadableFileError(message) from error
        raise


def _read_rows(book: Any, sheet: Any, facts: SheetFacts, most_rows: int) -> list[tuple[int, list[str]]]:
    grid = CellGrid(most_rows)
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            grid.write(row + 1, column + 1, _format_cell(book, cell, (row + 1, column + 1), facts))
    facts.hidden_rows = [row + 1 for row, one in sheet.rowinfo_map.items() if one.hidden]
    facts.hidden_columns = [column + 1 for column, one in sheet.colinfo_map.items() if one.hidden]
    facts.merged = [CellRange(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    facts.notes = [(row + 1, column + 1) for row, column in sheet.cell_note_map]
    return grid.rows


def _format_cell(book: Any, cell: Any, place: CellPlace, facts: SheetFacts) -> str:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        number_format = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        if is_shown_in_thousands(number_format):
            facts.scaled.append(place)
        return format_excel_number(Decimal(repr(cell.value)), number_format)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _format_date(cell.value, book.datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "ja" if cell.value else "nej"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#VALUE!"))
    return cell.value if cell.ctype == xlrd.XL_CELL_TEXT else ""


def _format_date(serial: Any, datemode: int) -> str:
    try:
        if 0 <= serial < 1:
            return format_excel_date(xlrd.xldate.xldate_as_datetime(serial, datemode).time())
        return format_excel_date(xlrd.xldate.xldate_as_datetime(serial, datemode))
    except (xlrd.xldate.XLDateError, OverflowError, ValueError):
        return "#VALUE!"


def _read_sheet_records(content: bytes) -> list[tuple[list[CellPlace], bool]]:
    """For each sheet its cells with formulas, and whether it is filtered."""
    stream = content
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        document = CompDoc(content, logfile=io.StringIO())
        for name in ("Workbook", "Book"):
            stream = document.get_named_stream(name)
            if stream:
                break
    stream = stream or b""
    starts = [struct.unpack_from("<I", body)[0] for kind, body in _iter_records(stream, 0) if kind == _SHEET_RECORD]
    return [_read_records_of_sheet(stream, start) for start in starts or [0]]


def _read_records_of_sheet(stream: bytes, start: int) -> tuple[list[CellPlace], bool]:
    formulas, has_filter = [], False
    for kind, body in _iter_records(stream, start):
        if kind in _FORMULA_RECORDS and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body)
            formulas.append((row + 1, column + 1))
        has_filter = has_filter or kind == _FILTER_RECORD
    return formulas, has_filter


def _iter_records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records from a place to the end of its part; those of charts within it too."""
    depth = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        depth += (kind in _BOF_RECORDS) - (kind == _EOF_RECORD)
        if depth <= 0:
            return
        place += 4 + length
