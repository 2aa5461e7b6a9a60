"""An indicator's course over time, with its target as a dotted level and its comparisons as thin lines."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from apps.charts.chart import Chart, build_base_layout, dump_embedded_json
from apps.charts.palette import ACCENT, INK, INK_SOFT, LINE, SECOND_SERIES, THIRD_SERIES
from apps.core.choices import Accumulation, Gender
from apps.core.swedish import format_unit_suffix, format_value
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.definition_changes import format_definition_change, list_comparable_points
from apps.report.measures import DefinitionChange, Indicator, Point

MAX_LINES = 6
Column = Tertial | DefinitionChange
"""A place on the axis of time: a period, or the mark of a new definition."""
_LINE_STYLES = (
    {"color": ACCENT, "width": 3, "dash": "solid", "symbol": "circle"},
    {"color": SECOND_SERIES, "width": 2, "dash": "solid", "symbol": "diamond"},
    {"color": THIRD_SERIES, "width": 2, "dash": "dash", "symbol": "square"},
    {"color": INK_SOFT, "width": 2, "dash": "dashdot", "symbol": "triangle-up"},
    {"color": INK, "width": 2, "dash": "longdash", "symbol": "x"},
    {"color": INK_SOFT, "width": 2, "dash": "dot", "symbol": "star"},
)


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One line of the chart."""

    name: str
    points: dict[Tertial, Point]
    comparison: bool


def build_series_chart(report: BoardReport, indicator: Indicator) -> Chart | None:
    """The whole series; None where there are fewer than two periods with a number."""
    lines = _list_lines(report, indicator)
    periods = sorted({when for line in lines for when, point in line.points.items() if point.value is not None})
    if len(periods) < 2:
        return None
    return Chart(
        key="serie",
        title=_format_title(indicator),
        summary=_format_summary(lines[0], indicator),
        size="m",
        figure=dump_embedded_json(_build_figure(lines, _list_every_period(lines, indicator), indicator)),
    )


def _format_summary(line: SeriesLine, indicator: Indicator) -> str:
    """From where to where, of what can be compared; and what can't, and why."""
    changes = indicator.definition_changes
    if not changes:
        return format_series_summary(line, indicator)
    comparable = list_comparable_points(indicator, line.points.values())
    known = replace(line, points={Tertial(point.year, point.tertial): point for point in comparable})
    has_value = any(point.value is not None for point in comparable)
    sentences = [format_series_summary(known, indicator)] if has_value else []
    return " ".join([*sentences, *(format_definition_change(change) for change in changes)])


def _format_title(indicator: Indicator) -> str:
    """The name with its unit, where the name does not tell it."""
    has_unit = indicator.unit in indicator.name or indicator.unit == "ej angiven"
    return indicator.name if has_unit else f"{indicator.name}, {indicator.unit}"


def _list_every_period(lines: list[SeriesLine], indicator: Indicator) -> list[Tertial]:
    """The periods of the lines, and one for each year between them that has none, so that a gap is seen as one.

    What is measured every other year has no gap where it isn't measured.
    """
    known = sorted({when for line in lines for when in line.points})
    if indicator.accumulation == Accumulation.BIENNIAL:
        return known
    without = [
        Tertial(year, before.number) for before, after in pairwise(known) for year in range(before.year + 1, after.year)
    ]
    return sorted([*known, *without])


def _add_definition_changes(periods: list[Tertial], indicator: Indicator) -> list[Column]:
    """The periods, with an empty column where the definition was changed: there every line is broken."""
    columns: list[Column] = []
    changes = list(indicator.definition_changes)
    for period in periods:
        while changes and changes[0].period <= period:
            change = changes.pop(0)
            if columns:
                columns.append(change)
        columns.append(period)
    return columns


def _format_column(column: Column) -> str:
    return _format_period(column) if isinstance(column, Tertial) else f"⟂ ny definition {column.period}"


def _list_lines(report: BoardReport, indicator: Indicator) -> list[SeriesLine]:
    """The indicator's own lines first, the whole board before its areas, then the comparisons."""
    own = _group_points(indicator)
    root = report.areas[0].code
    order = {area.code: place for place, area in enumerate(report.areas)}
    keys = sorted(own, key=lambda key: (order.get(key[0], 999), "TKM".index(key[1])))
    lines = [SeriesLine(_format_line_name(key, own[key], root), own[key], comparison=False) for key in keys]
    by_code = {one.code: one for one in report.indicators}
    lines += [line for code in indicator.references if (line := _build_comparison_line(by_code.get(code)))]
    return [line for line in lines if any(point.value is not None for point in line.points.values())][:MAX_LINES]


def _build_comparison_line(other: Indicator | None) -> SeriesLine | None:
    """Another's figures (the nation's, similar municipalities'): for all where there are such, else the first."""
    totals = _group_points(other) if other else {}
    if other is None or not totals:
        return None
    key = next((key for key in totals if key[1] == "T"), next(iter(totals)))
    return SeriesLine(other.name, totals[key], comparison=True)


def _group_points(indicator: Indicator) -> dict[tuple[str, str], dict[Tertial, Point]]:
    series: dict[tuple[str, str], dict[Tertial, Point]] = {}
    for point in indicator.series:
        series.setdefault((point.area, point.gender), {})[Tertial(point.year, point.tertial)] = point
    return series


def _format_line_name(key: tuple[str, str], points: dict[Tertial, Point], root: str) -> str:
    area, gender = key
    if area == root:
        return str(Gender(gender).label)
    name = next(iter(points.values())).area_name
    return name if gender == "T" else f"{name}, {Gender(gender).label.lower()}"


def format_series_summary(line: SeriesLine, indicator: Indicator) -> str:
    """From where to where in one sentence."""
    known = [(when, point.value) for when, point in sorted(line.points.items()) if point.value is not None]
    (first, start), (last, end) = known[0], known[-1]
    who = "" if line.name == "Totalt" else f"{line.name}: "
    if len(known) < 2:
        return f"{who}{_format_value(end, indicator)} {_format_period(last)}."
    verb = "ökat" if end > start else ("minskat" if end < start else "inte ändrats")
    if end == start:
        between = f"mellan {_format_period(first)} och {_format_period(last)}"
        return f"{who}Värdet har {verb} {between}: {_format_value(end, indicator)}."
    return (
        f"{who}Värdet har {verb} från {_format_value(start, indicator)} {_format_period(first)} "
        f"till {_format_value(end, indicator)} {_format_period(last)}."
    )


def _format_period(period: Tertial) -> str:
    return str(period.year) if period.is_final_accounts else period.label


def _format_value(value: Any, indicator: Indicator) -> str:
    return format_value(value, indicator.decimals) + format_unit_suffix(indicator.unit)


def _build_figure(lines: list[SeriesLine], periods: list[Tertial], indicator: Indicator) -> Any:
    import plotly.graph_objects as go

    columns = _add_definition_changes(periods, indicator)
    names = [_format_column(column) for column in columns]
    figure = go.Figure(
        [
            _build_trace(go, line, style, columns, names, indicator)
            for line, style in zip(lines, _LINE_STYLES, strict=False)
        ]
    )
    target = _build_target_trace(go, indicator, columns, names)
    if target is not None:
        figure.add_trace(target)
    figure.update_layout(
        template="none",
        **{**build_base_layout("m"), "margin": {"l": 0, "r": 16, "t": 40, "b": 8}},
        showlegend=len(figure.data) > 1,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    )
    figure.update_xaxes(type="category", fixedrange=True, showgrid=False, linecolor=INK_SOFT, automargin=True)
    figure.update_yaxes(
        fixedrange=True,
        gridcolor=LINE,
        zeroline=False,
        rangemode="tozero" if _starts_at_zero(lines) else "normal",
        nticks=5,
        automargin=True,
        ticksuffix="\u00a0%" if indicator.unit == "%" else "",
        exponentformat="none",
    )
    return figure


def _starts_at_zero(lines: list[SeriesLine]) -> bool:
    """A scale from zero unless the line would be pressed flat against the top."""
    values = [point.value for line in lines for point in line.points.values() if point.value is not None]
    return min(values) < 0 or min(values) < max(values) * 6 / 10


def _build_trace(
    go: Any, line: SeriesLine, style: dict[str, Any], columns: list[Column], names: list[str], indicator: Indicator
) -> Any:
    points = [line.points.get(column) if isinstance(column, Tertial) else None for column in columns]
    values = [None if point is None or point.value is None else float(point.value) for point in points]
    shown = ["" if point is None or point.value is None else _format_value(point.value, indicator) for point in points]
    return go.Scatter(
        x=names,
        y=values,
        name=line.name,
        mode="lines+markers",
        connectgaps=False,
        line={"color": style["color"], "width": 1.5 if line.comparison else style["width"], "dash": style["dash"]},
        marker={"color": style["color"], "size": 6 if line.comparison else 9, "symbol": style["symbol"]},
        customdata=shown,
        hovertemplate="%{x}: %{customdata}<extra>%{fullData.name}</extra>",
    )


def _build_target_trace(go: Any, indicator: Indicator, columns: list[Column], names: list[str]) -> Any | None:
    """The targets as short dotted levels, one for each year that has one."""
    levels = {target.year: target for target in indicator.targets if target.line is not None and target.gender == "T"}
    found = [levels.get(column.year) if isinstance(column, Tertial) else None for column in columns]
    values = [float(target.line) if target and target.line is not None else None for target in found]
    if all(value is None for value in values):
        return None
    labels = [target.words if target else "" for target in found]
    return go.Scatter(
        x=names,
        y=values,
        name="Målvärde",
        mode="lines+markers",
        line={"color": INK_SOFT, "width": 1.5, "dash": "dot"},
        marker={"color": INK_SOFT, "size": 16, "symbol": "line-ew", "line": {"color": INK_SOFT, "width": 2}},
        customdata=labels,
        hovertemplate="Målvärde %{x}: %{customdata}<extra></extra>",
    )
