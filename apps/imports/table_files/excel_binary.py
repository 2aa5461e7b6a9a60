"""Workbooks in Excel's binary format (.xlsb), record by record as Microsoft describes them in [MS-XLSB].

No library for it tells how a cell is shown, and without that 50 % is 0.5; nor do they tell an error from an empty cell.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from apps.imports.report_format.cell_text import format_excel_number, format_excel_serial, is_shown_in_thousands
from apps.imports.table_files.packed_files import find_packed_refusal
from apps.imports.table_files.sheet_facts import CellRange, SheetFacts
from apps.imports.table_files.spreadsheet_rows import CellGrid, SheetRows, UnreadableFileError

MAX_UNPACKED_BYTES = 100_000_000
_ROW, _COLUMN_INFO, _MERGED, _FILTER, _NOTE = 0, 60, 176, 161, 635
_TEXT_ITEM, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 19, 44, 47, 617, 618
_SHEET, _BOOK_PROPERTIES = 156, 153
_RK, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED_TEXT, _RICH_TEXT = 2, 3, 4, 5, 6, 7, 62
_FORMULA_KINDS = {8: _TEXT, 9: _REAL, 10: _BOOLEAN, 11: _ERROR}
_BLANK, _SHORT_BLANK = 1, 12
_SHORT_KINDS = {13: _RK, 14: _ERROR, 15: _BOOLEAN, 16: _REAL, 17: _TEXT, 18: _SHARED_TEXT}  # in the next column
_CELL_KINDS = frozenset({_RK, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED_TEXT, _RICH_TEXT, *_FORMULA_KINDS})
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_ROW_IS_HIDDEN = 0x10
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(slots=True)
class _Book:
    """What the sheets' cells point at. ``sheets`` are name, part and whether it is hidden."""

    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    epoch: Any = WINDOWS_EPOCH
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)


def read_excel_binary(content: bytes, most_rows: int) -> Iterator[SheetRows]:
    """The sheets of a workbook in their order."""
    refusal = find_packed_refusal(content, MAX_UNPACKED_BYTES)
    if refusal:
        raise UnreadableFileError(refusal)
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        book = _read_book(parcel)
        for name, part, is_hidden in book.sheets:
            reader = _SheetReader(book, SheetFacts(name, is_hidden=is_hidden), most_rows)
            reader.read(parcel.read(part))
            reader.facts.notes = list(_iter_notes(parcel, part))
            yield reader.facts, reader.grid.rows


def _read_book(parcel: zipfile.ZipFile) -> _Book:
    names = set(parcel.namelist())
    book = _Book()
    if "xl/sharedStrings.bin" in names:
        records = _iter_records(parcel.read("xl/sharedStrings.bin"))
        book.texts = [_read_text(body, 1)[0] for kind, body in records if kind == _TEXT_ITEM]
    if "xl/styles.bin" in names:
        book.formats = _read_formats(parcel.read("xl/styles.bin"))
    targets = _read_relations(parcel, "xl/workbook.bin")
    for kind, body in _iter_records(parcel.read("xl/workbook.bin")):
        if kind == _BOOK_PROPERTIES and body[0] & 1:
            book.epoch = MAC_EPOCH
        elif kind == _SHEET:
            relation, place = _read_text(body, 8)
            part = targets.get(relation, ("", ""))[1]
            if "/worksheets/" in part:
                book.sheets.append((_read_text(body, place)[0], part, body[0] != 0))
    return book


def _read_relations(parcel: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What a part points at, by id: its kind and its name in the parcel."""
    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels"
    if path not in parcel.namelist():
        return {}
    found = {}
    for one in fromstring(parcel.read(path)).iter(_RELATIONSHIP):
        target = one.get("Target", "")
        steps = target.lstrip("/").split("/") if target.startswith("/") else [*folder.split("/"), *target.split("/")]
        while ".." in steps[1:]:
            at = steps.index("..")
            del steps[at - 1 : at + 1]
        found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], "/".join(steps))
    return found


def _read_formats(styles: bytes) -> list[str]:
    """How the cells of each style are shown."""
    own: dict[int, str] = {}
    found: list[str] = []
    is_within = False
    for kind, body in _iter_records(styles):
        if kind == _FORMAT:
            own[struct.unpack_from("<H", body)[0]] = _read_text(body, 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            is_within = kind == _STYLES_BEGIN
        elif kind == _STYLE and is_within:
            number = struct.unpack_from("<H", body, 2)[0]
            found.append(own.get(number, BUILTIN_FORMATS.get(number, "")))
    return found


def _iter_notes(parcel: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int]]:
    for kind, target in _read_relations(parcel, part).values():
        if kind == "comments" and target in parcel.namelist():
            for record, body in _iter_records(parcel.read(target)):
                if record == _NOTE:
                    row, _, column = struct.unpack_from("<III", body, 4)
                    yield row + 1, column + 1


class _SheetReader:
    """The records of one sheet."""

    def __init__(self, book: _Book, facts: SheetFacts, most_rows: int) -> None:
        self.book, self.facts = book, facts
        self.grid = CellGrid(most_rows)
        self.row, self.column = 0, 0

    def read(self, part: bytes) -> None:
        """Read all of the sheet: what is merged comes after the cells."""
        for kind, body in _iter_records(part):
            if kind == _ROW:
                self.row, self.column = struct.unpack_from("<I", body)[0] + 1, 0
                if len(body) > 11 and body[11] & _ROW_IS_HIDDEN:
                    self.facts.hidden_rows.append(self.row)
            elif kind in _CELL_KINDS:
                self._read_cell(kind, body)
            elif kind in _SHORT_KINDS:
                self._read_cell(_SHORT_KINDS[kind], struct.pack("<I", self.column) + body)
            elif kind in (_BLANK, _SHORT_BLANK):
                self.column = struct.unpack_from("<I", body)[0] + 1 if kind == _BLANK else self.column + 1
            elif kind == _COLUMN_INFO and body[16] & 1:
                first, last = struct.unpack_from("<II", body)
                self.facts.hidden_columns += range(first + 1, min(last, first + 100) + 2)
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<IIII", body)
                self.facts.merged.append(CellRange(top + 1, left + 1, bottom + 1, right + 1))
            elif kind == _FILTER:
                self.facts.has_filter = True

    def _read_cell(self, kind: int, body: bytes) -> None:
        self.column = column = struct.unpack_from("<I", body)[0] + 1
        style = int.from_bytes(body[4:7], "little")
        number_format = self.book.formats[style] if style < len(self.book.formats) else ""
        text = self._format_cell(_FORMULA_KINDS.get(kind, kind), body, number_format)
        self.grid.write(self.row, column, text)
        if text and kind in _FORMULA_KINDS:
            self.facts.formulas.append((self.row, column))
        if kind in (_RK, _REAL, 9) and is_shown_in_thousands(number_format):
            self.facts.scaled.append((self.row, column))

    def _format_cell(self, kind: int, body: bytes, number_format: str) -> str:
        if kind == _SHARED_TEXT:
            return self.book.texts[struct.unpack_from("<I", body, 8)[0]]
        if kind in (_TEXT, _RICH_TEXT):
            return _read_text(body, 8 if kind == _TEXT else 9)[0]
        if kind == _BOOLEAN:
            return "ja" if body[8] else "nej"
        if kind == _ERROR:
            return _ERRORS.get(body[8], "#VALUE!")
        number = _read_rk(body) if kind == _RK else Decimal(repr(struct.unpack_from("<d", body, 8)[0]))
        if is_date_format(number_format):
            return format_excel_serial(number, self.book.epoch)
        return format_excel_number(number, number_format)


def _read_rk(body: bytes) -> Decimal:
    """A number in four bytes: whole, or the upper half of a binary fraction; either may be hundredths."""
    (raw,) = struct.unpack_from("<I", body, 8)
    if raw & 2:
        number = Decimal(struct.unpack_from("<i", body, 8)[0] >> 2)
    else:
        number = Decimal(repr(struct.unpack("<d", b"\x00" * 4 + struct.pack("<I", raw & ~3))[0]))
    return number.scaleb(-2) if raw & 1 else number


def _read_text(body: bytes, place: int) -> tuple[str, int]:
    """A text with its length before it, and where what follows begins."""
    (length,) = struct.unpack_from("<I", body, place)
    if length == 0xFFFFFFFF:
        return "", place + 4
    end = place + 4 + 2 * length
    return body[place + 4 : end].decode("utf-16-le"), end


def _iter_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part: kind and length in seven bits a byte, then the contents."""
    place = 0
    while place < len(part):
        kind, place = _read_number(part, place, 2)
        length, place = _read_number(part, place, 4)
        yield kind, part[place : place + length]
        place += length


def _read_number(part: bytes, place: int, most_bytes: int) -> tuple[int, int]:
    number = 0
    for at in range(most_bytes):
        byte = part[place]
        place += 1
        number |= (byte & 0x7F) << (7 * at)
        if not byte & 0x80:
            break
    return number, place
