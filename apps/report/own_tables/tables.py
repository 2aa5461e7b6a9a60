"""The board's own tables of a report: what is typed, and what follows from it."""

from collections.abc import Iterable
from decimal import Decimal

from apps.core.choices import MissingReason
from apps.own_tables.models import LineRelation, TableKind, ValueKind
from apps.own_tables.rules import NUMERIC_KINDS, Line, TableValues
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.own_tables.rows import OwnColumnSource, OwnRowSource, OwnTableSource, OwnValueSource
from apps.report.source_types import SourceData

_MISSING_LABELS = {"": "", **{reason.value: str(reason.label) for reason in MissingReason}}


def build_own_tables(rows: SourceData, tree: AreaTree) -> tuple[board_report.OwnTable, ...]:
    """The tables in their order. One without a row or a column is no table yet."""
    return tuple(
        _build_table(table, tree, rows.round.year) for table in rows.own_tables if table.rows and table.columns
    )


def build_lines(rows: Iterable[OwnRowSource | OwnColumnSource]) -> list[Line]:
    """The lines as the rules take them; a part that is not of the year is none."""
    lines = list(rows)
    known = {line.code for line in lines}
    return [
        Line(line.code, line.relation, tuple(part for part in line.parts if part in known), getattr(line, "kind", ""))
        for line in lines
    ]


def build_heading(name: str, year: int, *, is_named: bool) -> str:
    """A column's name with its year, unless it is of the report's own year or says it already."""
    return f"{name} {year}" if is_named and str(year) not in name else name


def find_column_year(column: OwnColumnSource, year: int) -> int:
    """The year that a column is about, in a report of ``year``."""
    return column.year or year + (column.years_ahead or 0)


def get_number(own_value: OwnValueSource) -> Decimal | None:
    """The number of a value, kronor or other; None for a text or nothing."""
    return Decimal(own_value.amount) if own_value.amount is not None else own_value.value


def build_table_values(table: OwnTableSource) -> TableValues:
    """The table's numbers: those that are typed, and what follows from them."""
    rows = {row.id: row.code for row in table.rows}
    columns = {column.id: column.code for column in table.columns}
    typed = {
        (rows[own_value.row_id], columns[own_value.column_id]): number
        for own_value in table.values
        if own_value.row_id in rows and own_value.column_id in columns and (number := get_number(own_value)) is not None
    }
    return TableValues(build_lines(table.rows), build_lines(table.columns), typed)


def list_awaited_cells(table: OwnTableSource) -> list[tuple[OwnRowSource, OwnColumnSource]]:
    """The cells that somebody is to fill in: numbers that follow from no others. A text may be left out."""
    columns = [one for one in table.columns if one.kind in NUMERIC_KINDS and not one.relation]
    return [(row, column) for row in table.rows if not row.relation for column in columns]


def list_empty_cells(table: OwnTableSource) -> list[tuple[OwnRowSource, OwnColumnSource]]:
    """Those of them that have neither a number nor a reason why there is none."""
    stated = {(one.row_id, one.column_id) for one in table.values}
    return [cell for cell in list_awaited_cells(table) if (cell[0].id, cell[1].id) not in stated]


def _build_table(table: OwnTableSource, tree: AreaTree, year: int) -> board_report.OwnTable:
    area = tree.by_id.get(table.service_area_id, tree.root)
    values = build_table_values(table)
    own_values = {(one.row_id, one.column_id): one for one in table.values}
    return board_report.OwnTable(
        code=table.code,
        name=table.name,
        kind=table.kind,
        kind_label=str(TableKind(table.kind).label),
        area=area.code,
        area_name=area.name,
        columns=tuple(_build_column(column, values.columns[column.code], year) for column in table.columns),
        rows=tuple(
            board_report.OwnRow(
                code=row.code,
                name=row.name,
                heading=row.heading,
                relation=row.relation,
                relation_label=str(LineRelation(row.relation).label) if row.relation else "",
                parts=values.rows[row.code].parts,
                cells=tuple(
                    _build_cell(row, column, own_values.get((row.id, column.id)), values) for column in table.columns
                ),
            )
            for row in table.rows
        ),
    )


def _build_column(column: OwnColumnSource, line: Line, year: int) -> board_report.OwnColumn:
    own_year = find_column_year(column, year)
    is_named = column.year is not None or column.years_ahead is not None
    return board_report.OwnColumn(
        code=column.code,
        heading=build_heading(column.name, own_year, is_named=is_named),
        kind=column.kind,
        kind_label=str(ValueKind(column.kind).label),
        year=own_year,
        counts_persons=column.counts_persons,
        relation=column.relation,
        parts=line.parts,
    )


def _build_cell(
    row: OwnRowSource, column: OwnColumnSource, own_value: OwnValueSource | None, values: TableValues
) -> board_report.OwnCell:
    if own_value is not None:
        return board_report.OwnCell(
            column=column.code,
            amount=own_value.amount,
            value=own_value.value,
            text=own_value.text,
            missing=own_value.missing,
            missing_label=_MISSING_LABELS[own_value.missing],
        )
    found = values.get(row.code, column.code) if column.kind in NUMERIC_KINDS else None
    is_amount = column.kind == ValueKind.AMOUNT
    return board_report.OwnCell(
        column=column.code,
        amount=int(found) if is_amount and found is not None else None,
        value=None if is_amount else found,
        computed=found is not None,
    )
