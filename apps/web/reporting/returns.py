"""What is to be mended in a report, or an area of it, that was given back: told where its texts are written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.organisation.models import ServiceArea
from apps.rounds.models import Round, RoundState
from apps.texts.selectors import list_round_areas
from apps.workflow.round_areas import load_round_areas
from apps.workflow.round_steps import RoundStep, iter_open_returns, list_round_steps


@dataclass(frozen=True, slots=True)
class OpenReturns:
    """The returns that wait, latest first, and by area's code where an area, or one above it, was given back."""

    steps: tuple[RoundStep, ...] = ()
    by_area: Mapping[str, RoundStep] = field(default_factory=dict)

    def find_steps(self, area: str) -> tuple[RoundStep, ...]:
        """Those that concern what is written of an area: of the whole report, and of the area."""
        return tuple(step for step in self.steps if not step.area_code or step is self.by_area.get(area))


def load_open_returns(round_: Round) -> OpenReturns:
    """What waits to be mended in an open round: one query, and three more when an area was given back."""
    if round_.stage != RoundState.OPEN:
        return OpenReturns()
    steps = tuple(iter_open_returns(list_round_steps(round_)))
    returned = {step.area_code: step for step in steps if step.area_code}
    if not returned:
        return OpenReturns(steps)
    by_area = _map_areas(list_round_areas(round_), returned, load_round_areas([round_.pk])[round_.pk].submitted)
    return OpenReturns(tuple(one for one in steps if not one.area_code or one.area_code in by_area), by_area)


def _map_areas(
    areas: list[ServiceArea], returned: Mapping[str, RoundStep], submitted: frozenset[int]
) -> dict[str, RoundStep]:
    """The nearest return at or above each area that is not handed in."""
    by_id = {area.pk: area for area in areas}
    found = {}
    for area in (one for one in areas if one.pk not in submitted):
        above: ServiceArea | None = area
        while above and above.code not in returned:
            above = by_id.get(above.parent_id or 0)
        if above:
            found[area.code] = returned[above.code]
    return found
