"""Tables of a web page or a web archive, which many systems write and name ”.xls”."""

import email
import email.policy
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import html
from openpyxl.styles.numbers import is_date_format

from apps.imports.report_format.cell_text import format_excel_number, format_excel_serial
from apps.imports.table_files.sheet_facts import CellRange, SheetFacts
from apps.imports.table_files.spreadsheet_rows import MAX_READ_COLUMNS, CellGrid, Row, SheetRows, UnreadableFileError
from apps.imports.table_files.text_encodings import decode_text_file

_CHARSET_PATTERN = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.I)
_HIDDEN_PATTERN = re.compile(r"display\s*:\s*none", re.I)
_VALUE_ATTRIBUTES = ("x:num", "sdval", "data-value")
_STYLE_PATTERN = re.compile(r"""\.([\w-]+)\s*\{([^{}]*)\}""")
_FORMAT_PATTERN = re.compile(r"""mso-number-format\s*:\s*("[^"]*"|'[^']*'|[^;]*)""", re.I)
_NAMED_DATES = frozenset({"short date", "medium date", "long date", "general date"})
_MAX_SPAN = 100_000
_NO_TABLE_MESSAGE = "Filen är en webbsida utan tabell. Spara den som en Excel-arbetsbok (.xlsx) eller CSV-fil."


def read_html_tables(content: bytes, most_rows: int) -> Iterator[SheetRows]:
    """Every table that has no table inside it, in their order."""
    if not content.strip():
        raise UnreadableFileError(_NO_TABLE_MESSAGE)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    page = html.document_fromstring(_decode_page(content).encode("utf-8", errors="replace"), parser=parser)
    formats = _read_style_formats(page)
    tables = [table for table in page.iter("table") if next(table.iterdescendants("table"), None) is None]
    found = [(facts, rows) for facts, rows in (_read_table(table, formats, most_rows) for table in tables) if rows]
    if not found:
        raise UnreadableFileError(_NO_TABLE_MESSAGE)
    for number, (facts, rows) in enumerate(found, start=1):
        facts.title = f"tabell {number}"
        yield facts, rows


def read_web_archive(content: bytes, most_rows: int) -> Iterator[SheetRows]:
    """The tables of the first page in a web archive (.mht) that has any."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and b"<table" in page.lower():
                yield from read_html_tables(page, most_rows)
                return
    raise UnreadableFileError(_NO_TABLE_MESSAGE)


def _decode_page(content: bytes) -> str:
    """The text by what the page says of itself where that is true, else by what it looks like."""
    stated = _CHARSET_PATTERN.search(content[:4000])
    if stated and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode(stated[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode_text_file(content).text


def _read_table(table: Any, formats: Mapping[str, str], most_rows: int) -> tuple[SheetFacts, list[Row]]:
    facts, grid = SheetFacts(""), CellGrid(most_rows)
    covered: dict[int, int] = {}  # column -> the last row that a cell from above reaches
    for row, element in enumerate(table.iter("tr"), start=1):
        if _HIDDEN_PATTERN.search(element.get("style", "")):
            facts.hidden_rows.append(row)
        column = 1
        for cell in element.iterchildren("td", "th"):
            while covered.get(column, 0) >= row:
                column += 1
            down, across = _read_span(cell, "rowspan"), _read_span(cell, "colspan")
            grid.write(row, column, _read_text(cell, formats))
            if cell.get("x:fmla"):
                facts.formulas.append((row, column))
            if down > 1 or across > 1:
                facts.merged.append(CellRange(row, column, row + down - 1, column + across - 1))
                for place in range(column, min(column + across, MAX_READ_COLUMNS + 1)):
                    covered[place] = row + down - 1
            column += across
        if grid.is_full:
            break
    return facts, grid.rows


def _read_span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "").strip()
    return max(1, min(int(text), _MAX_SPAN)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _read_style_formats(page: Any) -> dict[str, str]:
    """How Excel shows the cells of each class of the page's style sheet."""
    styles = "\n".join(one.text_content() for one in page.iter("style"))
    found = {name: _find_format(rules) for name, rules in _STYLE_PATTERN.findall(styles)}
    return {name: number_format for name, number_format in found.items() if number_format}


def _find_format(rules: str) -> str:
    match = _FORMAT_PATTERN.search(rules)
    return match[1].strip("\"' ").replace("\\", "") if match else ""


def _is_date(cell: Any, formats: Mapping[str, str]) -> bool:
    """Does the cell's number format, as LibreOffice or Excel states it, show a date?"""
    stated = [cell.get("sdnum", "").rpartition(";")[2], _find_format(cell.get("style", ""))]
    stated += [formats.get(name, "") for name in cell.get("class", "").split()]
    number_format = next((one for one in reversed(stated) if one), "")
    return number_format.lower() in _NAMED_DATES or is_date_format(number_format)


def _read_text(cell: Any, formats: Mapping[str, str]) -> str:
    """The exact number where the page has it beside what is shown, else what is shown."""
    for line_break in cell.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    shown = re.sub(r"[ \t\r\f]*\n[ \t\r\n\f]*|[ \t\r\f]+", " ", cell.text_content()).strip(" ")
    exact = next(filter(None, map(cell.get, _VALUE_ATTRIBUTES)), "")
    try:
        number = Decimal(exact.strip())
    except InvalidOperation:
        return shown
    if not shown or not number.is_finite():
        return shown
    if _is_date(cell, formats):
        return format_excel_serial(number)
    return format_excel_number(number, "0%" if shown.endswith("%") else "")
