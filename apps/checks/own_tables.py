"""A board's own tables: sums, differences and closing balances that are not what their parts say.

Rounding is allowed for where the rule is (``own_tables.rules``): half a place for each term. A table that is hidden
for the sake of few persons has no numbers, and so no findings.
"""

from collections.abc import Iterator
from decimal import Decimal

from apps.checks.base import (
    SEVERITY_LABELS,
    compute_fingerprint,
    format_period_key,
    format_tkr_with_unit,
    judge_severity,
)
from apps.core.swedish import format_number
from apps.own_tables.rules import BrokenCell, Line, TableAxis, TableValues
from apps.report import board_report

_RELATION_PHRASES = {
    "total": "summan av",
    "difference": "skillnaden mellan",
    "closing": "ingående plus resultat, alltså",
}
_UNITS = {"percent": "\u00a0%"}


def check_own_tables(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """Every cell that is typed and differs from what its row's or its column's relation comes to."""
    for table in report.own_tables:
        values = _build_values(table)
        for broken in values.iter_broken_cells():
            yield _build_finding(report, table, values, broken)


def _build_values(table: board_report.OwnTable) -> TableValues:
    rows = [Line(row.code, row.relation, row.parts) for row in table.rows]
    columns = [Line(one.code, one.relation, one.parts, one.kind) for one in table.columns]
    typed = {
        (row.code, cell.column): number
        for row in table.rows
        for cell in row.cells
        if not cell.computed and (number := get_own_number(cell)) is not None
    }
    return TableValues(rows, columns, typed)


def get_own_number(cell: board_report.OwnCell) -> Decimal | None:
    """The number in a cell, kronor or other; None for a text or nothing."""
    return Decimal(cell.amount) if cell.amount is not None else cell.value


def _build_finding(
    report: board_report.BoardReport, table: board_report.OwnTable, values: TableValues, broken: BrokenCell
) -> board_report.Finding:
    rows = {row.code: row for row in table.rows}
    columns = {column.code: column for column in table.columns}
    row, column = rows[broken.row], columns[broken.column]
    if broken.axis == TableAxis.ROWS:
        relation, named = row.relation, [rows[part].name for part in row.parts]
    else:
        relation, named = column.relation, [columns[part].heading for part in column.parts]
    return build_own_finding(
        "own_table",
        report,
        table,
        (row, column),
        message=f"är inte {_RELATION_PHRASES[relation]} {', '.join(named)}.",
        numbers=(broken.expected, broken.found),
        about=broken.axis,
    )


def build_own_finding(
    check: str,
    report: board_report.BoardReport,
    table: board_report.OwnTable,
    place: tuple[board_report.OwnRow, board_report.OwnColumn],
    *,
    message: str,
    numbers: tuple[Decimal, Decimal],
    about: str,
) -> board_report.Finding:
    """A finding at a cell, its row and column in ``place``; ``numbers`` are what is expected and what stands there.

    ``about`` tells findings of one check at the same cell apart.
    """
    (row, column), (expected, found) = place, numbers
    size = found - expected
    severity = judge_severity(size, max(abs(expected), abs(found)))
    period = format_period_key(report.period)
    return board_report.Finding(
        check=check,
        where="own_table",
        key=table.code,
        name=table.name,
        message=f"{row.name}, {column.heading}: {message}",
        expected=format_own_number(expected, column.kind),
        found=format_own_number(found, column.kind),
        difference=format_own_number(size, column.kind, sign=True),
        size=size,
        severity=severity,
        severity_label=SEVERITY_LABELS[severity],
        period=period,
        column=column.code,
        part=row.code,
        fingerprint=compute_fingerprint(check, table.code, row.code, column.code, about, period),
    )


def format_own_number(value: Decimal, kind: str, *, sign: bool = False) -> str:
    """A number of a column by its kind: kronor as tkr."""
    if kind == "amount":
        return format_tkr_with_unit(int(value), sign=sign)
    return format_number(value.normalize(), sign=sign) + _UNITS.get(kind, "")
