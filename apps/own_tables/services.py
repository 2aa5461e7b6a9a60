"""All writes of a board's own tables: the tables, their rows and columns, and what reports say in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.core.fact_tables import FactTable
from apps.core.row_values import write_values
from apps.core.upsert import SaveCounts, get_row_fields, upsert_rows
from apps.organisation.models import Board
from apps.own_tables.models import OwnColumn, OwnRow, OwnTable, OwnValue
from apps.rounds.services import finish_bulk_save

OWN_VALUES = FactTable(OwnValue, ("own_table_id", "row_id", "column_id", "kind", "year", "tertial"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTableRow:
    """A table; ``kind`` is one of ``TableKind``."""

    code: str
    name: str
    service_area_id: int
    kind: str = "free"
    note: str = ""
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRowRow:
    """A row of a table, by the table's primary key. ``parts`` are the codes that it follows from."""

    own_table_id: int
    code: str
    name: str
    heading: str = ""
    relation: str = ""
    parts: tuple[str, ...] = ()
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumnRow:
    """A column of a table, as ``OwnRowRow``; ``kind`` is one of ``ValueKind``, and ``year`` or ``years_ahead`` is set,
    or neither."""

    own_table_id: int
    code: str
    name: str
    kind: str
    year: int | None = None
    years_ahead: int | None = None
    counts_persons: bool = False
    relation: str = ""
    parts: tuple[str, ...] = ()
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnValueRow:
    """What a report says in a cell: whole kronor, a number, a text, or why it is missing. One of the four."""

    own_table_id: int
    row_id: int
    column_id: int
    kind: str
    year: int
    tertial: int
    amount: int | None = None
    value: Decimal | None = None
    text: str = ""
    missing: str = ""


@transaction.atomic
def save_own_tables(*, by: User | None, board: Board, rows: Sequence[OwnTableRow]) -> SaveCounts:
    """Save tables in the order given: one for each code."""
    tables = [
        OwnTable(**_build_owner_columns(board), **get_row_fields(row), position=place) for place, row in enumerate(rows)
    ]
    values = [*(name for name in OwnTableRow.__dataclass_fields__ if name != "code"), "position"]
    saved = upsert_rows(OwnTable.objects.filter(board=board), tables, key=["board_id", "code"], values=values)
    return finish_bulk_save(by=by, board_id=board.pk, model=OwnTable, saved=saved)


@transaction.atomic
def save_own_lines(
    *, by: User | None, board: Board, model: type[OwnRow] | type[OwnColumn], rows: Sequence[OwnRowRow | OwnColumnRow]
) -> SaveCounts:
    """Save rows or columns in the order given: one for each table and code."""
    if not rows:
        return SaveCounts()
    lines: list[Any] = [
        model(**_build_owner_columns(board), **{**get_row_fields(row), "parts": list(row.parts)}, position=place)
        for place, row in enumerate(rows)
    ]
    key = ["own_table_id", "code"]
    values = [*(name for name in get_row_fields(rows[0]) if name not in key), "position"]
    stored: Any = model._default_manager.filter(board=board)
    saved = upsert_rows(stored, lines, key=key, values=values)
    return finish_bulk_save(by=by, board_id=board.pk, model=model, saved=saved)


@transaction.atomic
def save_own_values(*, by: User | None, board: Board, rows: Sequence[OwnValueRow]) -> SaveCounts:
    """Save values: one for each row, column and report."""
    values = [OwnValue(**_build_owner_columns(board), **get_row_fields(row)) for row in rows]
    stored = OwnValue.objects.filter(board=board, year__in={row.year for row in rows})
    names = ["amount", "value", "text", "missing"]
    with set_history_context(by=by):
        saved = upsert_rows(stored, values, key=list(OWN_VALUES.key), values=names)
    return finish_bulk_save(by=by, board_id=board.pk, model=OwnValue, saved=saved)


def write_own_part(part: OwnTable | OwnRow | OwnColumn, **values: Any) -> None:
    """Write values of a table, row or column, or the whole of a new one. The caller checks and records."""
    write_values(part, values)


def delete_own_part(part: OwnTable | OwnRow | OwnColumn) -> None:
    """Take a row or column, or a table with its lines, away. The caller sees to that nothing is reported in it."""
    if isinstance(part, OwnTable):
        OwnRow.objects.filter(own_table=part).delete()
        OwnColumn.objects.filter(own_table=part).delete()
    part.delete()


def find_own_table_ids(board: Board) -> dict[str, int]:
    """The primary keys of the board's tables by code."""
    return dict(OwnTable.objects.filter(board=board).values_list("code", "pk"))


def find_own_line_ids(board: Board, model: type[OwnRow] | type[OwnColumn]) -> Mapping[tuple[int, str], int]:
    """The primary keys of the rows or columns of the board's tables, by table and code."""
    found = model._default_manager.filter(board=board).values_list("own_table_id", "code", "pk")
    return {(table, code): pk for table, code, pk in found}


def _build_owner_columns(board: Board) -> dict[str, int]:
    return {"board_id": board.pk, "municipality_id": board.municipality_id}
