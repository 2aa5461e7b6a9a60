"""The history of a row: who changed it, when, from what to what, why, by hand or from which file.

Read from the event tables that the database's triggers write, so that nothing is left out,
however it was written (docs/decisions/0011).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.audit.history import MANUAL_SOURCE
from apps.audit.models import AuditEvent
from apps.core.cell_numbers import UnreadableError
from apps.core.swedish import format_list
from apps.entry.drafts import REFUSED_ACTION
from apps.entry.filled_cells.services import CONFIRMED_ACTION, REOPENED_ACTION
from apps.entry.keys import BadKeyError, parse_key
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.row_names import has_numbers, list_name_parts
from apps.entry.stored.events import DELETED, UNKNOWN_USER, list_row_events, load_user_names
from apps.entry.stored.printed_rows import DisplayedRow, iter_money_changes
from apps.entry.stored.save_context import SaveContext, StoredRow, load_save_context
from apps.entry.values import MONEY_KINDS, format_cell_text, format_cell_text_or_reason, parse_field
from apps.rounds.models import AmountUnit, Round

DIRECT_SOURCE = "direkt i databasen"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of one field.

    ``author`` is a name or role, empty when unknown. ``source`` is ``för hand``, or a file's name.
    ``refused`` is what somebody typed that was not saved, since another had changed the field
    first. ``review`` is Swedish: what a person said of what a source had filled in.
    """

    at: datetime
    author: str
    field: str
    field_label: str
    before: str
    after: str
    reason: str
    source: str
    refused: bool = False
    review: str = ""


@dataclass(frozen=True, slots=True)
class RowHistory:
    """The history of one row: its name and area, its unit, and its changes latest first."""

    name: str
    unit: str
    changes: tuple[FieldChange, ...]


def load_row_history(round_: Round, key: str, unit: str = AmountUnit.TKR) -> RowHistory:
    """Everything that was written in the row's fields, and what was refused, latest first.

    The round must come from a queryset that is scoped to the user.
    """
    found = _find_row(round_, key, unit)
    if found is None:
        return RowHistory("", "", ())
    stored_row, context = found
    changes = [
        *_build_changes(stored_row, context),
        *_list_refused(round_, stored_row),
        *_list_reviews(round_, stored_row),
    ]
    return RowHistory(
        name=", ".join(list_name_parts(context, stored_row)),
        unit=stored_row.unit if has_numbers(stored_row.key.kind) else "",
        changes=tuple(sorted(changes, key=lambda change: change.at, reverse=True)),
    )


def list_changes(round_: Round, key: str, unit: str = AmountUnit.TKR) -> list[FieldChange]:
    """Every saved change of the row's fields, latest first; empty for a row that doesn't exist."""
    found = _find_row(round_, key, unit)
    return _build_changes(*found) if found else []


def _find_row(round_: Round, key: str, unit: str) -> tuple[StoredRow, SaveContext] | None:
    try:
        parsed = parse_key(key)
    except BadKeyError:
        return None
    context = load_save_context(round_, User(pk=0), [parsed], unit)
    stored_row = context.rows.get(parsed)
    return (stored_row, context) if stored_row else None


def _build_changes(stored_row: StoredRow, context: SaveContext) -> list[FieldChange]:
    """The changes of one row.

    Money begins with what is printed, or what holds for the year: a figure that a reader has seen
    is never shown as nothing.
    """
    if stored_row.key.kind in MONEY_KINDS:
        pairs: list[tuple[ColumnValues, ColumnValues, dict[str, Any]]] = [*iter_money_changes(context, stored_row)]
    else:
        columns = ("pgh_created_at", "pgh_label", "pgh_context", *ROW_DEFINITIONS[stored_row.key.kind].columns)
        pairs = [*_pair_events(stored_row, list(list_row_events(stored_row).values(*columns)))]
    names = load_user_names([event["pgh_context"] for _, _, event in pairs])
    changes = [change for pair in pairs for change in _iter_field_changes(stored_row, *pair, names)]
    return changes[::-1]


def _list_refused(round_: Round, stored_row: StoredRow) -> list[FieldChange]:
    log = AuditEvent.objects.filter(
        board_id=round_.board_id,
        action=REFUSED_ACTION,
        object_type=round_._meta.label_lower,
        object_id=str(round_.pk),
        after__key=stored_row.key.text,
    ).order_by("-pk")
    # An answer that never reached its writer is sent again, just as it was.
    once = {(event.actor_id, *map(str, (event.after or {}).values())): event for event in log}
    names = load_user_names([{"user": event.actor_id} for event in once.values()])
    return [_build_refused_change(stored_row, event, names) for event in once.values()]


_REVIEWS = {CONFIRMED_ACTION: "granskat och stämmer", REOPENED_ACTION: "granskningen ångrad"}


def _list_reviews(round_: Round, stored_row: StoredRow) -> list[FieldChange]:
    """Who has said yes to what a source filled in, or taken it back, when, and to which source."""
    log = AuditEvent.objects.filter(
        board_id=round_.board_id,
        action__in=_REVIEWS,
        object_type=round_._meta.label_lower,
        object_id=str(round_.pk),
        after__key=stored_row.key.text,
    ).order_by("-pk")
    names = load_user_names([{"user": event.actor_id} for event in log])
    return [_build_review(stored_row, event, names) for event in log]


def _build_review(stored_row: StoredRow, event: AuditEvent, names: Mapping[int | None, str]) -> FieldChange:
    logged = event.after or {}
    fields = ROW_DEFINITIONS[stored_row.key.kind].fields
    return FieldChange(
        at=event.at,
        author=names.get(event.actor_id, UNKNOWN_USER),
        field="",
        field_label=format_list([fields[name].label for name in logged["fields"] if name in fields]),
        before="",
        after="",
        reason="",
        source=f"ifyllt ur {logged['source']}",
        review=_REVIEWS[event.action],
    )


def _build_refused_change(stored_row: StoredRow, event: AuditEvent, names: Mapping[int | None, str]) -> FieldChange:
    refused = event.after or {}
    return FieldChange(
        at=event.at,
        author=names.get(event.actor_id, UNKNOWN_USER),
        field=refused["field"],
        field_label=ROW_DEFINITIONS[stored_row.key.kind].fields[refused["field"]].label,
        before="",
        after=_format_refused_value(stored_row, refused),
        reason="",
        source=refused["source"],
        refused=True,
    )


def _format_refused_value(stored_row: StoredRow, refused: Mapping[str, Any]) -> str:
    """The refused text as it would have been shown, an amount in the unit that is asked for.

    A text that can't be read any more, since the rules have become stricter, is shown as typed.
    """
    kind, name = stored_row.key.kind, refused["field"]
    empty_row = ROW_DEFINITIONS[kind].build_empty_row()
    try:
        typed = parse_field(kind, name, refused["raw"], empty_row, refused["unit"])
    except UnreadableError:  # as rules of reading have become stricter since
        return str(refused["raw"])
    return format_cell_text_or_reason(kind, name, {**empty_row, **typed}, stored_row.unit)


ColumnValues = Mapping[str, Any]


def _pair_events(
    stored_row: StoredRow, events: list[dict[str, Any]]
) -> Iterator[tuple[ColumnValues, ColumnValues, dict[str, Any]]]:
    """Each event with the columns before and after it: empty before a row is made and after its
    end.
    """
    empty_row = ROW_DEFINITIONS[stored_row.key.kind].build_empty_row()
    before: ColumnValues = empty_row
    for event in events:
        after: ColumnValues = empty_row if event["pgh_label"] == DELETED else event
        yield before, after, event
        before = after


def _iter_field_changes(
    stored_row: StoredRow,
    before: ColumnValues,
    after: ColumnValues,
    event: Mapping[str, Any],
    names: Mapping[int | None, str],
) -> Iterator[FieldChange]:
    kind = stored_row.key.kind
    context = event["pgh_context"] or {}
    for name, field in ROW_DEFINITIONS[kind].fields.items():
        old, new = (_format_field(stored_row, name, row) for row in (before, after))
        if old != new:
            yield FieldChange(
                at=event["pgh_created_at"],
                author=names.get(
                    context.get("user"), UNKNOWN_USER if context.get("source") in (None, MANUAL_SOURCE) else ""
                ),
                field=name,
                field_label=field.label,
                before=old,
                after=new,
                reason=context.get("reason", ""),
                source=context.get("source") or DIRECT_SOURCE,
            )


def _format_field(stored_row: StoredRow, name: str, row: ColumnValues) -> str:
    budget = row.budgets.get(name) if isinstance(row, DisplayedRow) else None
    if budget is None:
        return format_cell_text(stored_row.key.kind, name, row, stored_row.unit)
    inherited = budget.build_inherited(stored_row.unit)
    return f"{inherited.text} {inherited.source}"
