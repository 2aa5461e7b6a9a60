"""What a row is called where it stands alone, by the words of its sheet."""

from apps.budget.models import CostType, Flow, InvestmentProject
from apps.core.choices import Gender
from apps.followup.entry.context import Context, Standing
from apps.followup.entry.keys import Kind
from apps.goals.models import Goal
from apps.risks.models import ControlActivity
from apps.rounds.models import Topic

_WITH_UNIT = frozenset({Kind.OUTCOME, Kind.OPERATING, Kind.INVESTMENT})


def counted_in_unit(kind: Kind) -> bool:
    """Does such a row hold numbers?"""
    return kind in _WITH_UNIT


def name_parts(context: Context, standing: Standing) -> list[str]:
    """The row and its service area: one query for those whose name no save needs."""
    area = next(area["name"] for area in context.found["areas"] if area["id"] == standing.area_id)
    return [*_own(context, standing), area]


def _own(context: Context, standing: Standing) -> list[str]:
    key = standing.key
    if key.kind in (Kind.OUTCOME, Kind.INDICATOR):
        gender = [Gender(key.third).label.lower()] if key.third not in ("", Gender.TOTAL) else []
        return [*(row["name"] for row in context.found["indicators"]), *gender]
    if key.kind == Kind.OPERATING:
        return [CostType(key.second).label.capitalize()]
    if key.kind == Kind.COMMENT:
        return [Topic(key.first).label.capitalize()]
    if key.kind == Kind.INVESTMENT:
        flow = [Flow(key.second).label] if key.second != Flow.NET else []
        return [InvestmentProject.objects.get(pk=standing.natural["project_id"]).name, *flow]
    if key.kind == Kind.GOAL:
        return [Goal.objects.get(pk=standing.natural["goal_id"]).name]
    return [ControlActivity.objects.get(pk=standing.natural["control_id"]).name]
