"""A sheet of the format as a text file, however Excel has saved it: ”CSV”, ”CSV UTF-8” or ”Unicode-text”."""

import csv
import io
import re

from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.raw_sheets import MAX_ROWS, RawSheet, add_line
from apps.imports.report_format.sheet_headers import find_header_delimiter, split_headers
from apps.imports.table_files.text_encodings import decode_head, decode_text_file
from apps.imports.table_files.text_tables import QUOTES_MESSAGE

_SEPARATOR_PATTERN = re.compile(r'\ufeff?"?sep=(?P<sign>.|\\t)"?[;,\t ]*\r?\n', re.IGNORECASE)


def read_headers(content: bytes) -> list[str]:
    """The headers of a text file, in small letters, by the sign that divides them best."""
    text, sign = _take_separator(decode_head(content))
    line = next(iter(text.splitlines()), "")
    return split_headers(line, sign or find_header_delimiter(line))


def read_csv(data: bytes, name: str, file: str, log: ErrorLog) -> RawSheet | None:
    """One text file: any table of signs, any delimiter that its headers show. ``None`` when it can't be read."""
    found = decode_text_file(data)
    if "\x00" in found.text or not found.encoding:
        log.add(_build_decoding_error(data, file))
        return None
    text, sign = _take_separator(found.text)
    sheet = RawSheet(name, file)
    if found.label:
        sheet.remarks.append(f"Texten är skriven med en äldre teckentabell ({found.label}) och lästes så.")
    sign = sign or find_header_delimiter(next(iter(text.splitlines()), ""))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    skipped = found.text.count("\n", 0, len(found.text) - len(text))
    row = 1 + skipped
    try:
        for cells in reader:
            add_line(sheet, row, cells, log)
            if len(sheet.lines) > MAX_ROWS:
                log.file(file, f"Filen får ha högst {MAX_ROWS} rader.")
                return None
            row = reader.line_num + 1 + skipped
    except csv.Error:
        log.add(CellError(file, row, None, "", QUOTES_MESSAGE))
        return None
    return sheet


def _build_decoding_error(data: bytes, file: str) -> CellError:
    """How to save the file, at the first row that can't be read."""
    if b"\x00" in data:
        message = "Filen är ingen CSV-fil i UTF-8. Spara den som ”CSV UTF-8” eller som en Excel-arbetsbok."
        return CellError(file, None, None, "", message)
    try:
        data.decode("utf-8")
        place = 0
    except UnicodeDecodeError as error:
        place = error.start
    message = "Tecknen är inte i UTF-8. Spara filen som ”CSV UTF-8” i Excel."
    return CellError(file, data.count(b"\n", 0, place) + 1, None, "", message)


def _take_separator(text: str) -> tuple[str, str]:
    """The text without the line ``sep=;`` that Excel reads, and its sign; the text itself where there is none."""
    found = _SEPARATOR_PATTERN.match(text)
    if not found:
        return (text[1:] if text.startswith("\ufeff") else text), ""
    return text[found.end() :], "\t" if found["sign"] == "\\t" else found["sign"]
