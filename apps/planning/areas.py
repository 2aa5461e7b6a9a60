"""What an area is besides its name, place and last year."""

from django.db import transaction
from django.db.models import Min

from apps.accounts.models import User
from apps.budget.models import OperatingLine
from apps.core.tertials import Tertial
from apps.goals.models import Outcome
from apps.organisation.models import AreaKind, ServiceArea
from apps.planning.plan_parts import change_values
from apps.planning.requirements import PlanningError, require_administrator, require_years_in_order


@transaction.atomic
def change_area(
    *, by: User, area: ServiceArea, kind: str, valid_from: int | None, holds_from: Tertial | None, decision: str
) -> tuple[str, ...]:
    """Change an area's kind or first year; what that does, in Swedish. The whole board stays as it is."""
    require_administrator(by, area.board)
    if area.parent_id is None or kind == AreaKind.BOARD:
        raise PlanningError("Bara nämnden själv är av slaget nämnd, och den ligger överst.", field="kind")
    require_years_in_order(valid_from, area.valid_to)
    _require_before_figures(area, valid_from)
    was = area.get_kind_display(), area.valid_from
    values = {"kind": kind, "valid_from": valid_from}
    area = change_values(by=by, item=area, act="changed", values=values, holds_from=holds_from, decision=decision)
    steps = [f"{area.name} blir {area.get_kind_display()} (var {was[0]})."] if area.get_kind_display() != was[0] else []
    if valid_from != was[1]:
        start = f"finns från {valid_from}" if valid_from else "finns i alla år"
        without = " Rapporter för tidigare år, som inte är fastställda, har den inte." if valid_from else ""
        steps.append(f"{area.name} {start}.{without}")
    when = f"Det gäller från {holds_from}." if holds_from else "Det gäller alla rapporter som inte är fastställda."
    return (*steps, when)


def _require_before_figures(area: ServiceArea, valid_from: int | None) -> None:
    """A report that has figures of the area would lose them."""
    for table in (Outcome, OperatingLine):
        first = table._default_manager.filter(service_area=area).aggregate(first=Min("year"))["first"]
        if valid_from is not None and first is not None and first < valid_from:
            raise PlanningError(
                f"{area.name} har siffror för {first}. Första året kan inte vara efter {first}.", field="valid_from"
            )
