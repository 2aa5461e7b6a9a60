"""What the cells of a board's own table come to, and where a typed sum is another than its parts say."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

import msgspec

from apps.core.written_texts import has_body_text
from apps.entry.feedback.typed_sums import build_typed_sum_warning
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.shapes import AffectedCell, CellWarning
from apps.entry.stored.own_columns import OWN_VALUE_UNITS
from apps.entry.stored.save_context import SaveContext
from apps.entry.values import format_cell_input, format_exact_amount, format_plain_number
from apps.own_tables.models import LineRelation
from apps.own_tables.rules import BrokenCell, Cell, TableValues
from apps.report.own_tables.rows import OwnTableSource
from apps.report.own_tables.tables import build_table_values

OWN_SUM_CODE = "own_sum"
DOUBLE_MINUS_CODE = "own_double_minus"


class OwnTableFeedback:
    """One table with what is typed in it. ``unit`` is what its amounts are shown in."""

    def __init__(self, table: OwnTableSource, unit: str) -> None:
        self.table, self._unit = table, unit
        self._kinds = {column.code: column.kind for column in table.columns}
        self.values: TableValues = build_table_values(table)

    def list_followers(self) -> list[Cell]:
        """The cells that follow from others, row by row."""
        rows, columns = self.values.rows.values(), self.values.columns.values()
        return [(row.code, column.code) for row in rows for column in columns if row.relation or column.relation]

    def format_computed(self, row: str, column: str) -> str:
        """What an empty cell comes to; empty where it follows from nothing, or a part is missing."""
        found = self.values.compute(row, column)
        return "" if found is None else f"Räknas ut: {self.format_number(found, column)}"

    def format_number(self, value: Decimal, column: str) -> str:
        """A number of a column as its cells show it."""
        if self._kinds[column] == "amount":
            return format_exact_amount(int(value), self._unit)
        return format_plain_number(value)

    def get_warnings(self, row: str, column: str) -> tuple[CellWarning, ...]:
        """Where the number contradicts what it follows from, or is taken away with a minus already."""
        broken = [self._build_warning(one) for one in self._broken.get((row, column), ())]
        return (*broken, *self._warn_of_double_minus(row, column))

    def _warn_of_double_minus(self, row: str, column: str) -> Iterator[CellWarning]:
        """What another line is less by is written without a minus: with one, the result becomes so much better."""
        if not self.values.is_typed(row, column) or (self.values.get(row, column) or 0) >= 0:
            return
        for axis, code in ((self.table.rows, row), (self.table.columns, column)):
            for line in axis:
                if line.relation == LineRelation.DIFFERENCE and code in line.parts[1:]:
                    yield CellWarning(
                        DOUBLE_MINUS_CODE,
                        f"Talet dras av i ”{line.name}”, så ett minus här lägger till det i stället. Är tecknet rätt?",
                        is_explained=self.has_reason(row),
                    )

    def has_reason(self, row: str) -> bool:
        """Has anybody written of the row, in a column of texts?"""
        return row in self._reasons

    def _build_warning(self, broken: BrokenCell) -> CellWarning:
        unit = f" {self._unit}" if self._kinds[broken.column] == "amount" else ""
        expected, found = (self.format_number(one, broken.column) for one in (broken.expected, broken.found))
        heading = next((one.name for one in self.table.columns if one.kind == "text"), "")
        return build_typed_sum_warning(
            f"{OWN_SUM_CODE}_{broken.axis}",
            (f"{expected}{unit}", f"{found}{unit}"),
            self._reasons.get(broken.row, ""),
            comes_back=self.values.is_typed(broken.row, broken.column),
            where=f"under ”{heading}”" if heading else "",
        )

    @cached_property
    def _reasons(self) -> Mapping[str, str]:
        """What is written in the table's columns of texts, by row."""
        rows = {row.id: row.code for row in self.table.rows}
        columns = {column.id for column in self.table.columns if column.kind == "text"}
        written = [one for one in self.table.values if one.column_id in columns and one.row_id in rows]
        return {rows[one.row_id]: one.text for one in written if has_body_text(one.text)}

    @cached_property
    def _broken(self) -> Mapping[Cell, list[BrokenCell]]:
        found: dict[Cell, list[BrokenCell]] = {}
        for one in self.values.iter_broken_cells():
            found.setdefault((one.row, one.column), []).append(one)
        return found


class ChangedOwnTables:
    """The tables that are written in, with the saved cells as they have become."""

    def __init__(self, context: SaveContext, now: Mapping[EntryKey, Mapping[str, Any] | None], unit: str) -> None:
        self._context, self._now, self._unit = context, now, unit
        self._found: dict[str, OwnTableFeedback] = {}

    def get(self, code: str) -> OwnTableFeedback:
        """A table by its code."""
        if code not in self._found:
            self._found[code] = OwnTableFeedback(self._build_source(code), self._unit)
        return self._found[code]

    def iter_affected(self) -> Iterator[AffectedCell]:
        """Every cell that follows from others, of the tables that were saved in."""
        for code in dict.fromkeys(key.first for key in self._now):
            feedback = self.get(code)
            stored = self._map_values(code)
            for row, column in feedback.list_followers():
                key = EntryKey(EntryKind.OWN_VALUE, code, row, column)
                own_value = stored.get((row, column))
                unit = OWN_VALUE_UNITS.get(feedback.values.columns[column].kind, self._unit)
                text = format_cell_input(EntryKind.OWN_VALUE, "value", own_value, unit) if own_value else ""
                computed = "" if text else feedback.format_computed(row, column)
                yield AffectedCell(key.text, "value", text, computed, feedback.get_warnings(row, column))

    def _build_source(self, code: str) -> OwnTableSource:
        table = self._find_table(code)
        rows, columns = ({one["code"]: one["id"] for one in table[name]} for name in ("rows", "columns"))
        values = [
            {**own_value, "row_id": rows[row], "column_id": columns[column]}
            for (row, column), own_value in self._map_values(code).items()
        ]
        return msgspec.convert({**table, "values": values}, OwnTableSource)

    def _find_table(self, code: str) -> Mapping[str, Any]:
        return next(one for one in self._context.tables["own_tables"] if one["code"] == code)

    def _map_values(self, code: str) -> dict[Cell, Mapping[str, Any]]:
        """What is said in the table, by the codes of row and column."""
        table = self._find_table(code)
        rows, columns = ({one["id"]: one["code"] for one in table[name]} for name in ("rows", "columns"))
        found: dict[Cell, Mapping[str, Any]] = {
            (rows[own_value["row_id"]], columns[own_value["column_id"]]): own_value
            for own_value in _pick_columns(self._context.tables["own_values"])
            if own_value["row_id"] in rows and own_value["column_id"] in columns
        }
        for key, values in self._now.items():
            if key.first == code and values is None:
                found.pop((key.second, key.third), None)
            elif key.first == code and values is not None:
                found[key.second, key.third] = values
        return found


_VALUE_COLUMNS = ("row_id", "column_id", "amount", "value", "text", "missing")


def _pick_columns(rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    return ({name: row[name] for name in _VALUE_COLUMNS} for row in rows)
