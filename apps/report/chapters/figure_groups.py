"""The figures of a report's own period by part, to be put into a sentence by a click: money by area, then by goal."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from apps.report.board_report import BoardReport
from apps.report.chapters.figure_search import FigureChoice, draw_choice, iter_amounts, iter_outcomes
from apps.report.chapters.figures import MISSING_FIGURE, NET, FigureValues
from apps.report.measures import Indicator

KEY_FIGURES = "Nyckeltal"


class FigureRow(NamedTuple):
    """What the figures are of, and each of them with its column: ”Netto”, ”prognos”."""

    name: str
    choices: tuple[tuple[str, FigureChoice], ...]


class FigureGroup(NamedTuple):
    """A part of the report: a service area's money, or the indicators of a goal."""

    part: str
    name: str
    rows: tuple[FigureRow, ...]


def group_figures(report: BoardReport, unit: str = "") -> list[FigureGroup]:
    """Every figure of the period that the report is of, in the report's order. Amounts are written in ``unit``."""
    values = FigureValues.of(report)
    found = [*_iter_money(report, values), *_iter_measures(report, values)]
    return [group for one in found if (group := _draw_group(one, unit, values)).rows]


def _iter_money(report: BoardReport, values: FigureValues) -> Iterator[FigureGroup]:
    for area in report.areas:
        lines = [row for (code, _), row in values.money.items() if code == area.code]
        lines.sort(key=lambda row: row.cost_type != NET)
        rows = [
            FigureRow(row.cost_type_label, _name_columns(iter_amounts(area.code, area.name, row, row.now, values)))
            for row in lines
        ]
        yield FigureGroup("Ekonomi", area.name, tuple(rows))


def _iter_measures(report: BoardReport, values: FigureValues) -> Iterator[FigureGroup]:
    goals = {goal.code: goal.name for goal in report.goals}
    names = [goals.get(one.goal or "", KEY_FIGURES) for one in report.indicators]
    for name in dict.fromkeys(names):
        own = [one for one, goal in zip(report.indicators, names, strict=True) if goal == name]
        part = "Mål" if name != KEY_FIGURES else "Indikatorer"
        yield FigureGroup(part, name, tuple(row for one in own for row in _build_rows(one, values)))


def _build_rows(indicator: Indicator, values: FigureValues) -> list[FigureRow]:
    points = [
        point
        for (code, *_, period), point in values.points.items()
        if code == indicator.code and period == values.period
    ]
    found = [list(iter_outcomes(indicator, point, values)) for point in points]
    return [FigureRow(_get_name(choices), _name_columns(choices)) for choices in found if choices]


def _get_name(choices: Sequence[FigureChoice]) -> str:
    """What the labels say before column and period: ”Nöjda, kvinnor”."""
    return choices[0].label.rsplit(", ", 2)[0]


def _name_columns(choices: Iterator[FigureChoice] | Sequence[FigureChoice]) -> tuple[tuple[str, FigureChoice], ...]:
    return tuple((one.label.rsplit(", ", 2)[1], one) for one in choices)


def _draw_group(group: FigureGroup, unit: str, values: FigureValues) -> FigureGroup:
    rows = []
    for row in group.rows:
        drawn = [(column, draw_choice(choice, unit, values)) for column, choice in row.choices]
        shown = tuple(one for one in drawn if one[1].figure.shown != MISSING_FIGURE)
        if shown:
            rows.append(FigureRow(row.name, shown))
    return group._replace(rows=tuple(rows))
