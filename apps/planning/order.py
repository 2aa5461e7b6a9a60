"""The order of areas, goals, indicators and focus areas: in pages, sheets and documents."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.goals.models import FocusArea, Goal, Indicator
from apps.goals.services import write_plan_order
from apps.organisation.models import ServiceArea
from apps.organisation.services import write_area_order
from apps.planning.change_periods import plan_change
from apps.planning.requirements import log_act, require_administrator

Ordered = ServiceArea | Goal | Indicator | FocusArea
# What stands together: only among these can something be before or after.
_GROUPS: dict[type[Any], Callable[[Any], Any]] = {
    ServiceArea: lambda area: area.parent_id,
    Goal: lambda goal: goal.parent_id,
    Indicator: lambda indicator: (indicator.goal_id, indicator.kind),
    FocusArea: lambda focus_area: None,
}


@transaction.atomic
def move_in_order(*, by: User, item: Ordered, steps: int) -> bool:
    """Move something ``steps`` places down among those it stands with, up where negative; whether it moved.

    Farther than the end is the end. It holds in every report that is not adopted.
    """
    require_administrator(by, item.board)
    rows: list[Any] = list(type(item)._default_manager.filter(board=item.board_id).order_by("position", "id"))
    group = _GROUPS[type(item)]
    together = [row for row in rows if group(row) == group(item)]
    was = next(place for place, row in enumerate(together) if row.pk == item.pk)
    place = min(max(was + steps, 0), len(together) - 1)
    if place == was:
        return False
    moved = [row for row in together if row.pk != item.pk]
    moved.insert(place, together[was])
    following = iter(moved)
    ordered = [next(following) if group(row) == group(item) else row for row in rows]
    with plan_change(by=by, board=item.board, changed=None, holds_from=None, decision=""):
        _write(ordered)
    log_act(by, f"{item._meta.model_name}.ordered", item, before={"place": was + 1}, after={"place": place + 1})
    return True


def _write(rows: list[Any]) -> None:
    """Write the positions that have changed, numbered from 0 in the whole board."""
    changed = [row for position, row in enumerate(rows) if row.position != position]
    for position, row in enumerate(rows):
        row.position = position
    if changed and isinstance(changed[0], ServiceArea):
        write_area_order(changed)
    elif changed:
        write_plan_order(changed)
