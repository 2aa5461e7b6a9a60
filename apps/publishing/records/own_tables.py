"""The records of a board's own tables: one for each cell that says something, or why it doesn't."""

from collections.abc import Iterator

from apps.publishing.records import shapes
from apps.publishing.records.record_fields import (
    BoardFieldsBuilder,
    build_period_key,
    build_record_key,
    normalize_number,
)
from apps.report.board_report import BoardReport, OwnCell, OwnTable


def iter_table_values(where: BoardFieldsBuilder, report: BoardReport, table: OwnTable) -> Iterator[shapes.TableValue]:
    """The cells of a table, row by row. One that is empty without a reason is no record."""
    columns = {column.code: column for column in table.columns}
    period = build_period_key(report.period)
    for row in table.rows:
        for cell in row.cells:
            status = _get_status(cell)
            if not status:
                continue
            column = columns[cell.column]
            yield shapes.TableValue(
                **where(build_record_key(table.code, period, row.code, column.code)),
                year=report.period.year,
                tertial=report.period.number,
                table=table.code,
                table_name=table.name,
                kind=table.kind,
                service_area=table.area,
                service_area_name=table.area_name,
                heading=row.heading,
                row=row.code,
                row_name=row.name,
                column=column.code,
                column_name=column.heading,
                about_year=column.year,
                unit=column.kind,
                status=status,  # type: ignore[arg-type]  # as the function gives it
                amount=cell.amount,
                value=normalize_number(cell.value),
                text=cell.text,
                missing=cell.missing,
                missing_label=cell.missing_label,
                computed=cell.computed,
            )


def _get_status(cell: OwnCell) -> str:
    """Empty for a cell that says nothing at all."""
    if cell.suppressed:
        return "suppressed"
    if cell.amount is not None or cell.value is not None or cell.text:
        return "value"
    return "missing" if cell.missing else ""
