"""From raw sheets to records: headers are matched, cells read, and every cell that can't be read is noted."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.core.cell_numbers import UnreadableError
from apps.core.rich_text.reading import RichTextError
from apps.core.rich_text.typed_texts import clear_figure_labels, is_marked_up
from apps.core.swedish import tidy_text
from apps.imports.report_format.cell_text import unguard_text
from apps.imports.report_format.columns import ColumnSchema
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.long_texts import join_markdown, normalise_markdown
from apps.imports.report_format.marked_texts import MARK_SUFFIX, MARKED_KEYS, build_mark_columns
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.schema import (
    PROFILE_FIELDS,
    PROFILE_SCHEMA,
    SCHEMAS_BY_NAME,
    SHEET_SCHEMAS,
    SheetSchema,
)

_SHARED_KEYS = frozenset({"goal", "indicator", "area", "year", "tertial", "gender", "table", "parent"})
_EXCEL_ERROR_PATTERN = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)")


@dataclass(slots=True)
class ParsedRecord:
    """A row with its values by key. ``unread`` holds the keys whose cells are in error already.

    ``given`` are the keys of the columns that the row's sheet has. The others say nothing, not even that they are
    empty.
    """

    file: str
    row: int
    columns: dict[str, ColumnSchema]
    values: dict[str, Any] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    given: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.values[key] = value

    def error(self, key: str, expected: str) -> CellError:
        """An error in one of the record's cells. What is known by a date has no year of its own."""
        key = "date" if key == "year" and key not in self.columns else key
        found = self.found.get(key, "")
        return CellError(self.file, self.rows.get(key, self.row), self.columns[key].name, found, expected)

    def read(self, column: ColumnSchema, cell: str, log: ErrorLog) -> None:
        """Read a cell into the record, or note why it can't be."""
        self.found[column.key] = cell
        self.values[column.key] = column.empty
        problem = _find_cell_problem(cell)
        try:
            if problem:
                raise UnreadableError(problem)
            if cell.strip():
                self.values[column.key] = column.read(unguard_text(cell))
                return
            if column.required:
                raise UnreadableError("Cellen är tom men måste fyllas i.")
        except UnreadableError as error:
            self.unread.add(column.key)
            log.add(self.error(column.key, str(error)))


def pick_values(record: ParsedRecord, keys: Iterable[str]) -> dict[str, Any]:
    """Some of a row's values, by the keys of their columns."""
    return {key: record[key] for key in keys}


@dataclass(slots=True)
class ParsedReport:
    """A report's records by the key of their sheet. ``profile`` has the fields of the sheet ``rapport``.

    ``remarks`` are of what is taken as it stands and should still be looked at. ``projects`` are the codes of
    investments that are known although no row is about them.
    """

    profile: ParsedRecord
    sheets: dict[str, list[ParsedRecord]]
    remarks: list[CellError] = field(default_factory=list)
    projects: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> list[ParsedRecord]:
        return self.sheets[key]


def parse_sheets(sheets: Sequence[RawSheet], log: ErrorLog, *, is_whole: bool = True) -> ParsedReport:
    """Read every sheet. Sheets and columns that don't belong in a report are errors, and so are missing ones.

    What is not ``is_whole`` is a part of a report, where any sheet may be missing.
    """
    records: dict[str, list[ParsedRecord]] = {schema.key: [] for schema in SHEET_SCHEMAS}
    for sheet in sheets:
        if sheet.is_foreign:
            continue
        schema = SCHEMAS_BY_NAME.get(sheet.name)
        if schema is None:
            log.file(
                sheet.file,
                f"En rapport har inget blad som heter ”{sheet.name}”.{log.suggest(sheet.name, SCHEMAS_BY_NAME)}",
            )
            continue
        records[schema.key].extend(_iter_records(sheet, schema, log))
    names = {sheet.name for sheet in sheets}
    for schema in SHEET_SCHEMAS:
        if is_whole and schema.needed and schema.name not in names:
            log.file(schema.name, "Bladet saknas. En rapport måste ha det.")
    records["texts"] = join_pieces(records["texts"], log)
    return ParsedReport(_build_profile_record(records.pop(PROFILE_SCHEMA.key), log), records)


def join_pieces(records: Iterable[ParsedRecord], log: ErrorLog) -> list[ParsedRecord]:
    """The texts whole, and in their one form: one that is longer than a cell stands in pieces on rows of its own."""
    whole: dict[tuple[Any, Any, int], ParsedRecord] = {}
    last: dict[tuple[Any, Any], int] = {}
    for record in records:
        place = record["chapter"], record["area"]
        piece = record["piece"]
        first = whole.get((*place, 1))
        if piece == 1 or not record.unread.isdisjoint(("chapter", "area", "piece")):
            # The same text twice is an error that is told where rows are compared.
            whole.setdefault((*place, 1 if first is None else -record.row), record)
            last[place] = 1
        elif first is None or last[place] != piece - 1:
            log.add(record.error("piece", f"Del {piece} ska stå efter del {piece - 1} av samma text."))
        else:
            first["text"] = join_markdown(first["text"], record["text"])
            first.found["text"] = first["text"]
            first.unread |= record.unread
            last[place] = piece
    for record in whole.values():
        _read_markdown(record, log)
    return list(whole.values())


def _read_markdown(record: ParsedRecord, log: ErrorLog) -> None:
    try:
        record["text"] = normalise_markdown(record["text"])
    except RichTextError as error:
        record.unread.add("text")
        log.add(record.error("text", str(error)))
        record["text"] = ""


def _iter_records(sheet: RawSheet, schema: SheetSchema, log: ErrorLog) -> Iterator[ParsedRecord]:
    if not sheet.lines:
        log.file(sheet.file, "Bladet är tomt. Skriv rubrikerna på första raden eller ta bort bladet.")
        return
    headers = sheet.lines[0]
    known = {column.name: column for column in schema.columns}
    columns = [known.get(_normalise_header(cell)) for cell in headers.cells]
    if _has_wrong_headers(sheet, headers, columns, schema, log):
        return
    by_key = {column.key: column for column in schema.columns} | build_mark_columns(schema.key)
    given = frozenset(column.key for column in columns if column)
    for line in sheet.lines[1:]:
        if len(line.cells) > len(columns):
            problem = "Raden har fler celler än rubriker. Sätt text som innehåller semikolon inom citattecken."
            log.add(CellError(sheet.file, line.number, None, line.cells[len(columns)], problem))
            continue
        record = ParsedRecord(sheet.file, line.number, by_key, given=given)
        _check_merged_cells(record, line, columns, sheet, log)
        _read_line(record, line, columns, schema, log)
        _read_marks(record, schema.key, log)
        yield record


def _check_merged_cells(
    record: ParsedRecord, line: RawLine, columns: Sequence[ColumnSchema | None], sheet: RawSheet, log: ErrorLog
) -> None:
    """What a row is about may stand in a merged cell for many rows; a figure may not, as it would count many times."""
    for place, column in enumerate(columns, start=1):
        merged = sheet.filled_down.get((line.number, place)) if column else None
        if column and merged and not column.required and column.key not in _SHARED_KEYS:
            message = f"Cellen {merged} är sammanslagen för flera rader. Dela den och skriv varje rads uppgift."
            log.add(record.error(column.key, message))


def _read_line(
    record: ParsedRecord, line: RawLine, columns: Sequence[ColumnSchema | None], schema: SheetSchema, log: ErrorLog
) -> None:
    cells = {column.key: cell for column, cell in zip(columns, line.cells, strict=False) if column}
    for column in schema.columns:
        record.read(column, cells.get(column.key, ""), log)


def _read_marks(record: ParsedRecord, sheet: str, log: ErrorLog) -> None:
    """Note which texts are Markdown. One without any mark is not, however it was named."""
    for key in MARKED_KEYS.get(sheet, ()):
        mark = f"{key}{MARK_SUFFIX}"
        record[mark] = None
        if not {"marked", key} <= record.given or not record.unread.isdisjoint(("marked", key)):
            continue
        record.given |= {mark}
        try:
            record[mark] = key in record["marked"] and _read_typed_text(record, key)
        except RichTextError as error:
            record.unread.add(key)
            log.add(record.error(key, str(error)))


def _read_typed_text(record: ParsedRecord, key: str) -> bool:
    """Read a text as Markdown, without how its figures read. Has it any mark?"""
    record[key] = record.found[key] = clear_figure_labels(record[key])
    return is_marked_up(record[key])


def _has_wrong_headers(
    sheet: RawSheet, headers: RawLine, columns: Sequence[ColumnSchema | None], schema: SheetSchema, log: ErrorLog
) -> bool:
    before = log.count
    if len(headers.cells) == 1 and headers.cells[0].count(",") > 1:
        log.add(CellError(sheet.file, headers.number, None, "", "Kolumnerna ska skiljas åt med semikolon."))
        return True
    names = [column.name for column in schema.columns]
    for place, (cell, column) in enumerate(zip(headers.cells, columns, strict=True)):
        if column is None and not _is_note_header(cell):
            problem = f"Rubriken finns inte i bladet {schema.name}.{log.suggest(_normalise_header(cell), names)}"
            log.add(CellError(sheet.file, headers.number, cell.strip() or str(place + 1), cell, problem))
        elif column and column in columns[:place]:
            log.add(CellError(sheet.file, headers.number, column.name, cell, "Rubriken står två gånger."))
    for column in _list_missing_columns(schema, columns):
        log.add(CellError(sheet.file, headers.number, column.name, "", "Kolumnen saknas och måste finnas."))
    return log.count > before


def _list_missing_columns(schema: SheetSchema, columns: Sequence[ColumnSchema | None]) -> list[ColumnSchema]:
    return [column for column in schema.columns if column.required and column not in columns]


def _build_profile_record(records: Sequence[ParsedRecord], log: ErrorLog) -> ParsedRecord:
    """The rows of ``rapport`` as one record."""
    known = {column.name: column for column in PROFILE_FIELDS}
    by_key = {column.key: column for column in PROFILE_FIELDS} | build_mark_columns(PROFILE_SCHEMA.key)
    file = records[0].file if records else PROFILE_SCHEMA.name
    profile = ParsedRecord(
        file, records[0].row if records else 1, by_key, {column.key: column.empty for column in PROFILE_FIELDS}
    )
    for record in records:
        if "field" not in record.unread:
            _read_profile_field(profile, record, known, log)
    for column in PROFILE_FIELDS:
        if records and column.required and column.key not in profile.rows:
            log.add(CellError(file, None, column.name, "", "Fältet saknas och måste finnas."))
    profile.given = frozenset(profile.rows)
    _read_marks(profile, PROFILE_SCHEMA.key, log)
    return profile


def _read_profile_field(
    profile: ParsedRecord, record: ParsedRecord, known: Mapping[str, ColumnSchema], log: ErrorLog
) -> None:
    """One row of ``rapport`` into the profile: a field that exists, and only once."""
    name = _normalise_header(record["field"])
    column = known.get(name)
    if column is None:
        log.add(record.error("field", f"En rapport har inget fält som heter så.{log.suggest(name, known)}"))
    elif column.key in profile.rows:
        log.add(record.error("field", f"Fältet står redan på rad {profile.rows[column.key]}."))
    else:
        profile.rows[column.key] = record.row
        profile.read(column, record.found.get("value", ""), log)


def _normalise_header(cell: str) -> str:
    return unicodedata.normalize("NFC", tidy_text(unguard_text(cell)).lower())


def _is_note_header(header: str) -> bool:
    """A heading in parentheses: its column is there for people, and is not read."""
    return _normalise_header(header).startswith("(") and _normalise_header(header).endswith(")")


def _find_cell_problem(cell: str) -> str:
    """Why a cell can't be read whatever its column is for, or empty."""
    if cell.startswith("="):
        return "Cellen är en formel vars resultat inte finns i filen. Räkna om och spara i Excel, eller skriv värdet."
    if _EXCEL_ERROR_PATTERN.fullmatch(cell.strip()):
        return "Cellen visar ett fel i Excel. Skriv värdet i stället."
    return "Cellen innehåller ett tecken som inte går att spara." if "\x00" in cell else ""
