"""What kind of table a file is, by its bytes. Its name decides nothing: an ”.xls” may be HTML, XML or text."""

import io
import re
import zipfile
from contextlib import suppress
from enum import StrEnum

from apps.imports.table_files.text_encodings import decode_head

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL_MAGICS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_LOCKED_MARK = "EncryptedPackage".encode("utf-16-le")
_HTML_PATTERN = re.compile(r"<(?:!doctype html|html|head|meta|body|table|style|div|title)\b", re.I)
_XML_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_FLAT_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_MIME_PATTERN = re.compile(r"MIME-Version:", re.I)


class TableFormat(StrEnum):
    """The kinds of files that have tables, and those that are recognised in order to be refused by name."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    FLAT_ODS = "fods"
    XML_SPREADSHEET = "xml"
    HTML = "html"
    WEB_ARCHIVE = "mht"
    TEXT = "text"
    LOCKED = "locked"
    PDF = "pdf"
    OTHER_XML = "other xml"
    OTHER_PACKED = "other packed"
    OTHER_OFFICE = "other office"


REFUSALS = {
    TableFormat.LOCKED: "Arbetsboken är låst med lösenord. Ta bort lösenordet och spara den på nytt.",
    TableFormat.PDF: "Filen är en PDF. Välj en Excel-arbetsbok (.xlsx), en CSV-fil eller en SIE-fil.",
    TableFormat.OTHER_XML: "Filen är XML men ingen tabell. Spara den som en Excel-arbetsbok (.xlsx) eller CSV-fil.",
    TableFormat.OTHER_PACKED: "Filen är packad eller ingen Excel-arbetsbok. Skicka in den uppackad, eller som .xlsx.",
    TableFormat.OTHER_OFFICE: "Filen är ingen Excel-arbetsbok. Spara den som .xlsx.",
}
ISOLATED_FORMATS = frozenset(
    {
        TableFormat.XLSB,
        TableFormat.XLS,
        TableFormat.ODS,
        TableFormat.FLAT_ODS,
        TableFormat.XML_SPREADSHEET,
        TableFormat.HTML,
        TableFormat.WEB_ARCHIVE,
    }
)
"""Those that are read in a process of its own."""


def detect_table_format(content: bytes) -> TableFormat:
    """The kind of file. Anything that is nothing else is text."""
    if content.startswith(b"PK\x03\x04"):
        return _detect_packed_format(content)
    if content.startswith(_OLE_MAGIC[:4]):
        return _detect_office_format(content)
    if content.startswith(_OLD_EXCEL_MAGICS):
        return TableFormat.XLS
    if content[:1024].lstrip(b"\xef\xbb\xbf \r\n").startswith(b"%PDF"):
        return TableFormat.PDF
    return _detect_text_format(decode_head(content))


def _detect_packed_format(content: bytes) -> TableFormat:
    with suppress(Exception), zipfile.ZipFile(io.BytesIO(content)) as parcel:
        names = {name.lower() for name in parcel.namelist()}
        if "xl/workbook.bin" in names:
            return TableFormat.XLSB
        if any(name.startswith("xl/") for name in names):
            return TableFormat.XLSX
        if "mimetype" in names and parcel.getinfo("mimetype").file_size < 200:
            is_sheet = b"opendocument.spreadsheet" in parcel.read("mimetype")
            return TableFormat.ODS if is_sheet else TableFormat.OTHER_PACKED
        return TableFormat.OTHER_PACKED
    return TableFormat.XLSX  # so broken that its own reader is to say so


def _detect_office_format(content: bytes) -> TableFormat:
    if _LOCKED_MARK in content:
        return TableFormat.LOCKED
    is_book = any(name.encode("utf-16-le") + b"\x00\x00" in content for name in ("Workbook", "Book"))
    return TableFormat.XLS if is_book else TableFormat.OTHER_OFFICE


def _detect_text_format(head: str) -> TableFormat:
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        if _XML_SPREADSHEET in head and not _HTML_PATTERN.match(start):
            return TableFormat.XML_SPREADSHEET
        if _FLAT_DOCUMENT in head:
            return TableFormat.FLAT_ODS
        if _HTML_PATTERN.search(head):
            return TableFormat.HTML
        return TableFormat.OTHER_XML if start.startswith("<?xml") else TableFormat.TEXT
    return TableFormat.WEB_ARCHIVE if _MIME_PATTERN.search(head[:2000]) else TableFormat.TEXT
