"""The cells of an Excel workbook's sheet (.xlsx), and what is hidden, merged or computed in it.

openpyxl's reader gives a cell's formula or its result, and tells of neither merged cells nor hidden rows when it reads
row by row. Here the same reader gives them all in one passage.
"""

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any

from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import coordinate_to_tuple
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from apps.imports.report_format.cell_text import format_excel_date, format_excel_number, is_shown_in_thousands
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import MAX_COLUMNS, CellPlace, RawSheet
from apps.imports.table_files.sheet_facts import CellRange, SheetFacts, build_raw_sheet

OWN_NOTE_AUTHOR = "Nämndkollen"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def read_workbook_sheet(book: Any, source: Any, file: str, log: ErrorLog, most_rows: int) -> RawSheet | None:
    """One sheet of a workbook that openpyxl has opened to be read only, as texts; None with an error if too large."""
    facts = SheetFacts(source.title, is_hidden=source.sheet_state != "visible")
    facts.notes = _list_notes(book, source)
    with source._get_source() as stream:
        parser = _CellParser(book, stream, source, facts)
        rows: list[tuple[int, list[str]]] = []
        for row, cells in parser.parse():
            texts = _arrange_texts(cells)
            if texts:
                rows.append((row, texts))
                if row > most_rows or len(texts) > MAX_COLUMNS:
                    break  # the next reader says so
        parser.note_facts()
    return build_raw_sheet(facts, rows, file, log, most_rows)


def _arrange_texts(cells: list[tuple[int, str]]) -> list[str]:
    """The texts of a row at their columns; those beyond the last that is read only say that there are such."""
    found: list[str] = []
    for column, text in cells:
        if not text:
            continue
        place = min(column, MAX_COLUMNS + 1)
        found.extend([""] * (place - len(found)))
        found[place - 1] = text
    return found


class _CellParser(WorkSheetParser):
    """Gives each cell as its column and its text, and notes what the facts are to say."""

    def __init__(self, book: Any, stream: Any, source: Any, facts: SheetFacts) -> None:
        super().__init__(
            stream,
            source._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        self.facts = facts
        self.auto_filter = None
        self.formats = [_find_number_format(book, style) for style in book._cell_styles]

    def parse_cell(self, element: Any) -> tuple[int, str]:  # type: ignore[override]
        """The text, or ``=`` and the formula where its result is not in the file."""
        has_formula = element.find(FORMULA_TAG) is not None
        raw = element.findtext(VALUE_TAG)
        is_number = element.get("t", "n") == "n" and raw and int(element.get("s", 0)) not in self.date_formats
        if is_number:
            place = self._move_to(element)
            text = self._format_number(place, Decimal(raw), int(element.get("s", 0)))
        else:
            cell = super().parse_cell(element)
            place, text = (cell["row"], cell["column"]), _format_value(cell["value"])
        if has_formula:
            if raw is None or (not raw and element.get("t") != "str"):
                return place[1], "=" + (element.findtext(FORMULA_TAG) or "")
            self.facts.formulas.append(place)
        return place[1], text

    def _move_to(self, element: Any) -> CellPlace:
        """The cell's place, as ``parse_cell`` of the base counts it."""
        name = element.get("r")
        self.col_counter = coordinate_to_tuple(name)[1] if name else self.col_counter + 1
        return self.row_counter, self.col_counter

    def _format_number(self, place: CellPlace, value: Decimal, style: int) -> str:
        number_format = self.formats[style] if style < len(self.formats) else ""
        if is_shown_in_thousands(number_format):
            self.facts.scaled.append(place)
        return format_excel_number(value, number_format)

    def note_facts(self) -> None:
        """What the sheet says of rows and columns, once its cells have been read."""
        facts = self.facts
        facts.has_filter = self.auto_filter is not None
        facts.hidden_rows = [int(row) for row, one in self.row_dimensions.items() if _is_on(one.get("hidden"))]
        for one in self.column_dimensions.values():
            if _is_on(one.get("hidden")):
                last = min(int(one["max"]), MAX_COLUMNS)
                facts.hidden_columns += range(int(one["min"]), last + 1)
        for merged in self.merged_cells.mergeCell if self.merged_cells else ():
            left, top, right, bottom = merged.bounds
            facts.merged.append(CellRange(top, left, bottom, right))


def _is_on(flag: str | None) -> bool:
    return flag in ("1", "true")


def _find_number_format(book: Any, style: Any) -> str:
    number = style.numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number, "General")
    own = number - BUILTIN_FORMATS_MAX_SIZE
    return book._number_formats[own] if own < len(book._number_formats) else ""


def _format_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return format_excel_date(value)


def _list_notes(book: Any, source: Any) -> list[CellPlace]:
    """The cells of a sheet with a note that people have written. None where the workbook doesn't say it properly."""
    with suppress(Exception):  # notes are not read, only counted: a broken one is no reason to refuse the file
        return list(_iter_notes(book._archive, source._worksheet_path))
    return []


def _iter_notes(archive: Any, path: str) -> Iterator[CellPlace]:
    folder, name = posixpath.split(path)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return
    for one in fromstring(archive.read(relations)).iter(_RELATIONSHIP):
        if one.get("Type", "").endswith("/comments"):
            target = posixpath.normpath(posixpath.join(folder, one.get("Target", ""))).lstrip("/")
            yield from _iter_notes_of_part(fromstring(archive.read(target)))


def _iter_notes_of_part(part: Any) -> Iterator[CellPlace]:
    authors = [author.text or "" for author in part.iter() if author.tag.endswith("}author")]
    for note in part.iter():
        if note.tag.endswith("}comment") and note.get("ref"):
            author = int(note.get("authorId", 0))
            if author >= len(authors) or authors[author] != OWN_NOTE_AUTHOR:
                yield coordinate_to_tuple(note.get("ref"))
