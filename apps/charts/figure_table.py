"""The figures of a chart as rows: what one gets who takes them along to a spreadsheet."""

import json
from decimal import Decimal
from typing import Any

from apps.charts.chart import Chart
from apps.charts.plot_area import is_lying_bar
from apps.charts.scales import build_axis


def list_chart_rows(chart: Chart) -> list[list[str]]:
    """A header, then a row for each bar or each place on the axis of time, with a column for each line.

    Numbers are as exact as the figure's, with decimal comma; a place where nothing is known has no row.
    """
    figure = json.loads(chart.figure)
    traces = figure["data"]
    if is_lying_bar(traces[0]):
        return [["Namn", chart.title], *(row for trace in traces for row in _list_bars(trace))]
    axis = build_axis(figure["layout"].get("xaxis") or {}, [place for trace in traces for place in trace["x"]])
    places: dict[float, str] = {}
    cells: dict[tuple[float, str], str] = {}
    for trace in traces:
        for number, (place, value) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            where = axis.find_number(place)
            if where is not None and value is not None:
                places.setdefault(where, _format_place(trace, number, axis.kind))
                cells[where, str(trace.get("name") or "")] = format_cell(value)
    names = list(dict.fromkeys(str(trace.get("name") or "") for trace in traces))
    return [
        ["Period", *(f"{chart.title}: {name}" if name else chart.title for name in names)],
        *([text, *(cells.get((where, name), "") for name in names)] for where, text in sorted(places.items())),
    ]


def _format_place(trace: dict[str, Any], number: int, kind: str) -> str:
    """What stands below a place on the axis; of a day or a number, the name that the figure has for it."""
    data = (trace.get("customdata") or [])[number : number + 1]
    return str(data[0][0]) if kind != "category" and data and isinstance(data[0], list) else str(trace["x"][number])


def _list_bars(trace: dict[str, Any]) -> list[list[str]]:
    return [[str(data[0]), format_cell(value)] for data, value in zip(trace["customdata"], trace["x"], strict=True)]


def format_cell(value: float | None) -> str:
    """``-1531,5``: without spaces, as a spreadsheet reads a number."""
    return "" if value is None else f"{Decimal(repr(value)).normalize():f}".replace(".", ",")
