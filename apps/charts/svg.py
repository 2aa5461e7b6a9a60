"""A chart as SVG, drawn from the same figure that Plotly draws: it is there without scripts, on paper and as a file.

It knows what our figures have: bars, lying and standing, lines, axes of numbers, names and days, a legend, shapes and
texts. Every text lies within the drawing. Colours are attributes, for a file that stands alone, and classes, by which
the style sheet of a page rules (``markup.build_paint``).
"""

import json
from typing import Any

from apps.charts.annotations import draw_annotation, draw_shape
from apps.charts.chart import FONT, Chart
from apps.charts.legend import draw_legend
from apps.charts.markup import (
    LINE_HEIGHT,
    build_paint,
    escape_text,
    format_coordinate,
    format_element,
    measure_text,
    place_text,
    split_lines,
    wrap_text,
)
from apps.charts.palette import INK, INK_SOFT, LINE, SURFACE
from apps.charts.plot_area import GAP, PlotArea, build_plot_area, find_font_size, is_lying_bar
from apps.charts.scales import Tick
from apps.charts.traces import draw_bars, draw_columns, draw_line

DRAWING_WIDTHS = {"narrow": 264, "medium": 480, "wide": 800}
"""The widths that a page chooses from, so that a text is neither small on a phone nor large on a desk."""
_FILE_MARGIN, _FILE_TITLE_SIZE = 24, 18


def draw_chart(chart: Chart, width: str) -> str:
    """The chart as an ``svg`` element for a page. ``width`` is a name of ``DRAWING_WIDTHS``."""
    figure = json.loads(chart.figure)
    return draw_figure(figure, DRAWING_WIDTHS[width], class_=f"drawing drawing--{width}", aria_hidden="true")


def draw_figure(figure: dict[str, Any], width: float, **attributes: object) -> str:
    """A figure (``data`` and ``layout``) as SVG of a width, with the attributes of its root.

    Raises ``ValueError`` for a kind of trace that our charts don't have.
    """
    content, area = _draw_content(figure, width)
    return _wrap_drawing(content, area.width, area.height, **attributes)


def draw_file(chart: Chart) -> str:
    """The chart as a file of its own: with its title, on the light theme's ground."""
    content, area = _draw_content(json.loads(chart.figure), DRAWING_WIDTHS["wide"])
    lines = wrap_text(chart.title, _FILE_TITLE_SIZE, area.width, 2)
    head = len(lines) * _FILE_TITLE_SIZE * LINE_HEIGHT
    width, height = area.width + 2 * _FILE_MARGIN, area.height + head + 3 * _FILE_MARGIN
    title = place_text(
        lines, _FILE_MARGIN, _FILE_MARGIN + head / 2, _FILE_TITLE_SIZE, "start", font_weight=600, **build_paint(INK)
    )
    moved = f"translate({_FILE_MARGIN} {format_coordinate(2 * _FILE_MARGIN + head)})"
    drawn = [
        format_element("title", escape_text(chart.title)),
        format_element("desc", escape_text(chart.summary)),
        format_element("rect", width=width, height=height, fill=SURFACE),
        title,
        format_element("g", content, transform=moved),
    ]
    return _wrap_drawing("".join(drawn), width, height, width=width, height=height)


def _wrap_drawing(content: str, view_width: float, view_height: float, **attributes: object) -> str:
    return format_element(
        "svg",
        content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {format_coordinate(view_width)} {format_coordinate(view_height)}",
        font_family=FONT,
        font_size=14,
        color=INK_SOFT,
        **attributes,
    )


def _draw_content(figure: dict[str, Any], width: float) -> tuple[str, PlotArea]:
    """From the ground up: grid, shapes, values, and the texts upon them."""
    area = build_plot_area(figure, width)
    layout = figure["layout"]
    size = find_font_size(layout)
    parts = [
        _draw_grid(area, layout),
        *(draw_shape(shape, area) for shape in layout.get("shapes") or ()),
        *(_draw_trace(trace, area) for trace in figure["data"]),
        _draw_zero_line(area, layout),
        *(draw_annotation(one, area, size) for one in layout.get("annotations") or ()),
        _draw_labels(area, size),
        draw_legend(area.legend, size),
    ]
    return "".join(parts), area


def _draw_trace(trace: dict[str, Any], area: PlotArea) -> str:
    if is_lying_bar(trace):
        return draw_bars(trace, area.find_x, area.find_y, find_font_size({"font": trace.get("textfont")}))
    if trace["type"] == "bar":
        return draw_columns(trace, area.find_x, area.find_y, area.x_scale.find_place(1) - area.x_scale.find_place(0))
    if trace["type"] == "scatter":
        return draw_line(trace, area.find_x, area.find_y)
    raise ValueError(f"No drawing for a trace of type {trace['type']}.")


def _draw_grid(area: PlotArea, layout: dict[str, Any]) -> str:
    """A line for each written value, and the axis of time below them."""
    settings = layout.get("yaxis") or {}
    lines = [
        _draw_rule(area.start, area.y_scale.find_place(tick.value), area.end, settings.get("gridcolor") or LINE)
        for tick in (area.y_ticks if settings.get("showgrid") is not False else ())
    ]
    return "".join([*lines, _draw_axis_lines(area, layout.get("xaxis") or {}, settings)])


def _draw_axis_lines(area: PlotArea, x_settings: dict[str, Any], y_settings: dict[str, Any]) -> str:
    """The lines that the figure gives a colour or wants to show, and its small marks for the periods."""
    lines = []
    if x_settings.get("linecolor"):
        lines.append(_draw_rule(area.start, area.bottom, area.end, x_settings["linecolor"]))
    if y_settings.get("showline"):
        lines.append(_draw_upright(area.start, area.top, area.bottom, y_settings.get("linecolor") or INK_SOFT))
    if x_settings.get("ticks") == "outside":
        colour = x_settings.get("tickcolor") or INK_SOFT
        places = [area.x_scale.find_place(tick.value) for tick in area.x_ticks]
        lines += [_draw_upright(place, area.bottom, area.bottom + GAP / 2, colour) for place in places]
    return "".join(lines)


def _draw_rule(x: float, y: float, to: float, colour: str) -> str:
    return format_element("line", x1=x, x2=to, y1=y, y2=y, stroke="currentColor", **build_paint(colour))


def _draw_upright(x: float, y: float, to: float, colour: str) -> str:
    return format_element("line", x1=x, x2=x, y1=y, y2=to, stroke="currentColor", **build_paint(colour))


def _draw_zero_line(area: PlotArea, layout: dict[str, Any]) -> str:
    """From where the bars start."""
    settings, zero = layout.get("xaxis") or {}, area.find_x(0)
    if not settings.get("zeroline") or zero is None:
        return ""
    return _draw_upright(zero, area.top, area.bottom, settings.get("zerolinecolor") or LINE)


def _draw_labels(area: PlotArea, size: float) -> str:
    """What is written along the axes: beside each line, and below as many as have room."""
    edge = area.start - area.label_gap
    at_side = [
        place_text(wrap_text(tick.label, size, edge), edge, area.y_scale.find_place(tick.value), size, "end")
        for tick in area.y_ticks
    ]
    return "".join(at_side) + _draw_labels_below(area, size)


def _draw_labels_below(area: PlotArea, size: float) -> str:
    """From the latest back, each that does not touch the one after it; none outside the drawing."""
    drawn: list[str] = []
    free = area.width
    for tick in reversed([tick for tick in area.x_ticks if tick.label]):
        middle, end = _place_label(tick, area, size)
        start = middle - (end - middle)
        if end > free:
            continue
        free = start - 2 * GAP
        lines = [line for given in split_lines(tick.label) for line in wrap_text(given, size, area.width)]
        y = area.bottom + GAP + size * LINE_HEIGHT * len(lines) / 2
        drawn.append(place_text(lines, middle, y, size, "middle"))
    return "".join(reversed(drawn))


def _place_label(tick: Tick, area: PlotArea, size: float) -> tuple[float, float]:
    """The middle of a label and its end, moved inwards at the drawing's edges."""
    half = min(measure_text(tick.label, size), area.width) / 2
    middle = min(max(area.x_scale.find_place(tick.value), half), area.width - half)
    return middle, middle + half


def draw_document_figure(chart: Chart) -> str:
    """The chart for a document that has its own title and words around it, as wide as a page of paper."""
    return draw_figure(json.loads(chart.figure), DRAWING_WIDTHS["medium"])
