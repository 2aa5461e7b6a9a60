"""Whose sheet a table is by its name and headers: one of the format's, one that was meant to be, or somebody's own."""

import csv
import difflib
import unicodedata
from collections.abc import Collection, Sequence
from operator import itemgetter

from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.schema import SCHEMAS_BY_NAME, SHEET_SCHEMAS, SheetSchema

MIN_KNOWN_HEADERS = 3
DELIMITERS = ";\t,|"
_LINES_ABOVE_HEADERS = 10
_NEAR_NAME = 0.8
_KNOWN_HEADERS = frozenset(column.name for schema in SHEET_SCHEMAS for column in schema.columns)


def find_header_delimiter(line: str) -> str:
    """The sign that divides a first line in the most headers of the format; a semicolon where none does."""
    return max(DELIMITERS, key=lambda sign: len(_KNOWN_HEADERS.intersection(split_headers(line, sign))))


def split_headers(line: str, sign: str) -> list[str]:
    """The headers of a first line, in small letters."""
    cells = next(csv.reader([line], delimiter=sign), [])
    return [unicodedata.normalize("NFC", cell.strip(' "\ufeff').lower()) for cell in cells]


def list_missing_headers(schema: SheetSchema, headers: Collection[str]) -> set[str]:
    """The headers that the sheet must have and that are not there."""
    return {column.name for column in schema.columns if column.required} - set(headers)


def find_sheet_by_headers(headers: Collection[str]) -> str:
    """The sheet that most of the headers are of, where at most one that it must have is missing; empty for none."""
    known = {
        schema.name: (
            len({column.name for column in schema.columns} & set(headers)),
            -len(list_missing_headers(schema, headers)),
        )
        for schema in SHEET_SCHEMAS
    }
    name, (count, missing) = max(known.items(), key=itemgetter(1))
    return name if count >= MIN_KNOWN_HEADERS and 2 * count > len(headers) and missing >= -1 else ""


def set_foreign_sheets_aside(sheets: Sequence[RawSheet], log: ErrorLog) -> list[RawSheet]:
    """The sheets, where one that is somebody's own is ``is_foreign``, with a remark and no rows.

    One whose name or headers are nearly those of the format is an error that tells its name: it may be what the file
    was sent for.
    """
    taken = {sheet.name for sheet in sheets}
    found = []
    for sheet in sheets:
        meant = "" if sheet.is_foreign or sheet.name in SCHEMAS_BY_NAME else _find_meant_sheet(sheet)
        if sheet.is_foreign:
            found.append(sheet)
        elif meant:
            log.file(sheet.file, _format_question(sheet, meant, is_taken=meant in taken))
        elif sheet.name in SCHEMAS_BY_NAME:
            found.append(sheet)
        else:
            rows = len(sheet.lines)
            remark = f"Bladet hör inte till filformatet och har inte lästs in. Det har {rows} rad{'er' * (rows != 1)}."
            found.append(RawSheet(sheet.name, sheet.file, title=sheet.title, remarks=[remark], is_foreign=True))
    return found


def is_format_name(name: str) -> bool:
    """Is it the name of a sheet of the format, or nearly: ”utfall”, ”utfal”?"""
    return bool(difflib.get_close_matches(name[:100], SCHEMAS_BY_NAME, n=1, cutoff=_NEAR_NAME))


def _find_meant_sheet(sheet: RawSheet) -> str:
    for line in sheet.lines[:_LINES_ABOVE_HEADERS]:
        by_headers = find_sheet_by_headers([cell.strip().lower() for cell in line.cells if cell.strip()])
        if by_headers:
            return by_headers
    near = difflib.get_close_matches(sheet.name[:100], SCHEMAS_BY_NAME, n=1, cutoff=_NEAR_NAME)
    return near[0] if near else ""


def _format_question(sheet: RawSheet, meant: str, *, is_taken: bool) -> str:
    start = f"En rapport har inget blad som heter ”{sheet.title or sheet.name}”. Menade du ”{meant}”?"
    if is_taken:
        return f"{start} Det finns redan ett sådant. Ta bort det ena, eller flytta raderna dit."
    return f"{start} Döp om bladet, eller ta bort det om det inte ska läsas in."
