"""The columns of a cell as a source gave them: kept as JSON, and compared with what the cell holds now. Pure."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from apps.core.choices import MissingReason
from apps.entry.filled_cells.shapes import CellFill, FillNote, FillNotes, RowFill, sum_row_fill
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS, SECONDARY_FIELDS
from apps.entry.values import MONEY_KINDS, format_cell_text_or_reason

FILLED_KINDS = frozenset({EntryKind.OUTCOME, *MONEY_KINDS})
"""The kinds of rows that sources fill in: figures. Texts and verdicts are people's own."""
_NUMBER_COLUMNS = frozenset({"value", "numerator", "denominator", "forecast"})


def list_filled_fields(kind: EntryKind) -> list[str]:
    """The fields of a kind of row that a source can fill in; none for a kind that it can't."""
    if kind not in FILLED_KINDS:
        return []
    return [name for name in ROW_DEFINITIONS[kind].fields if name not in SECONDARY_FIELDS]


def encode_values(kind: EntryKind, field: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a cell as they are kept: numbers as text, without zeros at their end."""
    return {name: _encode_value(row.get(name)) for name in ROW_DEFINITIONS[kind].fields[field].columns}


def has_value(values: Mapping[str, Any]) -> bool:
    """Does the source give anything? That an outcome is not reported says nothing."""
    return any(value not in (None, "", MissingReason.NOT_REPORTED.value) for value in values.values())


def build_cell_fill(
    key: EntryKey, field: str, note: FillNote | None, row: Mapping[str, Any], unit: str
) -> CellFill | None:
    """What is shown of a cell's source; None for a cell without one. ``row`` holds its columns as they are now."""
    if note is None:
        return None
    is_same = encode_values(key.kind, field, row) == note.values
    text = "" if is_same else _format_source_text(key.kind, field, note.values, unit)
    return CellFill(note.source, note.filled_at, note.is_confirmed, text, note.confirmed_by)


def build_row_fill(key: EntryKey, notes: FillNotes, row: Mapping[str, Any], unit: str) -> RowFill | None:
    """What is shown of a row's sources; None for a row without any."""
    fields = ROW_DEFINITIONS[key.kind].fields
    found = {
        name: fill
        for name in list_filled_fields(key.kind)
        if (fill := build_cell_fill(key, name, notes.get((key.text, name)), row, unit))
    }
    return sum_row_fill(found, {name: fields[name].label for name in found}) if found else None


def list_unconfirmed_notes(key: EntryKey, notes: FillNotes) -> dict[str, FillNote]:
    """The notes of a row that nobody has confirmed, by field."""
    found = {name: notes.get((key.text, name)) for name in list_filled_fields(key.kind)}
    return {name: note for name, note in found.items() if note and not note.is_confirmed}


def find_typed_notes(
    key: EntryKey, notes: FillNotes, fields: Collection[str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[int]:
    """The ids of unconfirmed notes of a row that a person has now typed in, or changed by typing in another field."""
    for name, note in list_unconfirmed_notes(key, notes).items():
        columns = ROW_DEFINITIONS[key.kind].fields[name].columns
        if name in fields or any(before.get(column) != after.get(column) for column in columns):
            yield note.id


def _encode_value(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        return f"{Decimal(value).normalize():f}" if value else "0"
    return str(value)


def _format_source_text(kind: EntryKind, field: str, values: Mapping[str, Any], unit: str) -> str:
    is_money = kind in MONEY_KINDS
    decoded = {
        name: Decimal(value) if value is not None and (is_money or name in _NUMBER_COLUMNS) else value
        for name, value in values.items()
    }
    row = {**ROW_DEFINITIONS[kind].build_empty_row(), **decoded}
    return format_cell_text_or_reason(kind, field, row, unit) or "inget"
