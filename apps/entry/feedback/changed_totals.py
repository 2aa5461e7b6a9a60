"""What else changes when an amount is saved: variances, sums, and contradictions."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import msgspec

from apps.budget.models import CostType
from apps.checks.slips.columns import get_amounts
from apps.entry.feedback import cell_feedback
from apps.entry.feedback.money_feedback import MoneyFeedback, list_variance_columns
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.shapes import AffectedCell, CellWarning
from apps.entry.stored.save_context import SaveContext
from apps.entry.values import format_exact_amount
from apps.entry.year_budgets import LineKey, YearBudget
from apps.report import board_report
from apps.report.area_tree import AreaTree, build_area_tree, build_source_tables
from apps.report.cost_types.source_rows import CostTypeSourceRow
from apps.report.economy import SUMMED_COLUMNS, build_economy
from apps.report.source_types import (
    OPERATING_COLUMNS,
    BudgetChangeSourceRow,
    OperatingSourceRow,
    SourceData,
    TableSourceRow,
)

_SUM_TYPES = frozenset({CostType.COST.value, CostType.NET.value})
_LINE_COLUMNS = ("service_area_id", "year", "tertial", "cost_type")
_EMPTY_LINE: Mapping[str, Any] = {
    **dict.fromkeys(OPERATING_COLUMNS),
    "label": "",
    "footnote": "",
    "version": 0,
}


class ChangedTotals:
    """The board's money with the saved rows as they have become.

    Everything is worked out when it is first needed: most saves are of no amount.
    """

    def __init__(self, context: SaveContext, now: cell_feedback.ChangedRows, unit: str) -> None:
        self._context, self._now, self._unit = context, now, unit
        self._last = cell_feedback.find_last_amounts(context, EntryKind.OPERATING)
        self._year_ago = cell_feedback.map_year_ago_amounts(context)
        fields = ROW_DEFINITIONS[EntryKind.OPERATING].list_fields(context.period.number)
        self._columns = tuple(column for column in SUMMED_COLUMNS if column in fields)

    def format_computed_sum(self, key: EntryKey, field: str) -> str:
        """What a sum comes to, where the cell itself is empty."""
        return self._feedback.format_computed_sum(key.first, key.second, field)

    def get_warnings(self, key: EntryKey, field: str) -> list[CellWarning]:
        """Where the amount contradicts others."""
        return self._feedback.get_warnings(key.first, key.second, field)

    def iter_affected(self) -> Iterator[AffectedCell]:
        """Variances, sums and warnings of each saved row's area, and of every area above it."""
        kinds = self._sum_types | {key.second for key in self._now}
        for area in self._list_touched_areas():
            for row in (*area.cost_types, *([area.net] if area.net else [])):
                yield from (self._build_text(row, column) for column in list_variance_columns(self._context.period))
                if row.cost_type in kinds:
                    yield from (self._build_amount(row, column) for column in self._columns)
                elif row.past:  # another row of the area may no longer be what changed its budget
                    yield self._build_amount(row, "budget")
            yield from self._iter_unreported_sums(area)

    def _build_amount(self, row: board_report.MoneyRow, column: str) -> AffectedCell:
        """A cell whose amount is typed, or is the sum of others."""
        key = EntryKey(EntryKind.OPERATING, row.area, row.cost_type)
        area = self._ids[row.area]
        stored = self._stored.get((area, row.cost_type), _EMPTY_LINE)[column]
        if stored is None:
            computed = self.format_computed_sum(key, column)
            is_sum = bool(computed) and row.cost_type in self._sum_types - _SUM_TYPES
            if column in self._budgets.get((area, row.cost_type), {}) and not is_sum:
                computed = ""
            return AffectedCell(
                key.text, column, self._format_column(row, column), computed, tuple(self.get_warnings(key, column))
            )
        before = self._last.get((area, row.cost_type))
        amount_warnings = cell_feedback.collect_amount_warnings(
            row.cost_type,
            column,
            {**get_amounts(row.now), column: stored},
            before,
            self._context.round.board,
            period=self._context.period,
            year_ago=self._year_ago.get((area, row.cost_type), {}),
        )
        return AffectedCell(
            key.text, column, self._format_column(row, column), "", (*amount_warnings, *self.get_warnings(key, column))
        )

    def _iter_unreported_sums(self, area: board_report.AreaEconomy) -> Iterator[AffectedCell]:
        """The sums without a row in the report, and what they come to."""
        reported = {row.cost_type for row in area.cost_types} | ({CostType.NET.value} if area.net else set())
        for kind in sorted(self._sum_types - reported):
            key = EntryKey(EntryKind.OPERATING, area.area, kind)
            for column in self._columns:
                yield AffectedCell(key.text, column, "", self.format_computed_sum(key, column), ())

    def _build_text(self, row: board_report.MoneyRow, column: str) -> AffectedCell:
        return AffectedCell(
            EntryKey(EntryKind.OPERATING, row.area, row.cost_type).text, column, self._format_column(row, column)
        )

    def _format_column(self, row: board_report.MoneyRow, column: str) -> str:
        amount = getattr(row.now, column)
        return "" if amount is None else format_exact_amount(amount, self._unit)

    def _list_touched_areas(self) -> Iterable[board_report.AreaEconomy]:
        access, rows = self._context.access, self._context.rows
        ids = {here for key in self._now for here in access.iter_with_ancestors(rows[key].area_id)}
        codes = {code for code, pk in self._ids.items() if pk in ids}
        return [area for area in self._economy.areas if area.area in codes]

    @cached_property
    def _sum_types(self) -> frozenset[str]:
        """Cost and net, and those of the seven that the board's own cost types belong to."""
        return _SUM_TYPES | cell_feedback.load_cost_types(self._context).parts.keys()

    @cached_property
    def _lines(self) -> list[Mapping[str, Any]]:
        """This period's lines as they have become, and those of earlier tertials of the year."""
        rows = self._context.rows
        changed = {tuple(rows[key].natural_key.values())[:4]: values for key, values in self._now.items()}
        unchanged = [
            row
            for row in self._context.tables["operating"]
            if row["table_id"] is not None or tuple(row[name] for name in _LINE_COLUMNS) not in changed
        ]
        saved_lines = [
            {**_EMPTY_LINE, **values, **dict(zip(_LINE_COLUMNS, place, strict=True))}
            for place, values in changed.items()
            if values is not None
        ]
        return [*unchanged, *saved_lines]

    @cached_property
    def _budgets(self) -> dict[LineKey, dict[str, YearBudget]]:
        return cell_feedback.find_current_year_budgets(self._context, EntryKind.OPERATING)

    @cached_property
    def _stored(self) -> dict[tuple[int, str], Mapping[str, Any]]:
        """What the cells of the period show, by area id and cost type.

        The board's own row, else that of the first printed table.
        """
        found: dict[tuple[int, str], Mapping[str, Any]] = {}
        for line in sorted(self._lines, key=lambda line: -1 if line["table_id"] is None else line["table_position"]):
            if line["tertial"] == self._context.period.number:
                found.setdefault((line["service_area_id"], line["cost_type"]), line)
        return found

    @cached_property
    def _rows(self) -> SourceData:
        """The lines, and an empty line for each row that is known from earlier reports.

        The empty ones are there because a sum waits for the parts that it had before.
        """
        last_year = self._context.period.year - 1
        places = ((area, last_year, 3, kind) for area, kind in self._context.tables["known"])
        known = [{**_EMPTY_LINE, **dict(zip(_LINE_COLUMNS, place, strict=True))} for place in places]
        operating_rows = [
            OperatingSourceRow(**{name: line[name] for name in OPERATING_COLUMNS}) for line in (*self._lines, *known)
        ]
        tables = _collect_tables(self._context.tables["operating"])
        changes = msgspec.convert(self._context.tables["budget_changes"], list[BudgetChangeSourceRow])
        return cell_feedback.build_source_data(
            self._context,
            tables=tables,
            operating=operating_rows,
            budget_changes=changes,
            cost_types=msgspec.convert(self._context.tables["cost_types"], list[CostTypeSourceRow]),
        )

    @cached_property
    def _tree(self) -> AreaTree:
        return build_area_tree(self._rows)

    @cached_property
    def _economy(self) -> board_report.Economy:
        return build_economy(self._rows, self._tree)

    @cached_property
    def _feedback(self) -> MoneyFeedback:
        tables = build_source_tables(self._rows)
        return MoneyFeedback(self._context.period, self._tree.areas, self._economy, tables, self._unit)

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {area["code"]: area["id"] for area in self._context.tables["areas"]}


def _collect_tables(lines: Iterable[Mapping[str, Any]]) -> list[TableSourceRow]:
    tables = {line["table_id"]: line for line in lines if line["table_id"]}
    return [
        TableSourceRow(
            id=pk,
            code=line["table_code"],
            title="",
            note="",
            unit=line["table_unit"],
            position=line["table_position"],
            round_id=line["table_round"],
        )
        for pk, line in tables.items()
    ]
