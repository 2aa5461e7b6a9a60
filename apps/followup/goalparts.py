"""The report's goals: in tree order, each with its light."""

from collections import defaultdict
from typing import Any

from apps.core.lights import Light
from apps.followup import report
from apps.followup.frame import Tree
from apps.followup.indicators import count_lights
from apps.followup.judging import assessments_by
from apps.followup.row_types import Rows
from apps.goals import rules
from apps.goals.models import GoalLevel

_AREAS = ("verksamhet", "verksamheter")
_GOALS = ("mål", "mål")


def goals_of(rows: Rows, tree: Tree, indicators: tuple[report.Indicator, ...]) -> tuple[report.Goal, ...]:
    """All goals of the board, each parent before its children."""
    assessments = assessments_by(rows, tree, "goal_id")
    measured: dict[str, list[report.Indicator]] = defaultdict(list)
    for indicator in indicators:
        if indicator.goal and not indicator.reference_for:
            measured[indicator.goal].append(indicator)
    children: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    known = {goal["id"] for goal in rows.frame["goals"]}
    for goal in rows.frame["goals"]:
        children[goal["parent_id"] if goal["parent_id"] in known else None].append(goal)
    done: list[report.Goal] = []

    def walk(row: dict[str, Any], parent: str | None, depth: int) -> report.Goal:
        place = len(done)
        below = [walk(child, row["code"], depth + 1) for child in children[row["id"]]]
        goal = _goal(row, parent, depth, below, measured[row["code"]], assessments[row["id"]])
        done.insert(place, goal)
        return goal

    for row in children[None]:
        walk(row, None, 0)
    return tuple(done)


def _goal(
    row: dict[str, Any],
    parent: str | None,
    depth: int,
    below: list[report.Goal],
    indicators: list[report.Indicator],
    assessments: tuple[report.Assessment, ...],
) -> report.Goal:
    verdict, lights = judged(below, indicators, assessments)
    return report.Goal(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        level_label=GoalLevel(row["level"]).label,
        description=row["description"],
        parent=parent,
        depth=depth,
        children=tuple(goal.code for goal in below),
        focus_areas=tuple(row["focus"]),
        areas=tuple(row["areas"]),
        verdict=verdict,
        indicator_lights=lights,
        indicators=tuple(indicator.code for indicator in indicators),
        assessments=assessments,
    )


def judged(
    below: list[report.Goal], indicators: list[report.Indicator], assessments: tuple[report.Assessment, ...]
) -> tuple[report.Verdict, report.LightCounts]:
    """A goal's light, and how its indicators stand: those without a target say nothing of it."""
    measured = [indicator for indicator in indicators if indicator.has_target]
    lights = count_lights(indicator.verdict.light for indicator in measured)
    return _verdict(below, measured, assessments), lights


def _verdict(
    below: list[report.Goal], indicators: list[report.Indicator], assessments: tuple[report.Assessment, ...]
) -> report.Verdict:
    """The board's own rating; else a proposal from the areas' ratings, the indicators, or the goals below."""
    computed = _computed(below, indicators)
    whole = next((a.verdict for a in assessments if a.whole_board and a.verdict), None)
    ratings = [a.verdict.light for a in assessments if a.verdict and not a.whole_board]
    if whole is None and ratings:
        proposal = rules.propose(ratings, _AREAS, what="målet")
        return report.Verdict(light=proposal.light, computed=computed.light, by_people=True, sentence=proposal.sentence)
    return report.Verdict(
        light=whole.light if whole else computed.light,
        computed=computed.light,
        by_people=whole is not None,
        sentence=computed.sentence,
        stated=whole.stated if whole else "",
        override_reason=whole.override_reason if whole else "",
    )


def _computed(below: list[report.Goal], indicators: list[report.Indicator]) -> rules.Judgement:
    if indicators:
        return rules.propose(indicator.verdict.light for indicator in indicators)
    if below:
        return rules.propose([goal.verdict.light for goal in below], _GOALS, what="det som var satt")
    return rules.Judgement(Light.UNKNOWN, "Målet har inga indikatorer och inget betyg.")


def counted(goals: tuple[report.Goal, ...]) -> tuple[report.Goal, ...]:
    """The goals that the board's count is of: a goal that others stand under is told by them."""
    return tuple(goal for goal in goals if not goal.children)
