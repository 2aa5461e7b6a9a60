"""What a round follows: its indicators with the areas where they have rows. Names in files are held against it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.entry.sheets.outcomes import OUTCOME_TABLES, list_followed_places
from apps.report.area_tree import build_area_tree
from apps.report.indicators import build_indicators
from apps.report.source import load_source
from apps.rounds.models import Round


@dataclass(frozen=True, slots=True)
class FollowedIndicator:
    """An indicator with a row in the sheet of outcomes for each of its ``areas``, by code, the whole board first."""

    code: str
    name: str
    unit: str
    accumulation: str
    by_gender: bool
    areas: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class FollowedPlan:
    """The indicators by code, the areas' names by code, and the code of the whole board."""

    indicators: Mapping[str, FollowedIndicator] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    root: str = ""

    def find_default_area(self, indicator: FollowedIndicator) -> str:
        """The area of a figure whose file says none: the whole board, else the only one; empty where there are many."""
        if self.root in indicator.areas or not indicator.areas:
            return self.root
        return indicator.areas[0] if len(indicator.areas) == 1 else ""


def load_followed_plan(round_: Round) -> FollowedPlan:
    """What the round's sheet of outcomes has rows for."""
    rows = load_source(round_, OUTCOME_TABLES)
    tree = build_area_tree(rows)
    goals = {goal.code: goal for goal in rows.goals}
    found = {}
    for one in build_indicators(rows, tree):
        goal = goals.get(one.goal or "")
        places = list_followed_places(one, round_.year, goal.areas if goal else (), tree)
        areas = sorted({area for area, _ in places if area in tree.order}, key=lambda area: tree.order[area])
        found[one.code] = FollowedIndicator(
            one.code, one.name, one.unit, one.accumulation, one.by_gender, tuple(areas), one.heading
        )
    return FollowedPlan(found, {area.code: area.name for area in tree.areas}, tree.root.code)
