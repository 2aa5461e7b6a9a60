"""The sheet of the operating budget: budgets, actual and forecast by service area and cost type.

Stored in kronor; shown and typed in ``unit``, tkr or kr.
"""

from typing import Any

from apps.budget import rules
from apps.budget.models import CostType
from apps.checks.slips.columns import get_amounts
from apps.core.tertials import Tertial
from apps.entry.feedback.money_feedback import MoneyFeedback, list_variance_columns
from apps.entry.feedback.warnings import find_amount_warnings, find_forecast_warnings, find_scale_warnings
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.shapes import EntrySheet, InputKind, SheetCell, SheetColumn, SheetRow, SheetSection
from apps.entry.sheets.expected_cost_types import ReportedCostTypes
from apps.entry.sheets.explained_warnings import ExplainedWarnings
from apps.entry.sheets.parts import (
    EntryReader,
    RowValues,
    build_cell,
    build_columns,
    build_computed_cell,
    find_period_amounts,
    load_reader,
    map_area_ids,
)
from apps.entry.values import format_exact_amount
from apps.entry.year_budgets import find_year_budgets
from apps.report import board_report
from apps.report.area_tree import AreaTree, build_area_tree, build_source_tables
from apps.report.economy import build_economy
from apps.report.source import load_source
from apps.report.source_types import SourceData
from apps.rounds.models import AmountUnit, Round

_SUM_TYPES = frozenset({CostType.COST.value, CostType.NET.value})
AMOUNT_FIELDS = ("budget", "period_budget", "actual", "forecast")


def load_money_sheet(round_: Round, user: Any, unit: str = AmountUnit.TKR) -> EntrySheet:
    """The operating budget of a round, typed and shown in ``unit``."""
    return build_money_sheet(
        load_source(round_, ("operating",)), load_reader(round_, user, (EntryKind.OPERATING,), unit), unit
    )


def _build_money_columns(period: Tertial) -> tuple[SheetColumn, ...]:
    titles = {
        "variance_so_far": "Avvikelse hittills",
        "variance": "Avvikelse" if period.is_final_accounts else "Avvikelse helår",
    }
    variances = [
        SheetColumn(name, titles[name], InputKind.NUMBER, computed=True) for name in list_variance_columns(period)
    ]
    return build_columns(EntryKind.OPERATING, period.number, extra=variances)


def build_money_sheet(rows: SourceData, reader: EntryReader, unit: str = AmountUnit.TKR) -> EntrySheet:
    """The same, from rows that are loaded already."""
    round_, tree = rows.round, build_area_tree(rows)
    economy = build_economy(rows, tree)
    builder = _MoneySheetBuilder(rows, tree, reader, unit, economy)
    return EntrySheet(
        kind="money",
        title="Driftbudget",
        columns=builder.columns,
        sections=tuple(
            SheetSection(area.area, builder.names[area.area], found, depth=area.depth)
            for area in economy.areas
            if builder.reader.may_see(builder.ids[area.area]) and (found := builder.build_rows(area))
        ),
        unit=unit,
        last_tertial=round_.period.previous().label,
        same_last_year=round_.period.same_last_year().label,
        read_only=builder.reader.read_only,
    )


class _MoneySheetBuilder:
    """Builds the rows of each service area."""

    def __init__(
        self, rows: SourceData, tree: AreaTree, reader: EntryReader, unit: str, economy: board_report.Economy
    ) -> None:
        self.round, self.reader, self.unit = rows.round, reader, unit
        self.columns = _build_money_columns(self.round.period)
        self.reported_types = ReportedCostTypes(rows, tree)
        self.feedback = MoneyFeedback(rows.round.period, tree.areas, economy, build_source_tables(rows), unit)
        self.ids, self.names = map_area_ids(tree), tree.build_names()
        self.explained = ExplainedWarnings(rows)
        lines = [row._asdict() for row in rows.operating]
        now = (self.round.year, self.round.tertial)
        self.own = {
            (line["service_area_id"], line["cost_type"]): line
            for line in lines
            if (line["year"], line["tertial"]) == now and line["table_id"] is None
        }
        tables = {table.id for table in rows.tables if table.round_id == self.round.pk}
        printed = any((one["year"], one["tertial"]) == now and one["table_id"] in tables for one in lines)
        self.budgets = find_year_budgets(EntryKind.OPERATING, lines, self.round.period, printed=printed)

    def build_rows(self, area: board_report.AreaEconomy) -> tuple[SheetRow, ...]:
        """The area's cost types in their usual order, its net last.

        A net that is not typed is a computed total row. An area without money of its own, or below
        it, has no rows.
        """
        expected = self.reported_types.find_expected(area)
        by_type = {row.cost_type: row for row in area.cost_types}
        sums = _SUM_TYPES | {self.reported_types.types.get_base(kind) for kind in expected.cost_types}
        rows = [
            self.explained.mark_explained(
                self._build_row(
                    area,
                    kind,
                    area.net if kind == CostType.NET else by_type.get(kind),
                    is_expected=kind in expected.expected,
                    is_sum=kind in sums,
                )
            )
            for kind in expected.cost_types
        ]
        if CostType.NET in expected.cost_types or not (rows or area.has_children):
            return tuple(rows)
        return (*rows, self._build_total(area))

    def _build_row(
        self,
        area: board_report.AreaEconomy,
        kind: str,
        stated: board_report.MoneyRow | None,
        *,
        is_expected: bool,
        is_sum: bool,
    ) -> SheetRow:
        key = EntryKey(EntryKind.OPERATING, area.area, kind)
        own = self.own.get((self.ids[area.area], kind))
        values, version = (own, own["version"]) if own else (_get_printed_values(stated), 0)
        row_values = RowValues(key, self.ids[area.area], values, version, self.unit)
        return SheetRow(
            key=key.text,
            label=self.reported_types.types.get_label(kind).capitalize(),
            area=area.area,
            area_name=area.name,
            cells=tuple(
                self._build_computed(key, column, stated)
                if column.computed
                else self._build_cell(row_values, column.field, stated)
                for column in self.columns
            ),
            unit=self.unit,
            last_tertial=self._format_earlier_period(stated, self.round.period.previous()),
            same_last_year=self._format_earlier_period(stated, self.round.period.same_last_year()),
            depth=area.depth,
            is_expected=is_expected,
            is_sum=is_sum,
        )

    def _build_computed(self, key: EntryKey, column: SheetColumn, stated: board_report.MoneyRow | None) -> SheetCell:
        amount = getattr(stated.now, column.field, None) if stated else None
        return build_computed_cell(key, column.field, column.title, self._format_amount(amount))

    def _build_cell(self, row_values: RowValues, name: str, stated: board_report.MoneyRow | None) -> SheetCell:
        place = row_values.key.first, row_values.key.second, name
        if name not in AMOUNT_FIELDS:
            return build_cell(self.reader, row_values, name)
        if row_values.values[name] is None:
            computed = self.feedback.format_computed_sum(*place)
            budget = self.budgets.get((row_values.area_id, row_values.key.second), {}).get(name)
            is_sum = bool(computed) and row_values.key.second in self.reported_types.types.parts
            inherited = budget.build_inherited(self.unit) if budget and not is_sum else None
            warnings = self.feedback.get_warnings(*place)
            return build_cell(self.reader, row_values, name, warnings=warnings, computed=computed, inherited=inherited)
        last = self.round.period.previous()
        before = find_period_amounts(stated.past, last) if stated and last.year == self.round.year else None
        value, last_value = row_values.values[name], getattr(before, name, None)
        is_revenue, year_budget = (
            rules.is_revenue(row_values.key.second),
            stated.now.budget if stated else None,
        )
        found = find_amount_warnings(name, value, last_value, is_revenue=is_revenue, budget=year_budget)
        if stated:
            year_ago = find_period_amounts(stated.past, self.round.period.same_last_year())
            now, past = get_amounts(stated.now), [get_amounts(one) if one else {} for one in (before, year_ago)]
            found += find_scale_warnings(name, self.round.period, now, *past)
        if name == "forecast":
            found += find_forecast_warnings(value, last_value, self.round.board.forecast_warning_percent)
        return build_cell(self.reader, row_values, name, warnings=[*found, *self.feedback.get_warnings(*place)])

    def _build_total(self, area: board_report.AreaEconomy) -> SheetRow:
        key = EntryKey(EntryKind.OPERATING, area.area, "net")
        return SheetRow(
            key=key.text,
            label="Summa netto",
            area=area.area,
            area_name=area.name,
            cells=tuple(
                self._build_computed(key, column, area.net) for column in self.columns if column.field != "footnote"
            ),
            unit=self.unit,
            last_tertial=self._format_earlier_period(area.net, self.round.period.previous()),
            same_last_year=self._format_earlier_period(area.net, self.round.period.same_last_year()),
            depth=area.depth,
            is_total=True,
            is_sum=True,
        )

    def _format_earlier_period(self, stated: board_report.MoneyRow | None, when: Any) -> dict[str, str]:
        amounts = find_period_amounts(stated.past, when) if stated else None
        return {name: self._format_amount(getattr(amounts, name)) for name in AMOUNT_FIELDS} if amounts else {}

    def _format_amount(self, kronor: int | None) -> str:
        return "" if kronor is None else format_exact_amount(kronor, self.unit)


def _get_printed_values(stated: board_report.MoneyRow | None) -> dict[str, Any]:
    """What the cells show before the board has typed anything: the exact amounts that are printed."""
    printed = stated.now if stated and stated.now.exact else None
    values: dict[str, Any] = {name: getattr(printed, name, None) for name in AMOUNT_FIELDS}
    values["footnote"] = stated.footnote if stated and stated.table and any(values.values()) else ""
    return values
