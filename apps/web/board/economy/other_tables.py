"""Figures that a later printed table of the same report gives differently, for ``…/ekonomi/``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.core.tertials import Tertial
from apps.report.amounts import build_empty_amounts
from apps.report.money import Amounts, OtherStatement
from apps.web.board.economy.money_table import (
    MONEY_FIELDS,
    MoneyTable,
    MoneyTableCell,
    MoneyTableColumn,
    MoneyTableRow,
    build_money_cells,
    build_money_columns,
    build_money_table,
    format_period_slug,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTable:
    """A later printed table, with figures for rows that an earlier table has too; ``differing`` of ``total`` differ."""

    code: str
    title: str
    table: MoneyTable
    differing: int
    total: int


@dataclass(frozen=True, slots=True)
class _StatementRow:
    """A statement as a row: its own period's amounts in that period's columns."""

    statement: OtherStatement
    now: Amounts
    past: tuple[Amounts, ...]


def build_other_tables(statements: Sequence[OtherStatement], period: Tertial) -> tuple[OtherTable, ...]:
    """The later tables in their order, each with its rows; those that differ are marked."""
    titles = {one.table: one.table_title for one in statements}
    return tuple(
        _build_other_table(code, title, [one for one in statements if one.table == code], period)
        for code, title in titles.items()
    )


def _build_other_table(code: str, title: str, statements: list[OtherStatement], period: Tertial) -> OtherTable:
    grouped: dict[tuple[str, str], list[OtherStatement]] = {}
    for one in statements:
        grouped.setdefault((one.area, one.cost_type), []).append(one)
    rows = [_join_statements(group, period) for group in grouped.values()]
    columns = build_money_columns(rows, MONEY_FIELDS, past=True, percent=False)
    return OtherTable(
        code=code,
        title=title,
        table=build_money_table(
            columns, (_build_other_row(row, group, columns) for row, group in zip(rows, grouped.values(), strict=True))
        ),
        differing=sum(one.differs for one in statements),
        total=len(statements),
    )


def _join_statements(group: list[OtherStatement], period: Tertial) -> _StatementRow:
    now = next((one.amounts for one in group if one.amounts.period == period), None)
    past = tuple(one.amounts for one in group if one.amounts.period != period)
    return _StatementRow(group[0], now or build_empty_amounts(period), past)


def _build_other_row(
    row: _StatementRow, group: list[OtherStatement], columns: tuple[MoneyTableColumn, ...]
) -> MoneyTableRow:
    one = row.statement
    return MoneyTableRow(
        key=f"{one.table}-{one.area}-{one.cost_type}",
        name=one.area_name,
        sub=one.cost_type_label if one.cost_type != "net" else "",
        area=one.area,
        cost_type=one.cost_type,
        table=one.table,
        depth=0,
        is_sum=False,
        is_part=False,
        opens=False,
        parent="",
        summed=False,
        differs=any(other.differs for other in group),
        footnote="",
        cells=tuple(_mark_difference(cell, group, row.now.period) for cell in build_money_cells(row, columns)),
    )


def _mark_difference(cell: MoneyTableCell, group: list[OtherStatement], now: Tertial) -> MoneyTableCell:
    """The cell, marked when its period is one where this table says something else."""
    differing = {format_period_slug(one.amounts.period, now) for one in group if one.differs}
    return replace(cell, differs=cell.kronor is not None and cell.column.period in differing)


# --- investments and comments -------------------------------------------------------------------------------------
