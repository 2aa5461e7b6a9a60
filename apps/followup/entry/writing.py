"""Writing rows with their versions: one statement, which leaves alone what someone else has changed meanwhile."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models

from apps.audit.tracking import Told
from apps.core.prepared import prepared_rows
from apps.followup.entry.context import Standing
from apps.followup.entry.keys import Key
from apps.followup.entry.subjects import SUBJECTS, Subject
from apps.rounds.models import Round

# The statements are put together from the models' own names; every value goes as a parameter.
# ruff: noqa: S608


@dataclass(frozen=True, slots=True)
class Write:
    """A row as it should stand, or None to take it away. Written only if it is still at the standing version."""

    standing: Standing
    values: dict[str, Any] | None


class _Part(NamedTuple):
    name: str
    sql: str
    params: list[Any]


def write_rows(
    *,
    round_: Round,
    touched: Iterable[int],
    writes: Sequence[Write],
    cleared: Sequence[tuple[str, str]],
    by: Any,
    told: Told,
) -> dict[Key, int]:
    """Write rows of one subject, age the rounds in ``touched`` and throw away the writer's drafts of ``cleared``.

    Gives the new version of each row that was written, 0 for one taken away. A row that is not among them stood at
    another version and is unchanged.
    """
    subject = SUBJECTS[writes[0].standing.key.kind]
    new = [write for write in writes if write.standing.pk is None and write.values is not None]
    changed = [write for write in writes if write.standing.pk is not None and write.values is not None]
    gone = [write for write in writes if write.standing.pk is not None and write.values is None]
    parts = [_insert(subject, round_, new)] if new else []
    parts += [_update(subject, changed)] if changed else []
    parts += [_delete(subject, gone)] if gone else []
    if not parts:
        return {write.standing.key: 0 for write in writes}
    done = " UNION ALL ".join(f"SELECT * FROM {part.name}" for part in parts)
    aged = "UPDATE rounds_round SET data_version = data_version + 1 WHERE id = ANY(%s) AND EXISTS (SELECT FROM done)"
    parts += [_Part("done", done, []), _Part("aged", aged, [list(touched)])]
    parts += [_drop_drafts(round_, cleared, by)] if cleared else []
    versions = {tuple(row[:-1]): row[-1] for row in _run(parts, told if len(writes) == 1 else None)}
    naturals = {write.standing.key: tuple(write.standing.natural.values()) for write in writes}
    return {key: versions[natural] for key, natural in naturals.items() if natural in versions}


def _run(parts: Sequence[_Part], told: Told | None) -> list[tuple[Any, ...]]:
    """Run the parts as one statement. That of a single row is always the same, and so is prepared (``told``).

    The history is then told in the statement itself: its triggers fire when the statement has been read to its end.
    """
    if told:
        parts = [*parts, _Part("told", told.sql, told.params)]
    statement = ", ".join(f"{part.name} AS ({part.sql})" for part in parts)
    params = [value for part in parts for value in part.params]
    if told:
        return prepared_rows(f"WITH {statement} SELECT done.* FROM told, done", params)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {statement} SELECT * FROM done", params)
        return cursor.fetchall()


def _insert(subject: Subject, round_: Round, writes: Sequence[Write]) -> _Part:
    rest = {**_defaults(subject.model), "board_id": round_.board_id, "municipality_id": round_.municipality_id}
    rows = [{**rest, **write.standing.natural, **(write.values or {})} for write in writes]
    key, columns = ", ".join(subject.key), ", ".join(rest)
    sql = (
        f"INSERT INTO {subject.model._meta.db_table} ({columns}) SELECT {columns} FROM {_given(subject)} "
        f"ON CONFLICT ({key}) DO NOTHING RETURNING {key}, version"
    )
    return _Part("made", sql, [_rows(rows)])


def _update(subject: Subject, writes: Sequence[Write]) -> _Part:
    sets = ", ".join(f"{column} = v.{column}" for column in subject.columns)
    sql = (
        f"UPDATE {subject.model._meta.db_table} t SET {sets} FROM {_given(subject)} "
        f"WHERE t.id = v.id AND t.version = v.version RETURNING {_returned(subject)}, t.version"
    )
    return _Part("changed", sql, [_rows({**_seen(write), **(write.values or {})} for write in writes)])


def _delete(subject: Subject, writes: Sequence[Write]) -> _Part:
    sql = (
        f"DELETE FROM {subject.model._meta.db_table} t USING {_given(subject)} "
        f"WHERE t.id = v.id AND t.version = v.version RETURNING {_returned(subject)}, 0::bigint"
    )
    return _Part("gone", sql, [_rows(map(_seen, writes))])


def _seen(write: Write) -> dict[str, Any]:
    return {"id": write.standing.pk, "version": write.standing.version}


def _given(subject: Subject) -> str:
    """The rows of a parameter, read by the database as rows of its own: one value, however many rows and columns."""
    return f"json_populate_recordset(NULL::{subject.model._meta.db_table}, %s::json) AS v"


def _rows(rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(rows), default=str)  # a decimal as its own figures, which no float has been near


def _drop_drafts(round_: Round, cleared: Sequence[tuple[str, str]], by: Any) -> _Part:
    sql = (
        "DELETE FROM rounds_celldraft WHERE round_id = %s AND by_id = %s "
        "AND (key, field) IN (SELECT * FROM unnest(%s::text[], %s::text[]))"
    )
    return _Part("dropped", sql, [round_.pk, by.pk, [key for key, _ in cleared], [field for _, field in cleared]])


def _returned(subject: Subject) -> str:
    return ", ".join(f"t.{column}" for column in subject.key)


@cache
def _defaults(model: type[models.Model]) -> dict[str, Any]:
    """Every column of a new row but its id and version, with what the model gives it."""
    return {
        str(field.column): field.get_default()
        for field in model._meta.concrete_fields
        if not field.primary_key and field.column != "version"
    }
