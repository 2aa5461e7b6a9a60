"""The report's goals: in tree order, each with its light."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from apps.core.lights import Light
from apps.goals import rules
from apps.goals.models import GoalLevel
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.indicators import count_indicators
from apps.report.judgements import group_assessments
from apps.report.source_types import GoalSourceRow, SourceData


def build_goals(
    rows: SourceData, tree: AreaTree, indicators: tuple[board_report.Indicator, ...]
) -> tuple[board_report.Goal, ...]:
    """All goals of the board, each parent before its children."""
    assessments = group_assessments(rows, tree, "goal_id")
    measured: dict[str, list[board_report.Indicator]] = defaultdict(list)
    for indicator in indicators:
        if indicator.goal and not indicator.reference_for:
            measured[indicator.goal].append(indicator)
    children: dict[int | None, list[GoalSourceRow]] = defaultdict(list)
    known = {goal.id for goal in rows.goals}
    for goal in rows.goals:
        children[goal.parent_id if goal.parent_id in known else None].append(goal)
    done: list[board_report.Goal] = []

    def add_with_children(row: GoalSourceRow, parent: str | None, depth: int) -> board_report.Goal:
        place = len(done)
        below = [add_with_children(child, row.code, depth + 1) for child in children[row.id]]
        goal = _build_goal(row, parent, depth, below, measured[row.code], assessments[row.id])
        done.insert(place, goal)
        return goal

    for row in children[None]:
        add_with_children(row, None, 0)
    return tuple(done)


def list_goal_codes(goals: Iterable[GoalSourceRow]) -> list[str]:
    """The codes of goals in the report's order: each before those below it."""
    found = list(goals)
    known, children = {goal.id for goal in found}, defaultdict[int | None, list[GoalSourceRow]](list)
    for goal in found:
        children[goal.parent_id if goal.parent_id in known else None].append(goal)

    def iter_from(parent: int | None) -> Iterator[str]:
        for goal in children[parent]:
            yield goal.code
            yield from iter_from(goal.id)

    return list(iter_from(None))


def _build_goal(
    row: GoalSourceRow,
    parent: str | None,
    depth: int,
    below: list[board_report.Goal],
    indicators: list[board_report.Indicator],
    assessments: tuple[board_report.Assessment, ...],
) -> board_report.Goal:
    verdict, lights = judge_goal(below, indicators, assessments)
    return board_report.Goal(
        code=row.code,
        name=row.name,
        level=row.level,
        level_label=GoalLevel(row.level).label,
        description=row.description,
        parent=parent,
        depth=depth,
        children=tuple(goal.code for goal in below),
        focus_areas=row.focus,
        areas=row.areas,
        verdict=verdict,
        indicator_lights=lights,
        indicators=tuple(indicator.code for indicator in indicators),
        assessments=assessments,
    )


def judge_goal(
    below: list[board_report.Goal],
    indicators: list[board_report.Indicator],
    assessments: tuple[board_report.Assessment, ...],
) -> tuple[board_report.Verdict, board_report.LightCounts]:
    """A goal's light, and the lights of its indicators.

    Those without a target say nothing about the goal.
    """
    measured = [indicator for indicator in indicators if indicator.has_target]
    lights = count_indicators(measured)
    return _build_verdict(below, measured, assessments), lights


def _build_verdict(
    below: list[board_report.Goal],
    indicators: list[board_report.Indicator],
    assessments: tuple[board_report.Assessment, ...],
) -> board_report.Verdict:
    """The board's own rating; else a proposal from the areas' ratings, the indicators, or the goals
    below.
    """
    computed = _compute_verdict(below, indicators)
    own = next((a.verdict for a in assessments if a.whole_board and a.verdict), None)
    ratings = [a.verdict.light for a in assessments if a.verdict and not a.whole_board]
    if own is None and ratings:
        proposal = rules.propose_light(ratings, rules.SERVICE_AREAS)
        return board_report.Verdict(
            light=proposal.light, computed=computed.light, by_people=True, sentence=proposal.sentence
        )
    return board_report.Verdict(
        light=own.light if own else computed.light,
        computed=computed.light,
        by_people=own is not None,
        sentence=computed.sentence,
        stated=own.stated if own else "",
        override_reason=own.override_reason if own else "",
    )


def _compute_verdict(below: list[board_report.Goal], indicators: list[board_report.Indicator]) -> rules.Judgement:
    if indicators:
        counts = count_indicators(indicators)
        return rules.propose_light((indicator.verdict.light for indicator in indicators), met_note=counts.met_note)
    if below:
        return rules.propose_light([goal.verdict.light for goal in below], rules.GOALS)
    return rules.Judgement(Light.UNKNOWN, "Målet har inga indikatorer och inget betyg.")


def filter_counted_goals(goals: tuple[board_report.Goal, ...]) -> tuple[board_report.Goal, ...]:
    """The goals that are counted: those without goals below, since a goal above others is judged by
    them.
    """
    return tuple(goal for goal in goals if not goal.children)
