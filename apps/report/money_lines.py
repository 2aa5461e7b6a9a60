"""The stored rows of the operating budget, sorted: which rows state an amount in each period, the
one to show first.

The board's own entry of the report's period replaces what the report's tables print of it: it is
the same figure, corrected since. A year has one budget, so it is filled in where the board's own
entries of the year leave it out.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from apps.budget import rules
from apps.core.tertials import Tertial
from apps.report.area_tree import UNPLACED_ORDER
from apps.report.source_types import OperatingSourceRow, SourceData, TableSourceRow

COMPARED_COLUMNS = ("budget", "period_budget", "actual", "forecast", "stated_variance", "stated_forecast_variance")
LinesByPeriod = dict[Tertial, list[OperatingSourceRow]]


@dataclass
class BudgetLineIndex:
    """The rows by area code and cost type and by period; in each list the row to show comes first."""

    by_row: dict[tuple[str, str], LinesByPeriod] = field(default_factory=lambda: defaultdict(dict))


def index_budget_lines(
    rows: SourceData, codes: Mapping[int, str], tables: dict[int, TableSourceRow]
) -> BudgetLineIndex:
    """Sort the rows: for this period the board's own entry first, then this report's tables in
    their order. ``codes`` are those of the areas by id.
    """
    index = BudgetLineIndex()
    current = rows.round.period
    periods: dict[tuple[int, int], Tertial] = {}  # a period is made once, as there may be tens of thousands of rows
    for line in rows.operating:
        area = codes.get(line.service_area_id)
        if area is not None:
            moment = line.year, line.tertial
            period = periods.get(moment) or periods.setdefault(moment, Tertial(*moment))
            index.by_row[area, line.cost_type].setdefault(period, []).append(line)

    def rank(line: OperatingSourceRow) -> tuple[int, int]:
        """Own entry of this period, this report's tables, own entries of other periods, the newest
        other report.
        """
        if line.table_id is None:
            is_own_period = line.year == current.year and line.tertial == current.number
            return (0 if is_own_period else 2), 0
        table = tables[line.table_id]
        is_own_table = table.round_id == rows.round.pk
        return (1, table.position) if is_own_table else (3, UNPLACED_ORDER - table.round_id)

    own_tables = {pk for pk, table in tables.items() if table.round_id == rows.round.pk}
    is_printed = any(
        line.table_id in own_tables for by_period in index.by_row.values() for line in by_period.get(current, ())
    )
    for by_period in index.by_row.values():
        for lines in by_period.values():
            if len(lines) > 1:
                lines.sort(key=rank)
        if len(by_period.get(current, ())) > 1:
            by_period[current] = _apply_correction(by_period[current], own_tables)
        _fill_in_year_budgets(by_period, current, is_printed=is_printed)
    return index


def _apply_correction(lines: list[OperatingSourceRow], own_tables: set[int]) -> list[OperatingSourceRow]:
    """The lines of the report's own period, where the board's own entry replaces what the report's
    tables print.

    It is the same figure, corrected since: what they printed is no further statement. The variance
    that they print holds as long as what it is made of is as printed.
    """
    own, printed = lines[0], [line for line in lines if line.table_id in own_tables]
    if own.table_id is not None or not printed:
        return lines
    first = printed[0]
    has_same_budget = own.budget == first.budget
    stated_variance, stated_forecast_variance = own.stated_variance, own.stated_forecast_variance
    has_same_period_budget = own.period_budget == first.period_budget
    if stated_variance is None and has_same_budget and has_same_period_budget and own.actual == first.actual:
        stated_variance = first.stated_variance
    if stated_forecast_variance is None and has_same_budget and own.forecast == first.forecast:
        stated_forecast_variance = first.stated_forecast_variance
    corrected = own._replace(
        corrects=first.table_id,
        label=own.label or first.label,
        stated_variance=stated_variance,
        stated_forecast_variance=stated_forecast_variance,
    )
    return [corrected, *(line for line in lines[1:] if line not in printed)]


def _fill_in_year_budgets(by_period: LinesByPeriod, current: Tertial, *, is_printed: bool) -> None:
    """Fill in the year's budget in the board's own entries that have none, and in this period's
    missing row.

    What is printed says what it says: nothing is added to it, nor to the report's own period if
    that ``is_printed``.
    """
    lacks_current = current not in by_period and not is_printed
    years = {period.year for period, lines in by_period.items() if lines[0].budget is None and _is_own(lines[0])}
    if lacks_current:
        years.add(current.year)
    if not years:
        return
    own = {period: lines[0] for period, lines in by_period.items() if _is_own(lines[0])}
    for year in years & {period.year for period in own}:
        budgets = _YearBudgets(
            by_tertial={period.number: line.budget for period, line in own.items() if period.year == year},
            printed_tertials={period.number for period in by_period.keys() - own.keys() if period.year == year},
        )
        gaps = [period for period, line in own.items() if period.year == year and line.budget is None]
        for period in gaps:
            if not (is_printed and period == current):
                _fill_in_budget(by_period, period, own[period], budgets.find(period.number))
        if lacks_current and year == current.year:
            _add_budget_row(by_period, current, budgets.find(current.number))


def _fill_in_budget(by_period: LinesByPeriod, period: Tertial, own: OperatingSourceRow, budget: int | None) -> None:
    """Only where no table prints the row as well: what is printed stands beside what was entered."""
    if budget is not None and len(by_period[period]) == 1:
        by_period[period] = [own._replace(budget=budget)]


def _is_own(line: OperatingSourceRow) -> bool:
    """Has the board itself entered it, and no table printed it?"""
    return line.table_id is None


class _YearBudgets(NamedTuple):
    """The budgets of a year in the board's own entries, and the tertials that only printed tables
    state.
    """

    by_tertial: dict[int, int | None]
    printed_tertials: set[int]

    def find(self, tertial: int) -> int | None:
        """The budget that holds in a tertial without one of its own; see
        ``budget.rules.find_year_budget``.
        """
        found = rules.find_year_budget(self.by_tertial, tertial, self.printed_tertials)
        return found[0] if found else None


def _add_budget_row(by_period: LinesByPeriod, current: Tertial, budget: int | None) -> None:
    """Add a row for the period of which nothing but the year's budget is known yet, if there is a
    budget.
    """
    if budget is not None:
        latest = by_period[max(by_period)][0]
        by_period[current] = [
            latest._replace(
                budget=budget,
                period_budget=None,
                actual=None,
                forecast=None,
                stated_variance=None,
                stated_forecast_variance=None,
                tertial=current.number,
                table_id=None,
            )
        ]
