"""What a goal is besides its name and place, and the focus areas that goals gather under."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.tertials import Tertial
from apps.goals.links import set_goal_areas, set_goal_focus_areas
from apps.goals.models import FocusArea, Goal
from apps.goals.services import write_plan_item
from apps.organisation.models import Board, ServiceArea
from apps.planning.change_periods import plan_change
from apps.planning.plan_parts import change_values, clean_values, convert_to_json, save_new_part
from apps.planning.requirements import (
    PlanningError,
    clean_name,
    log_act,
    require_administrator,
    require_same_board,
    require_years_in_order,
)

GOAL_FIELDS = frozenset({"level", "description", "valid_from"})
FOCUS_AREA_FIELDS = frozenset({"name", "description"})


@transaction.atomic
def add_focus_area(*, by: User, board: Board, name: str, description: str = "", code: str = "") -> FocusArea:
    """Add a focus area, last in the order."""
    require_administrator(by, board)
    values = {"name": clean_name(name), "description": description.strip()}
    return save_new_part(by=by, board=board, model=FocusArea, values=values, code=code)


@transaction.atomic
def change_focus_area(
    *, by: User, focus_area: FocusArea, holds_from: Tertial | None, decision: str, **values: str
) -> FocusArea:
    """Change a focus area's name or description."""
    _require_known(values, FOCUS_AREA_FIELDS)
    if "name" in values:
        values["name"] = clean_name(values["name"])
    return change_values(by=by, item=focus_area, act="changed", values=values, holds_from=holds_from, decision=decision)


@transaction.atomic
def change_goal(
    *,
    by: User,
    goal: Goal,
    focus_areas: Sequence[FocusArea],
    areas: Sequence[ServiceArea],
    holds_from: Tertial | None,
    decision: str,
    **values: Any,
) -> Goal:
    """Change a goal's level, description or first year (``values``), its focus areas, and the areas that it is for.

    The focus areas and the areas become exactly those given. Without areas it is the whole board's goal.
    """
    require_administrator(by, goal.board)
    _require_known(values, GOAL_FIELDS)
    for other in (*focus_areas, *areas):
        require_same_board(goal.board, other)
    require_years_in_order(values.get("valid_from", goal.valid_from), goal.valid_to)
    links_before, links_after = _list_links(goal), _build_links(focus_areas, areas)
    before = {name: getattr(goal, name) for name in values if getattr(goal, name) != values[name]}
    if not before and links_before == links_after:
        raise PlanningError("Inget skiljer sig från hur det är nu.")
    after = {name: values[name] for name in before}
    clean_values(goal, after)
    with plan_change(by=by, board=goal.board, changed=goal, holds_from=holds_from, decision=decision):
        if after:
            write_plan_item(goal, **after)
        set_goal_focus_areas(goal, focus_areas)
        set_goal_areas(goal, areas)
    log_act(
        by,
        "goal.changed",
        goal,
        before={**convert_to_json(before), **_take_changed(links_before, links_after)},
        after={
            **convert_to_json(after),
            **_take_changed(links_after, links_before),
            "holds_from": str(holds_from or ""),
        },
        reason=decision.strip(),
    )
    return goal


def _require_known(values: dict[str, Any], known: frozenset[str]) -> None:
    unknown = set(values) - known
    if unknown:
        raise PlanningError(f"Det går inte att ändra {', '.join(sorted(unknown))}.")


def _list_links(goal: Goal) -> dict[str, list[str]]:
    return _build_links(goal.focus_areas.all(), goal.service_areas.all())


def _build_links(focus_areas: Any, areas: Any) -> dict[str, list[str]]:
    return {"focus_areas": sorted(one.code for one in focus_areas), "areas": sorted(one.code for one in areas)}


def _take_changed(links: dict[str, list[str]], others: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: codes for name, codes in links.items() if codes != others[name]}
