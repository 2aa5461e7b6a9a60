"""Figures that a later printed table of the same report gives differently, for ``…/ekonomi/``.

What it repeats to the krona is not shown again: that it does so is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from apps.core.tertials import Tertial
from apps.report.amounts import build_empty_amounts
from apps.report.money import Amounts, Economy, OtherStatement
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

_StatementKey = tuple[str, str, Tertial]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTable:
    """A later printed table, with figures for rows that an earlier table has too; ``differing`` of ``total`` differ.

    ``table`` has those that are not repeated to the krona, the other ``repeated`` are not shown.
    """

    code: str
    title: str
    table: MoneyTable
    differing: int
    repeated: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTables:
    """The later tables with figures of their own, and the titles of those that only repeat the first one's."""

    tables: tuple[OtherTable, ...] = ()
    repeating: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _StatementRow:
    """A statement as a row: its own period's amounts in that period's columns."""

    statement: OtherStatement
    now: Amounts
    past: tuple[Amounts, ...]


def build_other_tables(economy: Economy, period: Tertial) -> OtherTables:
    """The later tables in their order, each with the rows that it doesn't just repeat; those that differ are marked."""
    first = _map_first_statements(economy)
    stated = [one for one in economy.other_statements if _has_figure(one)]
    titles = {one.table: one.table_title for one in stated}
    tables, repeating = [], []
    for code, title in titles.items():
        statements = [one for one in stated if one.table == code]
        own = [one for one in statements if not _is_repeated(one, first)]
        if own:
            tables.append(_build_other_table(code, title, own, period, total=len(statements)))
        else:
            repeating.append(title)
    return OtherTables(tables=tuple(tables), repeating=tuple(repeating))


def _map_first_statements(economy: Economy) -> dict[_StatementKey, Amounts]:
    """What the first tables say, by area, cost type and period."""
    rows = (row for area in economy.areas for row in (area.net, *area.cost_types) if row)
    return {(row.area, row.cost_type, one.period): one for row in rows for one in (*row.past, row.now)}


def _has_figure(statement: OtherStatement) -> bool:
    return any(getattr(statement.amounts, field) is not None for field in MONEY_FIELDS)


def _is_repeated(statement: OtherStatement, first: Mapping[_StatementKey, Amounts]) -> bool:
    """Is every figure of the statement what the first table says, to the krona?"""
    amounts = statement.amounts
    before = first.get((statement.area, statement.cost_type, amounts.period))
    return not statement.differs and all(
        getattr(amounts, field) in {None, getattr(before, field, None)} for field in MONEY_FIELDS
    )


def _build_other_table(
    code: str, title: str, statements: list[OtherStatement], period: Tertial, *, total: int
) -> OtherTable:
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
        repeated=total - len(statements),
        total=total,
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
