"""The stored lines of the operating budget, sorted: what tells each row in each period, the one to show first.

The board's own entry replaces what the report's tables print of its period, and the year's budget stands in it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import msgspec

from apps.budget import rules
from apps.core.tertials import Tertial
from apps.report.area_tree import UNPLACED_ORDER, AreaTree
from apps.report.source_types import SourceData

COMPARED_COLUMNS = ("budget", "actual", "forecast", "stated_variance", "stated_forecast_variance")


class BudgetLine(msgspec.Struct, frozen=True, gc=False):
    """A stored row of the operating budget; see ``rows.OPERATING_COLUMNS``."""

    service_area_id: int
    year: int
    tertial: int
    cost_type: str
    budget: int | None
    actual: int | None
    forecast: int | None
    stated_variance: int | None
    stated_forecast_variance: int | None
    table_id: int | None
    label: str
    footnote: str
    version: int
    # The printed table of the report whose row this own entry replaces.
    corrects: int | None = None


@dataclass
class BudgetLineIndex:
    """The lines that tell each row in each period, the one to show first."""

    by_row: dict[tuple[str, str], dict[Tertial, list[BudgetLine]]] = field(default_factory=lambda: defaultdict(dict))


def index_budget_lines(rows: SourceData, tree: AreaTree, tables: dict[int, dict[str, Any]]) -> BudgetLineIndex:
    """Sort the lines: for this period the board's own entry first, then this report's tables in their order."""
    ledger = BudgetLineIndex()
    now = rows.round.period
    periods: dict[tuple[int, int], Tertial] = {}
    for row in rows.operating:
        line = BudgetLine(*row)
        area = tree.by_id.get(line.service_area_id)
        if area is not None:
            moment = line.year, line.tertial
            period = periods.get(moment) or periods.setdefault(moment, Tertial(*moment))
            ledger.by_row[area.code, line.cost_type].setdefault(period, []).append(line)

    def rank(line: BudgetLine) -> tuple[int, int]:
        if line.table_id is None:
            own_first = line.year == now.year and line.tertial == now.number
            return (0 if own_first else 2), 0
        table = tables[line.table_id]
        own = table["round_id"] == rows.round.pk
        return (1, table["position"]) if own else (3, UNPLACED_ORDER - table["round_id"])

    own_tables = {pk for pk, table in tables.items() if table["round_id"] == rows.round.pk}
    printed = any(line.table_id in own_tables for told in ledger.by_row.values() for line in told.get(now, ()))
    for told in ledger.by_row.values():
        for lines in told.values():
            if len(lines) > 1:
                lines.sort(key=rank)
        if len(told.get(now, ())) > 1:
            told[now] = _apply_correction(told[now], own_tables)
        _fill_in_year_budgets(told, now, printed=printed)
    return ledger


def _apply_correction(lines: list[BudgetLine], own_tables: set[int]) -> list[BudgetLine]:
    """The lines of the report's own period, where the board's own entry replaces what the report's tables print.

    It is the same figure, corrected since: what they printed is no further statement. The variance that they print
    holds as long as what it is made of is as printed.
    """
    own, printed = lines[0], [line for line in lines if line.table_id in own_tables]
    if own.table_id is not None or not printed:
        return lines
    first = printed[0]
    keeps = own.budget == first.budget and own.actual == first.actual and own.stated_variance is None
    foresees = own.budget == first.budget and own.forecast == first.forecast and own.stated_forecast_variance is None
    corrected = msgspec.structs.replace(
        own,
        corrects=first.table_id,
        label=own.label or first.label,
        stated_variance=first.stated_variance if keeps else own.stated_variance,
        stated_forecast_variance=first.stated_forecast_variance if foresees else own.stated_forecast_variance,
    )
    return [corrected, *(line for line in lines[1:] if line not in printed)]


def _fill_in_year_budgets(told: dict[Tertial, list[BudgetLine]], now: Tertial, *, printed: bool) -> None:
    """Let the budget of the year stand in the board's own entries that have none, and in this period's missing row.

    What is printed says what it says: nothing is added to it, nor to a period that is ``printed``.
    """
    gaps = {when.year for when, lines in told.items() if lines[0].budget is None and lines[0].table_id is None}
    if now not in told and not printed:
        gaps.add(now.year)
    if not gaps:
        return
    own = {when: lines[0] for when, lines in told.items() if lines[0].table_id is None}
    for year in gaps & {when.year for when in own}:
        budgets = {when.number: line.budget for when, line in own.items() if when.year == year}
        others = {when.number for when in told.keys() - own.keys() if when.year == year}
        for when, line in own.items():
            if when.year == year and line.budget is None and len(told[when]) == 1 and not (printed and when == now):
                found = rules.find_year_budget(budgets, when.number, others)
                if found:
                    told[when] = [msgspec.structs.replace(line, budget=found[0])]
        if year == now.year and now not in told and not printed:
            _add_budget_row(told, now, rules.find_year_budget(budgets, now.number, others))


def _add_budget_row(told: dict[Tertial, list[BudgetLine]], now: Tertial, found: tuple[int, int] | None) -> None:
    """A row of which nothing but the year's budget is known yet, if there is one."""
    if found:
        latest, nothing_else = told[max(told)][0], dict.fromkeys(COMPARED_COLUMNS)
        told[now] = [
            msgspec.structs.replace(latest, **{**nothing_else, "budget": found[0]}, tertial=now.number, table_id=None)
        ]
