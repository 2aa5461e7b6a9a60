"""Writing rows: one statement, which leaves alone what someone else has changed since.

The services of each table say how its rows are written; here their parts become one statement
together with what follows from a save: the rounds get a new data version, so that kept pages are
rendered again, and the writer's drafts of the saved cells are deleted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from apps.audit.history import HistoryContext
from apps.core.fact_tables import StatementPart
from apps.core.prepared_queries import fetch_prepared
from apps.entry.keys import EntryKey
from apps.entry.row_definitions import ROW_DEFINITIONS, RowDefinition
from apps.entry.stored.save_context import StoredRow
from apps.rounds.models import Round
from apps.rounds.services import build_draft_delete, build_fill_confirmation, build_round_touch

# The statements are put together from constants; every value goes as a parameter.
# ruff: noqa: S608


@dataclass(frozen=True, slots=True)
class RowWrite:
    """A row as it is to become; None deletes it. Written only if the stored row still has its
    version.
    """

    row: StoredRow
    values: dict[str, Any] | None


def write_rows(
    *,
    round_: Round,
    round_ids: Iterable[int],
    writes: Sequence[RowWrite],
    cleared_drafts: Sequence[tuple[str, str]],
    confirmed_fills: Sequence[int] = (),
    by: Any,
    history: HistoryContext,
) -> dict[EntryKey, int]:
    """Write rows of one kind, age the rounds in ``round_ids`` and delete the writer's
    ``cleared_drafts``. ``confirmed_fills`` are the filled cells that a person has typed in, by id.

    Returns the new version of each written row, 0 for a deleted one. A row that is not among them
    had another version, and is unchanged.
    """
    definition = ROW_DEFINITIONS[writes[0].row.key.kind]
    parts = _build_parts(definition, round_, writes)
    if not parts:
        return {write.row.key: 0 for write in writes}
    done = " UNION ALL ".join(f"SELECT * FROM {part.name}" for part in parts)
    parts += [StatementPart("done", done, []), build_round_touch(round_ids, when="EXISTS (SELECT FROM done)")]
    parts += [build_draft_delete(round_, cleared_drafts, by)] if cleared_drafts else []
    parts += [build_fill_confirmation(confirmed_fills, by)] if confirmed_fills else []
    versions = {tuple(row[:-1]): row[-1] for row in _run_statement(parts, history if len(writes) == 1 else None)}
    natural_keys = {write.row.key: tuple(write.row.natural_key.values()) for write in writes}
    return {key: versions[natural] for key, natural in natural_keys.items() if natural in versions}


def _build_parts(definition: RowDefinition, round_: Round, writes: Sequence[RowWrite]) -> list[StatementPart]:
    """One part each for the rows that are new, changed and taken away. Empty when there was nothing to take away."""
    owner = {"board_id": round_.board_id, "municipality_id": round_.municipality_id}
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    for write in writes:
        is_stored = write.row.pk is not None
        if write.values is not None:
            (changed if is_stored else new).append(
                {**(_get_version(write) if is_stored else write.row.natural_key), **write.values}
            )
        elif is_stored:
            gone.append(_get_version(write))
    parts = [definition.table.build_insert(owner, new)] if new else []
    parts += [definition.table.build_update(definition.columns, changed)] if changed else []
    return [*parts, definition.table.build_delete(gone)] if gone else parts


def _get_version(write: RowWrite) -> dict[str, Any]:
    return {"id": write.row.pk, "version": write.row.version}


def _run_statement(parts: Sequence[StatementPart], history: HistoryContext | None) -> list[tuple[Any, ...]]:
    """Run the parts as one statement. That of a single row always has the same text, and is
    prepared.

    The history's context (who and why) is then set within the statement. That is in time, since the
    triggers fire at the statement's end.
    """
    if history:
        parts = [*parts, StatementPart("history", history.sql, history.params)]
    statement = ", ".join(f"{part.name} AS ({part.sql})" for part in parts)
    params = [value for part in parts for value in part.params]
    if history:
        return fetch_prepared(f"WITH {statement} SELECT done.* FROM history, done", params)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {statement} SELECT * FROM done", params)
        return cursor.fetchall()
