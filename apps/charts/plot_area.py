"""Where in a drawing the values lie: the room that labels and legend leave, and the scales within it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from apps.charts.legend import LegendRow, measure_legend
from apps.charts.markup import LINE_HEIGHT, measure_text, split_lines
from apps.charts.scales import Axis, Scale, Tick, build_axis, find_range, list_ticks

GAP = 6
BOLD = 1.15
"""How much wider a heavy text is, at most."""
MOST_FOR_LABELS = 0.45
"""The share of the width that the labels of the values' axis may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotArea:
    """The box of the values in a drawing of ``width`` x ``height``, with its axes. Lengths are the drawing's units.

    ``label_gap`` is from the numbers at the side to the box.
    """

    width: float
    height: float
    start: float
    end: float
    top: float
    bottom: float
    x_axis: Axis
    y_axis: Axis
    x_scale: Scale
    y_scale: Scale
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    label_gap: float
    legend: list[LegendRow]

    def find_x(self, value: Any, reference: str = "x") -> float | None:
        """Where a value lies, or a share of the box where ``reference`` is ``paper``; None for what is missing."""
        if reference != "x":
            return self.start + float(value) * (self.end - self.start)
        number = self.x_axis.find_number(value)
        return None if number is None else self.x_scale.find_place(number)

    def find_y(self, value: Any, reference: str = "y") -> float | None:
        """As ``find_x``; a share is counted from the bottom."""
        if reference != "y":
            return self.bottom - float(value) * (self.bottom - self.top)
        number = self.y_axis.find_number(value)
        return None if number is None else self.y_scale.find_place(number)


def build_plot_area(figure: dict[str, Any], width: float) -> PlotArea:
    """The box for a figure. The height is the layout's own; a legend of many rows makes the drawing higher."""
    layout, traces = figure["layout"], figure["data"]
    size = find_font_size(layout)
    legend, legend_height = measure_legend(figure, width, size)
    above = legend_height + _measure_annotations_above(layout, size)
    height = layout["height"] + max(0.0, above - layout["margin"]["t"])
    x_axis, y_axis = (
        build_axis(layout.get(f"{name}axis") or {}, [value for trace in traces for value in trace.get(name) or ()])
        for name in "xy"
    )
    bars = [trace for trace in traces if is_lying_bar(trace)]
    x_low, x_high = _find_bar_range(bars) if bars else find_range(x_axis, _list_numbers(x_axis, traces, "x"))
    y_low, y_high = find_range(y_axis, _list_numbers(y_axis, traces, "y"))
    x_ticks, y_ticks = list_ticks(x_axis, x_low, x_high), list_ticks(y_axis, y_low, y_high)
    labels = max((measure_text(tick.label, size) for tick in y_ticks), default=0.0)
    gap = GAP + (y_axis.settings.get("ticklabelstandoff") or 0)
    start = GAP + min(labels + gap, width * MOST_FOR_LABELS) if y_ticks else layout["margin"]["l"]
    end = width - layout["margin"]["r"]
    lines = max((len(split_lines(tick.label)) for tick in x_ticks), default=0)
    bottom = height - layout["margin"]["b"] - (lines * size * LINE_HEIGHT + GAP if lines else 0)
    top = max(above, layout["margin"]["t"] if not legend else 0, size / 2 + 2)
    before, after = _measure_bar_texts(bars)
    return PlotArea(
        width=width,
        height=height,
        start=start,
        end=end,
        top=top,
        bottom=bottom,
        x_axis=x_axis,
        y_axis=y_axis,
        x_scale=Scale(x_low, x_high, start + before, end - after),
        y_scale=Scale(y_low, y_high, bottom, top),
        x_ticks=x_ticks,
        y_ticks=y_ticks,
        label_gap=gap,
        legend=legend,
    )


def is_lying_bar(trace: dict[str, Any]) -> bool:
    """Does the trace have bars along the drawing's width?"""
    return trace["type"] == "bar" and trace.get("orientation") == "h"


def find_font_size(part: dict[str, Any], most: float = 14) -> float:
    """A part's own size of text, but never so large that a phone has no room."""
    return float(min((part.get("font") or {}).get("size") or most, most))


def _list_numbers(axis: Axis, traces: list[dict[str, Any]], name: str) -> Iterator[float]:
    for trace in traces:
        for value in trace.get(name) or ():
            number = axis.find_number(value)
            if number is not None:
                yield number


def _measure_annotations_above(layout: dict[str, Any], size: float) -> float:
    """The height of the texts that lie above the box."""
    above = [
        one
        for one in layout.get("annotations") or ()
        if one.get("yref") == "paper" and one["y"] >= 1 and one.get("yanchor") == "bottom"
    ]
    return max((len(split_lines(one["text"])) for one in above), default=0) * size * LINE_HEIGHT


def list_bar_values(trace: dict[str, Any]) -> list[float | None]:
    """How long each bar is, and to which side."""
    axis = Axis("linear", {})
    return [axis.find_number(value) for value in trace.get("x") or ()]


def _find_bar_range(bars: list[dict[str, Any]]) -> tuple[float, float]:
    """From the longest bar on one side to that on the other; the numbers beside them have room of their own."""
    known = [value for trace in bars for value in list_bar_values(trace) if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    return (low, high) if low < high else (low, low + 1)


def _measure_bar_texts(bars: list[dict[str, Any]]) -> tuple[float, float]:
    """The room for the numbers to the left of the longest bars, and to the right."""
    before, after = [0.0], [0.0]
    for trace in bars:
        size = find_font_size({"font": trace.get("textfont")})
        for value, text in zip(list_bar_values(trace), trace.get("text") or (), strict=False):
            if value is not None:
                (before if value < 0 else after).append(measure_text(str(text).strip(), size * BOLD) + GAP)
    return max(before), max(after)
