"""The events of rows: what a writer saw at an older version, and who last changed a field.

Event tables are written by the database's triggers (docs/decisions/0011), so nothing is missing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from apps.accounts.models import User
from apps.entry.keys import EntryKey
from apps.entry.row_definitions import ROW_DEFINITIONS, RowDefinition
from apps.entry.shapes import CellConflict
from apps.entry.stored.save_context import StoredRow
from apps.entry.values import format_cell_input, format_cell_text_or_reason

UNKNOWN_USER = "okänd"
INSERTED, DELETED = "insert", "delete"


def list_events(definition: RowDefinition) -> QuerySet[Any]:
    """The events of a kind of row."""
    meta = definition.model._meta
    return apps.get_model(meta.app_label, f"{meta.object_name}Event")._default_manager.all()


def list_row_events(stored_row: StoredRow) -> QuerySet[Any]:
    """The events of one row, oldest first, also from before it was last deleted."""
    return list_events(ROW_DEFINITIONS[stored_row.key.kind]).filter(_build_row_filter(stored_row)).order_by("pgh_id")


def list_money_events(stored_row: StoredRow, tables: Collection[int]) -> QuerySet[Any]:
    """The events of a row of money, and of the rows that its earlier content comes from.

    Those are the same line at earlier tertials of the year, whose budget it may have inherited, and
    its line in the printed ``tables``.
    """
    place = {name: value for name, value in stored_row.natural_key.items() if name not in ("tertial", "table_id")}
    related = Q(tertial__lte=stored_row.natural_key["tertial"], table_id__isnull=True)
    related |= Q(tertial=stored_row.natural_key["tertial"], table_id__in=tables)
    return list_events(ROW_DEFINITIONS[stored_row.key.kind]).filter(related, **place).order_by("pgh_id")


def _build_row_filter(stored_row: StoredRow) -> Q:
    known = Q()
    for column, value in stored_row.natural_key.items():
        known &= Q(**{f"{column}__isnull": True}) if value is None else Q(**{column: value})
    return known


def load_old_columns(old: Sequence[tuple[StoredRow, int]]) -> dict[tuple[EntryKey, int], dict[str, Any]]:
    """The columns of rows at older versions. A version that never was is left out."""
    found: dict[tuple[EntryKey, int], dict[str, Any]] = {}
    for stored_row, version in old:
        columns = ROW_DEFINITIONS[stored_row.key.kind].columns
        row = list_row_events(stored_row).filter(version=version).exclude(pgh_label=DELETED).values(*columns).first()
        if row:
            found[stored_row.key, version] = row
    return found


def load_conflicts(cells: Collection[tuple[StoredRow, str]]) -> dict[tuple[EntryKey, str], CellConflict]:
    """What each field holds now, and who wrote it: one query for each table."""
    events = _load_row_events({stored_row.key: stored_row for stored_row, _ in cells}.values())
    last = {
        (stored_row.key, field): _find_last_change(
            events[stored_row.key], ROW_DEFINITIONS[stored_row.key.kind].fields[field].columns
        )
        for stored_row, field in cells
    }
    found = {}
    for stored_row, field in cells:
        event = last[stored_row.key, field]
        found[stored_row.key, field] = CellConflict(
            text=format_cell_input(stored_row.key.kind, field, stored_row.values, stored_row.unit),
            display_text=format_cell_text_or_reason(stored_row.key.kind, field, stored_row.values, stored_row.unit),
            author=(event and (event["who"] or event["email"])) or UNKNOWN_USER,
            at=event["pgh_created_at"] if event else None,
            version=stored_row.version,
        )
    return found


def _load_row_events(rows: Collection[StoredRow]) -> dict[EntryKey, list[dict[str, Any]]]:
    """The events of each row, latest first."""
    found: dict[EntryKey, list[dict[str, Any]]] = {stored_row.key: [] for stored_row in rows}
    for definition, same_table in _group_by_definition(rows):
        same = {tuple(row.natural_key.values()): row.key for row in same_table}
        known = reduce(or_, (_build_row_filter(row) for row in same_table))
        columns = dict.fromkeys(["pgh_created_at", "pgh_label", *definition.natural_key, *definition.columns])
        writer = User.objects.filter(pk=Cast(KeyTextTransform("user", OuterRef("pgh_context")), BigIntegerField()))
        author = {"who": Subquery(writer.values("name")), "email": Subquery(writer.values("email"))}
        for event in list_events(definition).filter(known).order_by("-pgh_id").values(*columns, **author):
            found[same[tuple(event[name] for name in definition.natural_key)]].append(event)
    return found


def _group_by_definition(rows: Iterable[StoredRow]) -> list[tuple[RowDefinition, list[StoredRow]]]:
    """The rows by their table. Told apart by ``id``, since a definition can't be a key; two kinds may share one."""
    groups: dict[int, tuple[RowDefinition, list[StoredRow]]] = {}
    for row in rows:
        definition = ROW_DEFINITIONS[row.key.kind]
        groups.setdefault(id(definition), (definition, []))[1].append(row)
    return list(groups.values())


def _find_last_change(events: Sequence[dict[str, Any]], columns: Sequence[str]) -> dict[str, Any] | None:
    """The latest event that changed the columns; None for a row without events."""
    for newer, older in pairwise(events):
        is_first = DELETED in (older["pgh_label"], newer["pgh_label"])
        if is_first or any(newer[name] != older[name] for name in columns):
            return newer
    return events[-1] if events else None


def load_user_names(contexts: Iterable[Mapping[str, Any] | None]) -> dict[int | None, str]:
    """The names of the users in the contexts of events, by id: one query."""
    ids = {user for context in contexts if (user := _get_user_id(context)) is not None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


def _get_user_id(context: Mapping[str, Any] | None) -> int | None:
    return context.get("user") if context else None
