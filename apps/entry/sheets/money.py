"""The sheets of money: budget, actual and forecast of each service area and cost type, and of the investments."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from apps.budget.models import CostType, Flow, InvestmentLine, InvestmentProject
from apps.entry.feedback import warnings as odd
from apps.entry.feedback.money_feedback import MoneyFeedback
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.shapes import EntrySheet, InputKind, SheetCell, SheetColumn, SheetRow, SheetSection
from apps.entry.sheets.expected_cost_types import ReportedCostTypes
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
from apps.entry.values import RowUnit, format_cell_input, format_exact_amount
from apps.entry.year_budgets import YearBudget, find_year_budgets
from apps.report import board_report
from apps.report.area_tree import AreaTree, build_area_tree, build_source_tables
from apps.report.economy import build_economy
from apps.report.source import load_source
from apps.report.source_types import OPERATING_COLUMNS, SourceData
from apps.rounds.models import AmountUnit, Round

AMOUNT_FIELDS = ("budget", "actual", "forecast")
VARIANCE_COLUMN = SheetColumn("variance", "Avvikelse", InputKind.NUMBER, computed=True)


def load_money_sheet(round_: Round, user: Any, unit: str = AmountUnit.TKR) -> EntrySheet:
    """The operating budget of a round, typed and shown in ``unit``."""
    return build_money_sheet(
        load_source(round_, ("operating",)), load_reader(round_, user, (EntryKind.OPERATING,), unit), unit
    )


def build_money_sheet(rows: SourceData, reader: EntryReader, unit: str = AmountUnit.TKR) -> EntrySheet:
    """The same, of what has been fetched."""
    round_, tree = rows.round, build_area_tree(rows)
    economy = build_economy(rows, tree)
    maker = _MoneySheetBuilder(rows, tree, reader, unit, economy)
    return EntrySheet(
        kind="money",
        title="Driftbudget",
        columns=build_columns(EntryKind.OPERATING, extra=[VARIANCE_COLUMN]),
        sections=tuple(
            SheetSection(area.area, maker.names[area.area], found, depth=area.depth)
            for area in economy.areas
            if maker.reader.may_see(maker.ids[area.area]) and (found := maker.build_rows(area))
        ),
        unit=unit,
        last_tertial=round_.period.previous().label,
        same_last_year=round_.period.same_last_year().label,
        read_only=maker.reader.read_only,
    )


class _MoneySheetBuilder:
    """Makes the rows of the service areas."""

    def __init__(
        self, rows: SourceData, tree: AreaTree, reader: EntryReader, unit: str, economy: board_report.Economy
    ) -> None:
        self.round, self.reader, self.about = rows.round, reader, RowUnit(unit)
        self.reported_types = ReportedCostTypes(rows, tree)
        self.feedback = MoneyFeedback(rows.round.period, tree.areas, economy, build_source_tables(rows))
        self.ids, self.names = map_area_ids(tree), tree.names()
        lines = [dict(zip(OPERATING_COLUMNS, row, strict=True)) for row in rows.operating]
        now = (self.round.year, self.round.tertial)
        self.own = {
            (line["service_area_id"], line["cost_type"]): line
            for line in lines
            if (line["year"], line["tertial"]) == now and line["table_id"] is None
        }
        tables = {table["id"] for table in rows.frame["tables"] if table["round_id"] == self.round.pk}
        printed = any((one["year"], one["tertial"]) == now and one["table_id"] in tables for one in lines)
        self.budgets = find_year_budgets(EntryKind.OPERATING, lines, self.round.period, printed=printed)

    def build_rows(self, area: board_report.AreaEconomy) -> tuple[SheetRow, ...]:
        """The cost types that the area is asked about, its net last. An area without money of its own has no rows."""
        expected = self.reported_types.find_expected(area)
        by_type = {row.cost_type: row for row in area.cost_types}
        rows = [
            self._build_row(
                area, kind, area.net if kind == CostType.NET else by_type.get(kind), waited=kind in expected.waited
            )
            for kind in expected.kinds
        ]
        if CostType.NET in expected.kinds or not (rows or area.has_children):
            return tuple(rows)
        return (*rows, self._build_total(area))

    def _build_row(
        self, area: board_report.AreaEconomy, kind: str, stated: board_report.MoneyRow | None, *, waited: bool
    ) -> SheetRow:
        key = EntryKey(EntryKind.OPERATING, area.area, kind)
        own = self.own.get((self.ids[area.area], kind))
        printed = stated.now if stated and stated.now.exact else None
        seed: dict[str, Any] = {name: getattr(printed, name, None) for name in AMOUNT_FIELDS}
        seed["footnote"] = stated.footnote if stated and stated.table and any(seed.values()) else ""
        row_values = RowValues(key, self.ids[area.area], own or seed, own["version"] if own else 0, self.about)
        variance = stated.now.variance if stated else None
        return SheetRow(
            key=key.text,
            label=CostType(kind).label.capitalize(),
            area=area.area,
            area_name=area.name,
            cells=(
                *(self._build_cell(row_values, name, stated) for name in ROW_DEFINITIONS[EntryKind.OPERATING].fields),
                build_computed_cell(key, "variance", VARIANCE_COLUMN.title, self._format_amount(variance)),
            ),
            unit=self.about.unit,
            last_tertial=self._format_earlier_period(stated, self.round.period.previous()),
            same_last_year=self._format_earlier_period(stated, self.round.period.same_last_year()),
            depth=area.depth,
            waited=waited,
        )

    def _build_cell(self, row_values: RowValues, name: str, stated: board_report.MoneyRow | None) -> SheetCell:
        place = row_values.key.first, row_values.key.second, name
        if name not in AMOUNT_FIELDS:
            return build_cell(self.reader, row_values, name)
        if row_values.values[name] is None:
            computed = self.feedback.computed(*place, self.about.unit)
            budget = self.budgets.get((row_values.area_id, row_values.key.second), {}).get(name)
            inherited = budget.show(self.about.unit) if budget else None
            warnings = self.feedback.warnings(*place)
            return build_cell(self.reader, row_values, name, warnings=warnings, computed=computed, inherited=inherited)
        last = self.round.period.previous()
        before = find_period_amounts(stated.past, last) if stated and last.year == self.round.year else None
        now, then = row_values.values[name], getattr(before, name, None)
        found = odd.find_amount_warnings(name, now, then, is_revenue=row_values.key.second == CostType.REVENUE)
        if name == "forecast":
            found += odd.find_forecast_warnings(now, then, self.round.board.forecast_warning_percent)
        return build_cell(self.reader, row_values, name, warnings=[*found, *self.feedback.warnings(*place)])

    def _build_total(self, area: board_report.AreaEconomy) -> SheetRow:
        key = EntryKey(EntryKind.OPERATING, area.area, "net")
        now = area.net.now if area.net else None
        return SheetRow(
            key=key.text,
            label="Summa netto",
            area=area.area,
            area_name=area.name,
            cells=tuple(
                build_computed_cell(
                    key, column.field, column.title, self._format_amount(getattr(now, column.field, None))
                )
                for column in build_columns(EntryKind.OPERATING, extra=[VARIANCE_COLUMN])
                if column.field != "footnote"
            ),
            unit=self.about.unit,
            last_tertial=self._format_earlier_period(area.net, self.round.period.previous()),
            same_last_year=self._format_earlier_period(area.net, self.round.period.same_last_year()),
            depth=area.depth,
            is_total=True,
        )

    def _format_earlier_period(self, stated: board_report.MoneyRow | None, when: Any) -> dict[str, str]:
        amounts = find_period_amounts(stated.past, when) if stated else None
        return {name: self._format_amount(getattr(amounts, name)) for name in AMOUNT_FIELDS} if amounts else {}

    def _format_amount(self, kronor: int | None) -> str:
        return "" if kronor is None else format_exact_amount(kronor, self.about.unit)


def load_investment_sheet(round_: Round, user: Any, unit: str = AmountUnit.TKR) -> EntrySheet:
    """The investments of a round: a section for each sum row, with its projects."""
    return build_investment_sheet(round_, load_reader(round_, user, (EntryKind.INVESTMENT,), unit), unit)


def build_investment_sheet(round_: Round, reader: EntryReader, unit: str = AmountUnit.TKR) -> EntrySheet:
    """The same, for a reader that is known: two queries."""
    about = RowUnit(unit)
    projects = list(InvestmentProject.objects.filter(board=round_.board_id).select_related("service_area"))
    parents = {project.parent_id for project in projects}
    lines, budgets = _load_investment_lines(round_)
    named = {project.pk: project for project in projects}
    sections: dict[tuple[str, str], list[SheetRow]] = defaultdict(list)
    for project in projects:
        if project.pk in parents or not reader.may_see(project.service_area_id):
            continue
        above = named.get(project.parent_id or 0)
        heading = (above.code, above.name) if above else ("investeringar", "Investeringar")
        flows = [flow for flow in Flow.values if lines.get((project.pk, flow))] or [Flow.NET.value]
        sections[heading] += [
            _build_investment_row(
                round_,
                reader,
                about,
                project,
                flow,
                lines.get((project.pk, flow), {}),
                budgets.get((project.pk, flow), {}),
            )
            for flow in flows
        ]
    return EntrySheet(
        kind="investments",
        title="Investeringar",
        columns=build_columns(EntryKind.INVESTMENT),
        sections=tuple(SheetSection(code, title, tuple(rows)) for (code, title), rows in sections.items()),
        unit=unit,
        last_tertial=round_.period.previous().label,
        same_last_year=round_.period.same_last_year().label,
        read_only=reader.read_only,
    )


InvestmentLines = dict[tuple[int, str], dict[tuple[int, int], dict[str, Any]]]


def _load_investment_lines(round_: Round) -> tuple[InvestmentLines, dict[tuple[Any, ...], dict[str, YearBudget]]]:
    """By project and flow: the line of this period, last tertial and the same tertial last year; own entries first.

    And the budgets of the year that stand where the period has none of its own.
    """
    period = round_.period
    periods = {(when.year, when.number) for when in (period, period.previous(), period.same_last_year())}
    found: dict[tuple[int, str], dict[tuple[int, int], dict[str, Any]]] = defaultdict(dict)
    rows = InvestmentLine.objects.filter(board=round_.board_id, year__gte=period.year - 1).order_by("table__position")
    columns = (
        "project_id",
        "flow",
        "year",
        "tertial",
        "table_id",
        "version",
        *ROW_DEFINITIONS[EntryKind.INVESTMENT].columns,
    )
    lines = sorted(rows.values(*columns, "table__round_id"), key=lambda row: row["table_id"] is not None)
    now = (period.year, period.number)
    printed = any((row["year"], row["tertial"]) == now and row["table__round_id"] == round_.pk for row in lines)
    for row in lines:
        when = (row["year"], row["tertial"])
        own_report = row["table_id"] is None or row["table__round_id"] == round_.pk or when != now
        if when in periods and own_report:
            found[row["project_id"], row["flow"]].setdefault(when, row)
    return found, find_year_budgets(EntryKind.INVESTMENT, lines, period, printed=printed)


def _build_investment_row(
    round_: Round,
    reader: EntryReader,
    about: RowUnit,
    project: InvestmentProject,
    flow: str,
    lines: Mapping[tuple[int, int], Mapping[str, Any]],
    budgets: Mapping[str, YearBudget],
) -> SheetRow:
    key = EntryKey(EntryKind.INVESTMENT, project.code, flow)
    period = round_.period
    subject = ROW_DEFINITIONS[EntryKind.INVESTMENT]
    line = lines.get((period.year, period.number)) or {**subject.empty(), "version": 0, "table_id": None}
    version = 0 if line["table_id"] is not None else line["version"]
    row_values = RowValues(key, project.service_area_id, line, version, about)

    def then(when: Any) -> dict[str, str]:
        row = lines.get((when.year, when.number))
        return (
            {name: format_cell_input(EntryKind.INVESTMENT, name, row, about) for name in subject.fields} if row else {}
        )

    return SheetRow(
        key=key.text,
        label=project.name if flow == Flow.NET else f"{project.name}, {Flow(flow).label}",
        area=project.service_area.code,
        area_name=project.service_area.name,
        cells=tuple(
            build_cell(reader, row_values, name, inherited=budgets[name].show(about.unit) if name in budgets else None)
            for name in subject.fields
        ),
        unit=about.unit,
        last_tertial=then(period.previous()),
        same_last_year=then(period.same_last_year()),
    )
