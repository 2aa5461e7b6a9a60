"""Finding a value of the report by words, to put it into a sentence: ”netto hemtjänst prognos mnkr”."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from msgspec.structs import replace

from apps.core.choices import Gender
from apps.core.rich_text.tree import Figure
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.chapters.figures import AMOUNT_COLUMNS, MISSING_FIGURE, NET, FigureValues, format_figure
from apps.report.measures import Indicator, Point
from apps.report.money import Amounts, MoneyRow

MOST_CHOICES = 12
_COLUMN_LABELS = {
    "budget": "budget",
    "period_budget": "periodbudget",
    "actual": "utfall",
    "outcome": "utfall",
    "forecast": "prognos",
    "variance": "avvikelse",
    "target": "målvärde",
}
_UNITS = ("mnkr", "tkr", "kr")
_GENDER_LABELS = {Gender.WOMEN.value: "kvinnor", Gender.MEN.value: "män"}
_PART_PATTERN = re.compile(r"\w+")


class FigureChoice(NamedTuple):
    """A figure to choose, drawn, and where it is from: ”Hemtjänst, netto, prognos, T2 2024”."""

    figure: Figure
    label: str


def search_figures(report: BoardReport, query: str, most: int = MOST_CHOICES) -> list[FigureChoice]:
    """The values whose names have words that begin as every word of the query does.

    The report's own period comes first, then the later of the earlier ones. ``mnkr``, ``tkr`` or ``kr`` in the query is
    the unit that the amounts are to be written in.
    """
    parts = _PART_PATTERN.findall(query.casefold())
    unit = next((one for one in _UNITS if one in parts), "")
    wanted = [f" {part}" for part in parts if part not in _UNITS]
    values = FigureValues.of(report)
    found = (one for one in iter_choices(report, values) if _has_parts(one.label, wanted))
    drawn = (draw_choice(one, unit, values) for one in found)
    return list(islice((one for one in drawn if one.figure.shown != MISSING_FIGURE), most))


def describe_figures(report: BoardReport, figures: list[Figure]) -> dict[str, str]:
    """Where each figure is from, by its reference."""
    references = {build_reference(one) for one in figures}
    found = iter_choices(report, FigureValues.of(report)) if references else ()
    return {
        reference: one.label
        for one in found
        for reference in _list_references(one.figure, report)
        if reference in references
    }


def build_reference(figure: Figure) -> str:
    """What the figure points at, in one line; how it is rounded is not in it."""
    return "/".join((figure.value, figure.key, figure.column, figure.area, figure.part, figure.period))


def _list_references(figure: Figure, report: BoardReport) -> tuple[str, ...]:
    """A value of the report's own period may be pointed at with its period, too."""
    dated = replace(figure, period=_write_period(report.period))
    return build_reference(figure), *(() if figure.period else (build_reference(dated),))


def _has_parts(label: str, wanted: list[str]) -> bool:
    text = " " + " ".join(_PART_PATTERN.findall(label.casefold()))
    return all(part in text for part in wanted)


def draw_choice(choice: FigureChoice, unit: str, values: FigureValues) -> FigureChoice:
    """The choice as it reads, an amount in the unit; an empty one is that of the tables."""
    figure = replace(choice.figure, unit=unit) if choice.figure.value == "money" else choice.figure
    return choice._replace(figure=replace(figure, shown=format_figure(figure, values)))


def iter_choices(report: BoardReport, values: FigureValues) -> Iterator[FigureChoice]:
    """Every value of the report, not drawn: by period, in a period the money before the indicators."""
    names = {area.code: area.name for area in report.areas}
    rows = sorted(values.money.items(), key=lambda item: item[1].cost_type != NET)
    dated_rows = [(amounts, row, area) for (area, _), row in rows for amounts in (row.now, *row.past)]
    points = [(code, point) for (code, *_), point in values.points.items()]
    for period in list_periods(values):
        for amounts, row, area in dated_rows:
            if amounts.period == period:
                yield from iter_amounts(area, names[area], row, amounts, values)
        for code, point in points:
            if (point.year, point.tertial) == (period.year, period.number):
                yield from iter_outcomes(values.indicators[code], point, values)


def list_periods(values: FigureValues) -> list[Tertial]:
    """The periods that the report states values of: its own first, then the latest."""
    stated = {one.period for row in values.money.values() for one in row.past}
    measured = {period for *_, period in values.points}
    return [values.period, *sorted((stated | measured) - {values.period}, reverse=True)]


def iter_amounts(area: str, name: str, row: MoneyRow, amounts: Amounts, values: FigureValues) -> Iterator[FigureChoice]:
    """The amounts of a row in a period that are stated, not drawn."""
    part = "" if row.cost_type == NET else row.cost_type
    for column in AMOUNT_COLUMNS:
        if getattr(amounts, column) is not None:
            label = f"{name}, {row.cost_type_label}, {_COLUMN_LABELS[column]}, {amounts.period.label}"
            figure = Figure("money", area, column, part=part, period=_get_period_code(amounts.period, values))
            yield FigureChoice(figure, label)


def iter_outcomes(indicator: Indicator, point: Point, values: FigureValues) -> Iterator[FigureChoice]:
    """What is stated of an indicator for an area, a gender and a period, not drawn."""
    period = Tertial(point.year, point.tertial)
    area = "" if point.area == values.root else point.area
    part = "" if point.gender == Gender.TOTAL.value else point.gender
    where = ", ".join(filter(None, (indicator.name, point.area_name if area else "", _GENDER_LABELS.get(point.gender))))
    has = {
        "outcome": point.value is not None or bool(point.stated_text),
        "forecast": point.forecast is not None,
        "target": (indicator.code, point.area, point.gender, point.year) in values.targets,
    }
    for column in (one for one, is_there in has.items() if is_there):
        figure = Figure("indicator", indicator.code, column, area, part, _get_period_code(period, values))
        yield FigureChoice(figure, f"{where}, {_COLUMN_LABELS[column]}, {period.label}")


def _get_period_code(period: Tertial, values: FigureValues) -> str:
    return "" if period == values.period else _write_period(period)


def _write_period(period: Tertial) -> str:
    return f"{period.year}-{period.slug}"
