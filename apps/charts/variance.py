"""The budget variance per service area: bars to the right for surplus, to the left for deficit."""

from typing import Any

from apps.charts.chart import Chart, build_base_layout, dump_embedded_json, find_chart_size, wrap_name
from apps.charts.palette import DEFICIT, INK, INK_SOFT, SURFACE, SURPLUS
from apps.core.swedish import NBSP, format_tkr, get_surplus_label
from apps.report.board_report import BoardReport
from apps.report.money import AreaEconomy

ROW_HEIGHT, CHART_PADDING = 60, 20


def build_variance_chart(report: BoardReport) -> Chart | None:
    """The areas right below the board, in their order; None with fewer than two variances."""
    areas_with_variance = [
        area for area in report.economy.areas if area.depth == 1 and area.net and area.net.now.variance is not None
    ]
    if len(areas_with_variance) < 2:
        return None
    size = find_chart_size(len(areas_with_variance) * ROW_HEIGHT + CHART_PADDING)
    return Chart(
        key="avvikelse",
        title="Avvikelse mot budget per verksamhetsområde, tkr",
        summary=format_variance_summary(areas_with_variance),
        figure=dump_embedded_json(_build_figure(areas_with_variance, size)),
    )


def _get_variance(area: AreaEconomy) -> int:
    assert area.net is not None
    return area.net.now.variance or 0


def format_variance_summary(areas: list[AreaEconomy]) -> str:
    """The largest deficit and the largest surplus in words."""
    worst, best = min(areas, key=_get_variance), max(areas, key=_get_variance)
    sentences = []
    if _get_variance(worst) < 0:
        sentences.append(
            f"Störst underskott för ett helt område: {worst.name}, {format_tkr(-_get_variance(worst))} tkr."
        )
    else:
        sentences.append("Inget område har underskott.")
    if _get_variance(best) > 0:
        sentences.append(f"Störst överskott: {best.name}, {format_tkr(_get_variance(best))} tkr.")
    else:
        sentences.append("Inget område har överskott.")
    return " ".join(sentences)


def _build_figure(areas: list[AreaEconomy], size: str) -> Any:
    import plotly.graph_objects as go

    values = [_get_variance(area) / 1000 for area in areas]
    texts = [f"{NBSP}{format_tkr(_get_variance(area), sign=True)}{NBSP}" for area in areas]
    rows = list(range(len(areas)))
    bars = go.Bar(
        x=values,
        y=rows,
        orientation="h",
        width=0.34,
        marker={"color": [DEFICIT if value < 0 else SURPLUS for value in values], "cornerradius": 3},
        text=texts,
        textposition="outside",
        textfont={"color": INK, "size": 15},
        cliponaxis=False,
        customdata=[[area.name, get_surplus_label(_get_variance(area)), area.area] for area in areas],
        hovertemplate="%{customdata[0]}<br>%{text} tkr %{customdata[1]}<extra></extra>",
    )
    figure = go.Figure(bars)
    figure.update_layout(
        template="none", **build_base_layout(size), showlegend=False, annotations=_build_name_annotations(areas)
    )
    figure.update_xaxes(
        range=_compute_range(values),
        zeroline=True,
        zerolinecolor=INK_SOFT,
        zerolinewidth=1,
        showgrid=False,
        showticklabels=False,
        fixedrange=True,
    )
    figure.update_yaxes(range=[len(areas) - 0.6, -0.75], visible=False, fixedrange=True)
    return figure


def _compute_range(values: list[float]) -> list[float]:
    """Both ends with room for the numbers beside the bars."""
    low, high = min(0.0, *values), max(0.0, *values)
    room = (high - low) * 0.24 or 1.0
    return [low - (room if low < 0 else room * 0.15), high + (room if high > 0 else room * 0.15)]


def _build_name_annotations(areas: list[AreaEconomy]) -> list[dict[str, Any]]:
    """The names above their bars, at the left edge, where they fit on a phone too."""
    return [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": row - 0.42,
            "yanchor": "middle",
            "text": wrap_name(area.name, 48, 1),
            "showarrow": False,
            "font": {"color": INK, "size": 15},
            "bgcolor": SURFACE,
            "borderpad": 0,
        }
        for row, area in enumerate(areas)
    ]
