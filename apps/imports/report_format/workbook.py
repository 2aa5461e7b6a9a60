"""Reading an Excel workbook as text, behind guards against hostile and broken files.

A cell becomes the text that the same figure has in a CSV file: 0.5 shown as 50 % is ``50 %``, a date is
``2022-03-01``, TRUE is ``ja``. Numbers go through ``Decimal`` and are never calculated with as floats.
"""

import io
import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any

from openpyxl import load_workbook

from apps.imports.report_format.cell_text import format_plain_number
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.raw_sheets import MAX_COLUMNS, MAX_FILE_BYTES, MAX_FILE_MB, MAX_ROWS, RawSheet, add_line

MAX_PARTS = 400
MAX_SHEETS = 20
MAX_UNPACKED_BYTES = 20_000_000
MAX_CELLS = 3_000_000  # in a sheet, empty ones to the left of a far cell too
MAX_COMPRESSION_RATIO = 200  # a sheet of figures packs about 10 to 30 times; a bomb a thousand times
_SMALL_PART_BYTES = 100_000  # parts below this may pack as well as they like
_NOT_EXCEL_MESSAGE = "Filen är ingen Excel-arbetsbok. Spara den som .xlsx."
_BROKEN_MESSAGE = "Arbetsboken är skadad eller ofullständig. Öppna den i Excel och spara den på nytt som .xlsx."
OLD_FORMAT_MESSAGE = "Arbetsboken är i det gamla formatet .xls eller låst. Spara den som .xlsx."
MACROS_MESSAGE = "Arbetsboken har makron. Spara den som .xlsx utan makron."
_MESSAGES_BY_FIRST_BYTES = {
    b"%PDF": "Filen är en PDF. Välj en Excel-arbetsbok (.xlsx).",
    b"\xd0\xcf\x11\xe0": OLD_FORMAT_MESSAGE,
}
_QUOTED_PATTERN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ZEROS_PATTERN = re.compile(r"0{2,}")


def read_workbook(stream: IO[bytes], file: str, log: ErrorLog, most_rows: int = MAX_ROWS) -> list[RawSheet]:
    """The sheets of a workbook. Nothing is unpacked before the guards have passed it."""
    why_not = _find_refusal(stream)
    if why_not:
        log.file(file, why_not)
        return []
    stream.seek(0)
    try:
        book = load_workbook(stream, read_only=True, keep_links=False)
        if len(book.worksheets) > MAX_SHEETS:
            log.file(file, f"Arbetsboken får ha högst {MAX_SHEETS} blad.")
            return []
        sheets = [_read_sheet(sheet, file, log, most_rows) for sheet in book.worksheets]
        book.close()
    except Exception:  # a hostile file makes the reader raise anything, and all of it means the same
        log.file(file, _BROKEN_MESSAGE)
        return []
    return [sheet for sheet in sheets if sheet is not None]


def read_small_part(content: bytes, name: str) -> bytes:
    """A small part of a workbook that the guards have passed; empty where it has none, or one that is no small part."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            return parcel.read(name) if parcel.getinfo(name).file_size <= _SMALL_PART_BYTES else b""
    except Exception:  # as above
        return b""


def _find_refusal(stream: IO[bytes]) -> str:
    """Why the file must not be opened, or empty. Unpacks each part once, piece by piece, to check its contents."""
    stream.seek(0)
    head = stream.read(8)
    for magic, message in _MESSAGES_BY_FIRST_BYTES.items():
        if head.startswith(magic):
            return message
    if stream.seek(0, 2) > MAX_FILE_BYTES:
        return f"Arbetsboken får vara högst {MAX_FILE_MB} MB."
    if not head.startswith(b"PK"):
        return _NOT_EXCEL_MESSAGE
    try:
        with zipfile.ZipFile(stream) as parcel:
            return _find_contents_refusal(parcel)
    except Exception:  # as above
        return _BROKEN_MESSAGE


def _find_contents_refusal(parcel: zipfile.ZipFile) -> str:
    parts = parcel.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        return _NOT_EXCEL_MESSAGE
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return MACROS_MESSAGE
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        return f"Arbetsboken är för stor uppackad; högst {MAX_UNPACKED_BYTES // 1_000_000} MB."
    return next(filter(None, (_find_part_refusal(parcel, part) for part in parts)), "")


def _find_part_refusal(parcel: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    if part.file_size > _SMALL_PART_BYTES and part.file_size > MAX_COMPRESSION_RATIO * part.compress_size:
        return "Arbetsboken är orimligt hårt packad och läses inte in."
    # Reading to the end also checks the part's length and checksum.
    contents = parcel.read(part)
    hides_encoding = part.filename.endswith((".xml", ".rels")) and b"\x00" in contents
    if hides_encoding or b"<!DOCTYPE" in contents or b"<!ENTITY" in contents:
        return "Arbetsboken innehåller något som en arbetsbok från Excel aldrig har (DOCTYPE) och läses inte in."
    return ""


def _read_sheet(source: Any, file: str, log: ErrorLog, most_rows: int) -> RawSheet | None:
    """One sheet as text. Gaps between rows cost nothing, and reading ends at the first row or column too far away."""
    sheet = RawSheet(source.title.strip().lower(), f"{file}, blad {source.title}")
    source.reset_dimensions()  # what the file says of its own size may be wrong
    size = 0
    for row, cells in enumerate(source.iter_rows(), start=1):
        size += len(cells)
        if row > most_rows or size > MAX_CELLS:
            message = (
                f"Bladet får ha högst {most_rows} rader. Ta bort tomma rader och kolumner längst ned och till höger."
            )
            log.file(sheet.file, message)
            return None
        if any(cell.value is not None for cell in cells[MAX_COLUMNS:]):
            log.add(CellError(sheet.file, row, None, "", f"En rad får ha högst {MAX_COLUMNS} kolumner."))
            return None
        add_line(sheet, row, [_format_workbook_cell(cell) for cell in cells[:MAX_COLUMNS]], log)
    return sheet


def _format_workbook_cell(cell: Any) -> str:
    """The cell as it would be written in a CSV file. A formula keeps its ``=`` and is refused by the next reader."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return "=" + str(getattr(value, "text", value)).removeprefix("=")
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float):
        return format_excel_number(value, cell.number_format or "")
    return _format_excel_date(value)


def format_excel_number(value: float, number_format: str) -> str:
    """A number from Excel in Swedish, exactly: 1234.5 is ``1234,5``, 0.5 shown as per cent is ``50 %``.

    A number shown with leading zeros keeps them: 880 shown as 0000 is ``0880``.
    """
    shown = _QUOTED_PATTERN.sub("", number_format)
    if isinstance(value, int) and value >= 0 and _ZEROS_PATTERN.fullmatch(shown):
        return str(value).zfill(len(shown))
    number = Decimal(repr(value))
    return f"{format_plain_number(number.scaleb(2))} %" if "%" in shown else format_plain_number(number)


def _format_excel_date(value: object) -> str:
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
