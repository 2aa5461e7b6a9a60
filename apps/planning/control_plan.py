"""The internal control plan of a year: its risks, and the controls that hold them."""

from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.tertials import Tertial
from apps.organisation.models import Board, ServiceArea
from apps.planning.change_periods import plan_change
from apps.planning.plan_parts import change_values, save_new_part
from apps.planning.requirements import PlanningError, clean_name, log_act, require_administrator, require_same_board
from apps.risks.models import ControlActivity, ControlResult, Risk
from apps.risks.services import delete_from_control_plan

RISK_FIELDS = frozenset(
    {"name", "service_area", "probability", "consequence", "process_group", "process", "category", "owner_role"}
)
CONTROL_FIELDS = frozenset({"name", "description"})


@transaction.atomic
def add_risk(
    *, by: User, board: Board, year: int, name: str, service_area: ServiceArea, code: str = "", **values: Any
) -> Risk:
    """Add a risk to a year's plan; ``values`` are its other fields, of those in ``RISK_FIELDS``."""
    require_administrator(by, board)
    require_same_board(board, service_area)
    _require_known(values, RISK_FIELDS)
    named = {"year": year, "name": clean_name(name), "service_area": service_area, **values}
    return save_new_part(by=by, board=board, model=Risk, values=named, code=code, among={"year": year})


@transaction.atomic
def change_risk(*, by: User, risk: Risk, holds_from: Tertial | None, decision: str, **values: Any) -> Risk:
    """Change a risk: ``values`` by field, of those in ``RISK_FIELDS``. It holds from a period of the risk's year."""
    require_administrator(by, risk.board)
    _require_known(values, RISK_FIELDS)
    _require_within_year(risk, holds_from)
    if "name" in values:
        values["name"] = clean_name(values["name"])
    if "service_area" in values:
        require_same_board(risk.board, values["service_area"])
    if {"probability", "consequence"} & values.keys():
        values["stated_value"] = None  # the value that a printed table stated was of what they were then
    return change_values(by=by, item=risk, act="changed", values=values, holds_from=holds_from, decision=decision)


@transaction.atomic
def add_control(*, by: User, risk: Risk, name: str, description: str = "", code: str = "") -> ControlActivity:
    """Add a control that holds a risk."""
    require_administrator(by, risk.board)
    values = {"risk": risk, "name": clean_name(name), "description": description.strip()}
    return save_new_part(by=by, board=risk.board, model=ControlActivity, values=values, code=code, among={"risk": risk})


@transaction.atomic
def change_control(
    *, by: User, control: ControlActivity, holds_from: Tertial | None, decision: str, **values: str
) -> ControlActivity:
    """Change a control's name or description."""
    require_administrator(by, control.board)
    _require_known(values, CONTROL_FIELDS)
    _require_within_year(control.risk, holds_from)
    if "name" in values:
        values["name"] = clean_name(values["name"])
    return change_values(by=by, item=control, act="changed", values=values, holds_from=holds_from, decision=decision)


@transaction.atomic
def remove_from_control_plan(
    *, by: User, item: Risk | ControlActivity, holds_from: Tertial | None, decision: str
) -> None:
    """Take a risk with its controls, or one control, out of the year's plan. What has a result stays."""
    require_administrator(by, item.board)
    risk = item if isinstance(item, Risk) else item.risk
    _require_within_year(risk, holds_from)
    reported = {"control__risk": item} if isinstance(item, Risk) else {"control": item}
    result = ControlResult.objects.filter(**reported).order_by("year", "tertial").first()
    if result is not None:
        raise PlanningError(
            f"{item.name} har ett resultat i T{result.tertial} {result.year}, och står kvar i årets plan."
        )
    before = {"code": item.code, "name": item.name}
    log_act(by, f"{item._meta.model_name}.removed", item, before=before, after={}, reason=decision.strip())
    with plan_change(by=by, board=item.board, changed=item, holds_from=holds_from, decision=decision):
        delete_from_control_plan(item)


def _require_known(values: dict[str, Any], known: frozenset[str]) -> None:
    unknown = set(values) - known
    if unknown:
        raise PlanningError(f"Planen för intern kontroll har inga fält {', '.join(sorted(unknown))}.")


def _require_within_year(risk: Risk, holds_from: Tertial | None) -> None:
    if holds_from is not None and holds_from.year != risk.year:
        raise PlanningError(
            f"Risken är i planen för {risk.year}. Välj en period under {risk.year}.", field="holds_from"
        )
