"""A chart as a page needs it: the figure as JSON, and in words what it shows."""

import json
from dataclasses import dataclass
from typing import Any

from apps.charts.palette import INK_SOFT, TOKENS

FONT = "'Source Sans 3 Variable', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """``key`` is unique on the page, ``summary`` one Swedish sentence, ``figure`` JSON safe inside a script element."""

    key: str
    title: str
    summary: str
    figure: str


CHART_HEIGHTS = {"xs": 180, "s": 240, "m": 320, "l": 400, "xl": 480, "xxl": 560, "max": 680}


def find_chart_size(height: int) -> str:
    """The smallest of our heights that holds so many pixels."""
    return next((size for size, room in CHART_HEIGHTS.items() if room >= height), "max")


def build_base_layout(size: str) -> dict[str, Any]:
    """What all charts share: Swedish numbers, no frame, nothing that catches a scrolling finger."""
    return {
        "height": CHART_HEIGHTS[size],
        "separators": ",\u00a0",
        "font": {"family": FONT, "size": 14, "color": INK_SOFT},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "hovermode": "closest",
        "margin": {"l": 0, "r": 8, "t": 8, "b": 8},
        "meta": {"tokens": TOKENS},
    }


def dump_embedded_json(figure: Any) -> str:
    """The figure as JSON that can't end the script element around it."""
    text = json.dumps(json.loads(figure.to_json()), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def wrap_name(text: str, width: int, lines: int = 2) -> str:
    """A long Swedish name on at most so many lines."""
    done: list[str] = []
    for part in text.split():
        if done and len(done[-1]) + 1 + len(part) <= width:
            done[-1] += f" {part}"
        else:
            done.append(part)
    if len(done) > lines:
        done = [*done[: lines - 1], done[lines - 1].rstrip(",") + " …"]
    return "<br>".join(done)
