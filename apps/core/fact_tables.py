"""How rows of a table of facts are written when they are typed one by one. Only a domain's services make such tables.

A row that is typed is written with its version: a row that somebody else has changed meanwhile is left alone. The
statements are parts of a larger one, so that a save costs one round trip.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db import models

# The statements are put together from the models' own names; every value goes as a parameter.
# ruff: noqa: S608


class StatementPart(NamedTuple):
    """A part of a statement (a common table expression): its name, its SQL and the values of its parameters."""

    name: str
    sql: str
    params: list[Any]


@dataclass(frozen=True, slots=True)
class FactTable:
    """A table whose rows have a version. ``key`` are the columns that find a row in it."""

    model: type[models.Model]
    key: tuple[str, ...]

    def build_insert(self, owner: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> StatementPart:
        """New rows by column, ``owner`` being those columns that all have alike. A row that is there already stays."""
        rest = {**_get_defaults(self.model), **owner}
        key, columns = ", ".join(self.key), ", ".join(rest)
        sql = (
            f"INSERT INTO {self._table} ({columns}) SELECT {columns} FROM {self._row_source} "
            f"ON CONFLICT ({key}) DO NOTHING RETURNING {key}, version"
        )
        return StatementPart("made", sql, [_render_rows({**rest, **row} for row in rows)])

    def build_update(self, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> StatementPart:
        """Changed rows with id, version and ``columns``. A row of another version is left alone."""
        sets = ", ".join(f"{column} = v.{column}" for column in columns)
        sql = (
            f"UPDATE {self._table} t SET {sets} FROM {self._row_source} "
            f"WHERE t.id = v.id AND t.version = v.version RETURNING {self._returning}, t.version"
        )
        return StatementPart("changed", sql, [_render_rows(rows)])

    def build_delete(self, rows: Iterable[Mapping[str, Any]]) -> StatementPart:
        """Rows to take away, by id and version. A row of another version is left alone."""
        sql = (
            f"DELETE FROM {self._table} t USING {self._row_source} "
            f"WHERE t.id = v.id AND t.version = v.version RETURNING {self._returning}, 0::bigint"
        )
        return StatementPart("gone", sql, [_render_rows(rows)])

    def restore(self, touched: Iterable[int], earlier: Sequence[Any]) -> None:
        """Put rows back as ``earlier`` has them, with the same ids; those ``touched`` that it lacks go."""
        self.model._default_manager.filter(pk__in=set(touched) - {row.id for row in earlier}).delete()
        names = [field.attname for field in self.model._meta.concrete_fields if field.attname != "version"]
        rows = [self.model(**{name: getattr(row, name) for name in names}) for row in earlier]
        if rows:
            self.model._default_manager.bulk_create(
                rows, update_conflicts=True, unique_fields=["id"], update_fields=[n for n in names if n != "id"]
            )

    def delete_rows(self, **conditions: Any) -> int:
        """Take away the rows that the conditions find. How many."""
        return self.model._default_manager.filter(**conditions).delete()[0]

    @property
    def _table(self) -> str:
        return self.model._meta.db_table

    @property
    def _row_source(self) -> str:
        """The rows of a parameter, read by the database as its own: one value, however many rows and columns."""
        return f"json_populate_recordset(NULL::{self._table}, %s::json) AS v"

    @property
    def _returning(self) -> str:
        return ", ".join(f"t.{column}" for column in self.key)


def _render_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(rows), default=str)  # a decimal as its own figures, which no float has been near


@cache
def _get_defaults(model: type[models.Model]) -> dict[str, Any]:
    """Every column of a new row but its id and version, with what the model gives it."""
    return {
        str(field.column): field.get_default()
        for field in model._meta.concrete_fields
        if not field.primary_key and field.column != "version"
    }
