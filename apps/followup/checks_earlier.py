"""What a report says of earlier periods is what was published of them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from apps.core.tertials import Tertial
from apps.followup import report
from apps.followup.checks_base import (
    COLUMNS,
    Rounding,
    Stated,
    figure_finding,
    money_finding,
    statements,
    when,
)


def check_earlier(view: report.BoardReport, earlier: Sequence[report.BoardReport]) -> Iterator[report.Finding]:
    """Hold last year's column, and last tertial's, against what the board published then.

    What an earlier report says of its own period is what was published; suppressed figures are passed over.
    """
    for before in earlier:
        if before.period < view.period:
            yield from _money(view, before)
            yield from _figures(view, before)


def _money(view: report.BoardReport, before: report.BoardReport) -> Iterator[report.Finding]:
    own = {table.code for table in view.tables}
    then: dict[tuple[str, str], Stated] = {}
    for row in statements(before):
        if row.period == before.period:
            then.setdefault((row.area, row.cost_type), row)
    told = [row for row in statements(view) if row.period == before.period and row.table in own]
    rounding = Rounding(view, told)
    published = Rounding(before, then.values())
    for row in told:
        main = then.get((row.area, row.cost_type))
        if main is None or row.amounts.table not in own:
            continue
        for column, noun in COLUMNS.items():
            expected, found = getattr(main.amounts, column), getattr(row.amounts, column)
            slack = rounding.slack(row) + published.slack(main)
            if expected is None or found is None or abs(expected - found) <= slack:
                continue
            message = (
                f"{noun.capitalize()} {when(row.period)} ({row.label}) i {row.name} är en annan än i rapporten"
                f" för {before.period.label}."
            )
            yield money_finding("earlier", row, column, message, expected, found, unit=rounding.unit(row))


def _figures(view: report.BoardReport, before: report.BoardReport) -> Iterator[report.Finding]:
    then = {
        (indicator.code, point.area, point.gender): point
        for indicator in before.indicators
        for point in indicator.series
        if Tertial(point.year, point.tertial) == before.period and point.value is not None and not point.preliminary
    }
    for indicator in view.indicators:
        for point in indicator.series:
            main = then.get((indicator.code, point.area, point.gender))
            if main is None or (point.year, point.tertial) != (main.year, main.tertial):
                continue
            if point.value is None or main.value is None or point.value == main.value:
                continue
            decimals = Decimal(1).scaleb(-indicator.decimals)
            if abs(point.value - main.value) >= decimals:
                message = f"Värdet {point.year} är ett annat än i rapporten för {before.period.label}."
                yield figure_finding("earlier", indicator, point, message, main.value, point.value)
