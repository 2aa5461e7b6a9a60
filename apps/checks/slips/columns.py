"""The columns of the operating budget, each figure with what it can be compared with.

Whole kronor. A column is the figures of the report's own period in one printed table, or in the board's own entry.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.checks.base import StatedMoney, StatedRow
from apps.checks.slips.amounts import list_usual_amounts
from apps.core.tertials import Tertial
from apps.report import board_report

MONEY_COLUMNS = ("budget", "period_budget", "actual", "forecast")


@dataclass(frozen=True, slots=True)
class ColumnFigure:
    """An amount with amounts of the same kind and about the same size, by where they are from.

    ``last_year`` and ``last_tertial`` are earlier periods', the others the row's own columns; all are made as large as
    they would be of the same part of the year. ``last`` is last tertial's amount as it was, 0 where there is none.
    """

    row: StatedRow
    value: int
    usual: dict[str, int]
    last: int = 0


@dataclass(frozen=True, slots=True)
class MoneyColumn:
    """One column of one table, its rows in order."""

    name: str
    table: str
    figures: tuple[ColumnFigure, ...]


class _PastAmounts:
    """What is known of each row's earlier periods, the row's own table first."""

    def __init__(self, money: StatedMoney) -> None:
        self._amounts: dict[tuple[str, str, Tertial], list[board_report.Amounts]] = defaultdict(list)
        for area in money.report.economy.areas:
            for row in (area.net, *area.cost_types):
                for amounts in row.past if row else ():
                    self._amounts[area.area, row.cost_type if row else "", amounts.period].append(amounts)
        for stated in money.rows:
            if stated.period != money.report.period:
                self._amounts[stated.area, stated.cost_type, stated.period].append(stated.amounts)

    def find(self, row: StatedRow, period: Tertial, column: str) -> int:
        """The row's amount in an earlier period, 0 where none is known."""
        found = self._amounts.get((row.area, row.cost_type, period), ())
        ordered = sorted(found, key=lambda one: one.table != row.table) if len(found) > 1 else found
        return next((amount for one in ordered if (amount := getattr(one, column))), 0)


def list_money_columns(money: StatedMoney) -> tuple[MoneyColumn, ...]:
    """The columns of the report's own period that have any figure."""
    past = _PastAmounts(money)
    tables: dict[str, list[StatedRow]] = defaultdict(list)
    for row in money.rows:
        if row.period == money.report.period:
            tables[row.table].append(row)
    return tuple(
        MoneyColumn(name, table, figures)
        for table, rows in tables.items()
        for name in MONEY_COLUMNS
        if (figures := tuple(_iter_figures(rows, name, past)))
    )


def _iter_figures(rows: Iterable[StatedRow], column: str, past: _PastAmounts) -> Iterator[ColumnFigure]:
    for row in rows:
        value, period = getattr(row.amounts, column), row.period
        if value is not None:
            last = past.find(row, period.previous(), column) if period.number > 1 else 0
            usual = list_usual_amounts(
                column,
                period,
                get_amounts(row.amounts),
                last={column: last},
                year_ago={column: past.find(row, Tertial(period.year - 1, period.number), column)},
                year_ago_result=past.find(row, Tertial(period.year - 1, 3), "actual"),
            )
            yield ColumnFigure(row, value, usual, last)


def get_amounts(amounts: board_report.Amounts) -> dict[str, int | None]:
    """The amounts of a row by column."""
    return {name: getattr(amounts, name) for name in MONEY_COLUMNS}
