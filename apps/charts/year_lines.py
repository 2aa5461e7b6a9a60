"""A sum that grows over the year: a line for each year over its tertials, and the pace that leads to the target."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from apps.charts.chart import build_base_layout
from apps.charts.palette import ACCENT, INK_SOFT, LINE, SECOND_SERIES, THIRD_SERIES
from apps.charts.series_lines import SeriesLine, build_line_trace, build_series_layout
from apps.core.tertials import Tertial
from apps.report.course.figure_formats import format_with_unit
from apps.report.course.levels import build_target_band, find_line_target, is_for_year_end, list_pace
from apps.report.definition_changes import list_comparable_points

MAX_YEARS = 4
PERIOD_NAMES = ("jan–apr", "jan–aug", "hela året")
_THIS_YEAR = {"color": ACCENT, "width": 4, "dash": "solid", "symbol": "circle", "size": 11}
_EARLIER_YEARS = (
    {"color": SECOND_SERIES, "width": 2.5, "dash": "solid", "symbol": "diamond", "size": 9},
    {"color": THIRD_SERIES, "width": 1.5, "dash": "dash", "symbol": "square", "size": 7},
    {"color": INK_SOFT, "width": 1.5, "dash": "dashdot", "symbol": "triangle-up", "size": 7},
    {"color": INK_SOFT, "width": 1.5, "dash": "longdash", "symbol": "x", "size": 7},
)
_COMPARISON = {"color": INK_SOFT, "dash": "solid", "symbol": "star"}
_BY_GENDER = {
    "K": {"color": ACCENT, "width": 1.5, "dash": "dot", "symbol": "triangle-up", "size": 8},
    "M": {"color": ACCENT, "width": 1.5, "dash": "dash", "symbol": "x", "size": 8},
}


def list_year_lines(line: SeriesLine, now: Tertial) -> list[SeriesLine]:
    """The line's latest years, the latest first, of what can be compared with today's definition."""
    comparable = {Tertial(one.year, one.tertial) for one in list_comparable_points(line.source, line.points.values())}
    values = [period for period in line.values if period in comparable]
    years = sorted({period.year for period in values if period.year <= now.year}, reverse=True)[:MAX_YEARS]
    return [
        replace(
            line,
            name=str(year),
            points={period: point for period, point in line.points.items() if period.year == year and period in values},
        )
        for year in years
    ]


def build_year_figure(years: Sequence[SeriesLine], lines: Sequence[SeriesLine], now: Tertial) -> Any:
    """``years`` are the main line's, the latest first.

    Of ``lines`` the comparisons, and women and men of the main line's area, are drawn for their latest year.
    """
    import plotly.graph_objects as go

    beneath = [
        (replace(latest, name=f"{line.name} {latest.name}"), style)
        for line in lines
        if (style := _choose_beneath(line, years[0]))
        for latest in list_year_lines(line, now)[:1]
    ]
    styled = reversed(list(zip(years, _choose_styles(years, now), strict=False)))
    traces = [
        *_build_target_traces(go, years[0], now),
        *(build_line_trace(go, line, style, _place_year(line)) for line, style in beneath),
        *(build_line_trace(go, line, style, _place_year(line)) for line, style in styled),
    ]
    figure = go.Figure(traces)
    layout = build_series_layout(build_base_layout("m"))
    layout["legend"]["traceorder"] = "reversed"
    figure.update_layout(**layout, showlegend=True)
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=PERIOD_NAMES,
        range=[-0.15, 2.15],
        fixedrange=True,
        showgrid=False,
        linecolor=INK_SOFT,
        automargin=True,
    )
    figure.update_yaxes(
        fixedrange=True,
        gridcolor=LINE,
        zeroline=False,
        rangemode="tozero",
        nticks=5,
        automargin=True,
        exponentformat="none",
        separatethousands=True,
    )
    return figure


def _choose_beneath(line: SeriesLine, main: SeriesLine) -> dict[str, Any] | None:
    """How a line is drawn beneath the main one's years; None for one that is not."""
    if line.comparison:
        return _COMPARISON
    return _BY_GENDER.get(line.gender) if line.area == main.area and line.gender != main.gender else None


def _choose_styles(years: Sequence[SeriesLine], now: Tertial) -> list[dict[str, Any]]:
    """This year's line is the strongest; where it has no figure yet, no other takes its place."""
    has_this_year = bool(years) and years[0].name == str(now.year)
    return [_THIS_YEAR, *_EARLIER_YEARS] if has_this_year else list(_EARLIER_YEARS)


def _place_year(line: SeriesLine) -> dict[str, Tertial | None]:
    year = next(iter(line.points)).year
    return {name: Tertial(year, number) for number, name in enumerate(PERIOD_NAMES, start=1)}


def _build_target_traces(go: Any, line: SeriesLine, now: Tertial) -> list[Any]:
    """The pace to this year's target; where no pace leads to it, the target where it is to be met."""
    target = find_line_target(line.source, line.area, line.gender, now.year)
    if target is None:
        return []
    pace = list_pace(line.source, target)
    at = Tertial(now.year, 3) if is_for_year_end(line.source, target) else now
    band = build_target_band(line.source, target, line.gender, at, now)
    if target.line is None or band is None:
        return []
    levels = {PERIOD_NAMES[at.number - 1]: target.line}
    if pace:
        levels = dict(zip(PERIOD_NAMES, pace, strict=True))
    name = "Takt till målet" if pace else "Målvärde"
    return [
        go.Scatter(
            x=list(levels),
            y=[float(level) for level in levels.values()],
            name=name,
            mode="lines+markers",
            line={"color": INK_SOFT, "width": 1.5, "dash": "dot"},
            marker={"color": INK_SOFT, "size": 16, "symbol": "line-ew", "line": {"color": INK_SOFT, "width": 2}},
            customdata=[[format_with_unit(level, line.source), target.words] for level in levels.values()],
            hovertemplate=f"{name}, %{{x}}: %{{customdata[0]}} (mål: %{{customdata[1]}})<extra></extra>",
        )
    ]
