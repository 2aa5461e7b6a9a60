"""The lines of an indicator's chart: its own by area and gender, and its comparisons."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.choices import Gender
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.course.figure_formats import format_with_unit
from apps.report.measures import Indicator, Point

MAX_LINES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesLine:
    """One line: the figures of ``source``, the indicator or a comparison, for one area and gender."""

    name: str
    source: Indicator
    area: str
    gender: str
    points: Mapping[Tertial, Point]
    comparison: bool

    @property
    def values(self) -> dict[Tertial, Decimal]:
        """The periods that have a number, in order of time."""
        return {when: point.value for when, point in sorted(self.points.items()) if point.value is not None}


def list_series_lines(report: BoardReport, indicator: Indicator) -> list[SeriesLine]:
    """The indicator's own lines that have figures, then the comparisons.

    The whole board is before its areas, and women and men are shown of the first: the main line's area.
    """
    own = _group_points(indicator)
    order = {area.code: place for place, area in enumerate(report.areas)}
    keys = sorted(own, key=lambda key: (order.get(key[0], len(order)), "TKM".index(key[1])))
    known = [key for key in keys if any(point.value is not None for point in own[key].values())]
    shown = [key for key in known if key[0] == known[0][0] or key[1] == "T" or (key[0], "T") not in known]
    by_code = {one.code: one for one in report.indicators}
    others = [line for code in indicator.references if (line := _build_comparison_line(by_code.get(code)))]
    root = report.areas[0].code
    return [_build_own_line(indicator, key, own[key], root) for key in shown[:MAX_LINES]] + others[
        : MAX_LINES - len(shown)
    ]


def _group_points(indicator: Indicator) -> dict[tuple[str, str], dict[Tertial, Point]]:
    series: dict[tuple[str, str], dict[Tertial, Point]] = {}
    for point in indicator.series:
        series.setdefault((point.area, point.gender), {})[Tertial(point.year, point.tertial)] = point
    return series


def _build_own_line(
    indicator: Indicator, key: tuple[str, str], points: Mapping[Tertial, Point], root: str
) -> SeriesLine:
    area, gender = key
    label = str(Gender(gender).label)
    if area == root:
        name = label
    else:
        area_name = next(iter(points.values())).area_name
        name = area_name if gender == "T" else f"{area_name}, {label.lower()}"
    return SeriesLine(name=name, source=indicator, area=area, gender=gender, points=points, comparison=False)


def _build_comparison_line(other: Indicator | None) -> SeriesLine | None:
    """Another's figures (the nation's, similar municipalities'): for all where there are such, else the first."""
    groups = _group_points(other) if other else {}
    if other is None or not groups:
        return None
    area, gender = next((key for key in groups if key[1] == "T"), next(iter(groups)))
    points = groups[area, gender]
    line = SeriesLine(name=other.name, source=other, area=area, gender=gender, points=points, comparison=True)
    return line if line.values else None


def build_line_trace(go: Any, line: SeriesLine, style: Mapping[str, Any], places: Mapping[str, Tertial | None]) -> Any:
    """The line as Plotly draws it. ``places`` are the periods by where they stand on the axis; at None it is broken."""
    values = line.values
    found = [values.get(period) if period else None for period in places.values()]
    return go.Scatter(
        x=list(places),
        y=[None if value is None else float(value) for value in found],
        name=line.name,
        mode="lines+markers",
        connectgaps=False,
        line={"color": style["color"], "width": 1.5 if line.comparison else style["width"], "dash": style["dash"]},
        marker={
            "color": style["color"],
            "size": 6 if line.comparison else style["size"],
            "symbol": style["symbol"],
        },
        customdata=[
            ["", ""] if period is None or value is None else [str(period), format_with_unit(value, line.source)]
            for period, value in zip(places.values(), found, strict=True)
        ],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra>%{fullData.name}</extra>",
    )


def build_series_layout(base: Mapping[str, Any]) -> dict[str, Any]:
    """What both kinds of series share: the legend above the lines."""
    return {
        "template": "none",
        **base,
        "margin": {"l": 0, "r": 16, "t": 40, "b": 8},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    }
