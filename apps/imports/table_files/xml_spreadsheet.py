"""Excel's XML of 2003 (SpreadsheetML), which many systems write and name ”.xls”."""

import io
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from defusedxml.ElementTree import iterparse

from apps.imports.report_format.cell_text import format_excel_number, is_shown_in_thousands
from apps.imports.table_files.sheet_facts import CellRange, SheetFacts
from apps.imports.table_files.spreadsheet_rows import MAX_READ_COLUMNS, CellGrid, SheetRows

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_NAMED_FORMATS = {"Percent": "0.00%"}
_FAR = 2_000_000


def read_xml_spreadsheet(content: bytes, most_rows: int) -> Iterator[SheetRows]:
    """The sheets of a workbook in their order."""
    formats: dict[str, str] = {}
    sheet: _SheetReader | None = None
    for event, element in iterparse(io.BytesIO(content.lstrip()), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if element.tag == f"{_SS}Worksheet":
                sheet = _SheetReader(element.get(f"{_SS}Name", ""), formats, most_rows)
        elif element.tag == f"{_SS}Style":
            number_format = element.find(f"{_SS}NumberFormat")
            if number_format is not None:
                named = number_format.get(f"{_SS}Format", "")
                formats[element.get(f"{_SS}ID", "")] = _NAMED_FORMATS.get(named, named)
        elif sheet and element.tag == f"{_SS}Worksheet":
            yield sheet.facts, sheet.grid.rows
            element.clear()
            sheet = None
        elif sheet:
            sheet.take(element)


class _SheetReader:
    """One sheet, by its elements as they end."""

    def __init__(self, title: str, formats: dict[str, str], most_rows: int) -> None:
        self.facts = SheetFacts(title)
        self.formats = formats
        self.grid = CellGrid(most_rows)
        self.row, self.column = 0, 0

    def take(self, element: Any) -> None:
        """A row, a column, or what is said of the whole sheet."""
        if element.tag == f"{_SS}Row":
            self._take_row(element)
            element.clear()
        elif element.tag == f"{_SS}Column":
            self._take_column(element)
        elif element.tag == f"{_EXCEL}Visible":
            self.facts.is_hidden = (element.text or "").strip() in ("SheetHidden", "SheetVeryHidden")
        elif element.tag == f"{_EXCEL}AutoFilter":
            self.facts.has_filter = True

    def _take_column(self, element: Any) -> None:
        first = _read_number(element, "Index", self.column + 1)
        self.column = first + _read_number(element, "Span", 0)
        if element.get(f"{_SS}Hidden") == "1":
            self.facts.hidden_columns += range(first, min(self.column, MAX_READ_COLUMNS) + 1)

    def _take_row(self, element: Any) -> None:
        self.row = _read_number(element, "Index", self.row + 1)
        if element.get(f"{_SS}Hidden") == "1":
            self.facts.hidden_rows.append(self.row)
        column = 0
        for cell in element.iter(f"{_SS}Cell"):
            column = _read_number(cell, "Index", column + 1)
            self._take_cell(cell, column)
            across, down = _read_number(cell, "MergeAcross", 0), _read_number(cell, "MergeDown", 0)
            if across or down:
                self.facts.merged.append(CellRange(self.row, column, self.row + down, column + across))
            column += across
        self.row += _read_number(element, "Span", 0)

    def _take_cell(self, cell: Any, column: int) -> None:
        data = cell.find(f"{_SS}Data")
        number_format = self.formats.get(cell.get(f"{_SS}StyleID", ""), "")
        text = _read_text(data, number_format) if data is not None else ""
        formula = cell.get(f"{_SS}Formula")
        if formula and data is None:
            text = formula
        elif formula:
            self.facts.formulas.append((self.row, column))
        self.grid.write(self.row, column, text)
        if cell.find(f"{_SS}Comment") is not None:
            self.facts.notes.append((self.row, column))
        if data is not None and data.get(f"{_SS}Type") == "Number" and is_shown_in_thousands(number_format):
            self.facts.scaled.append((self.row, column))


def _read_number(element: Any, name: str, otherwise: int) -> int:
    text = element.get(f"{_SS}{name}", "")
    return min(int(text), _FAR) if text.isascii() and text.isdigit() else otherwise


def _read_text(data: Any, number_format: str) -> str:
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type")
    if kind == "Number":
        try:
            return format_excel_number(Decimal(text.strip()), number_format)
        except InvalidOperation:
            return text
    if kind == "Boolean":
        return "ja" if text.strip() == "1" else "nej"
    if kind == "DateTime":
        day, _, time = text.strip().partition("T")
        return day if time.startswith("00:00:00") or not time else f"{day}T{time.partition('.')[0]}"
    return text
