"""What a report states of earlier periods is what the board's own reports published of them then."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from apps.checks.base import (
    COLUMN_NOUNS,
    StatedMoney,
    StatedRow,
    TableRounding,
    build_figure_finding,
    build_money_finding,
    format_period,
    list_stated_rows,
)
from apps.core.tertials import Tertial
from apps.report import board_report


def check_earlier(
    report: board_report.BoardReport, money: StatedMoney, earlier: Sequence[board_report.BoardReport]
) -> Iterator[board_report.Finding]:
    """Hold last year's column, and last tertial's, against what the board published then.

    What an earlier report says of its own period is what was published; suppressed figures are passed over.
    """
    known = _group_by_place(report, {before.period for before in earlier})
    for before in earlier:
        if before.period < report.period:
            yield from _check_amounts(money, before)
            yield from _check_figures(before, known)


def _check_amounts(money: StatedMoney, before: board_report.BoardReport) -> Iterator[board_report.Finding]:
    published_rows: dict[tuple[str, str], StatedRow] = {}
    for row in list_stated_rows(before):
        if row.period == before.period:
            published_rows.setdefault((row.area, row.cost_type), row)
    published_rounding = TableRounding(before, published_rows.values())
    for row in money.rows:
        main = published_rows.get((row.area, row.cost_type)) if row.period == before.period else None
        if main is None:
            continue
        for column, noun in COLUMN_NOUNS.items():
            expected, found = getattr(main.amounts, column), getattr(row.amounts, column)
            slack = money.rounding.compute_slack(row) + published_rounding.compute_slack(main)
            if expected is None or found is None or abs(expected - found) <= slack:
                continue
            message = (
                f"{noun.capitalize()} {format_period(row.period)} ({row.label}) i {row.name} är en annan än i rapporten"
                f" för {before.period.label}."
            )
            yield build_money_finding(
                "earlier", row, column, message, expected, found, unit=money.rounding.get_unit(row)
            )


OutcomePlace = tuple[int, int, str, str, str]
FiguresByPlace = dict[OutcomePlace, tuple[board_report.Indicator, board_report.Point]]


def _group_by_place(report: board_report.BoardReport, periods: set[Tertial]) -> FiguresByPlace:
    """The report's values of earlier periods, by time, indicator, area and gender."""
    moments = {(period.year, period.number) for period in periods}
    return {
        (point.year, point.tertial, indicator.code, point.area, point.gender): (indicator, point)
        for indicator in report.indicators
        for point in indicator.series
        if (point.year, point.tertial) in moments and point.value is not None
    }


def _check_figures(before: board_report.BoardReport, figures: FiguresByPlace) -> Iterator[board_report.Finding]:
    """The values that an earlier report stated of its own tertial, against those that this one states of it."""
    year, tertial = before.period.year, before.period.number
    for published in before.indicators:
        for main in (reading.point for reading in published.readings):
            indicator, point = figures.get((year, tertial, published.code, main.area, main.gender), (None, None))
            if indicator is None or point is None or point.value is None or main.value is None or main.preliminary:
                continue
            if abs(point.value - main.value) >= Decimal(1).scaleb(-indicator.decimals):
                message = f"Värdet {point.year} är ett annat än i rapporten för {before.period.label}."
                yield build_figure_finding("earlier", indicator, point, message, main.value, point.value)
