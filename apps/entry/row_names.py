"""What a row is called where it stands alone, by the words of its sheet."""

from apps.budget.models import CostType, Flow, InvestmentProject
from apps.core.choices import Gender
from apps.entry.keys import EntryKind
from apps.entry.stored.save_context import SaveContext, StoredRow
from apps.goals.models import Goal
from apps.risks.models import ControlActivity
from apps.rounds.models import Topic

_NUMBER_KINDS = frozenset({EntryKind.OUTCOME, EntryKind.OPERATING, EntryKind.INVESTMENT})


def has_numbers(kind: EntryKind) -> bool:
    """Does such a row hold numbers?"""
    return kind in _NUMBER_KINDS


def list_name_parts(context: SaveContext, stored_row: StoredRow) -> list[str]:
    """The row and its service area: one query for those whose name no save needs."""
    area = next(area["name"] for area in context.found["areas"] if area["id"] == stored_row.area_id)
    return [*_list_row_name_parts(context, stored_row), area]


def _list_row_name_parts(context: SaveContext, stored_row: StoredRow) -> list[str]:
    key = stored_row.key
    if key.kind in (EntryKind.OUTCOME, EntryKind.INDICATOR):
        gender = [Gender(key.third).label.lower()] if key.third not in ("", Gender.TOTAL) else []
        return [*(row["name"] for row in context.found["indicators"]), *gender]
    if key.kind == EntryKind.OPERATING:
        return [CostType(key.second).label.capitalize()]
    if key.kind == EntryKind.COMMENT:
        return [Topic(key.first).label.capitalize()]
    if key.kind == EntryKind.INVESTMENT:
        flow = [Flow(key.second).label] if key.second != Flow.NET else []
        return [InvestmentProject.objects.get(pk=stored_row.natural["project_id"]).name, *flow]
    if key.kind == EntryKind.GOAL:
        return [Goal.objects.get(pk=stored_row.natural["goal_id"]).name]
    return [ControlActivity.objects.get(pk=stored_row.natural["control_id"]).name]
