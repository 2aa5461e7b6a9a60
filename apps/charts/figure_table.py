"""The figures of a chart as rows: what one gets who takes them along to a spreadsheet."""

import json
from decimal import Decimal
from typing import Any

from apps.charts.chart import Chart


def list_chart_rows(chart: Chart) -> list[list[str]]:
    """A header, then a row for each bar or each place on the axis of time, with a column for each line.

    Numbers are as exact as the figure's, with decimal comma; nothing is written for what is missing.
    """
    traces = json.loads(chart.figure)["data"]
    if traces[0]["type"] == "bar":
        return [["Namn", chart.title], *(row for trace in traces for row in _list_bars(trace))]
    columns: dict[str, dict[str, str]] = {}
    for trace in traces:
        column = columns.setdefault(str(trace.get("name") or ""), {})
        for place, value in zip(trace["x"], trace["y"], strict=True):
            column[str(place)] = format_cell(value) or column.get(str(place), "")
    places = dict.fromkeys(place for column in columns.values() for place in column)
    names = [f"{chart.title}: {name}" if name else chart.title for name in columns]
    return [
        ["Period", *names],
        *([place, *(column.get(place, "") for column in columns.values())] for place in places),
    ]


def _list_bars(trace: dict[str, Any]) -> list[list[str]]:
    return [[str(data[0]), format_cell(value)] for data, value in zip(trace["customdata"], trace["x"], strict=True)]


def format_cell(value: float | None) -> str:
    """``-1531,5``: without spaces, as a spreadsheet reads a number."""
    return "" if value is None else f"{Decimal(repr(value)).normalize():f}".replace(".", ",")
