"""A part of the plan that an administrator adds or changes, written by the service that owns its table."""

from typing import Any, TypeVar

from apps.goals.models import Goal, Indicator
from apps.goals.services import write_plan_item
from apps.organisation.models import ServiceArea
from apps.organisation.services import write_area

PlanPart = TypeVar("PlanPart", ServiceArea, Goal, Indicator)


def write_plan_part(part: ServiceArea | Goal | Indicator, **values: Any) -> None:
    """Write values of a part of the plan; without values, all of a new one."""
    if isinstance(part, ServiceArea):
        write_area(part, **values)
    else:
        write_plan_item(part, **values)
