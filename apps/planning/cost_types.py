"""The board's own cost types beside the seven."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Max

from apps.accounts.models import User
from apps.budget.models import BASE_COST_TYPES, CostType, OperatingLine, OwnCostType
from apps.budget.rules import REVENUE_PREFIX
from apps.organisation.models import Board
from apps.planning.plan_parts import convert_to_json, save_new_part, write_plan_part
from apps.planning.requirements import PlanningError, clean_name, log_act, require_administrator
from apps.rounds.services import touch_rounds


class CostTypeUse(NamedTuple):
    """How many amounts rows a cost type has, and the latest year with any."""

    rows: int
    last_year: int | None


def find_cost_type_use(cost_type: OwnCostType) -> CostTypeUse:
    """Where the board has used a cost type of its own."""
    lines = OperatingLine.objects.filter(board=cost_type.board_id, cost_type=cost_type.code)
    found = lines.aggregate(rows=Count("pk"), last_year=Max("year"))
    return CostTypeUse(**found)


@transaction.atomic
def add_cost_type(*, by: User, board: Board, name: str, belongs_to: str, valid_from: int | None = None) -> OwnCostType:
    """Add a cost type that belongs to one of the seven: rows of it come in the sheet, and the other is their sum."""
    require_administrator(by, board)
    if belongs_to not in BASE_COST_TYPES:
        raise PlanningError("Välj vilket av de gemensamma kostnadsslagen det hör till.", field="belongs_to")
    values = {"name": _clean_free_name(board, name), "belongs_to": belongs_to, "valid_from": valid_from}
    prefix = REVENUE_PREFIX if belongs_to == CostType.REVENUE else ""
    return save_new_part(by=by, board=board, model=OwnCostType, values=values, prefix=prefix)


@transaction.atomic
def rename_cost_type(*, by: User, cost_type: OwnCostType, name: str) -> OwnCostType:
    """Another name, in every report that is not adopted. What it belongs to never changes: the sums would."""
    require_administrator(by, cost_type.board)
    before = cost_type.name
    if clean_name(name) == before:
        raise PlanningError("Inget skiljer sig från hur det är nu.", field="name")
    values = {"name": _clean_free_name(cost_type.board, name, but=cost_type)}
    write_plan_part(cost_type, **values)
    log_act(by, "owncosttype.renamed", cost_type, before={"name": before}, after=convert_to_json(values))
    touch_rounds(board_id=cost_type.board_id)
    return cost_type


def _clean_free_name(board: Board, name: str, *, but: OwnCostType | None = None) -> str:
    name = clean_name(name)
    others = OwnCostType.objects.filter(board=board, name__iexact=name).exclude(pk=but.pk if but else None)
    if name.casefold() in {str(label).casefold() for label in CostType.labels} or others.exists():
        raise PlanningError(f"Kostnadsslaget {name} finns redan.", field="name")
    return name
