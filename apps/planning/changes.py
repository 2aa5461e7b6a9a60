"""Changes of what is there already: moved, renamed, described differently, or ended."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import transaction
from django.db.models import Max, Model

from apps.accounts.models import User
from apps.budget.models import InvestmentLine, InvestmentProject, OperatingLine, OwnCostType
from apps.core.tertials import Tertial
from apps.goals.links import set_indicator_areas
from apps.goals.measured_values import is_other_target_unit
from apps.goals.models import Goal, Indicator, Outcome, Target
from apps.goals.rules import PERCENT_COMPARATORS
from apps.goals.targets import BadTargetError, parse_target
from apps.organisation.models import ServiceArea
from apps.own_tables.models import OwnColumn, OwnRow, OwnTable, OwnValue
from apps.planning.additions import GOAL_OR_KIND
from apps.planning.change_periods import plan_change, require_after
from apps.planning.cost_types import find_cost_type_use
from apps.planning.indicator_areas import find_area_change, find_last_area_changes
from apps.planning.plan_parts import PlanPart, build_change_log, change_values, set_values, write_plan_part
from apps.planning.requirements import (
    PlanningError,
    clean_name,
    list_below,
    log_act,
    require_administrator,
    require_same_board,
    require_years_in_order,
)
from apps.rounds.services import touch_rounds

# What has a last year.
Endable = TypeVar("Endable", ServiceArea, Goal, Indicator, InvestmentProject, OwnCostType, OwnTable, OwnRow, OwnColumn)
# What of an indicator can be changed once it is there.
CHANGEABLE_FIELDS = frozenset(
    {
        "name", "goal", "kind", "heading", "unit", "decimals", "direction", "accumulation", "by_gender",
        "reference_for", "definition", "source", "kolada_id", "tolerance_percent", "valid_from",
    }
)  # fmt: skip


@transaction.atomic
def retire(*, by: User, item: Endable, last_year: int) -> Endable:
    """Set the last year of a part of the plan that has years; what is below an area or a sum row ends too.

    What has been reported stays, so the year can't be before the last figures.
    """
    require_administrator(by, item.board)
    require_years_in_order(item.valid_from, last_year)
    if isinstance(item, ServiceArea) and item.parent_id is None:
        raise PlanningError("Hela nämnden kan inte avslutas.")
    below: list[Any] = list_below(item) if isinstance(item, ServiceArea | InvestmentProject) else []
    ends = [item, *below]
    require_after_figures(item, last_year, _find_last_reported_year(ends))
    for one in ends:
        if one.valid_to is not None and one.valid_to <= last_year:
            continue
        before = one.valid_to
        write_plan_part(one, valid_to=last_year)
        log_act(by, f"{one._meta.model_name}.retired", one, before={"valid_to": before}, after={"valid_to": last_year})
    touch_rounds(board_id=item.board_id)
    return item


def require_after_figures(item: Endable, last_year: int, last_reported: int | None) -> None:
    """Raises ``PlanningError`` where the last year is before the last that has figures."""
    if last_reported is not None and last_reported > last_year:
        raise PlanningError(
            f"{item.name} har siffror för {last_reported}. Sista året kan inte vara före {last_reported}.",
            field="last_year",
        )


@transaction.atomic
def reopen(*, by: User, item: Endable) -> Endable:
    """Take the last year of a part of the plan away: it goes on."""
    require_administrator(by, item.board)
    before = item.valid_to
    if before is None:
        raise PlanningError(f"{item.name} har inget sista år.")
    write_plan_part(item, valid_to=None)
    log_act(by, f"{item._meta.model_name}.reopened", item, before={"valid_to": before}, after={"valid_to": None})
    touch_rounds(board_id=item.board_id)
    return item


@transaction.atomic
def move(
    *,
    by: User,
    item: PlanPart,
    under: ServiceArea | Goal | None,
    holds_from: Tertial | None,
    decision: str,
    position: int | None = None,
) -> PlanPart:
    """Move an area or a goal under another, or an indicator to another goal, at a position."""
    require_administrator(by, item.board)
    if under is not None:
        require_same_board(item.board, under)
    _require_allowed_parent(item, under)
    values: dict[str, Any] = {"goal" if isinstance(item, Indicator) else "parent": under}
    if isinstance(item, Indicator):
        values["kind"] = ""
    if position is not None:
        values["position"] = position
    return change_values(by=by, item=item, act="moved", values=values, holds_from=holds_from, decision=decision)


@transaction.atomic
def rename(*, by: User, item: PlanPart, name: str, holds_from: Tertial | None, decision: str) -> PlanPart:
    """Give an area, a goal or an indicator another name. Its code, and so its address, stays.

    The root area goes by the board's name, and follows it (``rename_board``).
    """
    if isinstance(item, ServiceArea) and item.parent_id is None and item.name == item.board.name:
        raise PlanningError("Det är nämndens eget namn. Byt det under Nämndens namn, så följer adressen med.")
    values = {"name": clean_name(name)}
    return change_values(by=by, item=item, act="renamed", values=values, holds_from=holds_from, decision=decision)


@transaction.atomic
def change_indicator(
    *,
    by: User,
    indicator: Indicator,
    holds_from: Tertial | None,
    decision: str,
    areas: Sequence[ServiceArea] | None = None,
    **values: Any,
) -> Indicator:
    """Change what ``CHANGEABLE_FIELDS`` has of an indicator, ``values`` by field, and its own ``areas``.

    The areas become exactly those given; None leaves them. Its figures are in its unit, so once
    there are any the unit is only corrected where it was misspelt (``holds_from`` None).
    """
    values, board = clean_indicator_values(indicator, values, holds_from, _load_unit_use), indicator.board
    moved = find_area_change(indicator, areas)
    before, after = set_values(indicator, values, may_be_same=moved is not None)
    with plan_change(by=by, board=board, changed=indicator, holds_from=holds_from, decision=decision):
        if after:
            write_plan_part(indicator, **after)
        if moved:
            if holds_from is not None:
                require_after(indicator, find_last_area_changes(board, [indicator.pk]).get(indicator.pk), holds_from)
            set_indicator_areas([(indicator, moved.areas)])
            before, after = {**before, **moved.before}, {**after, **moved.after}
    was, became = build_change_log(before, after, holds_from)
    log_act(by, "indicator.changed", indicator, before=was, after=became, reason=decision.strip())
    return indicator


class UnitUse(NamedTuple):
    """What of an indicator is in its unit."""

    targets: Sequence[Target]
    has_outcomes: bool


def clean_indicator_values(
    indicator: Indicator,
    values: Mapping[str, Any],
    holds_from: Tertial | None,
    load_use: Callable[[Indicator], UnitUse],
) -> dict[str, Any]:
    """The values as they are written. ``PlanningError`` for what an indicator can't have from the period on."""
    unknown = set(values) - CHANGEABLE_FIELDS
    if unknown:
        raise PlanningError(f"Det går inte att ändra {', '.join(sorted(unknown))} på en indikator.")
    cleaned = {**values, **({"name": clean_name(values["name"])} if "name" in values else {})}
    unit = values.get("unit", indicator.unit)
    if unit != indicator.unit:
        use = load_use(indicator)
        refusal = find_unit_refusal(indicator, unit, holds_from, use.targets, has_outcomes=use.has_outcomes)
        if refusal:
            raise PlanningError(refusal, field="unit")
    _require_place(indicator, values)
    require_years_in_order(values.get("valid_from", indicator.valid_from), indicator.valid_to)
    return cleaned


def _load_unit_use(indicator: Indicator) -> UnitUse:
    has_outcomes = Outcome.objects.filter(indicator=indicator).exists()
    return UnitUse(list(Target.objects.filter(indicator=indicator)), has_outcomes)


def _require_place(indicator: Indicator, values: Mapping[str, Any]) -> None:
    """The goal or the kind, one of them, and the indicator that this is compared with."""
    goal, other = values.get("goal", indicator.goal), values.get("reference_for", indicator.reference_for)
    if (goal is None) == (not values.get("kind", indicator.kind)):
        raise PlanningError(GOAL_OR_KIND, field="goal")
    for one in filter(None, (goal, other)):
        require_same_board(indicator.board, one)
    while other is not None:
        if other.pk == indicator.pk:
            raise PlanningError("En indikator kan inte vara jämförelse för sig själv.", field="reference_for")
        other = other.reference_for


def find_unit_refusal(
    indicator: Indicator, unit: str, holds_from: Tertial | None, targets: Sequence[Target], *, has_outcomes: bool
) -> str:
    """Why the indicator can't have another unit from the period on; empty where it can."""
    if holds_from is not None and (targets or has_outcomes):
        return (
            f"{indicator.name} har siffror eller målvärden i enheten ”{indicator.unit}”. Avsluta indikatorn och lägg "
            "till en ny med den nya enheten. Är enheten bara felskriven, välj Rättar ett skrivfel."
        )
    for target in targets:
        if is_other_target_unit(_find_written_unit(target), unit):
            return f"Målvärdet ”{target.text}” för {target.year} står i en annan enhet än ”{unit}”."
    return ""


def _find_written_unit(target: Target) -> str:
    """The unit in the target's text; none in a change by a percentage, which fits every unit."""
    if target.comparator in PERCENT_COMPARATORS:
        return ""
    try:
        return parse_target(target.text, target.indicator.direction, unit=target.indicator.unit).unit
    except BadTargetError:
        return ""


def _find_last_reported_year(items: Sequence[Any]) -> int | None:
    """The latest year with figures of areas, goals or indicators of one kind."""
    if isinstance(items[0], OwnCostType):
        return find_cost_type_use(items[0]).last_year
    field, tables = _FIGURES_BY_MODEL[type(items[0])]
    years = [
        table._default_manager.filter(**{f"{field}__in": items}).aggregate(last=Max("year"))["last"] for table in tables
    ]
    return max(filter(None, years), default=None)


_FIGURES_BY_MODEL: Mapping[type[Any], tuple[str, tuple[type[Model], ...]]] = {
    ServiceArea: ("service_area", (Outcome, OperatingLine)),
    Goal: ("indicator__goal", (Outcome,)),
    Indicator: ("indicator", (Outcome,)),
    InvestmentProject: ("project", (InvestmentLine,)),
    OwnTable: ("own_table", (OwnValue,)),
    OwnRow: ("row", (OwnValue,)),
    OwnColumn: ("column", (OwnValue,)),
}


def _require_allowed_parent(item: Any, under: Any) -> None:
    if isinstance(item, Indicator):
        if not isinstance(under, Goal):
            raise PlanningError("En indikator flyttas till ett mål.")
        return
    if under is not None and not isinstance(under, type(item)):
        raise PlanningError("Ett mål flyttas till ett mål och en verksamhet till en verksamhet.")
    if isinstance(item, ServiceArea) and (under is None) != (item.parent_id is None):
        raise PlanningError("Nämnden har precis en verksamhet överst.")
    ancestor = under
    while ancestor is not None:
        if ancestor.pk == item.pk:
            raise PlanningError("Något kan inte ligga under sig självt.")
        ancestor = ancestor.parent
