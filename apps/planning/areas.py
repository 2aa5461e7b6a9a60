"""What a service area is besides its name and place."""

from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.tertials import Tertial
from apps.organisation.models import AreaKind, ServiceArea
from apps.planning.plan_parts import change_values
from apps.planning.requirements import PlanningError, require_administrator, require_years_in_order

AREA_FIELDS = frozenset({"kind", "valid_from"})


@transaction.atomic
def change_area(
    *, by: User, area: ServiceArea, holds_from: Tertial | None, decision: str, **values: Any
) -> ServiceArea:
    """Change what a service area is called in the organisation, or its first year: ``values`` by field."""
    require_administrator(by, area.board)
    unknown = set(values) - AREA_FIELDS
    if unknown:
        raise PlanningError(f"Det går inte att ändra {', '.join(sorted(unknown))} på en verksamhet.")
    if (values.get("kind", area.kind) == AreaKind.BOARD) != (area.parent_id is None):
        raise PlanningError("Bara den verksamhet som är hela nämnden är av slaget nämnd.", field="kind")
    require_years_in_order(values.get("valid_from", area.valid_from), area.valid_to)
    return change_values(by=by, item=area, act="changed", values=values, holds_from=holds_from, decision=decision)
