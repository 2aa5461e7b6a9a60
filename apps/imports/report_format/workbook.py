"""Reading an Excel workbook (.xlsx) as text, behind guards against hostile and broken files.

A cell becomes the text that the same figure has in a CSV file: 0.5 shown as 50 % is ``50 %``, a date is
``2022-03-01``, TRUE is ``ja``. A formula becomes the result that the file has.
"""

import io
import zipfile

from openpyxl import load_workbook

from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import MAX_ROWS, RawSheet
from apps.imports.table_files.packed_files import BROKEN_MESSAGE, find_packed_refusal
from apps.imports.table_files.spreadsheet_rows import MAX_SHEETS
from apps.imports.table_files.workbook_cells import read_workbook_sheet

NOT_EXCEL_MESSAGE = "Filen är ingen Excel-arbetsbok. Spara den som .xlsx."
STRICT_MESSAGE = "Arbetsboken är sparad som ”Strict Open XML”. Spara den som en vanlig arbetsbok (.xlsx)."


def read_workbook(content: bytes, file: str, log: ErrorLog, most_rows: int = MAX_ROWS) -> list[RawSheet]:
    """The sheets of a workbook. Nothing is unpacked before the guards have passed it."""
    why_not = find_packed_refusal(content) or _find_other_refusal(content)
    if why_not:
        log.file(file, why_not)
        return []
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        if len(book.worksheets) > MAX_SHEETS:
            log.file(file, f"Arbetsboken får ha högst {MAX_SHEETS} blad.")
            return []
        sheets = [read_workbook_sheet(book, sheet, file, log, most_rows) for sheet in book.worksheets]
        book.close()
    except Exception:  # a hostile file makes the reader raise anything, and all of it means the same
        log.file(file, BROKEN_MESSAGE)
        return []
    return [sheet for sheet in sheets if sheet is not None]


def _find_other_refusal(content: bytes) -> str:
    """Why a packed file is no workbook that can be read, or empty."""
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        names = parcel.namelist()
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            return NOT_EXCEL_MESSAGE
        is_strict = "xl/workbook.xml" in names and b"purl.oclc.org/ooxml" in parcel.read("xl/workbook.xml")
    return STRICT_MESSAGE if is_strict else ""
