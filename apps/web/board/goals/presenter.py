"""Goals as they are shown: by focus area, each with the lights of its indicators, and one goal in full."""

from collections import defaultdict
from dataclasses import dataclass

from apps.core.lights import Light
from apps.entry.keys import EntryKey, EntryKind
from apps.followup.report import BoardReport
from apps.followup.report_measures import Assessment, Goal, Indicator, Reading, Target, Verdict
from apps.web.board.indicators.outcome_values import GENDER_LABELS, OutcomeView, build_outcome_view, format_with_unit
from apps.web.board.indicators.sparkline import Sparkline, build_sparkline
from apps.web.links import ReportAddress
from apps.web.page_header import LightCount, list_light_counts


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
class ReadingRow:
    """An outcome held against its target, for one area and gender. ``key`` is its row where it is reported."""

    area: str
    gender: str
    whole_board: bool
    value: OutcomeView
    target: str
    last_year: str
    verdict: Verdict
    judged: bool
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorListRow:
    """An indicator in a list: its light, this tertial's readings and its course."""

    code: str
    name: str
    url: str
    unit: str
    heading: str
    comparison: bool
    has_target: bool
    verdict: Verdict
    first: ReadingRow | None
    readings: tuple[ReadingRow, ...]
    target: str
    last_year: str
    spark: Sparkline | None


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
    place = ReportAddress.of(report)

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
    place = ReportAddress.of(report)
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


def build_indicator_row(indicator: Indicator, report: BoardReport) -> IndicatorListRow:
    """An indicator for a list."""
    root = report.areas[0].code
    readings = tuple(build_reading_row(reading, indicator, root) for reading in indicator.readings)
    first = readings[0] if readings else None
    targets = [row.target for row in readings if row.target]
    return IndicatorListRow(
        code=indicator.code,
        name=indicator.name,
        url=ReportAddress.of(report).url("indicator", code=indicator.code),
        unit=indicator.unit,
        heading=indicator.heading,
        comparison=indicator.reference_for is not None,
        has_target=indicator.has_target,
        verdict=indicator.verdict,
        first=first,
        readings=readings,
        target=(first.target if first and first.target else "") or _format_shared_text(targets),
        last_year=first.last_year if first and first.whole_board else "",
        spark=build_sparkline(indicator, root),
    )


def _format_shared_text(texts: list[str]) -> str:
    """The one text they share; different ones can't be told in one cell."""
    return texts[0] if len(set(texts)) == 1 else ("olika för verksamheterna" if texts else "")


def build_reading_row(reading: Reading, indicator: Indicator, root: str) -> ReadingRow:
    """One reading in words."""
    return ReadingRow(
        area="" if reading.point.area == root else reading.point.area_name,
        gender="" if reading.point.gender == "T" else GENDER_LABELS[reading.point.gender],
        whole_board=reading.point.area == root,
        value=build_outcome_view(reading.point, indicator),
        target=format_target(reading.target),
        last_year="" if reading.last_year is None else format_with_unit(reading.last_year, indicator),
        verdict=reading.verdict,
        judged=reading.target is not None or reading.verdict.by_people,
        key=EntryKey(EntryKind.OUTCOME, indicator.code, reading.point.area, reading.point.gender).text,
    )


def format_target(target: Target | None) -> str:
    """The target in plain Swedish."""
    return "" if target is None else target.words or target.text
