"""Marking what sources fill in, and a person's yes to it: row by row, and never to another figure than was seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.services import record_event, record_events
from apps.core.cell_numbers import UnreadableError
from apps.entry.filled_cells.selectors import load_fill_notes
from apps.entry.filled_cells.shapes import FillNote, FillNotes, RowFill
from apps.entry.filled_cells.source_values import (
    build_row_fill,
    encode_values,
    has_value,
    list_filled_fields,
    list_unconfirmed_notes,
)
from apps.entry.keys import BadKeyError, EntryKey, EntryKind, parse_key
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.stored.events import load_old_columns
from apps.entry.stored.save_context import SaveContext, StoredRow, load_save_context
from apps.entry.values import format_cell_input, parse_field
from apps.rounds.models import AmountUnit, FilledCell, Round
from apps.rounds.services import (
    confirm_filled_cells,
    delete_filled_cells,
    lock_rounds,
    reopen_filled_cells,
    save_filled_cells,
    save_source_values,
)

CONFIRMED_ACTION, REOPENED_ACTION = "cell.confirmed", "cell.reopened"
STALE_MESSAGE = "Någon har ändrat här sedan du såg värdet. Titta på det en gång till."
EntryCell = tuple[EntryKey, str]


class ConfirmStatus(StrEnum):
    """What became of a yes to a row, or of taking one back."""

    SAVED = "saved"
    UNCHANGED = "unchanged"
    STALE = "stale"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row that a person says yes to, and its version as they saw it. Version None is whatever the row holds."""

    key: str
    version: int | None


@dataclass(frozen=True, slots=True)
class ConfirmResult:
    """What became of a row. ``fill`` is what sources have filled in of it now.

    A stale row has the ``version`` and, by field, the ``texts`` of what it now holds, to be looked at and confirmed.
    """

    key: str
    status: ConfirmStatus
    message: str = ""
    fill: RowFill | None = None
    version: int | None = None
    texts: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def mark_filled_cells(*, round_: Round, cells: Iterable[EntryCell], source: str, by: User | None) -> int:
    """Mark cells that a source has just written as not looked at; a cell that it emptied has no source any more.

    To be called in the transaction that wrote them. Cells that sources don't fill in are passed over. How many.
    """
    wanted = [(key, field) for key, field in dict.fromkeys(cells) if field in list_filled_fields(key.kind)]
    if not wanted:
        return 0
    lock_rounds(board_id=round_.board_id, also=[round_.pk])
    rows = _load_context(round_, by, {key for key, _ in wanted}).rows
    now, marked = timezone.now(), []
    for key, field in wanted:
        values = encode_values(key.kind, field, rows[key].values) if key in rows else {}
        if has_value(values):
            marked.append(FilledCell(key=key.text, field=field, source=source[:250], values=values, filled_at=now))
        else:
            delete_filled_cells(round_, key=key.text, field=field)
    save_filled_cells(round_, marked)
    after = {"source": source, "cells": len(marked)}
    record_event(by=by, action="cells.filled", target=round_, board_id=round_.board_id, after=after)
    return len(marked)


class RefusedValue(NamedTuple):
    """What a source gave for a cell and a person's own value stopped, as it would be typed in ``unit``."""

    key: EntryKey
    field: str
    raw: str
    unit: str


@transaction.atomic
def note_refused_values(*, round_: Round, cells: Iterable[RefusedValue], source: str, by: User | None) -> None:
    """Note what a source says now where a person's own value stands, so that the row tells how they differ.

    Nothing is written in the cells, and what people have confirmed is still confirmed. A text that is no value of its
    cell is passed over.
    """
    wanted = [one for one in cells if one.field in list_filled_fields(one.key.kind)]
    if not wanted:
        return
    lock_rounds(board_id=round_.board_id, also=[round_.pk])
    context = _load_context(round_, by, {one.key for one in wanted})
    noted = []
    for one in wanted:
        row = context.rows.get(one.key)
        values = _parse_values(one, row) if row else {}
        if has_value(values):
            noted.append(
                FilledCell(
                    key=one.key.text, field=one.field, source=source[:250], values=values, filled_at=timezone.now()
                )
            )
    save_source_values(round_, noted)


def _parse_values(cell: RefusedValue, row: StoredRow) -> dict[str, Any]:
    empty_row = ROW_DEFINITIONS[cell.key.kind].build_empty_row()
    unit = row.unit if cell.key.kind == EntryKind.OUTCOME else cell.unit
    try:
        typed = parse_field(cell.key.kind, cell.field, cell.raw, empty_row, unit)
    except UnreadableError:
        return {}
    return encode_values(cell.key.kind, cell.field, {**empty_row, **typed})


@transaction.atomic
def confirm_written_cells(*, round_: Round, cells: Iterable[EntryCell], by: User) -> None:
    """Confirm cells that a person has just written in another way than by typing them, such as with a template."""
    wanted = {(key.text, field) for key, field in cells}
    notes = load_fill_notes(round_, {key for key, _ in wanted}) if wanted else {}
    confirm_filled_cells(round_, [note.id for cell, note in notes.items() if cell in wanted], by)


@transaction.atomic
def confirm_rows(
    *, round_: Round, rows: Sequence[SeenRow], by: User, unit: str = AmountUnit.TKR
) -> list[ConfirmResult]:
    """Say yes to what sources have filled in of rows, each with a result: all that can be confirmed is.

    A row where a filled cell has another value than the person saw is stale. ``round_`` must come from a queryset
    that is scoped to the user.
    """
    context = _load_locked_context(round_, by, rows, unit)
    old = _load_old_rows(context, rows)
    results, confirmed = [], []
    for row in rows:
        stored_row = _find_row(context, row.key)
        open_notes = list_unconfirmed_notes(stored_row.key, context.fills) if stored_row else {}
        status, message = _decide(context, row, stored_row, open_notes, old)
        if status == ConfirmStatus.SAVED and stored_row:
            confirmed.append((stored_row, open_notes))
        results.append(ConfirmResult(row.key, status, message))
    confirm_filled_cells(round_, [note.id for _, notes in confirmed for note in notes.values()], by)
    _record(round_, by, CONFIRMED_ACTION, confirmed)
    return _add_fills(round_, context, results)


@transaction.atomic
def reopen_rows(*, round_: Round, rows: Sequence[SeenRow], by: User, unit: str = AmountUnit.TKR) -> list[ConfirmResult]:
    """Take back the person's own yes to rows: what they have not confirmed themselves is left as it is."""
    context = _load_locked_context(round_, by, rows, unit)
    results, reopened = [], []
    for row in rows:
        stored_row = _find_row(context, row.key)
        own = _list_own_notes(stored_row, context, by) if stored_row else {}
        lock = context.access.find_lock(stored_row.area_id) if stored_row else None
        if lock or not own or stored_row is None:
            results.append(ConfirmResult(row.key, ConfirmStatus.LOCKED if lock else ConfirmStatus.UNCHANGED))
            continue
        reopened.append((stored_row, own))
        results.append(ConfirmResult(row.key, ConfirmStatus.SAVED))
    reopen_filled_cells(round_, [note.id for _, notes in reopened for note in notes.values()])
    _record(round_, by, REOPENED_ACTION, reopened)
    return _add_fills(round_, context, results)


def _load_context(round_: Round, by: User | None, keys: Iterable[EntryKey], unit: str = AmountUnit.TKR) -> SaveContext:
    return load_save_context(round_, by or User(pk=0), keys, unit)


def _load_locked_context(round_: Round, by: User, rows: Iterable[SeenRow], unit: str) -> SaveContext:
    locked = lock_rounds(board_id=round_.board_id, also=[round_.pk])
    locked_round = next(found for found in locked if found.pk == round_.pk)
    locked_round.board = round_.board
    keys = {key for row in rows if (key := _parse_key_or_none(row.key))}
    return _load_context(locked_round, by, keys, unit)


def _parse_key_or_none(text: str) -> EntryKey | None:
    try:
        return parse_key(text)
    except BadKeyError:
        return None


def _find_row(context: SaveContext, text: str) -> StoredRow | None:
    key = _parse_key_or_none(text)
    return context.rows.get(key) if key else None


OldRows = dict[tuple[EntryKey, int], dict[str, object]]


def _load_old_rows(context: SaveContext, rows: Iterable[SeenRow]) -> OldRows:
    """The rows at the older versions that the person saw."""
    old = [
        (stored_row, row.version)
        for row in rows
        if (stored_row := _find_row(context, row.key)) and row.version not in (None, 0, stored_row.version)
    ]
    return load_old_columns([(stored_row, version) for stored_row, version in old if version is not None])


def _decide(
    context: SaveContext,
    row: SeenRow,
    stored_row: StoredRow | None,
    open_notes: dict[str, FillNote],
    old: OldRows,
) -> tuple[ConfirmStatus, str]:
    if stored_row is None or not open_notes:
        return ConfirmStatus.UNCHANGED, ""
    lock = context.access.find_lock(stored_row.area_id)
    if lock:
        return ConfirmStatus.LOCKED, str(lock)
    if row.version is None or row.version == stored_row.version:
        return ConfirmStatus.SAVED, ""
    definition = ROW_DEFINITIONS[stored_row.key.kind]
    seen = old.get((stored_row.key, row.version)) if row.version else definition.build_empty_row()
    columns = [column for name in open_notes for column in definition.fields[name].columns]
    is_same = seen is not None and all(seen[name] == stored_row.values[name] for name in columns)
    return (ConfirmStatus.SAVED, "") if is_same else (ConfirmStatus.STALE, STALE_MESSAGE)


def _list_own_notes(stored_row: StoredRow, context: SaveContext, by: User) -> dict[str, FillNote]:
    fields = list_filled_fields(stored_row.key.kind)
    found = {name: context.fills.get((stored_row.key.text, name)) for name in fields}
    return {name: note for name, note in found.items() if note and note.confirmed_by == by.pk}


def _record(round_: Round, by: User, action: str, rows: Iterable[tuple[StoredRow, dict[str, FillNote]]]) -> None:
    """Log each row, so that its history tells who said yes, to what and from where."""
    afters = [
        {
            "key": row.key.text,
            "fields": list(notes),
            "source": ", ".join(dict.fromkeys(n.source for n in notes.values())),
        }
        for row, notes in rows
    ]
    if afters:
        record_events(by=by, action=action, target=round_, board_id=round_.board_id, afters=afters)


def _add_fills(round_: Round, context: SaveContext, results: list[ConfirmResult]) -> list[ConfirmResult]:
    notes: FillNotes = load_fill_notes(round_, {result.key for result in results}) if results else {}
    return [_add_fill(result, _find_row(context, result.key), notes) for result in results]


def _add_fill(result: ConfirmResult, row: StoredRow | None, notes: FillNotes) -> ConfirmResult:
    if row is None:
        return result
    result = replace(result, fill=build_row_fill(row.key, notes, row.values, row.unit))
    if result.status != ConfirmStatus.STALE:
        return result
    kind = row.key.kind
    texts = ((name, format_cell_input(kind, name, row.values, row.unit)) for name in list_filled_fields(kind))
    return replace(result, version=row.version, texts=tuple(texts))
