"""The values of a chart: bars with their numbers, and lines that are broken where a value is missing."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from apps.charts.markup import (
    build_paint,
    clean_text,
    escape_text,
    fill_template,
    format_coordinate,
    format_element,
    place_text,
)
from apps.charts.palette import ACCENT, INK

_Place = tuple[float, float]
_Find = Callable[[Any], float | None]
_DASHES = {
    "dot": "2 4",
    "dash": "9 6",
    "longdash": "14 6",
    "dashdot": "9 5 2 5",
    "longdashdot": "14 5 2 5",
}
# Corners around (0, 0), in half sizes of the symbol.
_CORNERS: dict[str, Sequence[_Place]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "triangle-up": ((0, -1.2), (1.1, 0.8), (-1.1, 0.8)),
    "triangle-down": ((0, 1.2), (1.1, -0.8), (-1.1, -0.8)),
    "star": tuple(
        (radius * math.sin(turn * math.pi / 5), -radius * math.cos(turn * math.pi / 5))
        for turn in range(10)
        for radius in [1.4 if turn % 2 == 0 else 0.6]
    ),
}
_STROKES: dict[str, Sequence[tuple[_Place, _Place]]] = {
    "x": (((-0.9, -0.9), (0.9, 0.9)), ((-0.9, 0.9), (0.9, -0.9))),
    "cross": (((-1, 0), (1, 0)), ((0, -1), (0, 1))),
    "line-ew": (((-1, 0), (1, 0)),),
    "line-ns": (((0, -1), (0, 1)),),
}


def draw_bars(trace: dict[str, Any], find_x: _Find, find_y: _Find, size: float) -> str:
    """Lying bars from zero, each with its number at its end."""
    return "".join(_draw_bar(trace, place, find_x, find_y, size) for place in range(len(trace["x"])))


def _draw_bar(trace: dict[str, Any], place: int, find_x: _Find, find_y: _Find, size: float) -> str:
    row, half = trace["y"][place], trace.get("width", 0.5) / 2
    zero, end, middle = find_x(0), find_x(trace["x"][place]), find_y(row)
    above, below = find_y(row - half), find_y(row + half)
    if zero is None or end is None or middle is None or above is None or below is None:
        return ""
    colours = (trace.get("marker") or {}).get("color") or ACCENT
    bar = format_element(
        "rect",
        _draw_title(trace, place),
        x=min(zero, end),
        y=min(above, below),
        width=abs(end - zero),
        height=abs(below - above),
        fill="currentColor",
        **build_paint(colours[place] if isinstance(colours, list) else colours),
    )
    texts = trace.get("text") or []
    text = str(texts[place]).strip() if place < len(texts) else ""
    x, anchor = (end - 5, "end") if end < zero else (end + 5, "start")
    return bar + place_text([text], x, middle, size, anchor, font_weight=600, **build_paint(INK))


def draw_columns(trace: dict[str, Any], find_x: _Find, find_y: _Find, step: float) -> str:
    """Standing bars from zero. ``step`` is from one place on the axis to the next."""
    return "".join(_draw_column(trace, place, find_x, find_y, step) for place in range(len(trace["x"])))


def _draw_column(trace: dict[str, Any], place: int, find_x: _Find, find_y: _Find, step: float) -> str:
    middle, zero, end = find_x(trace["x"][place]), find_y(0), find_y(trace["y"][place])
    if middle is None or zero is None or end is None:
        return ""
    width = step * trace.get("width", 0.8)
    colours = (trace.get("marker") or {}).get("color") or ACCENT
    return format_element(
        "rect",
        _draw_title(trace, place),
        x=middle - width / 2,
        y=min(zero, end),
        width=width,
        height=abs(end - zero),
        fill="currentColor",
        **build_paint(colours[place] if isinstance(colours, list) else colours),
    )


def draw_line(trace: dict[str, Any], find_x: _Find, find_y: _Find) -> str:
    """A line through the values in order, with a mark at each; a missing value breaks it."""
    places = [
        None if x is None or y is None else (x, y)
        for x, y in zip(map(find_x, trace["x"]), map(find_y, trace["y"]), strict=True)
    ]
    mode = trace.get("mode") or "lines"
    drawn = [_draw_run(trace, run) for run in _split_runs(places)] if "lines" in mode else []
    if "markers" in mode:
        drawn += [
            draw_mark(trace, *place, _draw_title(trace, number))
            for number, place in enumerate(places)
            if place is not None
        ]
    return "".join(drawn)


def _split_runs(places: Sequence[_Place | None]) -> list[list[_Place]]:
    """The stretches of at least two known places between the gaps."""
    runs: list[list[_Place]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if len(run) > 1]


def _draw_run(trace: dict[str, Any], run: Sequence[_Place]) -> str:
    shape = (trace.get("line") or {}).get("shape")
    points = [run[0]]
    for before, place in pairwise(run):
        corner = {"hv": [(place[0], before[1])], "vh": [(before[0], place[1])]}.get(str(shape), [])
        points += [*corner, place]
    return format_element(
        "polyline",
        points=_format_points(points),
        fill="none",
        stroke="currentColor",
        stroke_linejoin="round",
        **build_stroke(trace.get("line") or {}),
    )


def build_stroke(line: dict[str, Any]) -> dict[str, Any]:
    """Colour, width and dashes of a line, which a figure names or counts in pixels."""
    dash = line.get("dash") or "solid"
    dashes = _DASHES.get(dash) or (dash.replace("px", "").replace(",", " ") if dash[0].isdigit() else None)
    return {
        "stroke_width": line.get("width", 2),
        "stroke_dasharray": dashes,
        **build_paint(line.get("color") or ACCENT),
    }


def _format_points(points: Sequence[_Place]) -> str:
    return " ".join(f"{format_coordinate(x)},{format_coordinate(y)}" for x, y in points)


def draw_mark(trace: dict[str, Any], x: float, y: float, title: str = "") -> str:
    """The symbol of a line at a place. A symbol that is not known here is drawn as a dot."""
    marker = trace.get("marker") or {}
    colour = marker.get("color") or (trace.get("line") or {}).get("color") or ACCENT
    symbol, _, style = str(marker.get("symbol") or "circle").partition("-open")
    half = marker.get("size", 6) / 2
    filled = not style and not str(marker.get("symbol") or "").endswith("-open")
    look: dict[str, object] = {
        "fill": "currentColor" if filled else "none",
        "stroke": None if filled else "currentColor",
        "stroke_width": None if filled else 2,
        **build_paint(colour),
    }
    if symbol in _STROKES:
        path = "".join(
            f"M{format_coordinate(x + a * half)} {format_coordinate(y + b * half)}"
            f"L{format_coordinate(x + c * half)} {format_coordinate(y + d * half)}"
            for (a, b), (c, d) in _STROKES[symbol]
        )
        look |= {"fill": "none", "stroke": "currentColor", "stroke_width": 2}
        return format_element("path", title, d=path, **look)
    if symbol in _CORNERS:
        corners = [(x + a * half, y + b * half) for a, b in _CORNERS[symbol]]
        return format_element("polygon", title, points=_format_points(corners), **look)
    return format_element("circle", title, cx=x, cy=y, r=half, **look)


def draw_sample(trace: dict[str, Any], x: float, y: float, width: float) -> str:
    """A piece of a trace's line with its mark, for the legend."""
    mode = trace.get("mode") or "lines"
    line = _draw_run({**trace, "line": {**(trace.get("line") or {}), "shape": None}}, [(x, y), (x + width, y)])
    return (line if "lines" in mode else "") + (draw_mark(trace, x + width / 2, y) if "markers" in mode else "")


def _draw_title(trace: dict[str, Any], place: int) -> str:
    """What the browser shows when a pointer rests on a value: what the figure tells there, in words."""
    values = {
        name: series[place]
        for name in ("x", "y", "text", "customdata")
        if isinstance(series := trace.get(name), list) and place < len(series)
    }
    text = fill_template(trace.get("hovertemplate") or "%{text}", values)
    return format_element("title", escape_text(text)) if clean_text(text).strip() else ""
