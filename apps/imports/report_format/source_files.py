"""Opening a report: a folder of CSV files or an Excel workbook, as sheets of raw text.

Nothing is interpreted here, and everything that could make a reader crash or run out of memory is refused before it is
parsed. What is wrong goes to the error log; a sheet that can't be read is left out.
"""

import re
import unicodedata
from pathlib import Path
from typing import IO

from apps.imports.report_format.csv_files import read_csv
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import (
    MAX_FILE_BYTES,
    MAX_FILE_MB,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    RawSheet,
)
from apps.imports.report_format.sheet_headers import is_format_name, set_foreign_sheets_aside
from apps.imports.report_format.workbook import NOT_EXCEL_MESSAGE
from apps.imports.table_files.file_formats import TableFormat, detect_table_format
from apps.imports.table_files.table_sheets import read_table_sheets

_SHEET_PART_PATTERN = re.compile(r"(?P<name>.+?)(?:-(?P<part>[a-z]))?")
_IGNORED_SUFFIXES = {".md"}


def read_source(path: Path) -> list[RawSheet]:
    """The sheets of a folder or a workbook, parts of a sheet in order. ``ReportErrors`` when a file can't be read."""
    log = ErrorLog()
    sheets: list[RawSheet] = []
    if path.is_dir():
        sheets = read_folder(path, log)
    elif not path.is_file():
        log.file(path.name, "Filen eller mappen finns inte.")
    else:
        with path.open("rb") as stream:
            return read_upload(stream, path.name)
    log.stop_if_any()
    return sheets


def read_upload(stream: IO[bytes], name: str) -> list[RawSheet]:
    """The sheets of a workbook of any kind that someone sends in. ``ReportErrors`` when it can't be read."""
    log = ErrorLog()
    stream.seek(0)
    content = stream.read(MAX_FILE_BYTES + 1)
    if detect_table_format(content) == TableFormat.TEXT:
        log.file(name, NOT_EXCEL_MESSAGE)
    sheets = [] if log.errors else _read_workbook_sheets(content, name, log)
    log.stop_if_any()
    return sheets


def _read_workbook_sheets(content: bytes, name: str, log: ErrorLog) -> list[RawSheet]:
    """What is too large in a sheet that is not of the format is no error of the file."""
    own = ErrorLog()
    sheets = read_table_sheets(content, name, own)
    for error in own.errors:
        _, is_in_sheet, title = error.file.partition(", blad ")
        if not is_in_sheet or is_format_name(title.strip().lower()):
            log.add(error)
        elif all(sheet.file != error.file for sheet in sheets):
            remark = "Bladet hör inte till filformatet och har inte lästs in."
            sheets.append(RawSheet(title.strip().lower(), error.file, title=title, remarks=[remark], is_foreign=True))
    return set_foreign_sheets_aside(sheets, log)


def read_folder(folder: Path, log: ErrorLog) -> list[RawSheet]:
    """The CSV files of a folder. Hidden files and notes (``.md``) are passed over."""
    files = sorted(
        path for path in folder.iterdir() if not path.name.startswith(".") and path.suffix not in _IGNORED_SUFFIXES
    )
    if len(files) > MAX_FILES:
        log.file(folder.name, f"Mappen får ha högst {MAX_FILES} filer, men har {len(files)}.")
        return []
    found: list[tuple[str, str, RawSheet]] = []
    total = 0
    for path in files:
        name = unicodedata.normalize("NFC", path.name)
        if not path.is_file() or path.suffix.lower() != ".csv":
            log.file(name, "Mappen ska bara ha CSV-filer, med namn som slutar på .csv.")
            continue
        total += path.stat().st_size
        if path.stat().st_size > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
            log.file(name, _format_size_limit())
            continue
        found += _read_part_of_sheet(path, name, log)
    return [sheet for _, _, sheet in sorted(found, key=lambda item: item[:2])]


def _read_part_of_sheet(path: Path, name: str, log: ErrorLog) -> list[tuple[str, str, RawSheet]]:
    """The sheet of one file with its name and, where a sheet is many files, the part; none if it can't be read."""
    stem = unicodedata.normalize("NFC", path.stem).lower()
    match = _SHEET_PART_PATTERN.fullmatch(stem)
    sheet = read_csv(path.read_bytes(), match["name"] if match else stem, name, log)
    return [] if sheet is None else [(sheet.name, (match and match["part"]) or "", sheet)]


def _format_size_limit() -> str:
    return f"En fil får vara högst {MAX_FILE_MB} MB och alla tillsammans {MAX_TOTAL_BYTES // 1_000_000} MB."
