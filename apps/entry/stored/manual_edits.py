"""What people typed last, so that a system or a file doesn't overwrite it unseen."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from apps.core.choices import MissingReason
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS, RowDefinition
from apps.entry.stored.events import DELETED, INSERTED, list_events
from apps.rounds.models import CellDraft, Round

# The statement is put together from the models' own names; every value goes as a parameter.
# ruff: noqa: S608


class ManualEdit(NamedTuple):
    """When a person last changed a cell, and whether it is saved or a draft."""

    at: datetime
    is_draft: bool


ManualEdits = dict[tuple[str, str], ManualEdit]
# A value takes the reason for its absence away, and the other way round: whoever typed one has said what both are.
_EXCLUSIVE_FIELDS = frozenset({"value", "missing"})


class _KeySource(NamedTuple):
    """Of a kind of row: the parts of its key after the first, the tables that tell them, and which rows are read."""

    parts: str
    joined: str
    places: str


_JOINED_AREA = "JOIN organisation_servicearea AS a ON a.id = e.service_area_id"
_OF_AREAS = """e.service_area_id IN (
                SELECT id FROM organisation_servicearea WHERE board_id = %(board)s AND code = ANY(%(places)s))"""
_KEY_SOURCES = {
    EntryKind.OUTCOME: _KeySource(
        "i.code, a.code, e.gender", f"{_JOINED_AREA} JOIN goals_indicator AS i ON i.id = e.indicator_id", _OF_AREAS
    ),
    EntryKind.OPERATING: _KeySource("a.code, e.cost_type", _JOINED_AREA, _OF_AREAS),
    EntryKind.OWN_VALUE: _KeySource(
        "t.code, r.code, c.code",
        "JOIN own_tables_owntable AS t ON t.id = e.own_table_id JOIN own_tables_ownrow AS r ON r.id = e.row_id"
        " JOIN own_tables_owncolumn AS c ON c.id = e.column_id",
        "t.board_id = %(board)s AND t.code = ANY(%(places)s)",
    ),
}


def find_manual_edits(
    *, round_: Round, keys: Iterable[EntryKey], system_users: Collection[int], system_files: Collection[str] = ()
) -> ManualEdits:
    """The cells among ``keys`` that a person changed last, by key and field.

    Those are outcomes, operating lines and values of own tables.

    ``system_users`` are the users that are systems, ``system_files`` the names of files that
    systems have sent. A change without a user, such as a command run on the server, is not a
    person's. A person's draft counts too: it was typed, although it could not be saved.
    Two queries for each kind.
    """
    found: ManualEdits = {}
    listed = list(keys)
    for kind in {key.kind for key in listed}:
        places = {key.first if kind == EntryKind.OWN_VALUE else key.area for key in listed if key.kind == kind}
        found |= _load_saved_edits(round_, kind, places, system_users, system_files)
    wanted = {key.text for key in listed}
    drafts = CellDraft.objects.filter(round=round_).exclude(by__in=system_users).values_list("key", "field", "at")
    found |= {(key, field): ManualEdit(at, is_draft=True) for key, field, at in drafts}
    return {cell: typed for cell, typed in _add_exclusive_fields(found).items() if cell[0] in wanted}


def _add_exclusive_fields(found: ManualEdits) -> ManualEdits:
    """With an edit of an outcome's value comes one of its reason for being missing, and the other way round."""
    edits = dict(found)
    for (key, field), typed in found.items():
        if field in _EXCLUSIVE_FIELDS:
            for other in _EXCLUSIVE_FIELDS - {field}:
                edits.setdefault((key, other), typed)
    return edits


def _load_saved_edits(
    round_: Round,
    kind: EntryKind,
    places: Collection[str],
    system_users: Collection[int],
    system_files: Collection[str],
) -> ManualEdits:
    definition, source = ROW_DEFINITIONS[kind], _KEY_SOURCES[kind]
    natural = ", ".join(f"e.{column}" for column in definition.natural_key)
    own = "AND e.table_id IS NULL" if "table_id" in definition.natural_key else ""
    now = {name: _build_event_text_sql(field.columns) for name, field in definition.fields.items()}
    changed = ", ".join(
        f"{now[name]} IS DISTINCT FROM {_build_previous_text_sql(definition, field.columns)} AS {name}_changed"
        for name, field in definition.fields.items()
    )
    latest = " UNION ALL ".join(
        f"(SELECT DISTINCT ON (key) key, '{name}' AS field, who, at, source FROM history WHERE {name}_changed"
        " ORDER BY key, pgh_id DESC)"
        for name in now
    )
    statement = f"""
        WITH history AS (
            SELECT concat_ws(':', '{kind.value}', {source.parts}) AS key, e.pgh_id, e.pgh_created_at AS at,
                (e.pgh_context->>'user')::bigint AS who, e.pgh_context->>'source' AS source, {changed}
            FROM {list_events(definition).model._meta.db_table} AS e {source.joined}
            WHERE {source.places}
                AND e.year = %(year)s AND e.tertial = %(tertial)s {own}
            WINDOW same AS (PARTITION BY {natural} ORDER BY e.pgh_id)
        )
        SELECT key, field, at FROM ({latest}) AS l
        WHERE who IS NOT NULL AND NOT who = ANY(%(machines)s) AND NOT coalesce(source, '') = ANY(%(files)s)"""
    parameters: dict[str, Any] = {
        "board": round_.board_id,
        "places": list(places),
        "round": round_.pk,
        "year": round_.year,
        "tertial": round_.tertial,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, {**parameters, "machines": list(system_users), "files": list(system_files)})
        return {(key, field): ManualEdit(at, is_draft=False) for key, field, at in cursor.fetchall()}


def _build_event_text_sql(columns: Iterable[str]) -> str:
    """An event's columns as one text; NULL where they are empty or the row was deleted."""
    return f"CASE WHEN e.pgh_label <> '{DELETED}' THEN {_build_columns_text_sql('e', columns)} END"


def _build_columns_text_sql(row: str, columns: Iterable[str]) -> str:
    shown = [
        f"NULLIF(NULLIF({row}.{column}::text, 'false'), '{MissingReason.NOT_REPORTED.value}')" for column in columns
    ]
    values, empty_text = ", '|', ".join(shown), "|" * (len(shown) - 1)
    return f"NULLIF(concat({values}), '{empty_text}')"


def _build_previous_text_sql(definition: RowDefinition, columns: Iterable[str]) -> str:
    """The text before the event.

    Before the first event of the board's own row of money, that is what the report's table prints.
    """
    last = f"lag({_build_event_text_sql(columns)}) OVER same"
    if "table_id" not in definition.natural_key:
        return last
    same = " AND ".join(f"p.{column} = e.{column}" for column in definition.natural_key if column != "table_id")
    printed = (
        f"(SELECT {_build_columns_text_sql('p', columns)} FROM {definition.model._meta.db_table} AS p"
        f" JOIN rounds_sourcetable AS t ON t.id = p.table_id"
        f" WHERE t.round_id = %(round)s AND {same} ORDER BY t.position LIMIT 1)"
    )
    return f"CASE WHEN e.pgh_label = '{INSERTED}' THEN {printed} ELSE {last} END"
