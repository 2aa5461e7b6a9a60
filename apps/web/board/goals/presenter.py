"""Goals as they are shown: by focus area, each with the lights of its indicators, and one goal in full."""

from collections import defaultdict
from dataclasses import dataclass

from apps.core.lights import Light
from apps.report.board_report import BoardReport
from apps.report.measures import Assessment, Goal, Verdict
from apps.web.board.indicators.rows import IndicatorListRow, build_indicator_row
from apps.web.lights import LightCount, list_light_counts
from apps.web.links import ReportAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalCard:
    """A goal in a list, with the goals that stand under it there.

    ``strip`` has a light for each indicator with a target; ``followed`` counts all of them.
    """

    code: str
    name: str
    url: str
    level: str
    verdict: Verdict
    strip: tuple[Light, ...]
    counts: tuple[LightCount, ...]
    followed: int
    children: tuple["GoalCard", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalGroup:
    """The goals of the same focus areas; without a name, those of none."""

    code: str
    names: tuple[str, ...]
    description: str
    cards: tuple[GoalCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalPage:
    """One goal in full."""

    goal: Goal
    parent: GoalCard | None
    children: tuple[GoalCard, ...]
    focus_areas: tuple[str, ...]
    areas: tuple[str, ...]
    counts: tuple[LightCount, ...]
    indicators: tuple[IndicatorListRow, ...]
    ratings: tuple[Assessment, ...]
    texts: tuple[Assessment, ...]
    previous: GoalCard | None
    following: GoalCard | None


def group_goals(report: BoardReport) -> tuple[GoalGroup, ...]:
    """Each goal once: with those that stand under the same focus areas, those under none last.

    A goal below another stands there, unless its own focus areas are others than its parent's.
    """
    focus, homes = _map_focus_areas(report.goals), _map_list_parents(report.goals)
    inside = {code for code, home in homes.items() if home != code}
    together: dict[tuple[str, ...], list[Goal]] = defaultdict(list)
    for goal in report.goals:
        top = goal.code
        while top in inside:
            top = homes[top]
        together[focus[top]].append(goal)
    order = {area.code: place for place, area in enumerate(report.focus_areas)}
    keys = sorted(together, key=lambda key: [order.get(code, len(order)) for code in key] or [len(order)])
    return tuple(_build_group(report, key, together[key], homes) for key in keys)


def _map_focus_areas(goals: tuple[Goal, ...]) -> dict[str, tuple[str, ...]]:
    """A goal without a focus area of its own follows its parent's."""
    focus: dict[str, tuple[str, ...]] = {}
    for goal in goals:
        focus[goal.code] = goal.focus_areas or (focus.get(goal.parent, ()) if goal.parent else ())
    return focus


def _map_list_parents(goals: tuple[Goal, ...]) -> dict[str, str]:
    """The goal that each goal is listed below; itself when it stands on its own."""
    focus = _map_focus_areas(goals)
    return {
        goal.code: goal.parent
        if goal.parent in focus and set(focus[goal.code]) <= set(focus[goal.parent])
        else goal.code
        for goal in goals
    }


def _build_group(report: BoardReport, key: tuple[str, ...], goals: list[Goal], homes: dict[str, str]) -> GoalGroup:
    areas = [area for area in report.focus_areas if area.code in key]
    return GoalGroup(
        code="-".join(key)[:80],
        names=tuple(area.name for area in areas),
        description=areas[0].description if len(areas) == 1 else "",
        cards=_build_cards(report, goals, homes),
    )


def _build_cards(report: BoardReport, goals: list[Goal], homes: dict[str, str]) -> tuple[GoalCard, ...]:
    by_home: dict[str | None, list[Goal]] = defaultdict(list)
    for goal in goals:
        by_home[None if homes[goal.code] == goal.code else homes[goal.code]].append(goal)
    place = ReportAddress.for_report(report)

    def made(goal: Goal) -> GoalCard:
        return _build_card(goal, place, tuple(made(child) for child in by_home[goal.code]))

    return tuple(made(goal) for goal in by_home[None])


def _build_card(goal: Goal, place: ReportAddress, children: tuple[GoalCard, ...] = ()) -> GoalCard:
    counts = list_light_counts(goal.indicator_lights)
    return GoalCard(
        code=goal.code,
        name=goal.name,
        url=place.url("goal", code=goal.code),
        level=goal.level_label,
        verdict=goal.verdict,
        strip=tuple(one.light for one in counts for _ in range(one.count)),
        counts=counts,
        followed=len(goal.indicators),
        children=children,
    )


def build_goal_page(report: BoardReport, code: str) -> GoalPage | None:
    """One goal with everything told of it; None for an unknown code."""
    goals = {goal.code: goal for goal in report.goals}
    goal = goals.get(code)
    if goal is None:
        return None
    place = ReportAddress.for_report(report)
    order = list(goals)
    at = order.index(code)
    names = {area.code: area.name for area in report.areas}
    focus = {area.code: area.name for area in report.focus_areas}

    def card(other: str | None) -> GoalCard | None:
        return _build_card(goals[other], place) if other in goals else None

    return GoalPage(
        goal=goal,
        parent=card(goal.parent),
        children=tuple(_build_card(goals[child], place) for child in goal.children),
        focus_areas=tuple(focus[one] for one in goal.focus_areas if one in focus),
        areas=tuple(names[one] for one in goal.areas if one in names),
        counts=list_light_counts(goal.indicator_lights),
        indicators=tuple(build_indicator_row(one, report) for one in report.indicators if one.goal == code),
        ratings=tuple(one for one in goal.assessments if one.verdict and not one.whole_board),
        texts=tuple(one for one in goal.assessments if has_text(one)),
        previous=card(order[at - 1]) if at else None,
        following=card(order[at + 1]) if at + 1 < len(order) else None,
    )


def has_text(assessment: Assessment) -> bool:
    """Did anyone write, or only rate?"""
    return bool(assessment.summary or assessment.cause or assessment.action or assessment.gender_reflection)
