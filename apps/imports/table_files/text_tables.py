"""A table as text: with semicolons, tabs, commas or bars between the columns, or columns of fixed width."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.raw_sheets import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_ROWS,
    RawLine,
    RawSheet,
    add_line,
)
from apps.imports.table_files.file_formats import TableFormat, detect_table_format
from apps.imports.table_files.text_encodings import DecodedText, decode_text_file, find_spoilt_text

TEXT_SHEET_NAME = "utdrag"
QUOTES_MESSAGE = 'Citattecknen går inte ihop. Skriv ett citattecken i en text som två: "".'
FIXED_WIDTH = "fixed"
DELIMITERS = {"semicolon": ";", "tab": "\t", "bar": "|", "comma": ",", FIXED_WIDTH: ""}
"""What may divide the columns, by the name that a mapping has for it."""
_SIGNS = "".join(DELIMITERS.values())
LARGE_TEXT_BYTES = 2_000_000
_SAMPLE_LINES = 60
_MAX_SHARED_TEXTS = 50_000
_MAX_TITLE_LINES = 15
_SEPARATOR_PATTERN = re.compile(r'"?sep=(?P<sign>.|\\t)"?[;,\t ]*\r?\n', re.I)
_WIDE_GAP_PATTERN = re.compile(r" {2,}")
_LINE_PATTERN = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_RULER_PATTERN = re.compile(r"[-=_ ]{5,}")


def read_text_table(
    content: bytes, name: str, log: ErrorLog, most_rows: int = MAX_ROWS, delimiter: str = ""
) -> RawSheet | None:
    """The table of a text file with its remarks; None with an error where it is none.

    ``delimiter`` is one of ``DELIMITERS``; empty to go by the lines.
    """
    found = decode_text_file(content)
    if "\x00" in found.text:
        log.file(name, "Filen är ingen textfil. Spara den som ”CSV UTF-8” eller som en Excel-arbetsbok.")
        return None
    text, sign = _take_separator(found.text)
    sheet = RawSheet(TEXT_SHEET_NAME, name)
    first_row = 1 if text is found.text else 2
    sign = DELIMITERS[delimiter] if delimiter in DELIMITERS else sign or find_delimiter(text)
    places = [] if sign else find_fixed_columns(text)
    if delimiter == FIXED_WIDTH and not places:
        log.file(name, "Filen har inga kolumner av fast bredd: inga mellanrum är gemensamma för alla rader.")
        return None
    rows = _iter_fixed_rows(text, places) if places else iter_delimited_rows(text, sign or ";")
    try:
        for row, cells in _share_texts(rows):
            before = log.count
            add_line(sheet, row + first_row - 1, cells, log)
            if log.count > before and len(cells) > MAX_COLUMNS:
                return None
            if len(sheet.lines) > most_rows:
                log.file(name, f"Filen får ha högst {most_rows} rader.")
                return None
    except TextRowError as error:
        log.add(CellError(name, error.row + first_row - 1, None, error.found, error.message))
        return None
    if not sheet.lines:
        log.file(name, "Filen har inga rader.")
        return None
    sheet.remarks = list(_iter_remarks(sheet, found, is_fixed=bool(places)))
    return sheet


def guess_delimiter(content: bytes) -> str:
    """How a text file's columns look divided: one of ``DELIMITERS``, or empty where there is but one column."""
    text, sign = _take_separator(decode_text_file(content).text)
    sign = sign or find_delimiter(text)
    if sign:
        return next((name for name, each in DELIMITERS.items() if each == sign), "")
    return FIXED_WIDTH if find_fixed_columns(text) else ""


def extract_first_lines(content: bytes) -> bytes:
    """The first megabytes of a large text file to its last whole line, to look at; any other file as it is."""
    if len(content) <= LARGE_TEXT_BYTES or detect_table_format(content) != TableFormat.TEXT:
        return content
    head, _, _ = decode_text_file(content).text[:LARGE_TEXT_BYTES].rpartition("\n")
    return head.encode() if head else content


def list_text_lines(content: bytes, name: str, most: int) -> RawSheet:
    """The first lines of a text file undivided, to look at when a choice of delimiter can't divide them."""
    lines = decode_text_file(content).text.splitlines()
    shown = [
        RawLine(number, [line[:MAX_CELL_CHARACTERS]]) for number, line in enumerate(lines[:most], 1) if line.strip()
    ]
    return RawSheet(TEXT_SHEET_NAME, name, shown)


def _share_texts(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows, where equal cells are one text in memory: a large extract repeats its codes and names."""
    known: dict[str, str] = {}
    for row, cells in rows:
        if len(known) < _MAX_SHARED_TEXTS:
            yield row, [known.setdefault(cell, cell) for cell in cells]
        else:
            yield row, [known.get(cell, cell) for cell in cells]


class TextRowError(ValueError):
    """A row that can't be divided in cells: its line, a Swedish sentence and what was found."""

    def __init__(self, row: int, found: str, message: str = QUOTES_MESSAGE) -> None:
        self.row, self.found, self.message = row, found, message
        super().__init__(f"row {row}: {message}")


def iter_delimited_rows(text: str, sign: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with cells, each with the line where it begins. ``TextRowError`` where a quote swallows rows."""
    reader = csv.reader(_iter_lines(text), delimiter=sign, strict=True)
    row = 1
    try:
        for cells in reader:
            _check_quotes(row, cells, sign)
            if any(cell.strip() for cell in cells):
                yield row, cells
            row = reader.line_num + 1
    except csv.Error as error:
        raise TextRowError(row, "") from error


def _iter_lines(text: str) -> Iterator[str]:
    """The lines with their ends, as ``io.StringIO`` gives them, which takes four bytes for each character."""
    return (found[0] for found in _LINE_PATTERN.finditer(text))


def _check_quotes(row: int, cells: Sequence[str], sign: str) -> None:
    """A text that holds a line break and the delimiter after it has most likely taken the next rows with it."""
    for cell in cells:
        if "\n" not in cell:
            continue
        _, _, rest = cell.partition("\n")
        if rest.count(sign) >= max(2, len(cells) - 1) or len(cell) > MAX_CELL_CHARACTERS:
            raise TextRowError(row, cell[:60])


def _take_separator(text: str) -> tuple[str, str]:
    """The text without the line ``sep=;`` that Excel reads, and its sign; the text itself where there is none."""
    found = _SEPARATOR_PATTERN.match(text)
    if not found:
        return text, ""
    return text[found.end() :], "\t" if found["sign"] == "\\t" else found["sign"]


def find_delimiter(text: str) -> str:
    """The sign that divides most lines in the same number of cells; empty where none does."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_SAMPLE_LINES]
    scores = {sign: _count_divided_lines(lines, sign) for sign in _SIGNS}
    best = max(_SIGNS, key=lambda sign: scores[sign])
    return best if scores[best] > 0 else ""


def _count_divided_lines(lines: Sequence[str], sign: str) -> int:
    """How many lines have the usual number of cells, more for more cells. Decimal commas alone divide nothing."""
    counts = Counter(_count_cells(line, sign) for line in lines)
    counts.pop(1, None)
    if not counts:
        return 0
    cells, usual = max(counts.items(), key=lambda item: (item[1], item[0]))
    if sign == "," and not any(_has_dividing_comma(line) for line in lines if _count_cells(line, sign) == cells):
        return 0
    return 100 * usual + min(cells, MAX_COLUMNS) if 2 * usual >= len(lines) or cells > 2 else 0


def _has_dividing_comma(line: str) -> bool:
    return re.search(r"(?<!\d),|,(?!\d)", line) is not None


def _count_cells(line: str, sign: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=sign), []))
    except csv.Error:
        return line.count(sign) + 1


def find_fixed_columns(text: str) -> list[int]:
    """Where the columns of a text of fixed width begin; none where it has no such columns.

    Titles above the table may go across the columns; a line of dashes under the headers shows the columns itself.
    """
    lines = [line.expandtabs() for line in text[:200_000].splitlines() if line.strip()][
        : _SAMPLE_LINES + _MAX_TITLE_LINES
    ]
    for line in lines[:_MAX_TITLE_LINES]:
        if _RULER_PATTERN.fullmatch(line) and len(line.split()) > 2:
            return [found.start() for found in re.finditer(r"\S+", line)]
    wide = next((at for at, line in enumerate(lines) if len(_WIDE_GAP_PATTERN.split(line.strip())) > 2), 0)
    for first in range(wide, min(wide + _MAX_TITLE_LINES, max(wide, len(lines) - 2))):
        places = _find_common_columns([line for line in lines[first:] if not _RULER_PATTERN.fullmatch(line)])
        if len(places) > 2:
            return places
    return []


def _find_common_columns(lines: Sequence[str]) -> list[int]:
    """Where text begins again after a gap that every line has. The first line is taken to hold the headers.

    A single space divides only what has something on both of its sides under the headers, and no thousands.
    """
    width = max(map(len, lines), default=0)
    padded = [line.ljust(width) for line in lines]
    gaps = [all(line[place] == " " for line in padded) for place in range(width)]
    starts = [place for place in range(width) if not gaps[place] and (place == 0 or gaps[place - 1])]
    places: list[int] = []
    for start, end in zip(starts, [*starts[1:], width], strict=True):
        is_single = start > 1 and not gaps[start - 2]
        if not places or not is_single or _is_column_gap(padded, places[-1], start, end):
            places.append(start)
    return places


def _is_column_gap(lines: Sequence[str], left: int, start: int, end: int) -> bool:
    if any(_is_within_number(line, start) for line in lines):
        return False
    body = lines[1:]
    return any(line[left:start].strip() for line in body) and any(line[start:end].strip() for line in body)


def _is_within_number(line: str, place: int) -> bool:
    """Does the space before the place stand between thousands, as in ``1 234``?"""
    return re.search(r"\d $", line[:place]) is not None and re.match(r"\d{3}(?!\d)", line[place:]) is not None


def _iter_fixed_rows(text: str, places: Sequence[int]) -> Iterator[tuple[int, list[str]]]:
    """The rows cut at the columns; one whose words go across a cut is kept whole, as the title that it is."""
    ends = [*places[1:], None]
    for row, line in enumerate((line.expandtabs() for line in text.splitlines()), start=1):
        if not line.strip() or _RULER_PATTERN.fullmatch(line):
            continue
        if any(0 < place < len(line) and line[place - 1] != " " for place in places):
            if line.lstrip()[:1].isdigit():
                raise TextRowError(row, line.strip()[:60], "Raden passar inte i filens kolumner av fast bredd.")
            yield row, [line.strip()]
        else:
            yield row, [line[start:end].strip() for start, end in zip(places, ends, strict=True)]


def _iter_remarks(sheet: RawSheet, found: DecodedText, *, is_fixed: bool) -> Iterator[str]:
    if is_fixed:
        yield "Filen har kolumner av fast bredd. Se att ingen kolumn har delats fel."
    if found.label:
        yield f"Texten är skriven med en äldre teckentabell ({found.label}) och lästes så."
    if find_spoilt_text(found.text):
        yield from _iter_spoilt_remarks(sheet)


def _iter_spoilt_remarks(sheet: RawSheet) -> Iterator[str]:
    for line in sheet.lines:
        for cell in line.cells:
            spoilt = find_spoilt_text(cell)
            if spoilt:
                yield f"Texten var förvanskad redan i filen, först på rad {line.number}: ”{spoilt}”. Siffrorna är hela."
                return
