"""Variances over time as small charts on one common scale, one for each area; and the way of the forecasts."""

from collections.abc import Sequence
from typing import Any

from apps.charts.chart import Chart, build_base_layout, dump_embedded_json
from apps.charts.palette import ACCENT, DEFICIT, INK, INK_SOFT, LINE, SECOND_SERIES, SURPLUS, THIRD_SERIES
from apps.core.swedish import format_tkr, get_surplus_label
from apps.core.tertials import Tertial
from apps.report.over_time.forecast_history import AreaForecasts, ForecastStep, YearForecasts, format_record
from apps.report.over_time.variance_history import AreaVariances, VarianceHistory, format_area_summary

SIZE = "xs"
_ROOM = 0.12
_LINE_STYLES = (
    {"color": ACCENT, "width": 3, "dash": "solid", "symbol": "circle"},
    {"color": SECOND_SERIES, "width": 2, "dash": "dash", "symbol": "diamond"},
    {"color": THIRD_SERIES, "width": 2, "dash": "dot", "symbol": "square"},
    {"color": INK_SOFT, "width": 2, "dash": "dashdot", "symbol": "triangle-up"},
)


def build_variance_charts(history: VarianceHistory) -> tuple[Chart, ...]:
    """A chart for each area, all with the same scale in thousands of kronor; none with fewer than two periods."""
    if len(history.periods) < 2:
        return ()
    values = [value for row in history.areas for value in _list_values(row) if value is not None]
    scale = _compute_scale(values)
    return tuple(
        Chart(
            key=f"avvikelse-{row.area}",
            title=row.name if row.depth else "Hela nämnden",
            summary=format_area_summary(history, row),
            figure=dump_embedded_json(_build_variance_figure(history.periods, row, scale)),
        )
        for row in history.areas
    )


def _list_values(row: AreaVariances) -> list[int | None]:
    return [value for one in row.variances for value in (one.full_year, one.so_far)]


def _compute_scale(values: Sequence[int]) -> list[float]:
    """From the lowest to the highest of all areas in thousands of kronor, with zero in it and some room."""
    low, high = min(0, *values) / 1000, max(0, *values) / 1000
    room = (high - low) * _ROOM or 1.0
    return [low - room, high + room]


def _build_variance_figure(periods: Sequence[Tertial], row: AreaVariances, scale: list[float]) -> Any:
    import plotly.graph_objects as go

    columns = [period.label for period in periods]
    full_years = [one.full_year for one in row.variances]
    figure = go.Figure(
        [
            go.Bar(
                x=columns,
                y=[_convert_to_thousands(value) for value in full_years],
                name="Helår",
                width=0.6,
                marker={"color": [DEFICIT if (value or 0) < 0 else SURPLUS for value in full_years], "cornerradius": 2},
                customdata=_list_hover_texts(periods, row, "full_year"),
                hovertemplate="%{customdata}<extra></extra>",
            ),
            go.Scatter(
                x=columns,
                y=[_convert_to_thousands(one.so_far) for one in row.variances],
                name="Hittills",
                mode="markers",
                marker={"color": INK, "size": 9, "symbol": "diamond-open", "line": {"color": INK, "width": 2}},
                customdata=_list_hover_texts(periods, row, "so_far"),
                hovertemplate="%{customdata}<extra></extra>",
            ),
        ]
    )
    figure.update_layout(template="none", **build_base_layout(SIZE), showlegend=False)
    figure.update_xaxes(
        type="category",
        fixedrange=True,
        showgrid=False,
        automargin=True,
        tickangle=0,
        tickvals=columns,
        ticktext=_list_tick_texts(periods),
    )
    _set_money_axis(figure, range=scale)
    return figure


def _list_tick_texts(periods: Sequence[Tertial]) -> list[str]:
    """”T1” over its year at the first of a year, then ”T2” and ”T3”."""
    years = [None, *(period.year for period in periods)]
    return [
        f"T{period.number}" if period.year == before else f"T{period.number}<br>{period.year}"
        for before, period in zip(years, periods, strict=False)
    ]


def _set_money_axis(figure: Any, **options: Any) -> None:
    figure.update_yaxes(
        fixedrange=True,
        gridcolor=LINE,
        zeroline=True,
        zerolinecolor=INK_SOFT,
        zerolinewidth=1,
        nticks=5,
        tickformat=",.0f",
        automargin=True,
        **options,
    )


def _convert_to_thousands(kronor: int | None) -> float | None:
    return None if kronor is None else kronor / 1000


def _list_hover_texts(periods: Sequence[Tertial], row: AreaVariances, field: str) -> list[str]:
    what = "hittills" if field == "so_far" else "helår"
    return [
        ""
        if (kronor := getattr(one, field)) is None
        else f"{period.label}, {what}: {format_tkr(kronor, exact=one.exact, sign=True)} tkr {get_surplus_label(kronor)}"
        for period, one in zip(periods, row.variances, strict=True)
    ]


def build_forecast_chart(years: Sequence[YearForecasts]) -> Chart | None:
    """A line for each year from its first forecast to its outcome, the whole board; None with no line to draw."""
    lines = [(year.year, year.whole) for year in years if year.whole]
    if not any(len(whole.steps) > 1 for _, whole in lines):
        return None
    return Chart(
        key="prognosens-vag",
        title="Väntad avvikelse för helåret, hela nämnden, tkr",
        summary=format_record(years),
        figure=dump_embedded_json(_build_forecast_figure(lines)),
    )


def _build_forecast_figure(lines: Sequence[tuple[int, AreaForecasts]]) -> Any:
    import plotly.graph_objects as go

    figure = go.Figure(
        [_build_year_trace(go, year, whole, style) for (year, whole), style in zip(lines, _LINE_STYLES, strict=False)]
    )
    figure.update_layout(
        template="none",
        **{**build_base_layout("m"), "margin": {"l": 0, "r": 16, "t": 40, "b": 8}},
        showlegend=True,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    )
    figure.update_xaxes(
        fixedrange=True,
        showgrid=False,
        linecolor=INK_SOFT,
        range=[0, 12.6],
        tickvals=[4, 8, 12],
        ticktext=["T1", "T2", "Utfall"],
        automargin=True,
        zeroline=False,
    )
    _set_money_axis(figure, rangemode="tozero")
    return figure


def _build_year_trace(go: Any, year: int, whole: AreaForecasts, style: dict[str, Any]) -> Any:
    return go.Scatter(
        x=[step.moment.month for step in whole.steps],
        y=[step.variance / 1000 for step in whole.steps],
        name=str(year),
        mode="lines+markers",
        line={"color": style["color"], "width": style["width"], "dash": style["dash"]},
        marker={"color": style["color"], "size": 9, "symbol": style["symbol"]},
        customdata=[[step.moment.label, _format_step(year, step)] for step in whole.steps],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )


def _format_step(year: int, step: ForecastStep) -> str:
    amount = format_tkr(step.variance, exact=step.exact, sign=True)
    return f"{step.moment.label} {year}: {amount} tkr {get_surplus_label(step.variance)}"
