"""New parts of the plan: areas, goals and indicators."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.text import slugify

from apps.accounts.models import User
from apps.goals.models import Goal, Indicator
from apps.goals.services import set_goal_areas
from apps.organisation.models import Board, ServiceArea
from apps.planning.plan_parts import PlanPart, write_plan_part
from apps.planning.requirements import (
    PlanningError,
    clean_name,
    log_act,
    require_administrator,
    require_same_board,
    require_years_in_order,
)
from apps.rounds.services import touch_rounds


@transaction.atomic
def add_area(
    *, by: User, board: Board, name: str, kind: str, parent: ServiceArea, valid_from: int | None = None
) -> ServiceArea:
    """Add a service area under another."""
    require_administrator(by, board)
    require_same_board(board, parent)
    values = {"name": clean_name(name), "kind": kind, "parent": parent, "valid_from": valid_from}
    return _save_new_part(by, board, ServiceArea, values)


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
    valid_from: int | None = None,
    valid_to: int | None = None,
) -> Goal:
    """Add a goal, for the whole board or for ``areas``."""
    require_administrator(by, board)
    for other in filter(None, (parent, *areas)):
        require_same_board(board, other)
    require_years_in_order(valid_from, valid_to)
    values = {"name": clean_name(name), "level": level, "description": description, "parent": parent}
    goal = _save_new_part(by, board, Goal, {**values, "valid_from": valid_from, "valid_to": valid_to})
    set_goal_areas(goal, areas)
    return goal


@transaction.atomic
def add_indicator(
    *, by: User, board: Board, name: str, goal: Goal | None = None, kind: str = "", **values: Any
) -> Indicator:
    """Add an indicator under a goal, or a key figure (nyckeltal) of a kind: one of the two.

    ``values`` are its other fields, of those in ``INDICATOR_FIELDS``.
    """
    require_administrator(by, board)
    if (goal is None) == (not kind):
        raise PlanningError("Välj det mål som indikatorn hör till, eller vilket slags nyckeltal den är. Inte båda.")
    if goal is not None:
        require_same_board(board, goal)
    unknown = set(values) - INDICATOR_FIELDS
    if unknown:
        raise PlanningError(f"Indikatorn har inga fält {', '.join(sorted(unknown))}.")
    require_years_in_order(values.get("valid_from"), values.get("valid_to"))
    return _save_new_part(by, board, Indicator, {"name": clean_name(name), "goal": goal, "kind": kind, **values})


INDICATOR_FIELDS = frozenset(
    {
        "heading", "unit", "decimals", "direction", "accumulation", "by_gender", "counts_persons", "reference_for",
        "definition", "source", "kolada_id", "tolerance_percent", "valid_from", "valid_to",
    }
)  # fmt: skip


def _save_new_part(by: User, board: Board, model: type[PlanPart], values: dict[str, Any]) -> PlanPart:
    """Save a new part of the plan, last in the order, with a code made from its name.

    The code is part of its address, and never changes.
    """
    last = model._default_manager.filter(board=board).aggregate(last=Max("position"))["last"]
    item = model(
        municipality_id=board.municipality_id,
        board=board,
        code=_find_free_code(model, board, str(values["name"])),
        position=0 if last is None else last + 1,
        **values,
    )
    try:
        item.full_clean()
    except ValidationError as error:
        raise PlanningError(" ".join(error.messages)) from error
    write_plan_part(item)
    log_act(by, f"{model._meta.model_name}.created", item, after={"code": item.code, "name": item.name})
    touch_rounds(board_id=board.pk)
    return item


def _find_free_code(model: type[PlanPart], board: Board, name: str) -> str:
    """A code that no other part has; numbered where the name's own is taken."""
    base = slugify(name)[:70].strip("-") or "ny"
    taken = set(
        model._default_manager.filter(Q(code=base) | Q(code__startswith=f"{base}-"), board=board).values_list(
            "code", flat=True
        )
    )
    return base if base not in taken else next(c for n in range(2, 10_000) if (c := f"{base}-{n}") not in taken)
