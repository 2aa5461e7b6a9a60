"""Writing a report's sheets: the same report as an Excel workbook or as a folder of CSV files.

Every cell is written as text, so that Excel changes nothing and the reader gets back what was written.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

import xlsxwriter

from apps.imports.report_format.cell_text import guard_text, unguard_text
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.schema import SHEET_SCHEMAS

MAX_COLUMN_WIDTH = 60
TEXT_ONLY_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(sheets: Sequence[RawSheet], target: Path | IO[bytes]) -> None:
    """Write a workbook with a sheet for each of the report's, in the order of the format."""
    with xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), TEXT_ONLY_OPTIONS) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in join_sheet_parts(sheets):
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for place, (line, style) in enumerate(
                zip(sheet.lines, _list_row_styles(bold, wrapped, sheet), strict=True)
            ):
                for column, cell in enumerate(line.cells):
                    page.write_string(place, column, format_excel_text(cell), style)
            for column, header in enumerate(sheet.lines[0].cells if sheet.lines else ()):
                longest = max((len(line.cells[column]) for line in sheet.lines), default=len(header))
                page.set_column(column, column, min(longest + 2, MAX_COLUMN_WIDTH))


def write_folder(sheets: Sequence[RawSheet], folder: Path) -> None:
    """Write a CSV file for each sheet. The folder must exist."""
    for sheet in join_sheet_parts(sheets):
        (folder / f"{sheet.name}.csv").write_bytes(build_csv(line.cells for line in sheet.lines))


def build_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as the format's CSV: UTF-8 with a byte order mark for Excel, semicolons, text safe to open."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerows([guard_text(unguard_text(cell)) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def join_sheet_parts(sheets: Sequence[RawSheet]) -> list[RawSheet]:
    """One sheet for each name, its parts put together under all their headers, in the order of the format."""
    by_name: dict[str, list[RawSheet]] = {}
    for sheet in sheets:
        by_name.setdefault(sheet.name, []).append(sheet)
    known = [schema.name for schema in SHEET_SCHEMAS]
    names = sorted(by_name, key=lambda name: known.index(name) if name in known else len(known))
    return [_join_parts(name, by_name[name]) for name in names]


def _join_parts(name: str, parts: Sequence[RawSheet]) -> RawSheet:
    headers = list(dict.fromkeys(cell.strip().lower() for part in parts for cell in _get_headers(part)))
    rows = [headers]
    for part in parts:
        own = [cell.strip().lower() for cell in _get_headers(part)]
        for line in part.lines[1:]:
            cells = dict(zip(own, line.cells, strict=False))
            rows.append([cells.get(header, "") for header in headers])
    return RawSheet(name, name, [RawLine(number, row) for number, row in enumerate(rows, start=1)])


def _get_headers(part: RawSheet) -> list[str]:
    return part.lines[0].cells if part.lines else []


def format_excel_text(cell: str) -> str:
    """The cell's own text. A text cell can't run in Excel, but what begins with ``=`` is read back as a formula."""
    text = unguard_text(cell)
    return guard_text(text) if text.startswith("=") else text


def _list_row_styles(bold: object, wrapped: object, sheet: RawSheet) -> list[object]:
    return [bold] + [wrapped] * (len(sheet.lines) - 1) if sheet.lines else []
