"""What the goal pages show: ``…/mal/`` lists the goals by focus area, ``…/mal/<code>/`` tells all about one.

Each goal has a light for every indicator that has a target.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from apps.core.lights import Light
from apps.report.board_report import Area, BoardReport, FocusAreaRef
from apps.report.goals import filter_counted_goals
from apps.report.measures import Assessment, Goal, Verdict
from apps.web.board.indicators.rows import IndicatorListRow, build_indicator_row
from apps.web.filter_chips import FilterChip, build_light_chips
from apps.web.lights import LightCount, list_light_counts
from apps.web.links import ReportAddress

# With as many goals as this, the list can be filtered by light.
MANY_GOALS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalCard:
    """A goal in a list, with the goals listed below it (``children``).

    ``strip`` has a light for each indicator with a target; ``followed`` is the number of all its indicators, and
    ``not_met`` are those that miss their target, where the list names them.
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
    not_met: tuple[IndicatorListRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalGroup:
    """The goals of the same focus areas; without a name, those of none."""

    code: str
    names: tuple[str, ...]
    description: str
    cards: tuple[GoalCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalList:
    """The goals of one light, or all of them. ``lights`` are the filters, none where the goals are few."""

    groups: tuple[GoalGroup, ...]
    lights: tuple[FilterChip, ...]
    light: str
    url: str
    shown: int
    total: int


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


def build_goal_list(report: BoardReport, light: str) -> GoalList:
    """The goals of one light, or all of them, each with the indicators that miss their target.

    A goal above others is not counted, since they stand for it; it is shown above those that match.
    """
    counted = {goal.code: goal.verdict.light for goal in filter_counted_goals(report.goals)}
    counts = Counter(counted.values())
    not_met = _map_not_met(report)
    url = ReportAddress.for_report(report).url("goals")
    groups = [
        replace(group, cards=_select_cards(group.cards, light, counted, not_met)) for group in group_goals(report)
    ]
    chips = build_light_chips(counts, light, lambda one: f"{url}?ljus={one}" if one else url)
    return GoalList(
        groups=tuple(group for group in groups if group.cards),
        lights=chips if len(report.goals) >= MANY_GOALS else (),
        light=light,
        url=url,
        shown=counts[Light(light)] if light else counts.total(),
        total=counts.total(),
    )


def _map_not_met(report: BoardReport) -> dict[str, list[IndicatorListRow]]:
    """Each goal's indicators that miss their target."""
    rows: dict[str, list[IndicatorListRow]] = defaultdict(list)
    for one in report.indicators:
        if one.goal and one.has_target and one.verdict.light == Light.NOT_MET:
            rows[one.goal].append(build_indicator_row(one, report))
    return rows


def _select_cards(
    cards: Iterable[GoalCard],
    light: str,
    counted: Mapping[str, Light],
    not_met: Mapping[str, list[IndicatorListRow]],
) -> tuple[GoalCard, ...]:
    """The goals of the light, below those that they are part of. ``counted`` has the light of each that is counted."""
    found = []
    for card in cards:
        children = _select_cards(card.children, light, counted, not_met)
        if not light or children or counted.get(card.code) == light:
            found.append(replace(card, children=children, not_met=tuple(not_met.get(card.code, ()))))
    return tuple(found)


def group_goals(report: BoardReport) -> tuple[GoalGroup, ...]:
    """The goals in groups with the same focus areas; those without a focus area come last. Each goal comes once.

    A subgoal is listed below its parent, unless it has a focus area that the parent hasn't.
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
    """Each goal's focus areas: its own, else those of the goal it is part of."""
    focus: dict[str, tuple[str, ...]] = {}
    for goal in goals:
        focus[goal.code] = goal.focus_areas or (focus.get(goal.parent, ()) if goal.parent else ())
    return focus


def _map_list_parents(goals: tuple[Goal, ...]) -> dict[str, str]:
    """For each goal's code that of the goal it is listed below; its own when it is listed at the top."""
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
    return tuple(_build_card_tree(goal, place, by_home) for goal in by_home[None])


def _build_card_tree(goal: Goal, place: ReportAddress, by_home: Mapping[str | None, list[Goal]]) -> GoalCard:
    """The goal's card with those listed below it. ``by_home`` has the goals below each code."""
    children = tuple(_build_card_tree(child, place, by_home) for child in by_home.get(goal.code, ()))
    return _build_card(goal, place, children)


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
    """Everything that one goal's page shows; None for a code that the report hasn't."""
    goals = {goal.code: goal for goal in report.goals}
    goal = goals.get(code)
    if goal is None:
        return None
    place = ReportAddress.for_report(report)
    previous, following = find_neighbours(list(goals), code)
    return GoalPage(
        goal=goal,
        parent=_build_card_if_known(goals, goal.parent, place),
        children=tuple(_build_card(goals[child], place) for child in goal.children),
        focus_areas=_list_names(goal.focus_areas, report.focus_areas),
        areas=_list_names(goal.areas, report.areas),
        counts=list_light_counts(goal.indicator_lights),
        indicators=tuple(build_indicator_row(one, report) for one in report.indicators if one.goal == code),
        ratings=_list_area_ratings(goal),
        texts=tuple(one for one in goal.assessments if has_text(one)),
        previous=_build_card_if_known(goals, previous, place),
        following=_build_card_if_known(goals, following, place),
    )


def find_neighbours(codes: Sequence[str], code: str) -> tuple[str | None, str | None]:
    """The codes before and after this one, for the links at the foot of a page; None at either end."""
    at = codes.index(code)
    return codes[at - 1] if at else None, codes[at + 1] if at + 1 < len(codes) else None


def _build_card_if_known(goals: Mapping[str, Goal], code: str | None, place: ReportAddress) -> GoalCard | None:
    return _build_card(goals[code], place) if code is not None and code in goals else None


def _list_names(codes: Iterable[str], areas: Iterable[Area | FocusAreaRef]) -> tuple[str, ...]:
    """The names behind the codes; a code that the report hasn't is left out."""
    names = {area.code: area.name for area in areas}
    return tuple(names[code] for code in codes if code in names)


def _list_area_ratings(goal: Goal) -> tuple[Assessment, ...]:
    """How each service area rates the goal. The board's own rating is the goal's light, shown at the top."""
    return tuple(one for one in goal.assessments if one.verdict and not one.whole_board)


def has_text(assessment: Assessment) -> bool:
    """Has the assessment any text, or only a rating?"""
    return bool(assessment.summary or assessment.cause or assessment.action or assessment.gender_reflection)
