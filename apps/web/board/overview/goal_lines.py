"""The goals on the board page: a line for each, with its light now and in earlier reports, and its red indicators."""

from dataclasses import dataclass

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.measures import Verdict
from apps.web.board.goals.presenter import GoalCard, group_goals
from apps.web.links import ReportAddress

MOST_PERIODS, MOST_NAMED = 5, 3


@dataclass(frozen=True, slots=True)
class PastLight:
    """A goal's light in an earlier report."""

    period: Tertial
    light: Light


@dataclass(frozen=True, slots=True)
class NamedIndicator:
    """A red indicator of a goal."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """A goal in the list. ``past`` has the latest reports' lights, the oldest first.

    ``red`` names the first red indicators, ``more_red`` says how many more there are on the goal's page.
    """

    code: str
    name: str
    url: str
    verdict: Verdict
    past: tuple[PastLight, ...]
    red: tuple[NamedIndicator, ...]
    more_red: int
    children: tuple["GoalLine", ...]


def build_goal_lines(report: BoardReport) -> tuple[GoalLine, ...]:
    """Every goal of the report in the order of the goal page, which tells their focus areas."""
    red: dict[str, list[NamedIndicator]] = {}
    place = ReportAddress.for_report(report)
    for one in report.indicators:
        if one.goal and one.verdict.light == Light.NOT_MET and not one.reference_for:
            red.setdefault(one.goal, []).append(NamedIndicator(one.name, place.url("indicator", code=one.code)))
    return tuple(_build_line(card, report, red) for group in group_goals(report) for card in group.cards)


def _build_line(card: GoalCard, report: BoardReport, red: dict[str, list[NamedIndicator]]) -> GoalLine:
    named = red.get(card.code, [])
    shown = len(named) if len(named) == MOST_NAMED + 1 else MOST_NAMED
    return GoalLine(
        code=card.code,
        name=card.name,
        url=card.url,
        verdict=card.verdict,
        past=list_past_lights(report, card.code),
        red=tuple(named[:shown]),
        more_red=len(named[shown:]),
        children=tuple(_build_line(child, report, red) for child in card.children),
    )


def list_past_lights(report: BoardReport, code: str) -> tuple[PastLight, ...]:
    """The goal's lights in the latest published reports before this one, the oldest first."""
    known = [
        PastLight(one.period, one.goals[code])
        for one in sorted(report.history, key=lambda one: one.period)
        if one.published and one.period < report.period and code in one.goals
    ]
    return tuple(known[-MOST_PERIODS:])
