"""Several indicators changed at once: what it will do is worked out first, and done by the same rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from apps.accounts.models import User
from apps.audit.services import record_changes
from apps.core.tertials import Tertial
from apps.goals.links import set_indicator_areas
from apps.goals.models import Indicator, Outcome, Target
from apps.goals.services import move_targets, write_indicators
from apps.organisation.models import Board, ServiceArea
from apps.planning.additions import GOAL_OR_KIND
from apps.planning.change_periods import plan_change, require_open_period
from apps.planning.changes import CHANGEABLE_FIELDS, find_unit_refusal
from apps.planning.indicator_areas import find_last_area_changes, load_own_areas
from apps.planning.plan_parts import clean_values, convert_to_json
from apps.planning.requirements import PlanningError, require_administrator, require_same_board
from apps.report.plan.history import find_last_changes
from apps.rounds.services import touch_rounds

SHARED_FIELDS = CHANGEABLE_FIELDS - {"name", "reference_for", "kolada_id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorsChange:
    """What is to be the same for several indicators.

    ``values`` by field; ``areas`` are the own areas, none leaves them; ``area`` is where the year's targets are moved
    to; ``last_year`` ends the indicators.
    ``holds_from`` and ``decision`` as for every change of the plan; a last year needs neither.
    """

    year: int
    values: Mapping[str, Any] = field(default_factory=dict)
    areas: Sequence[ServiceArea] = ()
    area: ServiceArea | None = None
    last_year: int | None = None
    holds_from: Tertial | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedIndicator:
    """What a change does to one indicator: the values that differ, and the targets that move. Or why it can't."""

    indicator: Indicator
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    targets: Sequence[Target] = ()
    refusal: str = ""

    @property
    def changes_something(self) -> bool:
        """Is anything of it another than before?"""
        return bool(self.after or self.targets)


def plan_indicators(
    *, by: User, board: Board, indicators: Sequence[Indicator], change: IndicatorsChange
) -> list[PlannedIndicator]:
    """What the change does to each of the indicators. ``PlanningError`` where it is wrong for all of them."""
    require_administrator(by, board)
    _require_change(board, change)
    return _IndicatorsPlanner(board, indicators, change).plan()


@transaction.atomic
def change_indicators(
    *, by: User, board: Board, indicators: Sequence[Indicator], change: IndicatorsChange
) -> list[PlannedIndicator]:
    """Do it, to all of them or to none; those that were changed. ``PlanningError`` when one of them is refused."""
    require_administrator(by, board)
    _require_change(board, change)
    if not _needs_period(change):
        touch_rounds(board_id=board.pk)
        return _change(by, board, indicators, change)
    with plan_change(by=by, board=board, changed=None, holds_from=change.holds_from, decision=change.decision):
        return _change(by, board, indicators, change)


def _needs_period(change: IndicatorsChange) -> bool:
    return bool(change.values or change.areas or change.area)


def _require_change(board: Board, change: IndicatorsChange) -> None:
    unknown = set(change.values) - SHARED_FIELDS
    if unknown:
        raise PlanningError(f"Det går inte att ändra {', '.join(sorted(unknown))} på flera indikatorer.")
    if not (_needs_period(change) or change.last_year):
        raise PlanningError("Fyll i vad som ska ändras på de valda indikatorerna.")
    for other in filter(None, (*change.areas, change.area, change.values.get("goal"))):
        require_same_board(board, other)
    if "goal" in change.values and (change.values["goal"] is None) == (not change.values.get("kind")):
        raise PlanningError(GOAL_OR_KIND, field="goal")
    if _needs_period(change):
        require_open_period(board, change.holds_from, change.decision)
    if change.area and change.holds_from and change.holds_from.year > change.year:
        raise PlanningError(f"Målvärdena gäller {change.year}. Välj en period under {change.year}.", field="holds_from")


def _change(
    by: User, board: Board, indicators: Sequence[Indicator], change: IndicatorsChange
) -> list[PlannedIndicator]:
    planned = _IndicatorsPlanner(board, indicators, change).plan()
    refused = next((one for one in planned if one.refusal), None)
    if refused:
        raise PlanningError(f"{refused.indicator.name}: {refused.refusal}")
    changed = [one for one in planned if one.changes_something]
    if not changed:
        raise PlanningError("Inget skiljer sig från hur det är nu.")
    values = dict(change.values)
    if change.last_year:
        values["valid_to"] = change.last_year
    if values:
        write_indicators([one.indicator.pk for one in changed if one.after], **values)
    set_indicator_areas([(one.indicator, change.areas) for one in changed if "areas" in one.after])
    if change.area:
        move_targets([target for one in changed for target in one.targets], change.area)
    holds_from = {"holds_from": str(change.holds_from or "")} if _needs_period(change) else {}
    record_changes(
        by=by,
        action="indicator.changed",
        board_id=board.pk,
        changes=[(one.indicator, _log(one.before), {**_log(one.after), **holds_from}) for one in changed],
        reason=change.decision.strip(),
    )
    return changed


def _log(values: Mapping[str, Any]) -> dict[str, Any]:
    codes = {"area": values["area"].code} if "area" in values else {}
    if "areas" in values:
        codes["areas"] = sorted(area.code for area in values["areas"])
    return convert_to_json({**values, **codes})


class _IndicatorsPlanner:
    """What the rules need to know of all the indicators, asked once, whatever their number."""

    def __init__(self, board: Board, indicators: Sequence[Indicator], change: IndicatorsChange) -> None:
        self.board, self.indicators, self.change = board, indicators, change
        ids = [one.pk for one in indicators]
        self.targets: dict[int, list[Target]] = {}
        if change.area or "unit" in change.values:
            for target in Target.objects.filter(board=board, indicator__in=ids).select_related("service_area"):
                self.targets.setdefault(target.indicator_id, []).append(target)
        outcomes = Outcome.objects.filter(board=board, indicator__in=ids).order_by()
        self.last_reported = dict(outcomes.values_list("indicator_id").annotate(last=Max("year")))
        self.last_changes = find_last_changes(Indicator, board, ids) if change.holds_from else {}
        self.own_areas = load_own_areas(ids) if change.areas else {}
        self.area_changes = find_last_area_changes(board, ids) if change.holds_from and change.areas else {}
        moved = [target.pk for pk in ids for target in self._list_year_targets(pk)]
        self.target_changes = find_last_changes(Target, board, moved) if change.holds_from and change.area else {}

    def plan(self) -> list[PlannedIndicator]:
        """Each indicator with what is done to it, in their order."""
        return [self._plan_one(indicator) for indicator in self.indicators]

    def _plan_one(self, indicator: Indicator) -> PlannedIndicator:
        wanted = {**self.change.values, **({"valid_to": self.change.last_year} if self.change.last_year else {})}
        before = {name: getattr(indicator, name) for name in wanted if getattr(indicator, name) != wanted[name]}
        after = {name: wanted[name] for name in before}
        targets = [one for one in self._list_year_targets(indicator.pk) if one.service_area != self.change.area]
        refusal = self._find_refusal(indicator, after, targets)
        own = self.own_areas.get(indicator.pk, [])
        if {*own} != {*self.change.areas} and self.change.areas:
            before, after = {**before, "areas": own}, {**after, "areas": self.change.areas}
        if targets and self.change.area:
            before, after = {**before, "area": targets[0].service_area}, {**after, "area": self.change.area}
        return PlannedIndicator(indicator=indicator, before=before, after=after, targets=targets, refusal=refusal)

    def _list_year_targets(self, indicator_id: int) -> list[Target]:
        if not self.change.area:
            return []
        return [one for one in self.targets.get(indicator_id, []) if one.year == self.change.year]

    def _find_refusal(self, indicator: Indicator, after: Mapping[str, Any], targets: Sequence[Target]) -> str:
        latest = self.last_changes.get(indicator.pk) if set(after) - {"valid_to"} else None
        times = [
            latest,
            self.area_changes.get(indicator.pk),
            *(self.target_changes.get(target.pk) for target in targets),
        ]
        later = max(
            (time for time in times if time and self.change.holds_from and self.change.holds_from < time), default=None
        )
        if later:
            return f"Har redan en ändring som gäller från {later}."
        return (
            self._find_year_refusal(indicator, after)
            or self._find_unit_refusal(indicator, after)
            or self._find_target_refusal(indicator, targets)
            or _find_value_refusal(indicator, after)
        )

    def _find_year_refusal(self, indicator: Indicator, after: Mapping[str, Any]) -> str:
        last_year, reported = after.get("valid_to"), self.last_reported.get(indicator.pk)
        if last_year and reported and reported > last_year:
            return f"Har siffror för {reported}. Sista året kan inte vara före {reported}."
        first, last = after.get("valid_from", indicator.valid_from), after.get("valid_to", indicator.valid_to)
        return f"Sista året kan inte vara före {first}." if first and last and last < first else ""

    def _find_unit_refusal(self, indicator: Indicator, after: Mapping[str, Any]) -> str:
        if "unit" not in after:
            return ""
        return find_unit_refusal(
            indicator,
            after["unit"],
            self.change.holds_from,
            self.targets.get(indicator.pk, []),
            has_outcomes=indicator.pk in self.last_reported,
        )

    def _find_target_refusal(self, indicator: Indicator, targets: Sequence[Target]) -> str:
        if not targets:
            return ""
        places = {target.service_area_id for target in targets}
        if len(places) > 1:
            return f"Har målvärden för {self.change.year} på flera verksamheter. Flytta dem var för sig."
        if len(targets) < len(self._list_year_targets(indicator.pk)):
            return f"Har redan ett målvärde för {self.change.year} där."
        return ""


def _find_value_refusal(indicator: Indicator, after: Mapping[str, Any]) -> str:
    """What the fields themselves refuse. The indicator is left as it was."""
    before = {name: getattr(indicator, name) for name in after}
    try:
        clean_values(indicator, after)
    except PlanningError as error:
        return str(error)
    finally:
        for name, value in before.items():
            setattr(indicator, name, value)
    return ""
