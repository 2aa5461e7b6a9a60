"""What a file would change: the round before and after, cell by cell, in the words of the import format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from apps.imports.columns import Column
from apps.imports.parse import Parsed, Record
from apps.imports.schema import BY_NAME, PROFILE, SheetSchema
from apps.imports.sheets import Sheet
from apps.imports.validate import KEYS
from apps.report.board_report import BoardReport

MOST_ROWS = 200  # rows of a sheet that the preview lists; all are counted
STRUCTURE = ("tabeller", "verksamheter", "fokusområden", "mål", "indikatorer", "risker", "kontroller")
"""Sheets that others point at: those that a file leaves out are taken from the round as it stands."""
_VALUES = {
    "målvärden": ("målvärde",),
    "utfall": ("värde", "prognos", "förändring", "publicerat", "saknas", "fotnot"),
    "bedömningar": (
        "betyg",
        "betyg i rapporten",
        "trend",
        "samlad bedömning",
        "orsak",
        "åtgärd",
        "jämställdhetsreflektion",
    ),
    "drift": ("budget", "utfall", "prognos", "avvikelse utfall", "avvikelse prognos"),
    "investeringar": (
        "ursprunglig budget",
        "tilläggsbudget",
        "budget",
        "utfall",
        "prognos",
        "avvikelse utfall",
        "avvikelse prognos",
    ),
    "kontrollresultat": ("status", "bedömning", "kommentar"),
    "kommentarer": ("text", "orsak", "åtgärd"),
}


class Origin(NamedTuple):
    """Where in the file a row stood. ``rows`` tells how many were added up to it."""

    source: str
    row: int
    rows: int = 1


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that is another afterwards."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that is new or changed."""

    key: str
    is_new: bool
    cells: tuple[CellChange, ...]
    origin: Origin | None


@dataclass(slots=True)
class SheetChange:
    """What happens to a sheet."""

    name: str
    unchanged: int = 0
    rows: list[RowChange] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(row.is_new for row in self.rows)

    @property
    def changed(self) -> int:
        return sum(not row.is_new for row in self.rows)


def completed(sheets: Sequence[Sheet], known: Sequence[Sheet]) -> list[Sheet]:
    """The file's sheets without rows that nobody has filled in, and what it points at but leaves out."""
    given = {sheet.name for sheet in sheets}
    # An investment's row without amounts stays: it tells what the project is, and others may lie under it.
    told = [sheet if sheet.name == "investeringar" else filled(sheet) for sheet in sheets]
    rest = [sheet for sheet in known if sheet.name not in given and sheet.name in (PROFILE.name, *STRUCTURE)]
    return [*told, *(sheet for sheet in rest if len(sheet.lines) > 1 or BY_NAME[sheet.name].needed)]


def filled(sheet: Sheet) -> Sheet:
    """A row of the template where only what it is about stands is no row yet."""
    values = _VALUES.get(sheet.name)
    if values is None or not sheet.lines:
        return sheet
    headers = [cell.strip().lower() for cell in sheet.lines[0].cells]
    places = [place for place, header in enumerate(headers) if header in values]
    said = [
        line
        for line in sheet.lines[1:]
        if any(place < len(line.cells) and line.cells[place].strip() for place in places) or not places
    ]
    return Sheet(sheet.name, sheet.file, [sheet.lines[0], *said])


def origins(parsed: Parsed) -> dict[tuple[str, str], Origin]:
    """Where each row stood, by sheet and key."""
    found = {}
    for schema in BY_NAME.values():
        for record in parsed[schema.key] if schema is not PROFILE else ():
            found[schema.name, row_text(schema.key, record)] = Origin(record.file, record.row)
    profile = parsed.profile
    for name, row in profile.rows.items():
        found[PROFILE.name, profile.columns[name].name] = Origin(profile.file, row)
    return found


def row_text(sheet: str, record: Record) -> str:
    """What names a row, as text: the sheet's keys."""
    return " · ".join(_key_text(record[name]) for name in KEYS[sheet])


def _key_text(value: Any) -> str:
    return "" if value is None else str(value)


def changes(
    before: Sequence[Sheet], after: Sequence[Sheet], places: Mapping[tuple[str, str], Origin]
) -> list[SheetChange]:
    """What is new and what is changed, sheet by sheet. A row that was emptied and is gone has all its cells emptied.

    The cells that name the row are no changes of their own: the row's key tells them.
    """
    old = {sheet.name: keyed(sheet) for sheet in before}
    found = []
    for sheet in after:
        was, told = old.get(sheet.name, {}), SheetChange(sheet.name)
        naming = set(_key_columns(BY_NAME[sheet.name]))
        now = keyed(sheet)
        for key, cells in now.items():
            said = {column: cell for column, cell in cells.items() if column not in naming}
            row = _row_change(key, was.get(key), said, places.get((sheet.name, key)))
            if row:
                told.rows.append(row)
            else:
                told.unchanged += 1
        gone = [key for key in was if key not in now] if sheet.name not in (PROFILE.name, *STRUCTURE) else []
        for key in gone:
            emptied = tuple(
                CellChange(column, cell, "") for column, cell in was[key].items() if cell and column not in naming
            )
            told.rows.append(RowChange(key, is_new=False, cells=emptied, origin=places.get((sheet.name, key))))
        found.append(told)
    return found


def _row_change(
    key: str, before: Mapping[str, str] | None, after: Mapping[str, str], origin: Origin | None
) -> RowChange | None:
    was = before or {}
    cells = tuple(
        CellChange(column, was.get(column, ""), cell) for column, cell in after.items() if was.get(column, "") != cell
    )
    return RowChange(key, before is None, cells, origin) if cells or before is None else None


def keyed(sheet: Sheet) -> dict[str, dict[str, str]]:
    """The rows of an exported sheet by key, each as its cells by header."""
    schema = BY_NAME[sheet.name]
    keys = _key_columns(schema)
    headers = sheet.lines[0].cells
    found: dict[str, dict[str, str]] = {}
    for line in sheet.lines[1:]:
        cells = dict(zip(headers, line.cells, strict=False))
        values = [_value_of(column, cells[name]) for name, column in keys.items()]
        found[" · ".join(values)] = cells
    return found


def _key_columns(schema: SheetSchema) -> dict[str, Column]:
    """The columns that name a row, by header, in the order of the key."""
    keys = ["field"] if schema is PROFILE else list(KEYS[schema.key])
    by_key = {column.key: column for column in schema.columns}
    return {by_key[key].name: by_key[key] for key in keys}


def _value_of(column: Column, cell: str) -> str:
    """The key's cell as its reader understands it, so that both sides write it alike."""
    return _key_text(column.read(cell) if cell else column.empty)


def totals(report: BoardReport | None) -> dict[str, int | None]:
    """The whole board's net cost of the period, kronor."""
    net = report.economy.areas[0].net if report and report.economy.areas else None
    return {name: getattr(net.now, name) if net else None for name in ("budget", "actual", "forecast")}


def as_json(found: Sequence[SheetChange]) -> list[dict[str, Any]]:
    """The changes for the page: counts of all, rows up to a limit."""
    return [
        {
            "name": sheet.name,
            "new": sheet.new,
            "changed": sheet.changed,
            "unchanged": sheet.unchanged,
            "cells": sum(len(row.cells) or 1 for row in sheet.rows),
            "more": max(0, len(sheet.rows) - MOST_ROWS),
            "rows": [
                {
                    "key": row.key,
                    "is_new": row.is_new,
                    "where": _where(row.origin),
                    "cells": [[cell.column, cell.old, cell.new] for cell in row.cells if cell.old or cell.new],
                }
                for row in sheet.rows[:MOST_ROWS]
            ],
        }
        for sheet in found
        if sheet.rows or sheet.unchanged
    ]


def _where(origin: Origin | None) -> str:
    if origin is None:
        return ""
    return f"{origin.source}, {rows_text(origin.row, origin.rows)}"


def rows_text(first: int, rows: int) -> str:
    """``rad 2``, or ``rad 2 och 3 rader till`` where so many rows were added up."""
    more = rows - 1
    return f"rad {first}" + (f" och {more} {'rad' if more == 1 else 'rader'} till" if more else "")
