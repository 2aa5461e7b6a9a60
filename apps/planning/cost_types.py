"""The board's own cost types beside the seven (docs/decisions/0063)."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Max, Min

from apps.accounts.models import User
from apps.budget.models import BASE_COST_TYPES, CostType, OperatingLine, OwnCostType
from apps.budget.rules import REVENUE_PREFIX, is_revenue
from apps.organisation.models import Board
from apps.planning.plan_parts import convert_to_json, save_new_part, write_plan_part
from apps.planning.requirements import (
    PlanningError,
    clean_name,
    log_act,
    require_administrator,
    require_years_in_order,
)
from apps.rounds.services import touch_rounds


class CostTypeUse(NamedTuple):
    """How many rows of amounts a cost type has, and the first and latest year with any."""

    rows: int
    first_year: int | None
    last_year: int | None


def find_cost_type_use(cost_type: OwnCostType) -> CostTypeUse:
    """Where the board has used a cost type of its own."""
    lines = OperatingLine.objects.filter(board=cost_type.board_id, cost_type=cost_type.code)
    return CostTypeUse(**lines.aggregate(rows=Count("pk"), first_year=Min("year"), last_year=Max("year")))


@transaction.atomic
def add_cost_type(
    *, by: User, board: Board, name: str, belongs_to: str, valid_from: int | None = None, code: str = ""
) -> OwnCostType:
    """Add a cost type that belongs to one of the seven: rows of it come in the sheet, and the other is their sum."""
    require_administrator(by, board)
    _require_base(belongs_to)
    _require_code(code, belongs_to)
    values = {"name": _clean_free_name(board, name), "belongs_to": belongs_to, "valid_from": valid_from}
    prefix = REVENUE_PREFIX if belongs_to == CostType.REVENUE else ""
    return save_new_part(by=by, board=board, model=OwnCostType, values=values, code=code, prefix=prefix)


@transaction.atomic
def change_cost_type(
    *, by: User, cost_type: OwnCostType, name: str, belongs_to: str, valid_from: int | None
) -> OwnCostType:
    """Write another name, in every report that is not adopted; what it belongs to; and its first year.

    Once it has amounts it belongs where it belongs: the sums of what is published, and of every year beside it, would
    be others. ``PlanningError`` then, and where nothing differs.
    """
    require_administrator(by, cost_type.board)
    values = {"name": clean_name(name), "belongs_to": belongs_to, "valid_from": valid_from}
    before = {field: getattr(cost_type, field) for field, value in values.items() if getattr(cost_type, field) != value}
    if not before:
        raise PlanningError("Inget skiljer sig från hur det är nu.", field="name")
    if "name" in before:
        values["name"] = _clean_free_name(cost_type.board, name, but=cost_type)
    use = find_cost_type_use(cost_type)
    if "belongs_to" in before:
        _require_base(belongs_to)
        _require_code(cost_type.code, belongs_to)
        if use.rows:
            raise PlanningError(
                f"{cost_type.name} har belopp och hör till {cost_type.get_belongs_to_display()}. Summorna i tidigare"
                " rapporter skulle ändras. Sätt ett sista år, och lägg till ett nytt kostnadsslag.",
                field="belongs_to",
            )
    require_years_in_order(valid_from, cost_type.valid_to)
    if valid_from and use.first_year and use.first_year < valid_from:
        raise PlanningError(f"{cost_type.name} har belopp för {use.first_year}.", field="valid_from")
    after = {field: values[field] for field in before}
    write_plan_part(cost_type, **after)
    log_act(by, "owncosttype.changed", cost_type, before=convert_to_json(before), after=convert_to_json(after))
    touch_rounds(board_id=cost_type.board_id)
    return cost_type


def _require_base(belongs_to: str) -> None:
    if belongs_to not in BASE_COST_TYPES:
        raise PlanningError("Välj vilket av de gemensamma kostnadsslagen det hör till.", field="belongs_to")


def _require_code(code: str, belongs_to: str) -> None:
    """A code that is there already tells revenue from cost."""
    if code in CostType.values:
        raise PlanningError("Koden hör till ett av de gemensamma kostnadsslagen.", field="code")
    if code and is_revenue(code) != (belongs_to == CostType.REVENUE):
        raise PlanningError(f"Koden för ett slag av intäkter börjar med {REVENUE_PREFIX}, och bara den.", field="code")


def _clean_free_name(board: Board, name: str, *, but: OwnCostType | None = None) -> str:
    name = clean_name(name)
    others = [one for one in OwnCostType.objects.filter(board=board, name__iexact=name) if one != but]
    if others or name.casefold() in {str(label).casefold() for label in CostType.labels}:
        raise PlanningError(f"Kostnadsslaget {name} finns redan.", field="name")
    return name
