"""The board's own tables on ``…/ekonomi/``: the result table first, then the others as they are ordered."""

from dataclasses import dataclass

from apps.core.swedish import format_number, format_tkr
from apps.documents.parts.own_tables import RESULT_KIND, format_own_text, group_rows
from apps.report.board_report import BoardReport, OwnCell, OwnColumn, OwnRow, OwnTable

_UNITS = {"amount": "tkr", "percent": "%"}


@dataclass(frozen=True, slots=True)
class OwnCellView:
    """A cell: its text, under the heading of its column. A ``note`` stands in place of a number."""

    label: str
    text: str
    is_number: bool
    note: bool = False


@dataclass(frozen=True, slots=True)
class OwnRowView:
    """A row; a sum is set apart."""

    name: str
    is_sum: bool
    cells: tuple[OwnCellView, ...]


@dataclass(frozen=True, slots=True)
class OwnColumnView:
    """A column's heading and unit."""

    heading: str
    unit: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class OwnTableView:
    """A table: its rows by heading, empty where they stand under none. ``part`` is what it is taken along with."""

    code: str
    name: str
    part: str
    area: str
    columns: tuple[OwnColumnView, ...]
    groups: tuple[tuple[str, tuple[OwnRowView, ...]], ...]
    is_hidden: bool
    is_last_of_part: bool


def build_own_table_views(report: BoardReport) -> tuple[OwnTableView, ...]:
    """Each table as it is drawn."""
    tables = sorted(report.own_tables, key=lambda table: table.kind != RESULT_KIND)
    last = {_get_part(table): table.code for table in tables}.values()
    return tuple(_build_view(table, report.areas[0].code, is_last=table.code in last) for table in tables)


def _get_part(table: OwnTable) -> str:
    return "result_table" if table.kind == RESULT_KIND else "own_tables"


def _build_view(table: OwnTable, root: str, *, is_last: bool) -> OwnTableView:
    return OwnTableView(
        code=table.code,
        name=table.name,
        part=_get_part(table),
        area="" if table.area == root else table.area_name,
        columns=tuple(
            OwnColumnView(one.heading, _UNITS.get(one.kind, ""), is_number=one.kind != "text") for one in table.columns
        ),
        groups=tuple(
            (heading, tuple(_build_row(table.columns, row) for row in rows)) for heading, rows in group_rows(table)
        ),
        is_hidden=any(cell.suppressed for row in table.rows for cell in row.cells),
        is_last_of_part=is_last,
    )


def _build_row(columns: tuple[OwnColumn, ...], row: OwnRow) -> OwnRowView:
    by_code = {column.code: column for column in columns}
    return OwnRowView(
        name=row.name,
        is_sum=bool(row.relation),
        cells=tuple(_build_cell(by_code[cell.column], cell) for cell in row.cells),
    )


def _build_cell(column: OwnColumn, cell: OwnCell) -> OwnCellView:
    is_number = column.kind != "text"
    if cell.amount is not None:
        return OwnCellView(column.heading, format_tkr(cell.amount, exact=True), is_number)
    if cell.value is not None:
        return OwnCellView(column.heading, format_number(cell.value), is_number)
    return OwnCellView(column.heading, format_own_text(cell), is_number, note=not cell.text)
