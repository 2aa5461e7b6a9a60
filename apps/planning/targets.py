"""The targets of a year, each set by a decision."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.core.tertials import Tertial
from apps.goals.models import Indicator, Target
from apps.goals.rules import find_base_year
from apps.goals.services import write_target
from apps.goals.target_readings import format_reading, load_known_values, read_target
from apps.goals.targets import BadTargetError, is_plan
from apps.organisation.models import ServiceArea
from apps.planning.change_periods import plan_change
from apps.planning.requirements import PlanningError, log_act, require_administrator, require_same_board


@transaction.atomic
def set_target(
    *,
    by: User,
    indicator: Indicator,
    area: ServiceArea,
    year: int,
    text: str,
    decision: str,
    holds_from: Tertial | None,
    gender: str = "T",
    reason: str = "",
) -> Target | None:
    """Set a target as it is written, ”minst 90 %”, with the decision that set it.

    An empty text deletes the target. A target may change within its year: the periods before
    ``holds_from`` keep the old one, and those after tell of the change, with its ``reason``.
    """
    board = indicator.board
    require_administrator(by, board)
    require_same_board(board, area)
    require_target_period(year, holds_from)
    where = {"indicator": indicator, "service_area": area, "year": year, "gender": gender}
    known = Target.objects.filter(**where).first()
    before = known.text if known else ""
    values = None
    if text.strip():
        known_values = load_known_values(indicator.board_id, [indicator.code]).get(indicator.code, ())
        values = build_target_values(
            known, text=text, indicator=indicator, year=year, decision=decision, reason=reason, holds_from=holds_from,
            known_values=known_values,
        )  # fmt: skip
    with (
        set_history_context(by=by, reason=decision),
        plan_change(by=by, board=board, changed=known, holds_from=holds_from, decision=decision),
    ):
        target = write_target(place=where, values=values, board=board)
    after = {"year": year, "area": area.code, "text": text, "holds_from": str(holds_from or "")}
    log_act(by, "target.set", indicator, before={"text": before}, after=after, reason=decision)
    return target


def build_target_values(
    known: Target | None,
    *,
    text: str,
    indicator: Indicator,
    year: int,
    decision: str,
    reason: str,
    holds_from: Tertial | None,
    known_values: Collection[Decimal],
) -> dict[str, Any]:
    """The columns of a target from its text; ``known`` is the one that is there.

    ``PlanningError`` when the text can't be read, or not be a target that year, or where decision or reason is missing.
    """
    if not decision.strip():
        raise PlanningError("Skriv vilket beslut som satte målvärdet.", field="decision")
    plain = {"table": None, "text": text.strip(), "decision": decision.strip(), "reason": reason.strip()}
    values = {**_parse_values(text, indicator, year, known_values), **plain}
    _require_reason(known, values, holds_from)
    return values


def require_target_period(year: int, holds_from: Tertial | None) -> None:
    """Raises ``PlanningError`` where a year's target would hold from after the year."""
    if holds_from is not None and holds_from.year > year:
        raise PlanningError(f"Målvärdet gäller {year}. Välj en period under {year}, eller tidigare.")


def _require_reason(known: Target | None, values: dict[str, Any], holds_from: Tertial | None) -> None:
    """Who has read the old target in an earlier report of the year is told why it is another now."""
    is_within_year = holds_from is not None and known is not None and holds_from > Tertial(known.year, 1)
    if is_within_year and known and known.text != values["text"] and not values["reason"]:
        raise PlanningError(
            f"Målvärdet var ”{known.text}” tidigare under året. Skriv varför det ändras: skälet står i rapporten.",
            field="reason",
        )


def format_target_reading(text: str, *, indicator: Indicator, year: int) -> str:
    """How a typed target is read, in a sentence; empty for an empty text. ``PlanningError`` when it can't be."""
    if not text.strip():
        return ""
    values = _read_values(text, indicator, year)
    plan = is_plan(text, values["comparator"], indicator.direction)
    return format_reading(**values, year=year, unit=indicator.unit, is_plan=plan)


def _read_values(text: str, indicator: Indicator, year: int) -> dict[str, Any]:
    known_values = load_known_values(indicator.board_id, [indicator.code]).get(indicator.code, ())
    return _parse_values(text, indicator, year, known_values)


def _parse_values(text: str, indicator: Indicator, year: int, known_values: Collection[Decimal]) -> dict[str, Any]:
    """What the text means: comparator, values and base year."""
    try:
        found = read_target(text, indicator.direction, unit=indicator.unit, known_values=known_values)
    except BadTargetError as error:
        raise PlanningError(str(error)) from error
    base = find_base_year(found.comparator, found.base_year, year)
    if base is not None and base >= year:
        raise PlanningError(f"Basåret ska vara före {year}.")
    return {"comparator": found.comparator, "value": found.value, "upper": found.upper, "base_year": base}
