"""What a row is called where it is shown by itself, as in its history."""

from apps.budget.models import Flow, InvestmentProject
from apps.core.choices import Gender
from apps.entry.feedback.cell_feedback import load_cost_types
from apps.entry.keys import EntryKind
from apps.entry.stored.save_context import SaveContext, StoredRow
from apps.goals.models import Goal
from apps.risks.models import ControlActivity
from apps.rounds.models import Topic

_NUMBER_KINDS = frozenset({EntryKind.OUTCOME, EntryKind.OPERATING, EntryKind.INVESTMENT})


def has_numbers(kind: EntryKind) -> bool:
    """Does a row of this kind hold numbers, which are in a unit?"""
    return kind in _NUMBER_KINDS


def list_name_parts(context: SaveContext, stored_row: StoredRow) -> list[str]:
    """The row's name and its service area.

    One query for investments, goals and controls, whose names no save needs to know.
    """
    area = next(area["name"] for area in context.tables["areas"] if area["id"] == stored_row.area_id)
    return [*_list_row_name_parts(context, stored_row), area]


def _list_row_name_parts(context: SaveContext, stored_row: StoredRow) -> list[str]:
    key = stored_row.key
    if key.kind in (EntryKind.OUTCOME, EntryKind.INDICATOR):
        gender = [Gender(key.third).label.lower()] if key.third not in ("", Gender.TOTAL) else []
        return [*(row["name"] for row in context.tables["indicators"]), *gender]
    if key.kind == EntryKind.OPERATING:
        return [load_cost_types(context).get_label(key.second).capitalize()]
    if key.kind == EntryKind.COMMENT:
        return [Topic(key.first).label.capitalize()]
    if key.kind == EntryKind.OWN_VALUE:
        table = next(one for one in context.tables["own_tables"] if one["code"] == key.first)
        row = next(one for one in table["rows"] if one["code"] == key.second)
        column = next(one for one in table["columns"] if one["code"] == key.third)
        return [table["name"], row["name"], column["name"]]
    if key.kind == EntryKind.INVESTMENT:
        flow = [Flow(key.second).label] if key.second != Flow.NET else []
        return [InvestmentProject.objects.get(pk=stored_row.natural_key["project_id"]).name, *flow]
    if key.kind == EntryKind.GOAL:
        return [Goal.objects.get(pk=stored_row.natural_key["goal_id"]).name]
    return [ControlActivity.objects.get(pk=stored_row.natural_key["control_id"]).name]
