"""Levels and rates on an axis of time, where each figure stands at the last day of its period."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from apps.charts.chart import build_base_layout
from apps.charts.palette import ACCENT, INK, INK_SOFT, LINE, SECOND_SERIES, SURFACE, THIRD_SERIES
from apps.charts.series_lines import SeriesLine, build_line_trace, build_series_layout
from apps.core.choices import Accumulation
from apps.core.swedish import NBSP
from apps.core.tertials import Tertial
from apps.report.course.figure_formats import format_series_period
from apps.report.course.levels import build_target_band, find_line_target
from apps.report.measures import DefinitionChange, Target

# How much of the axis a label takes on a phone.
_YEAR_ROOM, _TERTIAL_ROOM = 0.12, 0.18
_LINE_STYLES: tuple[dict[str, Any], ...] = (
    {"color": ACCENT, "width": 3, "dash": "solid", "symbol": "circle", "size": 9},
    {"color": SECOND_SERIES, "width": 2, "dash": "solid", "symbol": "diamond", "size": 9},
    {"color": THIRD_SERIES, "width": 2, "dash": "dash", "symbol": "square", "size": 9},
    {"color": INK_SOFT, "width": 2, "dash": "dashdot", "symbol": "triangle-up", "size": 9},
    {"color": INK, "width": 2, "dash": "longdash", "symbol": "x", "size": 9},
    {"color": INK_SOFT, "width": 2, "dash": "dot", "symbol": "star", "size": 9},
)


def build_time_figure(lines: Sequence[SeriesLine], now: Tertial) -> Any:
    """The lines, the first one's target, and a mark where the definition was changed."""
    import plotly.graph_objects as go

    main = lines[0]
    periods = _list_periods(lines)
    changes = [change for change in main.source.definition_changes if periods[0] < change.period <= periods[-1]]
    figure = go.Figure(
        [
            build_line_trace(go, line, style, _place_periods(line, changes))
            for line, style in zip(lines, _LINE_STYLES, strict=False)
        ]
    )
    target = _build_target_trace(go, lines, periods, now)
    if target is not None:
        figure.add_trace(target)
    figure.update_layout(**build_series_layout(build_base_layout("m")), showlegend=len(figure.data) > 1)
    for change in changes:
        _mark_definition_change(figure, change, periods)
    _place_ticks(figure, periods)
    is_broken = not starts_at_zero(lines, now)
    figure.update_yaxes(
        fixedrange=True,
        gridcolor=LINE,
        zeroline=False,
        rangemode="normal" if is_broken else "tozero",
        nticks=5,
        automargin=True,
        ticksuffix=f"{NBSP}%" if main.source.unit == "%" else "",
        exponentformat="none",
        separatethousands=True,
    )
    if is_broken:
        _mark_broken_axis(figure)
    return figure


def starts_at_zero(lines: Sequence[SeriesLine], now: Tertial) -> bool:
    """A scale from zero unless the lines would be pressed flat against the top."""
    targets = [_find_drawn_target(lines[0], period, now) for period in _list_periods(lines)]
    drawn = [target.line for target in targets if target and target.line is not None]
    drawn += [value for line in lines for value in line.values.values()]
    return min(drawn) <= 0 or min(drawn) < max(drawn) * 6 / 10


def _list_periods(lines: Sequence[SeriesLine]) -> list[Tertial]:
    """The periods that have a figure, in order of time."""
    return sorted({period for line in lines for period in line.values})


def _place_periods(line: SeriesLine, changes: Sequence[DefinitionChange]) -> dict[str, Tertial | None]:
    """The periods of a line by day, with breaks where the definition changed and where years have no figure.

    What is measured every other year has no gap where it isn't measured.
    """
    is_biennial = line.source.accumulation == Accumulation.BIENNIAL
    step = 2 if is_biennial else 1
    shown = list(line.values)
    known = [one for one in sorted(shown if is_biennial else line.points) if shown[0] <= one <= shown[-1]]
    places: dict[date, Tertial | None] = {period.end: period for period in known}
    places |= {_find_change_day(change): None for change in changes}
    places |= {
        Tertial(before.year + 1, before.number).end: None
        for before, after in pairwise(known)
        if after.year - before.year > step
    }
    return {day.isoformat(): places[day] for day in sorted(places)}


def _find_change_day(change: DefinitionChange) -> date:
    """Between the figure before and the first of the new definition."""
    before, after = change.period.previous().end, change.period.end
    return before + (after - before) / 2


def _mark_definition_change(figure: Any, change: DefinitionChange, periods: Sequence[Tertial]) -> None:
    day = _find_change_day(change)
    is_late = day - periods[0].end > periods[-1].end - day
    figure.add_shape(
        type="line",
        xref="x",
        yref="paper",
        x0=day.isoformat(),
        x1=day.isoformat(),
        y0=0,
        y1=1,
        line={"color": INK_SOFT, "width": 1.5, "dash": "dash"},
    )
    figure.add_annotation(
        xref="x",
        yref="paper",
        x=day.isoformat(),
        y=1,
        yanchor="top",
        xanchor="right" if is_late else "left",
        showarrow=False,
        bgcolor=SURFACE,
        text=f"ny definition {change.period}",
    )


def _place_ticks(figure: Any, periods: Sequence[Tertial]) -> None:
    """A tick for each period that has a figure, with the names that there is room for."""
    whole_years = all(period.is_final_accounts for period in periods)
    named = _choose_named_periods(periods, _YEAR_ROOM if whole_years else _TERTIAL_ROOM)
    names = [
        format_series_period(period.year, period.number, whole_years=whole_years) if period in named else ""
        for period in periods
    ]
    figure.update_xaxes(
        type="date",
        tickmode="array",
        tickvals=[period.end.isoformat() for period in periods],
        ticktext=names,
        tickangle=0,
        ticks="outside",
        tickcolor=INK_SOFT,
        fixedrange=True,
        showgrid=False,
        linecolor=INK_SOFT,
        automargin=True,
    )


def _choose_named_periods(periods: Sequence[Tertial], room: float) -> set[Tertial]:
    """All where they fit, else the same tertial of each year, counted back from the latest.

    ``room`` is the share of the axis that a name takes.
    """
    apart = (periods[-1].end - periods[0].end).days * room
    if all((after.end - before.end).days >= apart for before, after in pairwise(periods)):
        return set(periods)
    named = [periods[-1]]
    for period in reversed(periods):
        if period.number == periods[-1].number and (named[-1].end - period.end).days >= apart:
            named.append(period)
    return set(named)


def _mark_broken_axis(figure: Any) -> None:
    """An axis that does not start at zero has a line with a tear at its foot."""
    figure.update_yaxes(showline=True, linecolor=INK_SOFT, ticklabelstandoff=8)  # room for the tear
    figure.add_shape(
        type="path",
        path="M -6 4 L 6 9 L -6 14 L 6 19",
        xref="paper",
        yref="paper",
        xsizemode="pixel",
        ysizemode="pixel",
        xanchor=0,
        yanchor=0,
        line={"color": INK_SOFT, "width": 2},
    )


def _build_target_trace(go: Any, lines: Sequence[SeriesLine], periods: Sequence[Tertial], now: Tertial) -> Any | None:
    """The main line's targets as a dotted level through each year that has one."""
    targets = [_find_drawn_target(lines[0], period, now) for period in periods]
    if not any(targets):
        return None
    return go.Scatter(
        x=[period.end.isoformat() for period in periods],
        y=[float(target.line) if target and target.line is not None else None for target in targets],
        name=_format_target_name(lines, periods[-1].year),
        mode="lines+markers",
        connectgaps=False,
        line={"color": INK_SOFT, "width": 1.5, "dash": "dot", "shape": "vh"},
        marker={"color": INK_SOFT, "size": 16, "symbol": "line-ew", "line": {"color": INK_SOFT, "width": 2}},
        customdata=[
            [str(period), target.words if target else ""] for period, target in zip(periods, targets, strict=True)
        ],
        hovertemplate="Målvärde %{customdata[0]}: %{customdata[1]}<extra></extra>",
    )


def _find_drawn_target(line: SeriesLine, period: Tertial, now: Tertial) -> Target | None:
    target = None if line.comparison else find_line_target(line.source, line.area, line.gender, period.year)
    return target if target and build_target_band(line.source, target, line.gender, period, now) else None


def _format_target_name(lines: Sequence[SeriesLine], year: int) -> str:
    """Whose the target is, where the lines have different ones."""
    own = [line for line in lines if not line.comparison]
    targets = [find_line_target(line.source, line.area, line.gender, year) for line in own]
    levels = {target.line if target else None for target in targets}
    return "Målvärde" if len(levels) == 1 else f"Målvärde: {own[0].name}"
