"""All writes of goals, indicators and what is said of them. Plans are saved whole, facts row by row of a period."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.core.fact_tables import FactTable
from apps.core.row_values import write_values
from apps.core.tertials import Tertial
from apps.core.upsert import SaveCounts, get_row_fields, group_tree_levels, upsert_rows
from apps.goals.links import set_links
from apps.goals.merge_models import IndicatorMerge
from apps.goals.models import (
    Assessment,
    DefinitionChange,
    FocusArea,
    Goal,
    Indicator,
    Outcome,
    Target,
)
from apps.organisation.models import Board, ServiceArea
from apps.rounds.services import finish_bulk_save

OUTCOMES = FactTable(Outcome, ("indicator_id", "year", "tertial", "service_area_id", "gender"))
ASSESSMENTS = FactTable(Assessment, ("round_id", "goal_id", "indicator_id", "service_area_id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusAreaRow:
    """A focus area as it should stand."""

    code: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """A goal as it should stand. ``parent`` is the code of another row, ``focus_areas`` codes that are saved."""

    code: str
    name: str
    level: str
    description: str = ""
    parent: str | None = None
    focus_areas: tuple[str, ...] = ()
    service_area_ids: tuple[int, ...] = ()
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """An indicator as it should stand: with a goal or a kind. ``reference_for`` is the code of another row."""

    code: str
    name: str
    unit: str
    decimals: int
    direction: str
    accumulation: str
    goal_id: int | None = None
    kind: str = ""
    heading: str = ""
    by_gender: bool = False
    counts_persons: bool = False
    reference_for: str | None = None
    definition: str = ""
    source: str = ""
    kolada_id: str | None = None
    tolerance_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """A target in the indicator's unit; ``text`` as the report writes it."""

    indicator_id: int
    service_area_id: int
    year: int
    comparator: str
    text: str
    gender: str = "T"
    value: Decimal | None = None
    upper: Decimal | None = None
    base_year: int | None = None
    decision: str = ""
    reason: str = ""
    footnote: str = ""
    table_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeRow:
    """An outcome in the indicator's unit, with at most six decimals, or the reason why there is none."""

    indicator_id: int
    service_area_id: int
    year: int
    tertial: int
    gender: str = "T"
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    missing: str = ""
    stated_text: str = ""
    stated_change: Decimal | None = None
    forecast: Decimal | None = None
    preliminary: bool = False
    footnote: str = ""
    table_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRow:
    """What people judged of a goal or an indicator, one of them, in a round.

    What ``is_rich`` is Markdown; None leaves it at what it is.
    """

    round_id: int
    service_area_id: int
    goal_id: int | None = None
    indicator_id: int | None = None
    rating: str = ""
    stated_rating: str = ""
    trend: str = ""
    summary: str = ""
    cause: str = ""
    action: str = ""
    gender_reflection: str = ""
    summary_is_rich: bool | None = None
    cause_is_rich: bool | None = None
    action_is_rich: bool | None = None
    gender_reflection_is_rich: bool | None = None
    table_id: int | None = None


@transaction.atomic
def save_focus_areas(*, by: User | None, board: Board, rows: Sequence[FocusAreaRow]) -> SaveCounts:
    """Save focus areas in the order given."""
    areas = [
        FocusArea(
            **_build_owner_columns(board), code=row.code, name=row.name, description=row.description, position=place
        )
        for place, row in enumerate(rows)
    ]
    saved = upsert_rows(
        FocusArea.objects.filter(board=board),
        areas,
        key=["board_id", "code"],
        values=["name", "description", "position"],
    )
    return finish_bulk_save(by=by, board_id=board.pk, model=FocusArea, saved=saved)


@transaction.atomic
def save_goals(*, by: User | None, board: Board, rows: Sequence[GoalRow]) -> SaveCounts:
    """Save goals in the order given, with their focus areas and service areas. ``ValueError`` when they are no tree."""
    position = {row.code: place for place, row in enumerate(rows)}
    ids: dict[str, int] = {}
    saved = SaveCounts()
    for level in group_tree_levels(rows, lambda row: row.code, lambda row: row.parent):
        goals = [
            Goal(
                **_build_owner_columns(board),
                code=row.code,
                name=row.name,
                level=row.level,
                description=row.description,
                parent_id=ids[row.parent] if row.parent else None,
                position=position[row.code],
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in level
        ]
        values = ["name", "level", "description", "parent_id", "position", "valid_from", "valid_to"]
        saved = saved.plus(
            upsert_rows(Goal.objects.filter(board=board), goals, key=["board_id", "code"], values=values)
        )
        ids.update({goal.code: goal.pk for goal in goals})
    focus = find_ids_by_code(FocusArea, board)
    gathered = {ids[row.code]: {focus[code] for code in row.focus_areas} for row in rows}
    moved = set_links(Goal.focus_areas.through, gathered, "goal_id", "focusarea_id")
    areas = {ids[row.code]: set(row.service_area_ids) for row in rows}
    moved += set_links(Goal.service_areas.through, areas, "goal_id", "servicearea_id")
    return finish_bulk_save(by=by, board_id=board.pk, model=Goal, saved=saved, also_changed=moved)


@transaction.atomic
def save_indicators(*, by: User | None, board: Board, rows: Sequence[IndicatorRow]) -> SaveCounts:
    """Save indicators in the order given. ``ValueError`` when references are not among the rows or go round."""
    position = {row.code: place for place, row in enumerate(rows)}
    ids: dict[str, int] = {}
    saved = SaveCounts()
    plain = ["name", "unit", "decimals", "direction", "accumulation", "goal_id", "kind", "heading"]
    plain += ["by_gender", "counts_persons", "definition", "source", "kolada_id", "tolerance_percent"]
    for level in group_tree_levels(rows, lambda row: row.code, lambda row: row.reference_for):
        indicators = [
            Indicator(
                **_build_owner_columns(board),
                **{name: getattr(row, name) for name in plain},
                code=row.code,
                position=position[row.code],
                reference_for_id=ids[row.reference_for] if row.reference_for else None,
            )
            for row in level
        ]
        saved = saved.plus(
            upsert_rows(
                Indicator.objects.filter(board=board),
                indicators,
                key=["board_id", "code"],
                values=[*plain, "position", "reference_for_id"],
            )
        )
        ids.update({indicator.code: indicator.pk for indicator in indicators})
    return finish_bulk_save(by=by, board_id=board.pk, model=Indicator, saved=saved)


@transaction.atomic
def save_targets(*, by: User | None, board: Board, rows: Sequence[TargetRow]) -> SaveCounts:
    """Save targets: one for each indicator, service area, year and gender."""
    return _save_facts(
        by=by,
        board=board,
        model=Target,
        rows=rows,
        key=["indicator_id", "service_area_id", "year", "gender"],
    )


@transaction.atomic
def save_outcomes(*, by: User | None, board: Board, rows: Sequence[OutcomeRow]) -> SaveCounts:
    """Save outcomes: one for each indicator, year, tertial, service area and gender."""
    return _save_facts(
        by=by,
        board=board,
        model=Outcome,
        rows=rows,
        key=["indicator_id", "year", "tertial", "service_area_id", "gender"],
    )


@transaction.atomic
def save_assessments(*, by: User | None, board: Board, rows: Sequence[AssessmentRow]) -> SaveCounts:
    """Save assessments: one for each round, goal or indicator, and service area. An override reason stays."""
    rounds = {row.round_id for row in rows}
    assessments = [Assessment(**_build_owner_columns(board), **get_row_fields(row)) for row in rows]
    key = ["round_id", "goal_id", "indicator_id", "service_area_id"]
    values = _list_value_columns(AssessmentRow, key)
    marks = [name for name in values if name.endswith("_is_rich")]
    stored = Assessment.objects.filter(round__in=rounds, board=board)
    with set_history_context(by=by):
        saved = upsert_rows(stored, assessments, key=key, values=values, unsaid=marks)
    return finish_bulk_save(by=by, board_id=board.pk, model=Assessment, saved=saved, rounds=rounds)


def find_ids_by_code(model: type[FocusArea] | type[Goal] | type[Indicator], board: Board) -> dict[str, int]:
    """The primary keys of the board's plan rows by code."""
    return dict(model._default_manager.filter(board=board).values_list("code", "pk"))


def _save_facts(
    *, by: User | None, board: Board, model: type[Target] | type[Outcome], rows: Sequence[Any], key: list[str]
) -> SaveCounts:
    stored = model._default_manager.filter(
        board=board, indicator__in={row.indicator_id for row in rows}, year__in={row.year for row in rows}
    )
    facts: list[Any] = [model(**_build_owner_columns(board), **get_row_fields(row)) for row in rows]
    values = _list_value_columns(type(rows[0]), key) if rows else []
    with set_history_context(by=by):
        saved = upsert_rows(stored, facts, key=key, values=values) if rows else SaveCounts()
    return finish_bulk_save(by=by, board_id=board.pk, model=model, saved=saved)


def _build_owner_columns(board: Board) -> dict[str, int]:
    return {"board_id": board.pk, "municipality_id": board.municipality_id}


def _list_value_columns(row: type[Any], key: Sequence[str]) -> list[str]:
    return [name for name in row.__dataclass_fields__ if name not in key]


def write_plan_item(item: FocusArea | Goal | Indicator, **values: Any) -> None:
    """Write values of a focus area, a goal or an indicator, or the whole of a new one. The caller checks."""
    write_values(item, values)


def write_indicators(indicators: Collection[int], **values: Any) -> None:
    """Write the same values of several indicators, by primary key; as ``write_plan_item``."""
    Indicator.objects.filter(pk__in=indicators).update(**values)


def write_changed_indicators(indicators: Sequence[Indicator], fields: Collection[str]) -> None:
    """Write the fields of several indicators, each as it stands, by one statement; as ``write_plan_item``."""
    Indicator.objects.bulk_create(indicators, update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields))


def move_targets(targets: Sequence[Target], area: ServiceArea) -> None:
    """Put targets on another area, as they are. A target's area is a part of its key: it becomes a new row there."""
    Target.objects.filter(pk__in=[target.pk for target in targets]).delete()
    for target in targets:
        target.pk, target.version, target.service_area = None, 1, area
    Target.objects.bulk_create(targets)


def write_target(*, place: Mapping[str, Any], values: Mapping[str, Any] | None, board: Board) -> Target | None:
    """The target of an indicator, area, year and gender (``place``); None takes it away."""
    if values is None:
        Target.objects.filter(**place).delete()
        return None
    owner = {"board_id": board.pk, "municipality_id": board.municipality_id}
    target, _ = Target.objects.update_or_create(**place, defaults=values, create_defaults={**values, **owner})
    return target


def add_definition_change(*, indicator: Indicator, period: Tertial, note: str) -> DefinitionChange:
    """From the period on the indicator measures something else."""
    owner = {"board_id": indicator.board_id, "municipality_id": indicator.municipality_id}
    return DefinitionChange.objects.create(
        **owner, indicator=indicator, year=period.year, tertial=period.number, note=note
    )


def delete_definition_change(*, indicator: Indicator, period: Tertial) -> bool:
    """Take back that another thing is measured from the period on; whether it was there."""
    found = DefinitionChange.objects.filter(indicator=indicator, year=period.year, tertial=period.number)
    return bool(found.delete()[0])


def add_indicator_rows(indicators: Sequence[Indicator]) -> None:
    """New indicators, by one statement. What they demand the caller checks and records."""
    Indicator.objects.bulk_create(indicators)


def add_targets(targets: Sequence[Target]) -> None:
    """New targets, such as those that are carried over from another year."""
    Target.objects.bulk_create(targets)


def write_changed_targets(targets: Sequence[Target]) -> None:
    """Write targets that are there, each as it stands, by one statement."""
    fields = ["table", "text", "decision", "reason", "comparator", "value", "upper", "base_year"]
    Target.objects.bulk_create(targets, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def delete_targets(targets: Sequence[Target]) -> None:
    """Take targets away."""
    Target.objects.filter(pk__in=[target.pk for target in targets]).delete()


def add_indicator_merge(
    *, indicator: Indicator, into: Indicator, year: int, decision: str, sums_persons: bool
) -> IndicatorMerge:
    """From the year on the one goes on in the other. What that demands the caller checks and records."""
    owner = {"board_id": indicator.board_id, "municipality_id": indicator.municipality_id}
    values = {"indicator": indicator, "into": into, "year": year, "decision": decision, "sums_persons": sums_persons}
    return IndicatorMerge.objects.create(**owner, **values)


def delete_indicator_merges(*, into: Indicator, year: int) -> int:
    """Take back what went into an indicator from a year; how many. The indicators stay as they are."""
    return IndicatorMerge.objects.filter(into=into, year=year).delete()[0]


def write_plan_order(items: Sequence[Any]) -> None:
    """Write the positions of several goals, indicators or focus areas, all of one kind."""
    if items:
        type(items[0])._default_manager.bulk_update(items, ["position"])
