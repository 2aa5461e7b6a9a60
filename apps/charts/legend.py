"""The names of a chart's lines, each with a piece of its line, in rows above the values."""

from dataclasses import dataclass
from typing import Any

from apps.charts.markup import LINE_HEIGHT, measure_text, place_text, wrap_text
from apps.charts.traces import draw_sample

SAMPLE_WIDTH, ITEM_GAP, ROW_GAP = 28, 16, 4
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A line with its name on as many lines as it takes, at ``x``, in the drawing's units."""

    trace: dict[str, Any]
    lines: list[str]
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
    rows, height = [], 0.0
    for items in _fill_rows(shown, width, size):
        row_height = max(len(item.lines) for item in items) * size * LINE_HEIGHT + ROW_GAP
        rows.append(LegendRow(tuple(items), height + row_height / 2))
        height += row_height
    return rows, height + 2 * ROW_GAP


def _fill_rows(traces: list[dict[str, Any]], width: float, size: float) -> list[list[LegendItem]]:
    """As many items in a row as have room."""
    rows: list[list[LegendItem]] = [[]]
    x = 0.0
    for trace in traces:
        lines = wrap_text(str(trace["name"]), size, width - SAMPLE_WIDTH, _MOST_LINES)
        taken = SAMPLE_WIDTH + max(measure_text(line, size) for line in lines)
        if rows[-1] and x + taken > width:
            rows.append([])
            x = 0.0
        rows[-1].append(LegendItem(trace, lines, x))
        x += taken + ITEM_GAP
    return rows


def draw_legend(rows: list[LegendRow], size: float) -> str:
    """The rows as SVG, in the colour of the text around them."""
    return "".join(
        draw_sample(item.trace, item.x, row.y, SAMPLE_WIDTH - 6)
        + place_text(item.lines, item.x + SAMPLE_WIDTH, row.y, size, "start")
        for row in rows
        for item in row.items
    )
