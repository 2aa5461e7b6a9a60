"""The plan as it was in a period: reading what the database kept when the plan was changed
(``PlanHistory``).

The tables of the plan hold the latest. Where something has changed from a later period, a statement
reads each table through ``select_plan_rows`` instead, which gives the rows that held then. That
costs more, so it is done only where it is needed.
"""

import re
from collections.abc import Collection
from copy import copy
from functools import cache

from django.db import models
from django.db.models.functions import Cast

from apps.core.plan_time import get_period_number
from apps.core.prepared_queries import parse_json
from apps.core.tertials import Tertial
from apps.organisation.models import Board
from apps.report.models import PlanHistory
from apps.rounds.models import Round

# The tables whose rows are kept, and how the rows of a board are found in each.
_GOAL_LINK_CONDITION = "goal_id IN (SELECT id FROM goals_goal WHERE board_id = {board})"
PLAN_TABLES = {
    "organisation_servicearea": "board_id = {board}",
    "goals_focusarea": "board_id = {board}",
    "goals_goal": "board_id = {board}",
    "goals_goal_focus_areas": _GOAL_LINK_CONDITION,
    "goals_goal_service_areas": _GOAL_LINK_CONDITION,
    "goals_indicator": "board_id = {board}",
    "goals_indicatorarea": "board_id = {board}",
    "goals_target": "board_id = {board}",
    "risks_risk": "board_id = {board}",
    "risks_controlactivity": "board_id = {board}",
    "budget_investmentproject": "board_id = {board}",
    "own_tables_owntable": "board_id = {board}",
    "own_tables_ownrow": "board_id = {board}",
    "own_tables_owncolumn": "board_id = {board}",
}
_TABLE_PATTERN = re.compile(
    r"\b(FROM|JOIN) (" + "|".join(PLAN_TABLES) + r")\b(?: AS)?( (?!WHERE\b|ORDER\b|JOIN\b|ON\b)\w+)?"
)
# ruff: noqa: S608
# Statements are put together from the names above; every value is a parameter.


def needs_history(round_: Round) -> bool:
    """Has anything in the board's plan changed from a later period than the round's?"""
    return bool(round_.board.plan_changed_from > get_period_number(round_.period))


@cache
def rewrite_for_period(statement: str, board: str, period: str) -> str:
    """The statement with each table of the plan replaced by its rows at a period.

    Tables are found in the text, after FROM or JOIN and one space. One that is written in another
    way (with a schema, quotes or a comma) would be read as it is today;
    ``tests/test_statements.py`` counts them.

    ``board`` and ``period`` are SQL: the board's id, and the period as
    ``core.plan_time.get_period_number`` counts.
    """

    def replace(match: re.Match[str]) -> str:
        keyword, table, alias = match.groups()
        return f"{keyword} ({select_plan_rows(table, board, period)}) AS{alias or f' {table}'}"

    return _TABLE_PATTERN.sub(replace, statement)


def select_plan_rows(table: str, board: str, period: str) -> str:
    """A query for a plan table's rows of a board as they held at a period."""
    history = f"""SELECT DISTINCT ON (object_id) object_id, values FROM followup_planhistory
        WHERE board_id = {board} AND table_name = '{table}' AND holds_until > {period}
        ORDER BY object_id, holds_until"""
    return f"""
        SELECT r.* FROM {table} AS now LEFT JOIN ({history}) AS past ON past.object_id = now.id
        CROSS JOIN LATERAL jsonb_populate_record(
            NULL::{table}, CASE WHEN past.object_id IS NULL THEN to_jsonb(now) ELSE past.values END) AS r
        WHERE now.{PLAN_TABLES[table].format(board=board)} AND (past.object_id IS NULL OR past.values IS NOT NULL)
        UNION ALL
        SELECT r.* FROM ({history}) AS past CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, past.values) AS r
        WHERE past.values IS NOT NULL AND NOT EXISTS (SELECT FROM {table} AS now WHERE now.id = past.object_id)"""


def load_board_for_period(board: Board, period: Tertial) -> Board:
    """The board with the name, address and settings that held in the period."""
    past = _find_history(Board, board).filter(holds_until__gt=get_period_number(period)).order_by("holds_until")
    text = past.values_list(Cast("values", models.TextField()), flat=True).first()
    if text is None:
        return board
    earlier, values = copy(board), parse_json(text)
    for field in Board._meta.concrete_fields:
        if field.column in values and not field.is_relation:
            setattr(earlier, field.attname, field.to_python(values[field.column]))
    return earlier


def find_last_change(item: models.Model, board: Board) -> Tertial | None:
    """The period that the item's latest change holds from; None when it has not changed."""
    last = _find_history(type(item), board, item.pk).aggregate(last=models.Max("holds_until"))["last"]
    return Tertial(*divmod(last, 10)) if last else None


def find_last_changes(model: type[models.Model], board: Board, ids: Collection[int]) -> dict[int, Tertial]:
    """As ``find_last_change``, of several rows of one table by primary key; without those that have not changed."""
    found = PlanHistory.objects.filter(board=board, table_name=model._meta.db_table, object_id__in=ids)
    last = found.order_by().values_list("object_id").annotate(last=models.Max("holds_until"))
    return {object_id: Tertial(*divmod(number, 10)) for object_id, number in last}


def _find_history(
    model: type[models.Model], board: Board, object_id: int | None = None
) -> models.QuerySet[PlanHistory]:
    return PlanHistory.objects.filter(
        board=board, table_name=model._meta.db_table, object_id=board.pk if object_id is None else object_id
    )
