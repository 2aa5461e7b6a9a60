"""Changes of what is there already: moved, renamed, described differently, or ended."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model

from apps.accounts.models import User
from apps.budget.models import OperatingLine
from apps.core.tertials import Tertial
from apps.goals.measured_values import is_other_target_unit
from apps.goals.models import Goal, Indicator, Outcome, Target
from apps.goals.rules import PERCENT_COMPARATORS
from apps.goals.targets import BadTargetError, parse_target
from apps.organisation.models import ServiceArea
from apps.planning.change_periods import plan_change
from apps.planning.plan_parts import PlanPart, write_plan_part
from apps.planning.requirements import (
    PlanningError,
    clean_name,
    list_areas_below,
    log_act,
    require_administrator,
    require_same_board,
    require_years_in_order,
)
from apps.rounds.services import touch_rounds

# What of an indicator can be changed once it is there.
CHANGEABLE_FIELDS = frozenset({"name", "definition", "unit", "direction", "source", "tolerance_percent"})


@transaction.atomic
def retire(*, by: User, item: PlanPart, last_year: int) -> PlanPart:
    """Set the last year of an area, a goal or an indicator; the areas below an area end with it.

    What has been reported stays, so the year can't be before the last figures.
    """
    require_administrator(by, item.board)
    require_years_in_order(item.valid_from, last_year)
    if isinstance(item, ServiceArea) and item.parent_id is None:
        raise PlanningError("Hela nämnden kan inte avslutas.")
    below: list[Any] = list_areas_below(item) if isinstance(item, ServiceArea) else []
    ends = [item, *below]
    last_reported = _find_last_reported_year(ends)
    if last_reported is not None and last_reported > last_year:
        raise PlanningError(
            f"{item.name} har siffror för {last_reported}. Sista året kan inte vara före {last_reported}."
        )
    for one in ends:
        if one.valid_to is not None and one.valid_to <= last_year:
            continue
        before = one.valid_to
        write_plan_part(one, valid_to=last_year)
        log_act(by, f"{one._meta.model_name}.retired", one, before={"valid_to": before}, after={"valid_to": last_year})
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
    return _change_values(by=by, item=item, act="moved", values=values, holds_from=holds_from, decision=decision)


@transaction.atomic
def rename(*, by: User, item: PlanPart, name: str, holds_from: Tertial | None, decision: str) -> PlanPart:
    """Give an area, a goal or an indicator another name. Its code, and so its address, stays.

    The root area goes by the board's name, and follows it (``rename_board``).
    """
    if isinstance(item, ServiceArea) and item.parent_id is None and item.name == item.board.name:
        raise PlanningError("Det är nämndens eget namn. Byt det under Nämndens namn, så följer adressen med.")
    values = {"name": clean_name(name)}
    return _change_values(by=by, item=item, act="renamed", values=values, holds_from=holds_from, decision=decision)


@transaction.atomic
def change_indicator(
    *, by: User, indicator: Indicator, holds_from: Tertial | None, decision: str, **values: Any
) -> Indicator:
    """Change an indicator's name, definition, unit, direction, source or tolerance: ``values`` by field.

    Its figures are in its unit, so once there are any the unit is only corrected where it was
    misspelt (``holds_from`` None).
    """
    unknown = set(values) - CHANGEABLE_FIELDS
    if unknown:
        raise PlanningError(f"Det går inte att ändra {', '.join(sorted(unknown))} på en indikator.")
    if "name" in values:
        values["name"] = clean_name(values["name"])
    if values.get("unit", indicator.unit) != indicator.unit:
        _require_same_measure(indicator, values["unit"], holds_from)
    return _change_values(by=by, item=indicator, act="changed", values=values, holds_from=holds_from, decision=decision)


def _change_values(
    *, by: User, item: PlanPart, act: str, values: Mapping[str, Any], holds_from: Tertial | None, decision: str
) -> PlanPart:
    """Write the values that differ, and log them as they were and became."""
    before = {name: getattr(item, name) for name in values if getattr(item, name) != values[name]}
    if not before:
        raise PlanningError("Inget skiljer sig från hur det är nu.")
    after = {name: values[name] for name in before}
    for name, value in after.items():
        setattr(item, name, value)
    try:
        item.clean_fields(exclude={field.name for field in item._meta.fields} - after.keys())
    except ValidationError as error:
        raise PlanningError(" ".join(error.messages)) from error
    with plan_change(by=by, board=item.board, changed=item, holds_from=holds_from, decision=decision):
        write_plan_part(item, **after)
    log_act(
        by,
        f"{item._meta.model_name}.{act}",
        item,
        before=_convert_to_json(before),
        after={**_convert_to_json(after), "holds_from": str(holds_from or "")},
        reason=decision.strip(),
    )
    return item


def _convert_to_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _convert_value_to_json(value) for name, value in values.items()}


def _convert_value_to_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    return value.pk if isinstance(value, Model) else value


def _require_same_measure(indicator: Indicator, unit: str, holds_from: Tertial | None) -> None:
    targets = Target.objects.filter(indicator=indicator)
    if holds_from is not None and (targets.exists() or Outcome.objects.filter(indicator=indicator).exists()):
        raise PlanningError(
            f"{indicator.name} har siffror eller målvärden i enheten ”{indicator.unit}”. Avsluta indikatorn och lägg "
            "till en ny med den nya enheten. Är enheten bara felskriven, välj Rättar ett skrivfel."
        )
    for target in targets:
        if is_other_target_unit(_find_written_unit(target), unit):
            raise PlanningError(f"Målvärdet ”{target.text}” för {target.year} står i en annan enhet än ”{unit}”.")


def _find_written_unit(target: Target) -> str:
    """The unit in the target's text; none in a change by a percentage, which fits every unit."""
    if target.comparator in PERCENT_COMPARATORS:
        return ""
    try:
        return parse_target(target.text, target.indicator.direction, unit=target.indicator.unit).unit
    except BadTargetError:
        return ""


def _find_last_reported_year(items: Sequence[PlanPart]) -> int | None:
    """The latest year with figures of areas, goals or indicators of one kind."""
    field, tables = _FIGURES_BY_MODEL[type(items[0])]
    years = [
        table._default_manager.filter(**{f"{field}__in": items}).aggregate(last=Max("year"))["last"] for table in tables
    ]
    return max(filter(None, years), default=None)


_FIGURES_BY_MODEL: Mapping[type[Any], tuple[str, tuple[type[Model], ...]]] = {
    ServiceArea: ("service_area", (Outcome, OperatingLine)),
    Goal: ("indicator__goal", (Outcome,)),
    Indicator: ("indicator", (Outcome,)),
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
