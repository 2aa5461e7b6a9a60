"""Sums over the cost types of one area. A board's own add up to the one of the seven that they belong to, once.

Whole kronor. A sum is there only where each part has the amount: missing is not zero.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from apps.budget import rules
from apps.budget.models import CostType
from apps.budget.own_cost_types import BoardCostTypes
from apps.core.tertials import Tertial
from apps.report.amounts import build_amounts, build_empty_amounts
from apps.report.money import Amounts, MoneyRow
from apps.report.source_types import SourceData

SUMMED_COLUMNS = ("budget", "period_budget", "actual", "forecast")
RowKey = tuple[str, str]  # area code and cost type


def build_base_rows(
    rows: SourceData, codes: Mapping[int, str], stated: Mapping[RowKey, MoneyRow], types: BoardCostTypes, *, fill: bool
) -> dict[RowKey, MoneyRow]:
    """The rows of the seven that the board's own cost types belong to: as stated, and else the sums of those.

    ``codes`` are those of the areas by id. With ``fill`` the empty columns of a row that is stated in part are filled
    with the sums, which go before a budget that was laid in earlier in the year, of before there were own cost types.
    """
    found, period = {}, rows.round.period
    budgeted = {
        (codes.get(line.service_area_id, ""), line.cost_type)
        for line in rows.operating
        if (line.year, line.tertial) == (period.year, period.number) and line.budget is not None
    }
    for key, parts in _iter_own_parts(stated, types):
        row, summed = stated.get(key), _sum_rows(*key, period, parts)
        if row is None:
            found[key] = summed
            continue
        known = {one.period for one in row.past}
        past = [*row.past, *(one for one in summed.past if one.period not in known)]
        row = msgspec.structs.replace(row, past=tuple(sorted(past, key=lambda one: one.period, reverse=True)))
        if fill and summed.now.budget is not None and key not in budgeted:
            row = msgspec.structs.replace(row, now=msgspec.structs.replace(row.now, budget=None, variance=None))
        found[key] = fill_in_sums(row, summed) if fill else row
    return found


def _iter_own_parts(
    stated: Mapping[RowKey, MoneyRow], types: BoardCostTypes
) -> Iterator[tuple[RowKey, Sequence[MoneyRow]]]:
    for area in dict.fromkeys(area for area, kind in stated if kind in types.own):
        for base, own in types.parts.items():
            parts = [stated[area, code] for code in own if (area, code) in stated]
            if parts:
                yield (area, base), parts


def _sum_rows(area: str, cost_type: str, period: Tertial, parts: Sequence[MoneyRow]) -> MoneyRow:
    """The sum of the parts in the period, and in each earlier one that they state."""
    by_period: dict[Tertial, list[Amounts]] = defaultdict(list)
    for row in parts:
        for one in row.past:
            by_period[one.period].append(one)
    past = tuple(
        build_amounts(_sum_amounts(by_period[when]), cost_type, when, exact=False, is_past=True)
        for when in sorted(by_period, reverse=True)
    )
    summed = build_summed_row(area, cost_type, period, _sum_amounts([row.now for row in parts]))
    if summed is None:
        return _build_sum(area, cost_type, build_empty_amounts(period), past)
    return msgspec.structs.replace(summed, past=past)


def _sum_amounts(parts: Sequence[Amounts]) -> "ColumnSum":
    return sum_each_column(lambda column: rules.sum_complete([getattr(one, column) for one in parts]))


def sum_own_types(rows: Iterable[MoneyRow], column: str) -> dict[str, int | None]:
    """What the board's own cost types come to, by the one of the seven that they belong to."""
    parts: dict[str, list[int | None]] = defaultdict(list)
    for row in rows:
        if row.belongs_to:
            parts[row.belongs_to].append(getattr(row.now, column))
    return {base: rules.sum_complete(amounts) for base, amounts in parts.items()}


def fill_in_sums(row: MoneyRow, summed: MoneyRow | None) -> MoneyRow:
    """The row with the sums in the columns that it leaves empty.

    It counts as ``summed`` if it leaves all empty.
    """
    if summed is None or all(getattr(row.now, column) is not None for column in SUMMED_COLUMNS):
        return row
    stated = {column: getattr(row.now, column) for column in SUMMED_COLUMNS}
    amounts = {c: getattr(summed.now, c) if amount is None else amount for c, amount in stated.items()}
    now = build_amounts(ColumnSum(**amounts), row.cost_type, row.now.period, exact=False)
    if row.now.variance is not None:
        now = msgspec.structs.replace(now, variance=row.now.variance, variance_percent=row.now.variance_percent)
    if row.now.variance_so_far is not None:
        now = msgspec.structs.replace(now, variance_so_far=row.now.variance_so_far)
    variances = (row.now.variance, row.now.variance_so_far)
    is_empty = all(amount is None for amount in (*variances, *stated.values()))
    return msgspec.structs.replace(row, now=now, summed=is_empty)


class ColumnSum(NamedTuple):
    """The sums of a row, column by column."""

    budget: int | None
    period_budget: int | None
    actual: int | None
    forecast: int | None
    stated_variance: None = None
    stated_forecast_variance: None = None


def sum_each_column(sum_column: Callable[[str], int | None]) -> ColumnSum:
    """A sum of each column."""
    return ColumnSum(sum_column("budget"), sum_column("period_budget"), sum_column("actual"), sum_column("forecast"))


def build_summed_row(area: str, cost_type: str, period: Tertial, sums: ColumnSum) -> MoneyRow | None:
    """A row that no source states. None where no column has a sum."""
    if all(amount is None for amount in sums):
        return None
    return _build_sum(area, cost_type, build_amounts(sums, cost_type, period, exact=False), ())


def _build_sum(area: str, cost_type: str, now: Amounts, past: tuple[Amounts, ...]) -> MoneyRow:
    return MoneyRow(
        area=area,
        cost_type=cost_type,
        cost_type_label=CostType(cost_type).label,
        label="",
        now=now,
        past=past,
        table="",
        summed=True,
        footnote="",
    )
