"""What the goal pages show: ``…/mal/`` lists the goals by focus area, ``…/mal/<code>/`` tells all about one.

Each goal has a light for every indicator that has a target.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from apps.core.lights import Light
from apps.report.board_report import Area, BoardReport, FocusAreaRef
from apps.report.goals import filter_counted_goals
from apps.report.measures import Assessment, Goal, Verdict
from apps.web.board.indicators.rows import IndicatorListRow, build_indicator_row, sort_worst_first
from apps.web.board.turned_marks import TURNED_LABELS, map_turned_marks
from apps.web.filter_chips import FilterChip, build_light_chips, build_mark_chips, parse_light, parse_mark
from apps.web.lights import LightCount, list_light_counts
from apps.web.links import ReportAddress

# With as many goals as this, the list can be filtered by light.
MANY_GOALS = 8
FIRST_INDICATORS = 8  # in full view on a goal's page


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
class GoalFilter:
    """The filter in the address; an empty field filters nothing. ``mark`` is one of ``TURNED_LABELS``."""

    light: str = ""
    mark: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.light or self.mark)

    @property
    def query(self) -> str:
        """The filter as it stands in the address, with its question mark; empty where nothing is filtered."""
        query = urlencode({name: value for name, value in (("ljus", self.light), ("visa", self.mark)) if value})
        return f"?{query}" if query else ""


def parse_goal_filter(query: Mapping[str, str]) -> GoalFilter:
    """The filter from the address (``ljus``, ``visa``). An unknown light or mark is ignored."""
    return GoalFilter(light=parse_light(query), mark=parse_mark(query, TURNED_LABELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalList:
    """The goals that match the filter. ``lights`` are filters, none where the goals are few; so are ``marks``."""

    query: GoalFilter
    groups: tuple[GoalGroup, ...]
    lights: tuple[FilterChip, ...]
    marks: tuple[FilterChip, ...]
    url: str
    shown: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalPage:
    """One goal in full. Its ``indicators`` come worst first; those beyond the first few are a click away."""

    goal: Goal
    parent: GoalCard | None
    children: tuple[GoalCard, ...]
    focus_areas: tuple[str, ...]
    areas: tuple[str, ...]
    counts: tuple[LightCount, ...]
    indicators: tuple[IndicatorListRow, ...]
    more_indicators: tuple[IndicatorListRow, ...]
    ratings: tuple[Assessment, ...]
    texts: tuple[Assessment, ...]
    previous: GoalCard | None
    following: GoalCard | None


def build_goal_list(report: BoardReport, query: GoalFilter) -> GoalList:
    """The goals that match the filter, each with the indicators that miss their target.

    A goal above others is not counted, since they stand for it; it is shown above those that match.
    """
    marks = map_turned_marks(report, "goal")
    counted = {goal.code: goal.verdict.light for goal in filter_counted_goals(report.goals)}
    marked = {code: light for code, light in counted.items() if not query.mark or code in marks[query.mark]}
    hits = frozenset(code for code, light in marked.items() if query.light in ("", light))
    not_met = _map_not_met(report)
    url = ReportAddress.for_report(report).url("goals")
    groups = [
        replace(group, cards=_select_cards(group.cards, hits if query.is_set else None, not_met))
        for group in group_goals(report)
    ]
    lights = build_light_chips(
        Counter(marked.values()), query.light, lambda light: url + replace(query, light=light).query
    )
    return GoalList(
        query=query,
        groups=tuple(group for group in groups if group.cards),
        lights=lights if len(report.goals) >= MANY_GOALS else (),
        marks=build_mark_chips(TURNED_LABELS, marks, query.mark, lambda mark: url + replace(query, mark=mark).query),
        url=url,
        shown=len(hits),
        total=len(counted),
    )


def _map_not_met(report: BoardReport) -> dict[str, list[IndicatorListRow]]:
    """Each goal's indicators that miss their target."""
    rows: dict[str, list[IndicatorListRow]] = defaultdict(list)
    for one in report.indicators:
        if one.goal and one.has_target and one.verdict.light == Light.NOT_MET:
            rows[one.goal].append(build_indicator_row(one, report))
    return rows


def _select_cards(
    cards: Iterable[GoalCard], hits: frozenset[str] | None, not_met: Mapping[str, list[IndicatorListRow]]
) -> tuple[GoalCard, ...]:
    """The goals whose codes are among the hits, below those that they are part of; all of them for None."""
    found = []
    for card in cards:
        children = _select_cards(card.children, hits, not_met)
        if hits is None or children or card.code in hits:
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
    own = sort_worst_first([one for one in report.indicators if one.goal == code])
    rows = tuple(build_indicator_row(one, report) for one in own)
    shown = len(rows) if len(rows) <= FIRST_INDICATORS + 1 else FIRST_INDICATORS
    return GoalPage(
        goal=goal,
        parent=_build_card_if_known(goals, goal.parent, place),
        children=tuple(_build_card(goals[child], place) for child in goal.children),
        focus_areas=_list_names(goal.focus_areas, report.focus_areas),
        areas=_list_names(goal.areas, report.areas),
        counts=list_light_counts(goal.indicator_lights),
        indicators=rows[:shown],
        more_indicators=rows[shown:],
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
