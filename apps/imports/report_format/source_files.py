"""Opening a report: a folder of CSV files or an Excel workbook, as sheets of raw text.

Nothing is interpreted here, and everything that could make a reader crash or run out of memory is refused before it is
parsed. What is wrong goes to the error log; a sheet that can't be read is left out.
"""

import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import IO

from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.raw_sheets import (
    MAX_FILE_BYTES,
    MAX_FILE_MB,
    MAX_FILES,
    MAX_ROWS,
    MAX_TOTAL_BYTES,
    RawSheet,
    add_line,
)
from apps.imports.report_format.workbook import NOT_EXCEL_MESSAGE
from apps.imports.table_files.file_formats import TableFormat, detect_table_format
from apps.imports.table_files.table_sheets import read_table_sheets
from apps.imports.table_files.text_encodings import is_windows_encoding

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
    elif path.suffix.lower() == ".csv":
        log.file(path.name, "Välj mappen som CSV-filerna ligger i, eller en Excel-arbetsbok.")
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
    sheets = [] if log.errors else read_table_sheets(content, name, log)
    log.stop_if_any()
    return sheets


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


def read_csv(data: bytes, name: str, file: str, log: ErrorLog) -> RawSheet | None:
    """One CSV file: UTF-8 or Windows' table, semicolons, quotes where needed. ``None`` when it can't be read."""
    text = _decode_text(data, file, log)
    if text is None:
        return None
    sheet = RawSheet(name, file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    row = 1
    try:
        for cells in reader:
            add_line(sheet, row, cells, log)
            if len(sheet.lines) > MAX_ROWS:
                log.file(file, f"Filen får ha högst {MAX_ROWS} rader.")
                return None
            row = reader.line_num + 1
    except csv.Error:
        log.add(
            CellError(file, row, None, "", 'Citattecknen går inte ihop. Skriv ett citattecken i en text som två: "".')
        )
        return None
    return sheet


def _decode_text(data: bytes, file: str, log: ErrorLog) -> str | None:
    """The file's text, or ``None`` with an error that says how to save it."""
    if b"\x00" in data:
        log.file(file, "Filen är ingen CSV-fil i UTF-8. Spara den som ”CSV UTF-8” eller som en Excel-arbetsbok.")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if is_windows_encoding(data):
            return data.decode("cp1252")
        row = data.count(b"\n", 0, error.start) + 1
        message = "Tecknen är inte i UTF-8. Spara filen som ”CSV UTF-8” i Excel."
        log.add(CellError(file, row, None, "", message))
        return None


def _format_size_limit() -> str:
    return f"En fil får vara högst {MAX_FILE_MB} MB och alla tillsammans {MAX_TOTAL_BYTES // 1_000_000} MB."
