"""New parts of the plan: areas, goals and indicators."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.goals.links import set_goal_areas, set_goal_focus_areas, set_indicator_areas
from apps.goals.models import FocusArea, Goal, Indicator
from apps.organisation.models import Board, ServiceArea
from apps.planning.plan_parts import save_new_part
from apps.planning.requirements import (
    PlanningError,
    clean_name,
    require_administrator,
    require_same_board,
    require_years_in_order,
)


@transaction.atomic
def add_area(
    *,
    by: User,
    board: Board,
    name: str,
    kind: str,
    parent: ServiceArea,
    valid_from: int | None = None,
    code: str = "",
) -> ServiceArea:
    """Add a service area under another. Without ``code`` it gets one made from its name, as all new parts do."""
    require_administrator(by, board)
    require_same_board(board, parent)
    values = {"name": clean_name(name), "kind": kind, "parent": parent, "valid_from": valid_from}
    return save_new_part(by=by, board=board, model=ServiceArea, values=values, code=code)


@transaction.atomic
def add_goal(
    *,
    by: User,
    board: Board,
    name: str,
    level: str,
    description: str = "",
    parent: Goal | None = None,
    areas: Sequence[ServiceArea] = (),
    focus_areas: Sequence[FocusArea] = (),
    valid_from: int | None = None,
    valid_to: int | None = None,
    code: str = "",
) -> Goal:
    """Add a goal, for the whole board or for ``areas``."""
    require_administrator(by, board)
    for other in filter(None, (parent, *areas, *focus_areas)):
        require_same_board(board, other)
    require_years_in_order(valid_from, valid_to)
    values = {"name": clean_name(name), "level": level, "description": description, "parent": parent}
    years = {"valid_from": valid_from, "valid_to": valid_to}
    goal = save_new_part(by=by, board=board, model=Goal, values={**values, **years}, code=code)
    set_goal_areas(goal, areas)
    set_goal_focus_areas(goal, focus_areas)
    return goal


@transaction.atomic
def add_indicator(
    *,
    by: User,
    board: Board,
    name: str,
    goal: Goal | None = None,
    kind: str = "",
    code: str = "",
    areas: Sequence[ServiceArea] = (),
    **values: Any,
) -> Indicator:
    """Add an indicator under a goal, or a key figure (nyckeltal) of a kind: one of the two.

    ``areas`` are its own, and ``values`` its other fields, of those in ``INDICATOR_FIELDS``.
    """
    require_administrator(by, board)
    named = clean_new_indicator(board=board, name=name, goal=goal, kind=kind, values=values, areas=areas)
    indicator = save_new_part(by=by, board=board, model=Indicator, values=named, code=code)
    if areas:
        set_indicator_areas([(indicator, areas)])
    return indicator


def clean_new_indicator(
    *,
    board: Board,
    name: str,
    goal: Goal | None,
    kind: str,
    values: Mapping[str, Any],
    areas: Sequence[ServiceArea] = (),
) -> dict[str, Any]:
    """A new indicator's fields. ``PlanningError`` where they don't go together."""
    if (goal is None) == (not kind):
        raise PlanningError(GOAL_OR_KIND, field="goal")
    for other in (*([goal] if goal else []), *areas):
        require_same_board(board, other)
    unknown = set(values) - INDICATOR_FIELDS
    if unknown:
        raise PlanningError(f"Indikatorn har inga fält {', '.join(sorted(unknown))}.")
    require_years_in_order(values.get("valid_from"), values.get("valid_to"))
    return {"name": clean_name(name), "goal": goal, "kind": kind, **values}


GOAL_OR_KIND = "Välj det mål som indikatorn hör till, eller vilket slags nyckeltal den är. Inte båda."
INDICATOR_FIELDS = frozenset(
    {
        "heading", "unit", "decimals", "direction", "accumulation", "by_gender", "counts_persons", "reference_for",
        "definition", "source", "kolada_id", "tolerance_percent", "valid_from", "valid_to",
    }
)  # fmt: skip
