"""Writing rows with their versions: one statement, which leaves alone what someone else has changed meanwhile."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models

from apps.audit.history import HistoryContext
from apps.core.prepared_queries import fetch_prepared
from apps.entry.keys import EntryKey
from apps.entry.row_definitions import ROW_DEFINITIONS, RowDefinition
from apps.entry.stored.save_context import StoredRow
from apps.rounds.models import Round

# The statements are put together from the models' own names; every value goes as a parameter.
# ruff: noqa: S608


@dataclass(frozen=True, slots=True)
class RowWrite:
    """A row as it should stand, or None to take it away. Written only if it is still at the standing version."""

    standing: StoredRow
    values: dict[str, Any] | None


class _StatementPart(NamedTuple):
    name: str
    sql: str
    params: list[Any]


def write_rows(
    *,
    round_: Round,
    touched: Iterable[int],
    writes: Sequence[RowWrite],
    cleared: Sequence[tuple[str, str]],
    by: Any,
    told: HistoryContext,
) -> dict[EntryKey, int]:
    """Write rows of one subject, age the rounds in ``touched`` and throw away the writer's drafts of ``cleared``.

    Gives the new version of each row that was written, 0 for one taken away. A row that is not among them stood at
    another version and is unchanged.
    """
    subject = ROW_DEFINITIONS[writes[0].standing.key.kind]
    new = [write for write in writes if write.standing.pk is None and write.values is not None]
    changed = [write for write in writes if write.standing.pk is not None and write.values is not None]
    gone = [write for write in writes if write.standing.pk is not None and write.values is None]
    parts = [_build_insert(subject, round_, new)] if new else []
    parts += [_build_update(subject, changed)] if changed else []
    parts += [_build_delete(subject, gone)] if gone else []
    if not parts:
        return {write.standing.key: 0 for write in writes}
    done = " UNION ALL ".join(f"SELECT * FROM {part.name}" for part in parts)
    aged = "UPDATE rounds_round SET data_version = data_version + 1 WHERE id = ANY(%s) AND EXISTS (SELECT FROM done)"
    parts += [_StatementPart("done", done, []), _StatementPart("aged", aged, [list(touched)])]
    parts += [_build_draft_delete(round_, cleared, by)] if cleared else []
    versions = {tuple(row[:-1]): row[-1] for row in _run_statement(parts, told if len(writes) == 1 else None)}
    naturals = {write.standing.key: tuple(write.standing.natural.values()) for write in writes}
    return {key: versions[natural] for key, natural in naturals.items() if natural in versions}


def _run_statement(parts: Sequence[_StatementPart], told: HistoryContext | None) -> list[tuple[Any, ...]]:
    """Run the parts as one statement. That of a single row is always the same, and so is prepared (``told``).

    The history is then told in the statement itself: its triggers fire when the statement has been read to its end.
    """
    if told:
        parts = [*parts, _StatementPart("told", told.sql, told.params)]
    statement = ", ".join(f"{part.name} AS ({part.sql})" for part in parts)
    params = [value for part in parts for value in part.params]
    if told:
        return fetch_prepared(f"WITH {statement} SELECT done.* FROM told, done", params)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {statement} SELECT * FROM done", params)
        return cursor.fetchall()


def _build_insert(subject: RowDefinition, round_: Round, writes: Sequence[RowWrite]) -> _StatementPart:
    rest = {**_get_defaults(subject.model), "board_id": round_.board_id, "municipality_id": round_.municipality_id}
    rows = [{**rest, **write.standing.natural, **(write.values or {})} for write in writes]
    key, columns = ", ".join(subject.key), ", ".join(rest)
    sql = (
        f"INSERT INTO {subject.model._meta.db_table} ({columns}) SELECT {columns} FROM {_build_row_source(subject)} "
        f"ON CONFLICT ({key}) DO NOTHING RETURNING {key}, version"
    )
    return _StatementPart("made", sql, [_render_json_rows(rows)])


def _build_update(subject: RowDefinition, writes: Sequence[RowWrite]) -> _StatementPart:
    sets = ", ".join(f"{column} = v.{column}" for column in subject.columns)
    sql = (
        f"UPDATE {subject.model._meta.db_table} t SET {sets} FROM {_build_row_source(subject)} "
        f"WHERE t.id = v.id AND t.version = v.version RETURNING {_build_returning(subject)}, t.version"
    )
    return _StatementPart(
        "changed", sql, [_render_json_rows({**_get_row_version(write), **(write.values or {})} for write in writes)]
    )


def _build_delete(subject: RowDefinition, writes: Sequence[RowWrite]) -> _StatementPart:
    sql = (
        f"DELETE FROM {subject.model._meta.db_table} t USING {_build_row_source(subject)} "
        f"WHERE t.id = v.id AND t.version = v.version RETURNING {_build_returning(subject)}, 0::bigint"
    )
    return _StatementPart("gone", sql, [_render_json_rows(map(_get_row_version, writes))])


def _get_row_version(write: RowWrite) -> dict[str, Any]:
    return {"id": write.standing.pk, "version": write.standing.version}


def _build_row_source(subject: RowDefinition) -> str:
    """The rows of a parameter, read by the database as rows of its own: one value, however many rows and columns."""
    return f"json_populate_recordset(NULL::{subject.model._meta.db_table}, %s::json) AS v"


def _render_json_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(rows), default=str)  # a decimal as its own figures, which no float has been near


def _build_draft_delete(round_: Round, cleared: Sequence[tuple[str, str]], by: Any) -> _StatementPart:
    sql = (
        "DELETE FROM rounds_celldraft WHERE round_id = %s AND by_id = %s "
        "AND (key, field) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
    )
    return _StatementPart(
        "dropped", sql, [round_.pk, by.pk, [key for key, _ in cleared], [field for _, field in cleared]]
    )


def _build_returning(subject: RowDefinition) -> str:
    return ", ".join(f"t.{column}" for column in subject.key)


@cache
def _get_defaults(model: type[models.Model]) -> dict[str, Any]:
    """Every column of a new row but its id and version, with what the model gives it."""
    return {
        str(field.column): field.get_default()
        for field in model._meta.concrete_fields
        if not field.primary_key and field.column != "version"
    }
