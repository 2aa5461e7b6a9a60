"""What a file is, by its name and its first bytes; and files that are refused before anything is read."""

import io
import unicodedata
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import PurePath

from apps.imports.ledgers.extract import ACCOUNT_HEADERS, MAX_LEDGER_ROWS
from apps.imports.models import FileKind
from apps.imports.report_format.csv_files import read_headers
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import MAX_FILE_BYTES, MAX_FILE_MB, RawSheet
from apps.imports.report_format.schema import SCHEMAS_BY_NAME
from apps.imports.report_format.sheet_headers import find_sheet_by_headers, is_format_name, list_missing_headers
from apps.imports.report_format.workbook import NOT_EXCEL_MESSAGE
from apps.imports.table_files.file_formats import ISOLATED_FORMATS, REFUSALS, TableFormat, detect_table_format
from apps.imports.table_files.packed_files import MACROS_MESSAGE
from apps.imports.table_files.table_sheets import read_table_sheets
from apps.imports.table_files.text_encodings import decode_head

_REPORT_SUFFIXES = frozenset({".xlsx", ".csv"})
_SIE_SUFFIXES = frozenset({".se", ".si", ".sie"})
_TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".tab", ".prn"})
_DOCUMENT_SUFFIXES = frozenset({".docx", ".docm", ".doc"})
DOCX_MESSAGE = "Ett Word-dokument läses inte in här. Under Kapitel kan en rapport i Word läggas i rapportens kapitel."
_OTHER_SUFFIXES = frozenset({".xls", ".xlsb", ".ods", ".fods", ".xml", ".htm", ".html", ".mht", ".mhtml"})


def find_file_problem(name: str, content: bytes) -> str:
    """Why the file is not kept, or empty."""
    suffix = PurePath(name).suffix.lower()
    if not content:
        return "Filen är tom."
    if len(content) > MAX_FILE_BYTES:
        return f"Filen är för stor. Den får vara högst {MAX_FILE_MB} MB."
    if suffix in _DOCUMENT_SUFFIXES:
        return DOCX_MESSAGE
    kind = detect_table_format(content)
    if kind in REFUSALS:
        return REFUSALS[kind]
    if suffix == ".xlsm":
        return MACROS_MESSAGE
    if suffix not in _REPORT_SUFFIXES | _SIE_SUFFIXES | _TEXT_SUFFIXES | _OTHER_SUFFIXES:
        return "Välj en Excel-arbetsbok (.xlsx, .xls, .xlsb, .ods), en CSV-fil eller en SIE-fil (.se, .si, .sie)."
    if suffix in _TEXT_SUFFIXES and content.startswith(b"PK\x03\x04"):
        return REFUSALS[TableFormat.OTHER_PACKED]
    if suffix == ".xlsx" and kind == TableFormat.TEXT:
        return NOT_EXCEL_MESSAGE
    return ""


def detect_file_kind(name: str, content: bytes, sheets: Sequence[RawSheet] | None = None) -> FileKind:
    """A report in the import format, an SIE file, or an extract from an economy system.

    ``sheets`` are a workbook's, where it has been read already.
    """
    path = PurePath(name)
    if path.suffix.lower() in _SIE_SUFFIXES or decode_head(content).lstrip("\ufeff \t\r\n")[:6].upper() == "#FLAGG":
        return FileKind.SIE
    if is_workbook(content):
        names = _read_sheet_names(content, sheets)
        # One that can't be read is refused as a report is, with why: it has no columns that could be pointed out.
        return FileKind.REPORT if not names or any(map(is_format_name, names)) else FileKind.LEDGER
    return FileKind.REPORT if find_csv_sheet(name, content) else FileKind.LEDGER


def find_csv_sheet(name: str, content: bytes) -> str:
    """The sheet of the format that a CSV file is, or empty.

    LibreOffice saves the sheets of a workbook as ``mall-drift``, which counts where the headers are the sheet's too.
    Else the headers tell: a file where nearly all are a sheet's is that sheet with a mistake, which can then be named.
    """
    stem = unicodedata.normalize("NFC", PurePath(name).stem).strip().lower()
    if stem in SCHEMAS_BY_NAME:
        return stem
    headers = read_headers(content)
    schema = SCHEMAS_BY_NAME.get(stem.replace("_", "-").replace(" ", "-").rpartition("-")[2])
    if schema and not list_missing_headers(schema, headers):
        return schema.name
    # An extract from an economy system has its accounts, which no sheet has.
    return "" if ACCOUNT_HEADERS & set(headers) else find_sheet_by_headers(headers)


def is_workbook(content: bytes) -> bool:
    """Is it a workbook of any kind, with named sheets? Everything else is text."""
    kind = detect_table_format(content)
    return kind == TableFormat.XLSX or kind in ISOLATED_FORMATS


def _read_sheet_names(content: bytes, sheets: Sequence[RawSheet] | None) -> set[str]:
    """The names of a workbook's sheets, of .xlsx from the first megabyte of its contents; none if it can't be read."""
    if detect_table_format(content) != TableFormat.XLSX:
        found = read_table_sheets(content, "", ErrorLog(), MAX_LEDGER_ROWS) if sheets is None else sheets
        return {sheet.name for sheet in found}
    with suppress(Exception), zipfile.ZipFile(io.BytesIO(content)) as parcel, parcel.open("xl/workbook.xml") as stream:
        text = stream.read(1_000_000).decode("utf-8", errors="replace")
        return {part.split('"')[0].strip().lower() for part in text.split('name="')[1:]}
    return set()
