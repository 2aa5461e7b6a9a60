"""The sheets of money: budget, actual and forecast of each service area and cost type, and of the investments."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from apps.budget.models import CostType, Flow, InvestmentLine, InvestmentProject
from apps.followup import report
from apps.followup.economy import economy_of
from apps.followup.entry import warnings as odd
from apps.followup.entry.asked_money import MoneyAsked
from apps.followup.entry.gridparts import (
    Reader,
    Standing,
    area_ids_of,
    cell_of,
    columns_of,
    computed_cell,
    found_at,
    reader_of,
)
from apps.followup.entry.keys import Key, Kind
from apps.followup.entry.money_told import MoneyTold
from apps.followup.entry.shapes import Cell, Column, Grid, InputKind, Row, Section
from apps.followup.entry.subjects import SUBJECTS
from apps.followup.entry.values import About, money, show
from apps.followup.entry.year_budgets import YearBudget, find_year_budgets
from apps.followup.frame import Tree, tables_of, tree_of
from apps.followup.rows import OPERATING_COLUMNS, Rows, fetch
from apps.rounds.models import Round, Unit

AMOUNTS = ("budget", "actual", "forecast")
VARIANCE = Column("variance", "Avvikelse", InputKind.NUMBER, computed=True)


def money_grid(round_: Round, user: Any, unit: str = Unit.TKR) -> Grid:
    """The operating budget of a round, typed and shown in ``unit``."""
    return money_grid_of(fetch(round_, ("operating",)), reader_of(round_, user, (Kind.OPERATING,), unit), unit)


def money_grid_of(rows: Rows, reader: Reader, unit: str = Unit.TKR) -> Grid:
    """The same, of what has been fetched."""
    round_, tree = rows.round, tree_of(rows)
    economy = economy_of(rows, tree)
    maker = _Operating(rows, tree, reader, unit, economy)
    return Grid(
        kind="money",
        title="Driftbudget",
        columns=columns_of(Kind.OPERATING, extra=[VARIANCE]),
        sections=tuple(
            Section(area.area, maker.names[area.area], found, depth=area.depth)
            for area in economy.areas
            if maker.reader.shows(maker.ids[area.area]) and (found := maker.rows(area))
        ),
        unit=unit,
        last_tertial=round_.period.previous().label,
        same_last_year=round_.period.same_last_year().label,
        read_only=maker.reader.read_only,
    )


class _Operating:
    """Makes the rows of the service areas."""

    def __init__(self, rows: Rows, tree: Tree, reader: Reader, unit: str, economy: report.Economy) -> None:
        self.round, self.reader, self.about = rows.round, reader, About(unit)
        self.asked = MoneyAsked(rows, tree)
        self.beside = MoneyTold(rows.round.period, tree.areas, economy, tables_of(rows))
        self.ids, self.names = area_ids_of(tree), tree.names()
        lines = [dict(zip(OPERATING_COLUMNS, row, strict=True)) for row in rows.operating]
        now = (self.round.year, self.round.tertial)
        self.own = {
            (line["service_area_id"], line["cost_type"]): line
            for line in lines
            if (line["year"], line["tertial"]) == now and line["table_id"] is None
        }
        tables = {table["id"] for table in rows.frame["tables"] if table["round_id"] == self.round.pk}
        printed = any((one["year"], one["tertial"]) == now and one["table_id"] in tables for one in lines)
        self.budgets = find_year_budgets(Kind.OPERATING, lines, self.round.period, printed=printed)

    def rows(self, area: report.AreaEconomy) -> tuple[Row, ...]:
        """The cost types that the area is asked about, its net last. An area without money of its own has no rows."""
        asked = self.asked.of(area)
        told = {row.cost_type: row for row in area.cost_types}
        rows = [
            self._row(area, kind, area.net if kind == CostType.NET else told.get(kind), waited=kind in asked.waited)
            for kind in asked.kinds
        ]
        if CostType.NET in asked.kinds or not (rows or area.has_children):
            return tuple(rows)
        return (*rows, self._total(area))

    def _row(self, area: report.AreaEconomy, kind: str, told: report.MoneyRow | None, *, waited: bool) -> Row:
        key = Key(Kind.OPERATING, area.area, kind)
        own = self.own.get((self.ids[area.area], kind))
        printed = told.now if told and told.now.exact else None
        seed: dict[str, Any] = {name: getattr(printed, name, None) for name in AMOUNTS}
        seed["footnote"] = told.footnote if told and told.table and any(seed.values()) else ""
        standing = Standing(key, self.ids[area.area], own or seed, own["version"] if own else 0, self.about)
        variance = told.now.variance if told else None
        return Row(
            key=key.text,
            label=CostType(kind).label.capitalize(),
            area=area.area,
            area_name=area.name,
            cells=(
                *(self._cell(standing, name, told) for name in SUBJECTS[Kind.OPERATING].fields),
                computed_cell(key, "variance", VARIANCE.title, self._text(variance)),
            ),
            unit=self.about.unit,
            last_tertial=self._then(told, self.round.period.previous()),
            same_last_year=self._then(told, self.round.period.same_last_year()),
            depth=area.depth,
            waited=waited,
        )

    def _cell(self, standing: Standing, name: str, told: report.MoneyRow | None) -> Cell:
        place = standing.key.first, standing.key.second, name
        if name not in AMOUNTS:
            return cell_of(self.reader, standing, name)
        if standing.values[name] is None:
            computed = self.beside.computed(*place, self.about.unit)
            budget = self.budgets.get((standing.area_id, standing.key.second), {}).get(name)
            inherited = budget.show(self.about.unit) if budget else None
            warnings = self.beside.warnings(*place)
            return cell_of(self.reader, standing, name, warnings=warnings, computed=computed, inherited=inherited)
        last = self.round.period.previous()
        before = found_at(told.past, last) if told and last.year == self.round.year else None
        now, then = standing.values[name], getattr(before, name, None)
        found = odd.amount_warnings(name, now, then, is_revenue=standing.key.second == CostType.REVENUE)
        if name == "forecast":
            found += odd.forecast_changed(now, then, self.round.board.forecast_warning_percent)
        return cell_of(self.reader, standing, name, warnings=[*found, *self.beside.warnings(*place)])

    def _total(self, area: report.AreaEconomy) -> Row:
        key = Key(Kind.OPERATING, area.area, "net")
        now = area.net.now if area.net else None
        return Row(
            key=key.text,
            label="Summa netto",
            area=area.area,
            area_name=area.name,
            cells=tuple(
                computed_cell(key, column.field, column.title, self._text(getattr(now, column.field, None)))
                for column in columns_of(Kind.OPERATING, extra=[VARIANCE])
                if column.field != "footnote"
            ),
            unit=self.about.unit,
            last_tertial=self._then(area.net, self.round.period.previous()),
            same_last_year=self._then(area.net, self.round.period.same_last_year()),
            depth=area.depth,
            is_total=True,
        )

    def _then(self, told: report.MoneyRow | None, when: Any) -> dict[str, str]:
        amounts = found_at(told.past, when) if told else None
        return {name: self._text(getattr(amounts, name)) for name in AMOUNTS} if amounts else {}

    def _text(self, kronor: int | None) -> str:
        return "" if kronor is None else money(kronor, self.about.unit)


def investment_grid(round_: Round, user: Any, unit: str = Unit.TKR) -> Grid:
    """The investments of a round: a section for each sum row, with its projects."""
    return investment_grid_of(round_, reader_of(round_, user, (Kind.INVESTMENT,), unit), unit)


def investment_grid_of(round_: Round, reader: Reader, unit: str = Unit.TKR) -> Grid:
    """The same, for a reader that is known: two queries."""
    about = About(unit)
    projects = list(InvestmentProject.objects.filter(board=round_.board_id).select_related("service_area"))
    parents = {project.parent_id for project in projects}
    lines, budgets = _investment_lines(round_)
    named = {project.pk: project for project in projects}
    sections: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for project in projects:
        if project.pk in parents or not reader.shows(project.service_area_id):
            continue
        above = named.get(project.parent_id or 0)
        heading = (above.code, above.name) if above else ("investeringar", "Investeringar")
        flows = [flow for flow in Flow.values if lines.get((project.pk, flow))] or [Flow.NET.value]
        sections[heading] += [
            _investment_row(
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
    return Grid(
        kind="investments",
        title="Investeringar",
        columns=columns_of(Kind.INVESTMENT),
        sections=tuple(Section(code, title, tuple(rows)) for (code, title), rows in sections.items()),
        unit=unit,
        last_tertial=round_.period.previous().label,
        same_last_year=round_.period.same_last_year().label,
        read_only=reader.read_only,
    )


Lines = dict[tuple[int, str], dict[tuple[int, int], dict[str, Any]]]


def _investment_lines(round_: Round) -> tuple[Lines, dict[tuple[Any, ...], dict[str, YearBudget]]]:
    """By project and flow: the line of this period, last tertial and the same tertial last year; own entries first.

    And the budgets of the year that stand where the period has none of its own.
    """
    period = round_.period
    periods = {(when.year, when.number) for when in (period, period.previous(), period.same_last_year())}
    found: dict[tuple[int, str], dict[tuple[int, int], dict[str, Any]]] = defaultdict(dict)
    rows = InvestmentLine.objects.filter(board=round_.board_id, year__gte=period.year - 1).order_by("table__position")
    columns = ("project_id", "flow", "year", "tertial", "table_id", "version", *SUBJECTS[Kind.INVESTMENT].columns)
    told = sorted(rows.values(*columns, "table__round_id"), key=lambda row: row["table_id"] is not None)
    now = (period.year, period.number)
    printed = any((row["year"], row["tertial"]) == now and row["table__round_id"] == round_.pk for row in told)
    for row in told:
        when = (row["year"], row["tertial"])
        own_report = row["table_id"] is None or row["table__round_id"] == round_.pk or when != now
        if when in periods and own_report:
            found[row["project_id"], row["flow"]].setdefault(when, row)
    return found, find_year_budgets(Kind.INVESTMENT, told, period, printed=printed)


def _investment_row(
    round_: Round,
    reader: Reader,
    about: About,
    project: InvestmentProject,
    flow: str,
    lines: Mapping[tuple[int, int], Mapping[str, Any]],
    budgets: Mapping[str, YearBudget],
) -> Row:
    key = Key(Kind.INVESTMENT, project.code, flow)
    period = round_.period
    subject = SUBJECTS[Kind.INVESTMENT]
    line = lines.get((period.year, period.number)) or {**subject.empty(), "version": 0, "table_id": None}
    version = 0 if line["table_id"] is not None else line["version"]
    standing = Standing(key, project.service_area_id, line, version, about)

    def then(when: Any) -> dict[str, str]:
        row = lines.get((when.year, when.number))
        return {name: show(Kind.INVESTMENT, name, row, about) for name in subject.fields} if row else {}

    return Row(
        key=key.text,
        label=project.name if flow == Flow.NET else f"{project.name}, {Flow(flow).label}",
        area=project.service_area.code,
        area_name=project.service_area.name,
        cells=tuple(
            cell_of(reader, standing, name, inherited=budgets[name].show(about.unit) if name in budgets else None)
            for name in subject.fields
        ),
        unit=about.unit,
        last_tertial=then(period.previous()),
        same_last_year=then(period.same_last_year()),
    )
