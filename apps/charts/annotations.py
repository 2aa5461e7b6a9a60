"""What a figure says besides its values: lines and fields across the chart, and texts at places in it."""

import re
from typing import Any

from apps.charts.markup import (
    LINE_HEIGHT,
    build_paint,
    format_coordinate,
    format_element,
    measure_text,
    place_text,
    split_lines,
    wrap_text,
)
from apps.charts.palette import INK, INK_SOFT
from apps.charts.plot_area import PlotArea, find_font_size
from apps.charts.traces import build_stroke

_MOST_LINES = 2
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def draw_shape(shape: dict[str, Any], area: PlotArea) -> str:
    """A line, a field or a small sign; nothing where an end is at a value that the axis does not have."""
    if shape.get("type") == "path":
        return _draw_sign(shape, area)
    x0, x1 = (_find_place(shape, "x", end, area) for end in ("x0", "x1"))
    y0, y1 = (_find_place(shape, "y", end, area) for end in ("y0", "y1"))
    if x0 is None or x1 is None or y0 is None or y1 is None:
        return ""
    if shape.get("type") == "rect":
        paint = build_paint(shape.get("fillcolor") or INK_SOFT)
        place: dict[str, Any] = {"x": min(x0, x1), "y": min(y0, y1), "width": abs(x1 - x0), "height": abs(y1 - y0)}
        return format_element("rect", fill="currentColor", fill_opacity=shape.get("opacity"), **place, **paint)
    stroke = build_stroke({"color": INK_SOFT, **(shape.get("line") or {})})
    return format_element("line", x1=x0, x2=x1, y1=y0, y2=y1, stroke="currentColor", **stroke)


def _draw_sign(shape: dict[str, Any], area: PlotArea) -> str:
    """A broken line around its anchor, with its corners in pixels, y upwards, as Plotly counts them."""
    x, y = _find_place(shape, "x", "xanchor", area), _find_place(shape, "y", "yanchor", area)
    numbers = [float(number) for number in _NUMBER.findall(shape["path"])]
    if x is None or y is None or shape.get("xsizemode") != "pixel" or shape.get("ysizemode") != "pixel":
        return ""
    corners = [(x + right, y - up) for right, up in zip(numbers[::2], numbers[1::2], strict=True)]
    points = " ".join(f"{format_coordinate(right)},{format_coordinate(down)}" for right, down in corners)
    stroke = build_stroke({"color": INK_SOFT, **(shape.get("line") or {})})
    return format_element("polyline", points=points, fill="none", stroke="currentColor", **stroke)


def _find_place(part: dict[str, Any], name: str, end: str, area: PlotArea) -> float | None:
    find = area.find_x if name == "x" else area.find_y
    return find(part.get(end), part.get(f"{name}ref") or name)


def draw_annotation(annotation: dict[str, Any], area: PlotArea, most: float) -> str:
    """A text at its place, within the drawing, on at most two lines, with its ground where it has one."""
    size = find_font_size(annotation, most)
    x, y = _find_place(annotation, "x", "x", area), _find_place(annotation, "y", "y", area)
    if x is None or y is None:
        return ""
    given = split_lines(annotation["text"])
    lines = wrap_text(annotation["text"], size, area.width, max(_MOST_LINES, len(given)))
    width, height = max(measure_text(line, size) for line in lines), len(lines) * size * LINE_HEIGHT
    start = x + (annotation.get("xshift") or 0) - width * _find_share(annotation, "xanchor", x / area.width)
    top = y - (annotation.get("yshift") or 0) - height * _find_share(annotation, "yanchor", 0.5)
    start, top = min(max(start, 0), area.width - width), min(max(top, 0), area.height - height)
    ground = annotation.get("bgcolor")
    paper = (
        format_element("rect", x=start, y=top, width=width, height=height, fill="currentColor", **build_paint(ground))
        if ground
        else ""
    )
    colour = (annotation.get("font") or {}).get("color") or INK
    return paper + place_text(lines, start, top + height / 2, size, "start", **build_paint(colour))


def _find_share(annotation: dict[str, Any], anchor: str, otherwise: float) -> float:
    """Which part of the text lies at its place: 0 its beginning or top, 1 its end or bottom."""
    shares = {"left": 0.0, "top": 0.0, "center": 0.5, "middle": 0.5, "right": 1.0, "bottom": 1.0}
    given = annotation.get(anchor) or "auto"
    return shares.get(given, 0.0 if otherwise < 1 / 3 else 1.0 if otherwise > 2 / 3 else 0.5)
