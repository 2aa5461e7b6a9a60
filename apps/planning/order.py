"""The order of what the plan is made of, in pages, sheets and documents."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import transaction

from apps.accounts.models import User
from apps.budget.models import InvestmentProject
from apps.budget.services import write_project_order
from apps.goals.models import FocusArea, Goal, Indicator
from apps.goals.services import write_plan_order
from apps.organisation.models import ServiceArea
from apps.organisation.services import write_area_order
from apps.planning.change_periods import plan_change
from apps.planning.requirements import log_act, require_administrator
from apps.risks.models import Risk
from apps.risks.services import write_risk_order

Ordered = ServiceArea | Goal | Indicator | FocusArea | InvestmentProject | Risk


class _Order(NamedTuple):
    """What a thing stands together with, since only among those it is before or after; and who writes positions."""

    find_group: Callable[[Any], Any]
    write: Callable[[Any], None]


_ORDERS: dict[type[Any], _Order] = {
    ServiceArea: _Order(lambda area: area.parent_id, write_area_order),
    Goal: _Order(lambda goal: goal.parent_id, write_plan_order),
    Indicator: _Order(lambda indicator: (indicator.goal_id, indicator.kind), write_plan_order),
    FocusArea: _Order(lambda focus_area: None, write_plan_order),
    InvestmentProject: _Order(lambda project: project.parent_id, write_project_order),
    Risk: _Order(lambda risk: risk.year, write_risk_order),
}


@transaction.atomic
def move_in_order(*, by: User, item: Ordered, steps: int) -> bool:
    """Move something ``steps`` places down among those it stands with, up where negative; whether it moved.

    Farther than the end is the end. It holds in every report that is not adopted.
    """
    require_administrator(by, item.board)
    order = _ORDERS[type(item)]
    rows: list[Any] = list(type(item)._default_manager.filter(board=item.board_id).order_by("position", "id"))
    group = order.find_group(item)
    together = [row for row in rows if order.find_group(row) == group]
    was = next(place for place, row in enumerate(together) if row.pk == item.pk)
    place = min(max(was + steps, 0), len(together) - 1)
    if place == was:
        return False
    moved = [row for row in together if row.pk != item.pk]
    moved.insert(place, together[was])
    following = iter(moved)
    ordered = [next(following) if order.find_group(row) == group else row for row in rows]
    with plan_change(by=by, board=item.board, changed=None, holds_from=None, decision=""):
        order.write(_number(ordered))
    log_act(by, f"{item._meta.model_name}.ordered", item, before={"place": was + 1}, after={"place": place + 1})
    return True


def _number(rows: list[Any]) -> list[Any]:
    """The rows whose place in the whole board is another than before, with their new position."""
    changed = [row for position, row in enumerate(rows) if row.position != position]
    for position, row in enumerate(rows):
        row.position = position
    return changed
