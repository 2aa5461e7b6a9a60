"""An indicator's own service areas: where it is followed because the board says so (docs/decisions/0073)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from apps.core.tertials import Tertial
from apps.goals.area_models import IndicatorArea
from apps.goals.links import set_indicator_areas
from apps.goals.models import Indicator
from apps.goals.rules import choose_followed_areas
from apps.organisation.models import Board, ServiceArea
from apps.planning.requirements import is_valid_in, require_same_board
from apps.report.models import PlanHistory


@dataclass(frozen=True, slots=True)
class AreaChange:
    """The own areas that an indicator is to have, and the log's two sides: the codes before and after."""

    areas: tuple[ServiceArea, ...]
    before: Mapping[str, list[str]]
    after: Mapping[str, list[str]]


def find_area_change(
    indicator: Indicator, areas: Sequence[ServiceArea] | None, before: Collection[ServiceArea] | None = None
) -> AreaChange | None:
    """The change to exactly ``areas``; None where it is none, or they are not said.

    ``before`` are those that it has, where the caller knows. ``PlanningError`` for another board's area.
    """
    if areas is None:
        return None
    for area in areas:
        require_same_board(indicator.board, area)
    known = indicator.service_areas.all() if before is None else before
    was, becomes = ({"areas": sorted(one.code for one in side)} for side in (known, areas))
    return AreaChange(tuple(areas), was, becomes) if was != becomes else None


def load_own_areas(indicators: Collection[int]) -> dict[int, list[ServiceArea]]:
    """The own areas of several indicators by primary key, in the areas' order; without those that have none."""
    found: dict[int, list[ServiceArea]] = {}
    links = IndicatorArea.objects.filter(indicator__in=indicators).select_related("service_area")
    for link in links.order_by("service_area__position", "service_area_id"):
        found.setdefault(link.indicator_id, []).append(link.service_area)
    return found


def find_last_area_changes(board: Board, indicators: Collection[int]) -> dict[int, Tertial]:
    """When the latest change of own areas holds from, by indicator; without those that have none."""
    links = dict(IndicatorArea.objects.filter(indicator__in=indicators).values_list("pk", "indicator_id"))
    found = PlanHistory.objects.filter(board=board, table_name=IndicatorArea._meta.db_table)
    last: dict[int, int] = {}
    for link, gone, holds_until in found.values_list("object_id", "values__indicator_id", "holds_until"):
        indicator = links.get(link, gone)
        if indicator in indicators:
            last[indicator] = max(last.get(indicator, 0), holds_until)
    return {indicator: Tertial(*divmod(number, 10)) for indicator, number in last.items()}


def join_areas(before: Sequence[Indicator], into: Indicator | None, year: int, root: ServiceArea) -> list[ServiceArea]:
    """The own areas of what several indicators become: everywhere that one of them is followed.

    Empty where none has any of its own. Areas that end before ``year`` are left out.
    """
    parties = [*before, *([into] if into else [])]
    if not any(one.service_areas.exists() for one in parties):
        return []
    found: dict[int, ServiceArea] = {}
    for one in parties:
        goal_areas = one.goal.service_areas.all() if one.goal else ()
        for area in choose_followed_areas(one.service_areas.all(), goal_areas) or [root]:
            found[area.pk] = area
    going_on = [area for area in found.values() if is_valid_in(area, year)]
    return sorted(going_on, key=lambda area: (area.position, area.pk))


def add_areas_after(
    before: Sequence[ServiceArea], after: Sequence[ServiceArea]
) -> Mapping[Indicator, list[ServiceArea]]:
    """Let indicators that are followed in areas that end be followed in those that come after; which, and where then.

    The old areas stay theirs: they say what holds until they end, and have no rows after that.
    """
    links = IndicatorArea.objects.filter(service_area__in=before).select_related("indicator")
    indicators = {link.indicator_id: link.indicator for link in links}
    wanted = {one: [*{*one.service_areas.all(), *after}] for one in indicators.values()}
    set_indicator_areas(list(wanted.items()))
    return wanted
