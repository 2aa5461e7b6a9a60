"""A part of the plan that an administrator adds or changes, written by the service that owns its table."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Max, Model, Q
from django.utils.text import slugify

from apps.accounts.models import User
from apps.budget.models import InvestmentProject, OwnCostType
from apps.budget.services import write_cost_type, write_project
from apps.core.tertials import Tertial
from apps.goals.models import FocusArea, Goal, Indicator
from apps.goals.services import write_plan_item
from apps.organisation.models import Board, ServiceArea
from apps.organisation.services import write_area
from apps.own_tables.models import OwnColumn, OwnRow, OwnTable
from apps.own_tables.services import write_own_part
from apps.planning.change_periods import plan_change
from apps.planning.requirements import PlanningError, log_act
from apps.risks.models import ControlActivity, Risk
from apps.risks.services import write_control, write_risk
from apps.rounds.services import touch_rounds

PlanPart = TypeVar(
    "PlanPart",
    ServiceArea,
    FocusArea,
    Goal,
    Indicator,
    InvestmentProject,
    Risk,
    ControlActivity,
    OwnCostType,
    OwnTable,
    OwnRow,
    OwnColumn,
)
LONGEST_CODE = 70


def write_plan_part(
    part: ServiceArea
    | FocusArea
    | Goal
    | Indicator
    | InvestmentProject
    | Risk
    | ControlActivity
    | OwnCostType
    | OwnTable
    | OwnRow
    | OwnColumn,
    **values: Any,
) -> None:
    """Write values of a part of the plan; without values, all of a new one."""
    if isinstance(part, ServiceArea):
        write_area(part, **values)
    elif isinstance(part, InvestmentProject):
        write_project(part, **values)
    elif isinstance(part, OwnCostType):
        write_cost_type(part, **values)
    elif isinstance(part, Risk):
        write_risk(part, **values)
    elif isinstance(part, ControlActivity):
        write_control(part, **values)
    elif isinstance(part, OwnTable | OwnRow | OwnColumn):
        write_own_part(part, **values)
    else:
        write_plan_item(part, **values)


def save_new_part(
    *,
    by: User,
    board: Board,
    model: type[PlanPart],
    values: Mapping[str, Any],
    code: str = "",
    among: Mapping[str, Any] | None = None,
    prefix: str = "",
) -> PlanPart:
    """Save a new part of the plan, last in the order, with its ``code``, or one made from its name.

    The code is part of its address, and never changes; it begins with ``prefix``.
    ``among`` are the rows that may not have the same code: those of the board, unless it says more.
    """
    siblings = model._default_manager.filter(board=board, **(among or {}))
    if code and siblings.filter(code=code).exists():
        raise PlanningError(f"Koden {code} finns redan.", field="code")
    last = siblings.aggregate(last=Max("position"))["last"]
    item = model(
        municipality_id=board.municipality_id,
        board=board,
        code=code or _find_free_code(siblings, prefix + str(values["name"])),
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


def change_values(
    *, by: User, item: PlanPart, act: str, values: Mapping[str, Any], holds_from: Tertial | None, decision: str
) -> PlanPart:
    """Write the values that differ, and log them as they were and became. ``PlanningError`` when none does."""
    before, after = set_values(item, values)
    with plan_change(by=by, board=item.board, changed=item, holds_from=holds_from, decision=decision):
        write_plan_part(item, **after)
    was, became = build_change_log(before, after, holds_from)
    log_act(by, f"{item._meta.model_name}.{act}", item, before=was, after=became, reason=decision.strip())
    return item


def set_values(
    item: Model, values: Mapping[str, Any], *, may_be_same: bool = False
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set those that differ, unsaved; what they were and became.

    ``PlanningError`` when one is refused, or none differs and they may not all be the same.
    """
    before = {name: getattr(item, name) for name in values if getattr(item, name) != values[name]}
    if not (before or may_be_same):
        raise PlanningError("Inget skiljer sig från hur det är nu.")
    after = {name: values[name] for name in before}
    clean_values(item, after)
    return before, after


def build_change_log(
    before: Mapping[str, Any], after: Mapping[str, Any], holds_from: Tertial | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the log says that a change was before and after."""
    return convert_to_json(before), {**convert_to_json(after), "holds_from": str(holds_from or "")}


def clean_values(item: Model, after: Mapping[str, Any]) -> None:
    """Set the values, unsaved. ``PlanningError`` for what the fields refuse."""
    for name, value in after.items():
        _require_in_range(name, value)
        setattr(item, name, value)
    try:
        item.clean_fields(exclude={field.name for field in item._meta.fields} - after.keys())
    except ValidationError as error:
        field = next(iter(error.message_dict), "")
        raise PlanningError(" ".join(error.messages), field=field) from error


def _require_in_range(name: str, value: Any) -> None:
    if name in _RANGES:
        label, first, last = _RANGES[name]
        if not first <= value <= last:
            raise PlanningError(f"{label} är ett tal från {first} till {last}.", field=name)


# Scales that the database holds too, and would refuse without words.
_RANGES = {
    "decimals": ("Antalet decimaler", 0, 6),
    "probability": ("Sannolikheten", 1, 4),
    "consequence": ("Konsekvensen", 1, 4),
}


def convert_to_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the log keeps them: a row by its primary key."""
    return {name: _convert_value(value) for name, value in values.items()}


def _convert_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.pk if isinstance(value, Model) else value


def _find_free_code(siblings: Any, name: str) -> str:
    """A code that no other part has; numbered where the name's own is taken."""
    base = _build_code(name)
    taken = siblings.filter(Q(code=base) | Q(code__startswith=f"{base}-")).values_list("code", flat=True)
    return choose_free_code(set(taken), name)


def choose_free_code(taken: Collection[str], name: str) -> str:
    """The code that a name makes, numbered where it is among ``taken``."""
    base = _build_code(name)
    return base if base not in taken else next(c for n in range(2, 10_000) if (c := f"{base}-{n}") not in taken)


def _build_code(name: str) -> str:
    return slugify(name)[:LONGEST_CODE].strip("-") or "ny"
