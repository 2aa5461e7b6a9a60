"""Numbers of persons in a board's own tables. Pure functions.

Nobody knows how such a table binds to others, so the rule is the safest there is: one number under the limit, and every
number and percentage of the table is hidden, sums too. Amounts and texts stay.
"""

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from apps.report.board_report import BoardReport, OwnCell, OwnColumn, OwnRow, OwnTable

_HIDDEN_KINDS = frozenset({"number", "percent"})


def hide_small_numbers(view: BoardReport, threshold: int) -> BoardReport:
    """The report without the numbers of its own tables that have a small one. The same object when none has.

    The report's own limit holds too, if that is higher; 0 is no limit.
    """
    limit = max(threshold, view.board.small_number_threshold)
    tables = tuple(_hide_numbers(one) if _has_small_number(one, limit) else one for one in view.own_tables)
    return view if tables == view.own_tables else replace(view, own_tables=tables)


def find_smallest_number(view: BoardReport) -> Decimal | None:
    """The smallest number of persons that the report shows in a table of its own, 0 aside; None where it shows none."""
    return min((number for table in view.own_tables for number in _iter_person_numbers(table)), default=None)


def has_person_columns(view: BoardReport) -> bool:
    """Has the report a table with numbers of persons?"""
    return any(column.counts_persons for table in view.own_tables for column in table.columns)


def iter_hidden_counts(view: BoardReport, suppressed: BoardReport) -> Iterator[tuple[int, OwnTable, OwnRow, OwnColumn]]:
    """Each number of persons in ``view`` that ``suppressed`` hides in a table of its own, and where it stands."""
    shown = {one.code: one for one in suppressed.own_tables}
    for table in view.own_tables:
        after = shown.get(table.code)
        if after is None or after == table:
            continue
        hidden = {(row.code, cell.column) for row in after.rows for cell in row.cells if cell.suppressed}
        counted = {column.code: column for column in table.columns if column.counts_persons}
        for row in table.rows:
            for cell in (one for one in row.cells if one.column in counted and (row.code, one.column) in hidden):
                if cell.value and cell.value > 0 and cell.value == int(cell.value):
                    yield int(cell.value), table, row, counted[cell.column]


def _has_small_number(table: OwnTable, limit: int) -> bool:
    return any(number < limit for number in _iter_person_numbers(table))


def _iter_person_numbers(table: OwnTable) -> Iterator[Decimal]:
    counted = {column.code for column in table.columns if column.counts_persons}
    cells = (cell for row in table.rows for cell in row.cells if cell.column in counted)
    return (abs(cell.value) for cell in cells if cell.value)


def _hide_numbers(table: OwnTable) -> OwnTable:
    hidden = {column.code for column in table.columns if column.kind in _HIDDEN_KINDS}

    def shown(cell: OwnCell) -> OwnCell:
        return OwnCell(column=cell.column, suppressed=True) if cell.column in hidden else cell

    rows = tuple(replace(row, cells=tuple(shown(cell) for cell in row.cells)) for row in table.rows)
    return replace(table, rows=rows)
