"""The names of a chart's lines, each with a piece of its line, in rows above the values."""

from dataclasses import dataclass
from typing import Any

from apps.charts.markup import measure_text, place_text, wrap_text
from apps.charts.traces import draw_sample

SAMPLE_WIDTH, ITEM_GAP, ROW_HEIGHT = 28, 16, 20


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A line with its name, at ``x``, in the drawing's units."""

    trace: dict[str, Any]
    name: str
    x: float


@dataclass(frozen=True, slots=True)
class LegendRow:
    """Items beside each other, with their middle at ``y``."""

    items: tuple[LegendItem, ...]
    y: float


def measure_legend(figure: dict[str, Any], width: float, size: float) -> tuple[list[LegendRow], float]:
    """The rows of the legend and how high they are together; nothing where the figure has no legend."""
    shown = [trace for trace in figure["data"] if trace.get("showlegend") is not False and trace.get("name")]
    if not figure["layout"].get("showlegend") or not shown:
        return [], 0.0
    if (figure["layout"].get("legend") or {}).get("traceorder") == "reversed":
        shown.reverse()
    rows: list[list[LegendItem]] = [[]]
    x = 0.0
    for trace in shown:
        (name,) = wrap_text(str(trace["name"]), size, width - SAMPLE_WIDTH)
        taken = SAMPLE_WIDTH + measure_text(name, size)
        if rows[-1] and x + taken > width:
            rows.append([])
            x = 0.0
        rows[-1].append(LegendItem(trace, name, x))
        x += taken + ITEM_GAP
    placed = [LegendRow(tuple(row), ROW_HEIGHT * (place + 0.5)) for place, row in enumerate(rows)]
    return placed, ROW_HEIGHT * len(rows) + 8.0


def draw_legend(rows: list[LegendRow], size: float) -> str:
    """The rows as SVG, in the colour of the text around them."""
    return "".join(
        draw_sample(item.trace, item.x, row.y, SAMPLE_WIDTH - 6)
        + place_text([item.name], item.x + SAMPLE_WIDTH, row.y, size, "start")
        for row in rows
        for item in row.items
    )
