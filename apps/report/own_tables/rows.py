"""The rows that a board's own tables are built from; as in ``source_types`` a field never changes its name."""

from decimal import Decimal

import msgspec


class OwnRowSource(msgspec.Struct, frozen=True, gc=False):
    """A row; see ``own_tables.OwnRow``."""

    id: int
    code: str
    name: str
    heading: str = ""
    relation: str = ""
    parts: tuple[str, ...] = ()


class OwnColumnSource(msgspec.Struct, frozen=True, gc=False):
    """A column; see ``own_tables.OwnColumn``."""

    id: int
    code: str
    name: str
    kind: str
    year: int | None = None
    years_ahead: int | None = None
    counts_persons: bool = False
    relation: str = ""
    parts: tuple[str, ...] = ()


class OwnValueSource(msgspec.Struct, frozen=True, gc=False):
    """What the report says in a cell; see ``own_tables.OwnValue``."""

    row_id: int
    column_id: int
    amount: int | None = None
    value: Decimal | None = None
    text: str = ""
    missing: str = ""


class OwnTableSource(msgspec.Struct, frozen=True, gc=False):
    """A table that is valid in the round's year, with the rows and columns that are, and what the round says in it."""

    id: int
    code: str
    name: str
    kind: str
    note: str
    service_area_id: int
    rows: tuple[OwnRowSource, ...] = ()
    columns: tuple[OwnColumnSource, ...] = ()
    values: tuple[OwnValueSource, ...] = ()


_VALID_IN_YEAR = "coalesce(valid_from, {year}) <= {year} AND coalesce(valid_to, {year}) >= {year}"
# ruff: noqa: S608
# The statements are put together from names of columns; every value is a parameter of the caller's.


def build_own_tables_query(*, board: str, year: str, tertial: str, condition: str = "true") -> str:
    """The tables of a board that are valid in a year, with what the report of the tertial says in them, as JSON.

    All are SQL: where the board's id, the year and the tertial are found, and which of the tables are wanted.
    """
    valid = _VALID_IN_YEAR.format(year=year)
    return f"""
        SELECT id, code, name, kind, note, service_area_id,
            {_list_lines("own_tables_ownrow", OwnRowSource, valid)} AS rows,
            {_list_lines("own_tables_owncolumn", OwnColumnSource, valid)} AS columns,
            (SELECT coalesce(json_agg(v), '[]') FROM (
                SELECT row_id, column_id, amount, trim_scale(value) AS value, text, missing FROM own_tables_ownvalue
                WHERE own_table_id = t.id AND year = {year} AND tertial = {tertial} ORDER BY id) AS v) AS values
        FROM own_tables_owntable AS t WHERE board_id = {board} AND {valid} AND {condition} ORDER BY position, id"""


def _list_lines(table: str, row_type: type[OwnRowSource] | type[OwnColumnSource], valid: str) -> str:
    names = ", ".join(f"line.{name}" for name in row_type.__struct_fields__)
    return f"""(SELECT coalesce(json_agg(x), '[]') FROM (
        SELECT {names} FROM {table} AS line
        WHERE own_table_id = t.id AND {valid} ORDER BY position, id) AS x)"""


def merge_current_values(frozen: list[OwnTableSource], current: list[OwnTableSource]) -> list[OwnTableSource]:
    """The tables as they were published, with what is said in them now: a report's own values are its facts."""
    values = {table.id: table.values for table in current}
    return [msgspec.structs.replace(table, values=values.get(table.id, ())) for table in frozen]
