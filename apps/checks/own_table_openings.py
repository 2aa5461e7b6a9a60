"""A board's own tables over years: what one year closes with, the next opens with.

A line that closes (``closing``) has what it opens with as its first part. The two are held against each other in the
columns of a table that is about several years, and against the table of last year's final accounts. Of a budget or a
forecast nothing is said from one report to the next: what was planned is not what came.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.checks.base import StatedMoney
from apps.checks.own_tables import build_own_finding, get_own_number
from apps.own_tables.rules import SUMMED_KINDS, compute_rounding
from apps.report import board_report

CLOSING = "closing"
# What tells a column's year, and no more about it: ”Utfall året före” and ”Utfall” are the same of two years.
_YEAR_TERMS_PATTERN = re.compile(
    r"\b(?:(?:19|20)\d\d|året före|föregående år|förra året|i fjol|nästa år|kommande år)\b", re.IGNORECASE
)
_PLANNED_PATTERN = re.compile(r"budget|prognos|plan|beräkn|mål|ram", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Opening:
    """What a line opens with beside what the year before closed with; ``before`` is where that stands."""

    row: board_report.OwnRow
    column: board_report.OwnColumn
    closed: Decimal
    opened: Decimal
    before: str


def check_own_table_openings(
    report: board_report.BoardReport, _money: StatedMoney, earlier: Sequence[board_report.BoardReport]
) -> Iterator[board_report.Finding]:
    """Every opening balance that is not what the year before closed with, by more than rounding explains."""
    last = [one for one in earlier if one.period.is_final_accounts and one.period.year == report.period.year - 1]
    published = {table.code: (table, one.period.label) for one in last for table in one.own_tables}
    for table in report.own_tables:
        openings = [*_iter_in_table(table)]
        if table.code in published:
            before, label = published[table.code]
            openings += _iter_since(table, report.period.year, before, label)
        for one in openings:
            if abs(one.closed - one.opened) > compute_rounding([one.closed, one.opened], one.column.kind):
                yield build_own_finding(
                    "own_table_opening",
                    report,
                    table,
                    (one.row, one.column),
                    message=f"är inte vad året före slutade med ({one.before}).",
                    numbers=(one.closed, one.opened),
                    about=one.before,
                )


def _iter_in_table(table: board_report.OwnTable) -> Iterator[_Opening]:
    """Of columns that are the same of two years on end."""
    columns: dict[tuple[str, str, int], list[board_report.OwnColumn]] = {}
    for column in table.columns:
        if column.kind in SUMMED_KINDS and not column.relation:
            name = " ".join(_YEAR_TERMS_PATTERN.sub("", column.heading).lower().split())
            columns.setdefault((column.kind, name, column.year), []).append(column)
    values = _map_numbers(table)
    for (kind, name, year), found in columns.items():
        following = columns.get((kind, name, year + 1), [])
        if len(found) == len(following) == 1:
            for closing, opening in _iter_closing_rows(table):
                closed = values.get((closing.code, found[0].code))
                opened = values.get((opening.code, following[0].code))
                if closed is not None and opened is not None:
                    yield _Opening(opening, following[0], closed, opened, f"{closing.name}, {found[0].heading}")


def _iter_since(
    table: board_report.OwnTable, year: int, before: board_report.OwnTable, label: str
) -> Iterator[_Opening]:
    """Of the table in last year's final accounts."""
    values, published = _map_numbers(table), _map_numbers(before)
    then = {column.code: column for column in before.columns if column.year == year - 1}
    now = {column.code: column for column in table.columns if column.year == year and column.kind in SUMMED_KINDS}
    rows = {row.code: row for row in table.rows}
    places = [
        ((closing.code, code), (opening.code, code), f"{closing.name} i rapporten för {label}")
        for closing, opening in _iter_closing_rows(table)
        for code, column in now.items()
        if not column.relation and not _PLANNED_PATTERN.search(column.heading)
    ]
    places += [
        ((row.code, code), (row.code, column.parts[0]), f"{column.heading} i rapporten för {label}")
        for code, column in now.items()
        if column.relation == CLOSING and column.parts and column.parts[0] in now
        for row in table.rows
        if not row.relation
    ]
    for closed_at, opened_at, where in places:
        closed, opened = published.get(closed_at), values.get(opened_at)
        if closed is not None and opened is not None and closed_at[1] in then:
            yield _Opening(rows[opened_at[0]], now[opened_at[1]], closed, opened, where)


def _iter_closing_rows(
    table: board_report.OwnTable,
) -> Iterator[tuple[board_report.OwnRow, board_report.OwnRow]]:
    """Each row that closes, and the one that it opens with."""
    rows = {row.code: row for row in table.rows}
    for row in table.rows:
        if row.relation == CLOSING and row.parts and row.parts[0] in rows:
            yield row, rows[row.parts[0]]


def _map_numbers(table: board_report.OwnTable) -> dict[tuple[str, str], Decimal]:
    return {
        (row.code, cell.column): number
        for row in table.rows
        for cell in row.cells
        if (number := get_own_number(cell)) is not None
    }
