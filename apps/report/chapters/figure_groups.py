"""The figures of a report in one of its periods by part, to be put into a sentence by a click: money, then by goal."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.chapters.figure_search import FigureChoice, draw_choice, iter_amounts, iter_outcomes
from apps.report.chapters.figures import MISSING_FIGURE, NET, FigureValues, find_amounts
from apps.report.measures import Indicator

KEY_FIGURES = "Nyckeltal"
MONEY_PART, GOAL_PART = "Ekonomi", "Mål"


class FigureRow(NamedTuple):
    """What the figures are of, and each of them with its column: ”Netto”, ”prognos”."""

    name: str
    choices: tuple[tuple[str, FigureChoice], ...]


class FigureGroup(NamedTuple):
    """A part of the report: a service area's money, or the indicators of a goal.

    ``code`` is the area's or the goal's; empty for indicators without a goal.
    """

    part: str
    name: str
    rows: tuple[FigureRow, ...]
    code: str = ""


def group_figures(report: BoardReport, unit: str = "", period: Tertial | None = None) -> list[FigureGroup]:
    """Every figure of a period, the report's own if none is given, in its order. Amounts are written in ``unit``."""
    values = FigureValues.of(report)
    of = period or values.period
    found = [*_iter_money(report, values, of), *_iter_measures(report, values, of)]
    return [group for one in found if (group := _draw_group(one, unit, values)).rows]


def _iter_money(report: BoardReport, values: FigureValues, period: Tertial) -> Iterator[FigureGroup]:
    for area in report.areas:
        lines = [row for (code, _), row in values.money.items() if code == area.code]
        lines.sort(key=lambda row: row.cost_type != NET)
        rows = [
            FigureRow(row.cost_type_label, _pair_columns(iter_amounts(area.code, area.name, row, amounts, values)))
            for row in lines
            if (amounts := find_amounts(row, period))
        ]
        yield FigureGroup(MONEY_PART, area.name, tuple(rows), area.code)


def _iter_measures(report: BoardReport, values: FigureValues, period: Tertial) -> Iterator[FigureGroup]:
    goals = {goal.code: goal.name for goal in report.goals}
    names = [goals.get(one.goal or "", KEY_FIGURES) for one in report.indicators]
    for name in sorted(dict.fromkeys(names), key=lambda one: one == KEY_FIGURES):  # key figures come last
        own = [one for one, goal in zip(report.indicators, names, strict=True) if goal == name]
        part = GOAL_PART if name != KEY_FIGURES else "Indikatorer"
        rows = tuple(row for one in own for row in _build_rows(one, values, period))
        yield FigureGroup(part, name, rows, own[0].goal or "")


def _build_rows(indicator: Indicator, values: FigureValues, period: Tertial) -> list[FigureRow]:
    points = [
        point for (code, *_, measured), point in values.points.items() if code == indicator.code and measured == period
    ]
    found = [list(iter_outcomes(indicator, point, values)) for point in points]
    return [FigureRow(_get_name(choices), _pair_columns(choices)) for choices in found if choices]


def _get_name(choices: Sequence[FigureChoice]) -> str:
    """What the labels say before column and period: ”Nöjda, kvinnor”."""
    return choices[0].label.rsplit(", ", 2)[0]


def _pair_columns(choices: Iterator[FigureChoice] | Sequence[FigureChoice]) -> tuple[tuple[str, FigureChoice], ...]:
    return tuple((one.label.rsplit(", ", 2)[1], one) for one in choices)


def _draw_group(group: FigureGroup, unit: str, values: FigureValues) -> FigureGroup:
    rows = []
    for row in group.rows:
        drawn = [(column, draw_choice(choice, unit, values)) for column, choice in row.choices]
        shown = tuple(one for one in drawn if one[1].figure.shown != MISSING_FIGURE)
        if shown:
            rows.append(FigureRow(row.name, shown))
    return group._replace(rows=tuple(rows))
