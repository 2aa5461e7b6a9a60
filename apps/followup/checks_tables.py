"""Two tables of one report tell the same figure. Where they don't, the rows that have changed places are named."""

from collections.abc import Iterator

from apps.followup import report
from apps.followup.checks_base import COLUMNS, Money, Rounding, Stated, money_finding, tkr, when

SHIFTED_FROM = 1_000_000  # kronor: smaller amounts may stand on two rows by chance


def check_tables(money: Money) -> Iterator[report.Finding]:
    """A later table agrees with the first one that tells the same row."""
    rows, rounding = money.rows, money.rounding
    titles = {table.code: table.title for table in money.view.tables}
    first: dict[tuple[object, ...], Stated] = {}
    for row in rows:
        main = first.setdefault((row.area, row.cost_type, row.period), row)
        if main is not row and main.table != row.table:
            yield from _compare(main, row, rows, rounding, titles)


def _compare(
    main: Stated, other: Stated, rows: list[Stated], rounding: Rounding, titles: dict[str, str]
) -> Iterator[report.Finding]:
    for column, noun in COLUMNS.items():
        expected, found = getattr(main.amounts, column), getattr(other.amounts, column)
        if expected is None or found is None or abs(expected - found) <= rounding.slack(main, other):
            continue
        message = (
            f"Tabellen ”{titles.get(other.table, other.table)}” anger en annan siffra för {noun} {when(main.period)}"
            f" ({other.label}) i {other.name} än ”{titles.get(main.table, 'huvudtabellen')}”."
        )
        moved = _row_with(expected, column, other, rows)
        if moved:
            message += f" Beloppet {tkr(expected)} står i stället på raden ”{moved.name}”."
        unit = max(rounding.unit(main), rounding.unit(other))
        also = (moved.area,) if moved else ()
        yield money_finding("tables", other, column, message, expected, found, unit=unit, also=also)


def _row_with(amount: int, column: str, other: Stated, rows: list[Stated]) -> Stated | None:
    """The only other row of the same table and period that holds the amount: the column has been shifted."""
    if abs(amount) < SHIFTED_FROM:
        return None
    same = {
        row.area: row
        for row in rows
        if (row.table, row.period, row.cost_type) == (other.table, other.period, other.cost_type)
        and row.area != other.area
        and getattr(row.amounts, column) == amount
    }
    return next(iter(same.values())) if len(same) == 1 else None
