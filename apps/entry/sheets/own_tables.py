"""The sheet of a table of the board's own: its rows under their headings, and its columns."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import F

from apps.core.tertials import Tertial
from apps.entry.feedback.own_table_feedback import OwnTableFeedback
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.shapes import EntrySheet, InputKind, SheetCell, SheetColumn, SheetRow, SheetSection
from apps.entry.sheets.parts import EntryReader, RowValues, build_cell, build_columns, load_reader
from apps.entry.stored.own_columns import OWN_VALUE_UNITS
from apps.entry.values import format_cell_input
from apps.own_tables.models import OwnValue
from apps.report.area_tree import AreaTree, build_area_tree
from apps.report.own_tables.rows import OwnColumnSource, OwnRowSource, OwnTableSource
from apps.report.own_tables.tables import build_heading, find_column_year, list_awaited_cells
from apps.report.source import load_source
from apps.rounds.models import AmountUnit, Round

TITLE = "Egna tabeller"
_UNIT_LABELS = {"number": "antal", "percent": "%", "text": ""}
_VALUE_COLUMNS = ("version", *ROW_DEFINITIONS[EntryKind.OWN_VALUE].columns)
ValuesByPeriod = Mapping[tuple[int, int], Mapping[tuple[str, str], Mapping[str, Any]]]


class SheetTable(NamedTuple):
    """A table that the reader may see: its code and name."""

    code: str
    name: str


class OwnTableSheets(NamedTuple):
    """The sheet of one table, and the tables that there are to choose among."""

    sheet: EntrySheet
    tables: tuple[SheetTable, ...]


def load_own_table_sheet(round_: Round, user: Any, code: str = "", unit: str = AmountUnit.TKR) -> EntrySheet:
    """The sheet of the table with the code, else of the first. Empty where the reader has none."""
    return load_own_table_sheets(round_, user, code, unit).sheet


def load_own_table_sheets(round_: Round, user: Any, code: str = "", unit: str = AmountUnit.TKR) -> OwnTableSheets:
    """As ``load_own_table_sheet``, with the tables of the year that the reader may see."""
    reader = load_reader(round_, user, (EntryKind.OWN_VALUE,), unit)
    rows = load_source(round_, ())
    seen = [one for one in rows.own_tables if one.rows and one.columns and reader.may_see(one.service_area_id)]
    table = next((one for one in seen if one.code == code), seen[0] if seen and not code else None)
    tables = tuple(SheetTable(one.code, one.name) for one in seen)
    if table is None:
        columns = build_columns(EntryKind.OWN_VALUE, round_.tertial)
        return OwnTableSheets(EntrySheet("own-tables", TITLE, columns, (), unit, read_only=reader.read_only), tables)
    return OwnTableSheets(_SheetBuilder(round_, reader, table, unit, build_area_tree(rows)).build(), tables)


class _SheetBuilder:
    """Builds the sheet of one table."""

    def __init__(self, round_: Round, reader: EntryReader, table: OwnTableSource, unit: str, tree: AreaTree) -> None:
        self.round, self.reader, self.table, self.unit = round_, reader, table, unit
        self.area = tree.by_id.get(table.service_area_id, tree.root)
        self.feedback = OwnTableFeedback(table, unit)
        self.values = _load_values(round_, table)
        self.awaited = {row.code for row, _ in list_awaited_cells(table)}

    def build(self) -> EntrySheet:
        """Its rows under their headings, in order."""
        headings = {
            heading: [self._build_row(row) for row in rows] for heading, rows in _group_by_heading(self.table).items()
        }
        period = self.round.period
        return EntrySheet(
            kind="own-tables",
            title=self.table.name,
            columns=tuple(self._build_column(column) for column in self.table.columns),
            sections=tuple(
                SheetSection(
                    f"rubrik-{place}", heading or self.table.name, tuple(rows), help="" if place else self.table.note
                )
                for place, (heading, rows) in enumerate(headings.items())
            ),
            unit=self.unit,
            last_tertial=period.previous().label,
            same_last_year=period.same_last_year().label,
            read_only=self.reader.read_only,
        )

    def _build_column(self, column: OwnColumnSource) -> SheetColumn:
        year = find_column_year(column, self.round.year)
        is_named = column.year is not None or column.years_ahead is not None
        kind = InputKind.LINE if column.kind == "text" else InputKind.NUMBER
        title = build_heading(column.name, year, is_named=is_named)
        return SheetColumn(column.code, title, kind, unit=_UNIT_LABELS.get(column.kind, self.unit))

    def _build_row(self, row: OwnRowSource) -> SheetRow:
        first = EntryKey(EntryKind.OWN_VALUE, self.table.code, row.code, self.table.columns[0].code)
        period = self.round.period
        return SheetRow(
            key=first.text,
            label=row.name,
            area=self.area.code,
            area_name=self.area.name,
            cells=tuple(cell for column in self.table.columns for cell in self._build_cells(row, column)),
            unit=self.unit,
            help=self.table.note,
            last_tertial=self._format_earlier(row, period.previous()),
            same_last_year=self._format_earlier(row, period.same_last_year()),
            is_expected=row.code in self.awaited,
            is_explained=self.feedback.has_reason(row.code),
        )

    def _build_cells(self, row: OwnRowSource, column: OwnColumnSource) -> list[SheetCell]:
        key = EntryKey(EntryKind.OWN_VALUE, self.table.code, row.code, column.code)
        definition = ROW_DEFINITIONS[EntryKind.OWN_VALUE]
        now = (self.round.year, self.round.tertial)
        own_value = self.values.get(now, {}).get((row.code, column.code)) or {
            **definition.build_empty_row(),
            "version": 0,
        }
        unit = OWN_VALUE_UNITS.get(column.kind, self.unit)
        values = RowValues(key, self.table.service_area_id, own_value, own_value["version"], unit)
        year = find_column_year(column, self.round.year)
        title = build_heading(column.name, year, is_named=column.year is not None or column.years_ahead is not None)
        value = build_cell(
            self.reader,
            values,
            "value",
            warnings=self.feedback.get_warnings(row.code, column.code),
            computed=self.feedback.format_computed(row.code, column.code),
        )
        reason = build_cell(self.reader, values, "reason")
        kind = InputKind.LINE if column.kind == "text" else InputKind.NUMBER
        return [
            replace(value, place=column.code, label=title, kind=kind),
            replace(reason, place=f"{column.code}:varfor", label=f"{title}: varför uppgiften saknas"),
        ]

    def _format_earlier(self, row: OwnRowSource, period: Tertial) -> dict[str, str]:
        """What the row said in an earlier report, by column; a text is not compared with."""
        own_values = self.values.get((period.year, period.number), {})
        found = {}
        for column in self.table.columns:
            earlier = own_values.get((row.code, column.code))
            if earlier and column.kind != "text" and column.year is None:
                unit = OWN_VALUE_UNITS.get(column.kind, self.unit)
                found[column.code] = format_cell_input(EntryKind.OWN_VALUE, "value", earlier, unit)
        return found


def _group_by_heading(table: OwnTableSource) -> dict[str, list[OwnRowSource]]:
    """The rows under their headings, both in the order that they come."""
    headings: dict[str, list[OwnRowSource]] = {}
    for row in table.rows:
        headings.setdefault(row.heading, []).append(row)
    return headings


def find_row_places(table: OwnTableSource) -> dict[str, tuple[int, int]]:
    """Where each row stands in its sheet: the number of its section, and its own there, from 0."""
    return {
        row.code: (section, index)
        for section, rows in enumerate(_group_by_heading(table).values())
        for index, row in enumerate(rows)
    }


def _load_values(round_: Round, table: OwnTableSource) -> ValuesByPeriod:
    """What this report says in the table, and the reports of last tertial and a year ago, by the codes of the cell."""
    rows, columns = ({one.id: one.code for one in lines} for lines in (table.rows, table.columns))
    found: dict[tuple[int, int], dict[tuple[str, str], Mapping[str, Any]]] = {}
    stored = OwnValue.objects.filter(own_table_id=table.id, year__gte=round_.year - 1, year__lte=round_.year)
    for one in stored.values("year", "tertial", *_VALUE_COLUMNS, row_key=F("row_id"), column_key=F("column_id")):
        row, column = rows.get(one["row_key"]), columns.get(one["column_key"])
        if row and column:
            found.setdefault((one["year"], one["tertial"]), {})[row, column] = one
    return found
