"""What a file would change: the round before and after, cell by cell, in the words of the import format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from apps.imports.report_format.columns import ColumnSchema
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.row_origins import RowOrigin, _format_key_value, format_row_numbers
from apps.imports.report_format.schema import PROFILE_SCHEMA, SCHEMAS_BY_NAME, SheetSchema
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET
from apps.report.board_report import BoardReport

MAX_PREVIEW_ROWS = 200  # rows of a sheet that the preview lists; all are counted
STRUCTURE_SHEETS = (
    "tabeller",
    "verksamheter",
    "fokusområden",
    "mål",
    "indikatorer",
    "risker",
    "kontroller",
    "disposition",
    "nämndtabeller",
    "tabellrader",
    "tabellkolumner",
)
"""Sheets that others point at: those that a file leaves out are taken from the stored round."""
_VALUE_HEADERS = {
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
    "drift": ("budget", "periodbudget", "utfall", "prognos", "avvikelse utfall", "avvikelse prognos"),
    "investeringar": (
        "ursprunglig budget",
        "tilläggsbudget",
        "budget",
        "utfall",
        "prognos",
        "avvikelse utfall",
        "avvikelse prognos",
    ),
    "budgetändringar": ("belopp", "anmärkning"),
    "prognoser": ("prognos", "anmärkning"),
    "tabellvärden": ("belopp", "tal", "text", "saknas"),
    "kontrollresultat": ("status", "bedömning", "kommentar"),
    "kommentarer": ("text", "orsak", "åtgärd"),
    "texter": ("text", "klar"),
}


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that is another afterwards."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that is new or changed. ``reading`` says how its target was understood, where it has one."""

    key: str
    is_new: bool
    cells: tuple[CellChange, ...]
    origin: RowOrigin | None
    reading: str = ""


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


def complete_sheets(sheets: Sequence[RawSheet], known: Sequence[RawSheet]) -> list[RawSheet]:
    """The file's sheets without rows that nobody has filled in, and what it points at but leaves out."""
    given = {sheet.name for sheet in sheets}
    # An investment's row without amounts stays: it says what the project is, and others may lie under it.
    filled = [sheet if sheet.name == "investeringar" else drop_blank_rows(sheet) for sheet in sheets]
    rest = [
        sheet for sheet in known if sheet.name not in given and sheet.name in (PROFILE_SCHEMA.name, *STRUCTURE_SHEETS)
    ]
    return [*filled, *(sheet for sheet in rest if len(sheet.lines) > 1 or SCHEMAS_BY_NAME[sheet.name].needed)]


def drop_blank_rows(sheet: RawSheet) -> RawSheet:
    """The sheet without rows of the template that only have their keys filled in."""
    values = _VALUE_HEADERS.get(sheet.name)
    if values is None or not sheet.lines:
        return sheet
    headers = [cell.strip().lower() for cell in sheet.lines[0].cells]
    places = [place for place, header in enumerate(headers) if header in values]
    filled = [line for line in sheet.lines[1:] if not places or _has_value(line, places)]
    return RawSheet(sheet.name, sheet.file, [sheet.lines[0], *filled])


def _has_value(line: RawLine, places: Sequence[int]) -> bool:
    return any(place < len(line.cells) and line.cells[place].strip() for place in places)


def compare_sheets(
    before: Sequence[RawSheet],
    after: Sequence[RawSheet],
    places: Mapping[tuple[str, str], RowOrigin],
    readings: Mapping[tuple[str, str], str],
) -> list[SheetChange]:
    """What is new and what is changed, sheet by sheet. A row that was emptied and is gone has all its cells emptied.

    The cells that name the row are no changes of their own: the row's key tells them.
    """
    old = {sheet.name: index_rows(sheet) for sheet in before}
    found = []
    for sheet in after:
        was, change = old.get(sheet.name, {}), SheetChange(sheet.name)
        naming = set(_list_key_columns(SCHEMAS_BY_NAME[sheet.name]))
        now = index_rows(sheet)
        for key, cells in now.items():
            values = {column: cell for column, cell in cells.items() if column not in naming}
            row = _find_row_change(key, was.get(key), values, places.get((sheet.name, key)))
            if row:
                change.rows.append(replace(row, reading=readings.get((sheet.name, key), "")))
            else:
                change.unchanged += 1
        for key in _list_gone_rows(sheet.name, was, now):
            emptied = {column: cell for column, cell in was[key].items() if column not in naming}
            change.rows.append(_build_emptied_row(key, emptied, places.get((sheet.name, key))))
        found.append(change)
    return found


def _list_gone_rows(sheet: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The keys of rows that are no longer there. What of the plan a file leaves out stays."""
    return [] if sheet in (PROFILE_SCHEMA.name, *STRUCTURE_SHEETS) else [key for key in was if key not in now]


def _build_emptied_row(key: str, cells: Mapping[str, str], origin: RowOrigin | None) -> RowChange:
    emptied = tuple(CellChange(column, cell, "") for column, cell in cells.items() if cell)
    return RowChange(key, is_new=False, cells=emptied, origin=origin)


def _find_row_change(
    key: str, before: Mapping[str, str] | None, after: Mapping[str, str], origin: RowOrigin | None
) -> RowChange | None:
    was = before or {}
    cells = tuple(
        CellChange(column, was.get(column, ""), cell) for column, cell in after.items() if was.get(column, "") != cell
    )
    return RowChange(key, before is None, cells, origin) if cells or before is None else None


def index_rows(sheet: RawSheet) -> dict[str, dict[str, str]]:
    """The rows of an exported sheet by key, each as its cells by header."""
    schema = SCHEMAS_BY_NAME[sheet.name]
    keys = _list_key_columns(schema)
    headers = sheet.lines[0].cells
    found: dict[str, dict[str, str]] = {}
    for line in sheet.lines[1:]:
        cells = dict(zip(headers, line.cells, strict=False))
        values = [_normalise_key_value(column, cells[name]) for name, column in keys.items()]
        found[" · ".join(values)] = cells
    return found


def _list_key_columns(schema: SheetSchema) -> dict[str, ColumnSchema]:
    """The columns that name a row, by header, in the order of the key."""
    keys = ["field"] if schema is PROFILE_SCHEMA else list(ROW_KEYS_BY_SHEET[schema.key])
    by_key = {column.key: column for column in schema.columns}
    return {by_key[key].name: by_key[key] for key in keys}


def _normalise_key_value(column: ColumnSchema, cell: str) -> str:
    """The key's cell as its reader understands it, so that both sides write it alike."""
    return _format_key_value(column.read(cell) if cell else column.empty)


def sum_net_costs(report: BoardReport | None) -> dict[str, int | None]:
    """The whole board's net cost of the period, kronor."""
    net = report.economy.areas[0].net if report and report.economy.areas else None
    names = ("budget", "period_budget", "actual", "forecast")
    return {name: getattr(net.now, name) if net else None for name in names}


def convert_changes_to_json(found: Sequence[SheetChange]) -> list[dict[str, Any]]:
    """The changes for the page: counts of all, rows up to a limit."""
    return [
        {
            "name": sheet.name,
            "new": sheet.new,
            "changed": sheet.changed,
            "unchanged": sheet.unchanged,
            "cells": sum(len(row.cells) or 1 for row in sheet.rows),
            "more": max(0, len(sheet.rows) - MAX_PREVIEW_ROWS),
            "rows": [
                {
                    "key": row.key,
                    "is_new": row.is_new,
                    "where": _format_origin(row.origin),
                    "reading": row.reading,
                    "cells": [[cell.column, cell.old, cell.new] for cell in row.cells if cell.old or cell.new],
                }
                for row in sheet.rows[:MAX_PREVIEW_ROWS]
            ],
        }
        for sheet in found
        if sheet.rows or sheet.unchanged
    ]


def _format_origin(origin: RowOrigin | None) -> str:
    if origin is None:
        return ""
    return f"{origin.source}, {format_row_numbers(origin.row, origin.rows)}"
