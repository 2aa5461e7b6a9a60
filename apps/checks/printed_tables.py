"""Two tables of a report that state the same figure agree. Where an amount has slipped to another row, it is named."""

from collections.abc import Iterator

from apps.checks.base import (
    COLUMN_NOUNS,
    StatedMoney,
    StatedRow,
    TableRounding,
    build_money_finding,
    format_period,
    format_tkr_with_unit,
)
from apps.report import board_report

LEAST_SHIFTED_AMOUNT = 1_000_000  # kronor: smaller amounts may stand on two rows by chance


def check_tables(money: StatedMoney) -> Iterator[board_report.Finding]:
    """A later table agrees with the first one that states the same row."""
    rows, rounding = money.rows, money.rounding
    titles = {table.code: table.title for table in money.report.tables}
    first: dict[tuple[object, ...], StatedRow] = {}
    for row in rows:
        main = first.setdefault((row.area, row.cost_type, row.period), row)
        if main is not row and main.table != row.table:
            yield from _compare_tables(main, row, rows, rounding, titles)


def _compare_tables(
    main: StatedRow, other: StatedRow, rows: list[StatedRow], rounding: TableRounding, titles: dict[str, str]
) -> Iterator[board_report.Finding]:
    for column, noun in COLUMN_NOUNS.items():
        expected, found = getattr(main.amounts, column), getattr(other.amounts, column)
        if expected is None or found is None or abs(expected - found) <= rounding.compute_slack(main, other):
            continue
        main_title = titles.get(main.table, "huvudtabellen")
        message = (
            f"Tabellen ”{titles.get(other.table, other.table)}” anger en annan siffra för {noun} "
            f"{format_period(main.period)} ({other.label}) i {other.name} än ”{main_title}”."
        )
        moved = _find_shifted_row(expected, column, other, rows)
        if moved:
            message += f" Beloppet {format_tkr_with_unit(expected)} står i stället på raden ”{moved.name}”."
        unit = max(rounding.get_unit(main), rounding.get_unit(other))
        also = (moved.area,) if moved else ()
        yield build_money_finding("tables", other, column, message, expected, found, unit=unit, also=also)


def _find_shifted_row(amount: int, column: str, other: StatedRow, rows: list[StatedRow]) -> StatedRow | None:
    """The only other row of the same table and period that holds the amount: the column has been shifted."""
    if abs(amount) < LEAST_SHIFTED_AMOUNT:
        return None
    same = {
        row.area: row
        for row in rows
        if (row.table, row.period, row.cost_type) == (other.table, other.period, other.cost_type)
        and row.area != other.area
        and getattr(row.amounts, column) == amount
    }
    return next(iter(same.values())) if len(same) == 1 else None
