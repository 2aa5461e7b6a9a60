"""The board's investments, and the sum rows that they stand under."""

from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.budget.models import InvestmentLine, InvestmentProject
from apps.core.tertials import Tertial
from apps.organisation.models import Board, ServiceArea
from apps.planning.plan_parts import change_values, save_new_part
from apps.planning.requirements import (
    PlanningError,
    clean_name,
    require_administrator,
    require_same_board,
    require_years_in_order,
)

PROJECT_FIELDS = frozenset({"name", "service_area", "parent", "valid_from"})


@transaction.atomic
def add_project(
    *,
    by: User,
    board: Board,
    name: str,
    service_area: ServiceArea,
    parent: InvestmentProject | None = None,
    valid_from: int | None = None,
    code: str = "",
) -> InvestmentProject:
    """Add an investment of a service area, under a sum row if it has one."""
    require_administrator(by, board)
    for other in filter(None, (service_area, parent)):
        require_same_board(board, other)
    _require_sum_row(parent)
    values = {"name": clean_name(name), "service_area": service_area, "parent": parent, "valid_from": valid_from}
    return save_new_part(by=by, board=board, model=InvestmentProject, values=values, code=code)


@transaction.atomic
def change_project(
    *, by: User, project: InvestmentProject, holds_from: Tertial | None, decision: str, **values: Any
) -> InvestmentProject:
    """Change an investment's name, service area, sum row or first year: ``values`` by field."""
    require_administrator(by, project.board)
    unknown = set(values) - PROJECT_FIELDS
    if unknown:
        raise PlanningError(f"Det går inte att ändra {', '.join(sorted(unknown))} på en investering.")
    if "name" in values:
        values["name"] = clean_name(values["name"])
    parent = values.get("parent", project.parent)
    for other in filter(None, (values.get("service_area"), parent)):
        require_same_board(project.board, other)
    require_years_in_order(values.get("valid_from", project.valid_from), project.valid_to)
    if parent != project.parent:
        _require_sum_row(parent)
        _require_no_circle(project, parent)
    return change_values(by=by, item=project, act="changed", values=values, holds_from=holds_from, decision=decision)


def _require_sum_row(parent: InvestmentProject | None) -> None:
    """What has amounts typed of its own can't be the sum of others: they would no longer be in the sheet."""
    if parent is None or parent.children.exists():
        return
    if InvestmentLine.objects.filter(project=parent, table=None).exists():
        raise PlanningError(f"{parent.name} har egna belopp och kan inte bli en summarad.", field="parent")


def _require_no_circle(project: InvestmentProject, parent: InvestmentProject | None) -> None:
    while parent is not None:
        if parent.pk == project.pk:
            raise PlanningError("En investering kan inte ligga under sig själv.", field="parent")
        parent = parent.parent
