"""The charts: what lies in the page, and that their colours are those of the style sheets.

An indicator's chart has its tests in ``test_series_charts``.
"""

import json
import re
from pathlib import Path

import pytest

from apps.charts import palette
from apps.charts.chart import CHART_HEIGHTS, dump_embedded_json, find_chart_size, wrap_name
from apps.charts.variance import build_variance_chart
from tests.web.sample import (
    AREAS,
    ECONOMY,
    amounts,
    make_area_economy,
    money,
    sample,
)

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
NBSP = "\u00a0"


def with_variances(first: int, second: int) -> object:
    rows = [money(area.code, amounts(first if n == 0 else second, 0)) for n, area in enumerate(AREAS[1:3])]
    areas = (ECONOMY.areas[0], *(make_area_economy(area, row) for area, row in zip(AREAS[1:3], rows, strict=True)))
    return sample(economy=type(ECONOMY)(areas=areas, other_statements=(), forecast_accuracy=()))


@pytest.mark.parametrize(
    ("first", "second", "summary"),
    [
        (
            5_000_000,
            -1_531_000,
            f"Störst underskott för ett helt område: Funktionsstöd vuxen, 1{NBSP}531 tkr. "
            f"Störst överskott: Lednings- och stödfunktioner, 5{NBSP}000 tkr.",
        ),
        (2_000, 1_000, "Inget område har underskott. Störst överskott: Lednings- och stödfunktioner, 2 tkr."),
        (
            -2_000,
            0,
            "Störst underskott för ett helt område: Lednings- och stödfunktioner, 2 tkr. Inget område har överskott.",
        ),
    ],
)
def test_the_variances_in_words(first: int, second: int, summary: str) -> None:
    chart = build_variance_chart(with_variances(first, second))  # type: ignore[arg-type]
    assert chart is not None
    assert chart.summary == summary


def test_the_bars_stand_in_the_order_of_the_tree_in_thousands() -> None:
    chart = build_variance_chart(sample())
    assert chart is not None
    bars = json.loads(chart.figure)["data"][0]
    assert [row[0] for row in bars["customdata"]] == ["Lednings- och stödfunktioner", "Funktionsstöd vuxen"]
    assert bars["x"] == [17748.0, -1531.0]
    assert bars["marker"]["color"] == [palette.SURPLUS, palette.DEFICIT]


def test_one_area_is_no_chart() -> None:
    economy = type(ECONOMY)(areas=ECONOMY.areas[:2], other_statements=(), forecast_accuracy=())
    assert build_variance_chart(sample(economy=economy)) is None


def test_the_colours_are_those_of_the_light_theme() -> None:
    light = (CSS / "tokens.css").read_text().split("@media")[0]
    named = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]+);", light))
    assert {name: named[name] for name in palette.TOKENS.values()} == {name: c for c, name in palette.TOKENS.items()}


def test_a_drawing_has_every_colour_from_the_style_sheets() -> None:
    style = (CSS / "charts.css").read_text()
    for token in palette.TOKENS.values():
        assert f".paint{token[1:]} {{\n  color: var({token});\n}}" in style


@pytest.mark.parametrize(("height", "size"), [(10, "xs"), (240, "s"), (241, "m"), (9999, "max")])
def test_size_for(height: int, size: str) -> None:
    assert find_chart_size(height) == size
    assert CHART_HEIGHTS[size] >= min(height, max(CHART_HEIGHTS.values()))


def test_a_name_can_not_end_the_script_it_lies_in() -> None:
    class Figure:
        def to_json(self) -> str:
            return json.dumps({"data": "</script><!-- & Å"})

    text = dump_embedded_json(Figure())
    assert "<" not in text
    assert json.loads(text) == {"data": "</script><!-- & Å"}


@pytest.mark.parametrize(
    ("text", "lines", "shown"),
    [("Vård och omsorg", 1, "Vård och omsorg"), ("Vård och omsorg", 2, "Vård och<br>omsorg"), ("a b", 1, "a b")],
)
def test_long_names_are_wrapped(text: str, lines: int, shown: str) -> None:
    assert wrap_name(text, 8 if lines == 2 else 20, lines) == shown
    assert wrap_name("Vård och omsorg om äldre", 8, 1) == "Vård och …"
