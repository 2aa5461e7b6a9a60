"""Which cells have been written since a correction was opened, and by whom.

Read from the event tables that the database's triggers write. When a correction is opened, the
number of each table's last event is logged (``marks``); later events are the correction's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Model

from apps.audit.models import AuditEvent
from apps.core.prepared_queries import fetch_prepared, parse_json
from apps.entry.keys import EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS, RowDefinition
from apps.entry.stored.events import DELETED, UNKNOWN_USER, load_user_names
from apps.goals.models import Goal, Indicator
from apps.organisation.models import ServiceArea
from apps.report.models import CorrectedPlanRow
from apps.rounds.models import Round
from apps.workflow.corrections import OPENED_ACTION


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """A cell that holds something else than when the correction was opened.

    ``key`` and ``field`` are its address, ``author`` whoever changed it last.
    """

    key: str
    field: str
    label: str
    author: str
    at: datetime

    @property
    def address(self) -> str:
        """Key and field as one text."""
        return f"{self.key}|{self.field}"


@dataclass(frozen=True, slots=True)
class CorrectedPlanPart(WrittenCell):
    """A part of the plan that the correction brings up to date. ``field`` is its code."""

    kind: str

    @property
    def address(self) -> str:
        """Kind and code as one text."""
        return f"{self.kind}|{self.field}"


# For each table the row's key, and the tables that its codes come from. ``e`` is the event.
_JOIN_AREA = "JOIN organisation_servicearea a ON a.id = e.service_area_id"
_ROW_KEYS_BY_TABLE = {
    "goals.outcome": (
        "concat_ws(':', 'u', i.code, a.code, e.gender)",
        f"goals_outcomeevent e JOIN goals_indicator i ON i.id = e.indicator_id {_JOIN_AREA}",
    ),
    "budget.operatingline": ("concat_ws(':', 'd', a.code, e.cost_type)", f"budget_operatinglineevent e {_JOIN_AREA}"),
    "budget.investmentline": (
        "concat_ws(':', 'i', p.code, e.flow)",
        "budget_investmentlineevent e JOIN budget_investmentproject p ON p.id = e.project_id",
    ),
    "risks.controlresult": (
        "concat_ws(':', 'k', r.code, c.code)",
        "risks_controlresultevent e JOIN risks_controlactivity c ON c.id = e.control_id "
        "JOIN risks_risk r ON r.id = c.risk_id",
    ),
    "goals.assessment": (
        "CASE WHEN e.goal_id IS NULL THEN concat_ws(':', 'b:i', i.code, a.code) "
        "ELSE concat_ws(':', 'b:g', g.code, a.code) END",
        "goals_assessmentevent e LEFT JOIN goals_indicator i ON i.id = e.indicator_id "
        f"LEFT JOIN goals_goal g ON g.id = e.goal_id {_JOIN_AREA}",
    ),
    "own_tables.ownvalue": (
        "concat_ws(':', 't', t.code, r.code, c.code)",
        "own_tables_ownvalueevent e JOIN own_tables_owntable t ON t.id = e.own_table_id "
        "JOIN own_tables_ownrow r ON r.id = e.row_id JOIN own_tables_owncolumn c ON c.id = e.column_id",
    ),
    "rounds.comment": (
        "concat_ws(':', 'c', e.topic, a.code)",
        f"rounds_commentevent e {_JOIN_AREA}",
    ),
}
_TABLES_WITH_ROUND = {"goals.assessment", "rounds.comment"}
_IN_ROUND = "e.round_id = %(round)s"
_IN_PERIOD = "e.year = %(year)s AND e.tertial = %(tertial)s"
# ruff: noqa: S608
# The statement is put together from constants; every value is a parameter.
_EVENT_QUERIES = " UNION ALL ".join(
    f"""
    SELECT {key} AS row_key, e.pgh_id, e.pgh_id > (%(marks)s::json ->> '{label}')::bigint AS is_new,
        e.pgh_created_at, json_build_object('label', e.pgh_label, 'context', e.pgh_context, 'row', to_json(e))::text
    FROM {tables}
    WHERE e.board_id = %(board)s
        AND {_IN_ROUND if label in _TABLES_WITH_ROUND else _IN_PERIOD}
        AND e.id IN (
            SELECT n.id FROM {tables.split()[0]} AS n
            WHERE n.board_id = %(board)s AND n.pgh_id > (%(marks)s::json ->> '{label}')::bigint)"""
    for label, (key, tables) in _ROW_KEYS_BY_TABLE.items()
)
_STATEMENT = f"SELECT * FROM ({_EVENT_QUERIES}) AS events ORDER BY row_key, pgh_id"


@dataclass(frozen=True, slots=True)
class _CellEvent:
    key: str
    is_new: bool
    at: datetime
    user: int | None
    row: Mapping[str, Any] | None


def list_written_cells(round_: Round) -> list[WrittenCell]:
    """The cells that differ from when the correction was opened: three queries.

    A cell that was changed and changed back is not among them. Empty for a round that is not being
    corrected. Find the round with a queryset that is scoped to the user.
    """
    if not round_.correction_state:
        return []
    began = AuditEvent.objects.filter(
        action=OPENED_ACTION, object_type="rounds.round", object_id=str(round_.pk)
    ).latest("pk")
    events = list(_load_events(round_, (began.after or {})["marks"]))
    names = load_user_names([{"user": event.user} for event in events if event.is_new])
    return [
        WrittenCell(key, field, label, names.get(event.user, UNKNOWN_USER), event.at)
        for key, group in groupby(events, key=lambda event: event.key)
        for field, label, event in _list_changed_fields(key, list(group))
    ]


def list_corrected_plan(round_: Round) -> list[WrittenCell]:
    """The parts of the plan that the correction brings up to date, each by the key of its row.

    The ``address`` is kind and code, ``indicator|nojdhet``: a target is found by its indicator.
    """
    rows = list(CorrectedPlanRow.objects.filter(round=round_))
    if not rows:
        return []
    names = load_user_names([{"user": row.chosen_by_id} for row in rows])
    found = {}
    for row in rows:
        kind = "indicator" if row.part == "target" else row.part
        model, prefix = _PLAN_MODELS_BY_KIND[kind]
        code = model._default_manager.filter(pk=row.key.partition("-")[0]).values_list("code", flat=True).first()
        if code:
            who = names.get(row.chosen_by_id, UNKNOWN_USER)
            found[kind, code] = CorrectedPlanPart(f"{prefix}:{code}", code, "planen", who, row.chosen_at, kind)
    return list(found.values())


_PLAN_MODELS_BY_KIND: Mapping[str, tuple[type[Model], str]] = {
    "area": (ServiceArea, "d"),
    "goal": (Goal, "b:g"),
    "indicator": (Indicator, "u"),
}


def _load_events(round_: Round, marks: Mapping[str, int]) -> Iterator[_CellEvent]:
    parameters = {
        "board": round_.board_id,
        "round": round_.pk,
        "year": round_.year,
        "tertial": round_.tertial,
        "marks": _encode_marks(marks),
    }
    for key, _, is_new, at, text in fetch_prepared(_STATEMENT, parameters):
        event = parse_json(text)
        row = None if event["label"] == DELETED else event["row"]
        yield _CellEvent(key, is_new, at, (event["context"] or {}).get("user"), row)


def _encode_marks(marks: Mapping[str, int]) -> str:
    pairs = ", ".join(f'"{label}": {int(mark)}' for label, mark in marks.items())
    return f"{{{pairs}}}"


def _list_changed_fields(key: str, events: list[_CellEvent]) -> Iterator[tuple[str, str, _CellEvent]]:
    """Each field that differs from when the correction was opened, with the event that last changed
    it.

    ``events`` are those of one row, oldest first.
    """
    definition = _find_definition(key)
    at_opening = next((event.row for event in reversed(events) if not event.is_new), None)
    for name, field in definition.fields.items():
        texts = [_read_columns(definition, field.columns, event.row) for event in events]
        opening = _read_columns(definition, field.columns, at_opening)
        if texts[-1] == opening:
            continue
        changed = [
            event
            for number, event in enumerate(events)
            if event.is_new and texts[number] != (texts[number - 1] if number else opening)
        ]
        yield name, field.label, changed[-1]


def _find_definition(key: str) -> RowDefinition:
    first, second, *_ = key.split(":")
    return ROW_DEFINITIONS[EntryKind(f"{first}:{second}" if first == "b" else first)]


def _read_columns(definition: RowDefinition, columns: tuple[str, ...], row: Mapping[str, Any] | None) -> list[Any]:
    found = definition.build_empty_row() if row is None else row
    return [found[column] for column in columns]
