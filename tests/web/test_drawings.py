"""A chart's drawing says what its figure says: every value has its label and its place, and nothing breaks the SVG."""

import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from apps.charts.chart import Chart, build_base_layout
from apps.charts.figure_table import list_chart_rows
from apps.charts.markup import measure_text, wrap_text
from apps.charts.palette import ACCENT, INK_SOFT
from apps.charts.scales import find_step
from apps.charts.series import build_series_chart
from apps.charts.svg import DRAWING_WIDTHS, draw_chart, draw_figure, draw_file
from apps.charts.variance import build_variance_chart
from apps.core.swedish import format_tkr
from tests.web.sample import INDICATORS, indicator, point, sample
from tests.web.test_charts import with_variances

SVG = {"svg": "http://www.w3.org/2000/svg"}
HUGE = 10**12
WIDTHS = list(DRAWING_WIDTHS.values())
amounts_of_money = st.integers(-HUGE, HUGE)
outcomes = st.one_of(st.none(), st.decimals(-HUGE, HUGE, places=2))


def parse(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False))


def find_all(drawing: etree._Element, path: str) -> list[Any]:
    return drawing.xpath(path, namespaces=SVG)


def draw_line_figure(x: list[Any], y: list[float | None], **layout: Any) -> etree._Element:
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "Totalt",
        "x": x,
        "y": y,
        "line": {"color": ACCENT, "width": 3},
        "hovertemplate": "%{x}: %{y}",
    }
    return parse(draw_figure({"data": [trace], "layout": {**build_base_layout("m"), **layout}}, 480))


@given(st.lists(st.one_of(st.none(), amounts_of_money), min_size=1, max_size=9))
def test_a_standing_bar_is_as_high_as_its_value_on_its_own_side_of_zero(values: list[int | None]) -> None:
    names = [f"T{number}" for number in range(len(values))]
    trace = {"type": "bar", "x": names, "y": values, "width": 0.6, "hovertemplate": "%{x}: %{y}"}
    drawing = parse(
        draw_figure({"data": [trace], "layout": build_base_layout("m") | {"yaxis": {"rangemode": "tozero"}}}, 480)
    )
    bars = find_all(drawing, "//svg:rect[svg:title]")
    known = [value for value in values if value is not None]
    assert len(bars) == len(known)
    heights = [float(bar.get("height")) for bar in bars]
    tallest, highest = max(heights, default=0), max((abs(value) for value in known), default=0)
    for bar, value, height in zip(bars, known, heights, strict=True):
        assert height == pytest.approx(tallest * abs(value) / highest if highest else 0, abs=0.2)
        top, bottom = float(bar.get("y")), float(bar.get("y")) + height
        assert all(bottom <= other + 0.2 for other, sign in _list_edges(bars, known) if sign < 0 < value), top


def _list_edges(bars: list[Any], values: list[int]) -> list[tuple[float, int]]:
    """The upper edge of each bar, and its value."""
    return [(float(bar.get("y")), value) for bar, value in zip(bars, values, strict=True)]


def read_bars(drawing: etree._Element) -> list[tuple[float, float]]:
    """Each bar's start and end; one to the left ends at its start."""
    bars = find_all(drawing, "//svg:rect[svg:title]")
    places = [(float(bar.get("x")), float(bar.get("width"))) for bar in bars]
    return [(x, x + width) for x, width in places]


@pytest.mark.parametrize("width", WIDTHS)
@given(first=amounts_of_money, second=amounts_of_money)
@settings(max_examples=40, deadline=None)
def test_a_bar_is_as_long_as_its_value_and_says_it(width: int, first: int, second: int) -> None:
    chart = build_variance_chart(with_variances(first, second))  # type: ignore[arg-type]
    assert chart is not None
    drawing = parse(draw_figure(_read_figure(chart), width))
    texts = find_all(drawing, "//svg:text/text()")
    assert {format_tkr(value, sign=True) for value in (first, second)} <= set(texts)
    (zero,) = {float(line.get("x1")) for line in find_all(drawing, "//svg:line") if line.get("x1") == line.get("x2")}
    bars = read_bars(drawing)
    reaches = [
        start - zero if value < 0 else end - zero for value, (start, end) in zip((first, second), bars, strict=True)
    ]
    for value, reach in zip((first, second), reaches, strict=True):
        assert reach * value >= -0.2 * abs(value)  # on its own side of zero
    if first <= second:
        assert reaches[0] <= reaches[1] + 0.2
    assert all(-0.1 <= start <= end <= width + 0.1 for start, end in bars)


def _read_figure(chart: Chart) -> dict[str, Any]:
    return json.loads(chart.figure)


@given(values=st.lists(outcomes, min_size=2, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_line_rises_where_its_values_do(values: list[Decimal | None]) -> None:
    series = tuple(point(None if value is None else str(value), 2010 + place) for place, value in enumerate(values))
    chart = build_series_chart(sample(), indicator("x", series=series))
    known = [value for value in values if value is not None]
    if len(known) < 2:
        assert chart is None
        return
    assert chart is not None
    drawing = parse(draw_chart(chart, "medium"))
    marks = find_all(drawing, "//svg:circle[svg:title]")
    assert len(marks) == len(known)
    heights = [-float(mark.get("cy")) for mark in marks]
    for (value, height), (after, height_after) in pairwise(zip(known, heights, strict=True)):
        if value != after:
            assert (height_after - height) * (1 if after > value else -1) >= -0.2
    labels = " ".join(find_all(drawing, "//svg:circle/svg:title/text()"))
    assert [Decimal(row[1].replace(",", ".")) for row in list_chart_rows(chart)[1:] if row[1]] == known
    assert all(str(2010 + place) in labels for place, value in enumerate(values) if value is not None)


@given(text=st.text(min_size=1, max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_name_is_text(text: str) -> None:
    chart = Chart(
        key="serie",
        title=text,
        summary=text,
        figure=_dump_named_figure(text),
    )
    for svg in (draw_file(chart), *(draw_chart(chart, width) for width in DRAWING_WIDTHS)):
        tags = {etree.QName(node).localname for node in parse(svg).iter()}
        assert tags <= {"svg", "g", "title", "desc", "rect", "text", "line", "polyline", "circle"}


def _dump_named_figure(name: str) -> str:
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": [name, "b"],
        "y": [1, 2],
        "text": [name, ""],
    }
    layout = {
        **build_base_layout("m"),
        "showlegend": True,
        "annotations": [{"x": 0.5, "xref": "paper", "y": 1, "yref": "paper", "text": name}],
    }
    return json.dumps({"data": [trace], "layout": layout})


def test_a_name_with_markup_stands_as_it_is_written() -> None:
    name = "<script>alert('&')</script>"
    drawing = parse(draw_chart(Chart(key="a", title="", summary="", figure=_dump_named_figure(name)), "wide"))
    assert name in find_all(drawing, "//svg:text/text()")


@pytest.mark.parametrize("width", DRAWING_WIDTHS)
def test_every_line_target_and_period_of_a_series_is_there(width: str) -> None:
    chart = build_series_chart(sample(), INDICATORS[0])
    assert chart is not None
    drawing = parse(draw_chart(chart, width))
    texts = find_all(drawing, "//svg:text/text()")
    assert {"Totalt", "Män", "Riket", "Målvärde", "2018", "2020"} <= set(texts)
    titles = " ".join(find_all(drawing, "//svg:title/text()"))
    assert all(label in titles for label in ("88\u00a0%", "92,5\u00a0%", "85\u00a0%", "86\u00a0%", "minst 90"))
    assert drawing.get("aria-hidden") == "true"


def test_a_missing_value_breaks_the_line() -> None:
    drawing = draw_line_figure(["a", "b", "c", "d", "e"], [1, 2, None, 4, 5])
    assert len(find_all(drawing, "//svg:polyline")) == 2
    assert len(find_all(drawing, "//svg:circle")) == 4


@pytest.mark.parametrize(("shape", "corner"), [("hv", 1), ("vh", 0)])
def test_a_level_goes_in_steps(shape: str, corner: int) -> None:
    trace = {"type": "scatter", "x": ["a", "b"], "y": [1, 2], "line": {"shape": shape, "dash": "dot"}}
    drawing = parse(draw_figure({"data": [trace], "layout": build_base_layout("m")}, 480))
    (line,) = find_all(drawing, "//svg:polyline")
    (x, y), at_corner, (x_after, y_after) = [tuple(map(float, one.split(","))) for one in line.get("points").split()]
    assert at_corner == ((x_after, y) if corner else (x, y_after))
    assert line.get("stroke-dasharray") == "2 4"


def test_a_torn_axis_and_its_marks_are_drawn() -> None:
    tear = {
        "type": "path",
        "path": "M -6 4 L 6 9",
        **dict.fromkeys(("xref", "yref"), "paper"),
        **dict.fromkeys(("xsizemode", "ysizemode"), "pixel"),
        **dict.fromkeys(("xanchor", "yanchor"), 0),
    }
    axis = {"type": "category", "ticks": "outside", "tickvals": ["a", "b", "c"], "ticktext": ["a", "", "c"]}
    drawing = draw_line_figure(["a", "b", "c"], [90, 91, 92], shapes=[tear], xaxis=axis, yaxis={"showline": True})
    (side,) = [line for line in find_all(drawing, "//svg:line") if float(line.get("y2")) - float(line.get("y1")) > 100]
    x, foot = float(side.get("x1")), float(side.get("y2"))
    points = [tuple(map(float, one.get("points").split()[0].split(","))) for one in find_all(drawing, "//svg:polyline")]
    assert (pytest.approx(x - 6, abs=0.2), pytest.approx(foot - 4, abs=0.2)) in points
    marks = [line for line in find_all(drawing, "//svg:line") if 0 < float(line.get("y2")) - float(line.get("y1")) < 9]
    assert len(marks) == 3
    assert not find_all(drawing, "//svg:text[.='b']")


@pytest.mark.parametrize("values", [[None, None], [0, 0], [5], [-3, -3], [1e15, -1e15], []])
def test_odd_values_are_drawn(values: list[float | None]) -> None:
    names = [str(place) for place in range(len(values))]
    drawing = draw_line_figure(names, values, yaxis={"nticks": 5, "rangemode": "tozero"})
    assert len(find_all(drawing, "//svg:circle")) == len([value for value in values if value is not None])
    assert "nan" not in etree.tostring(drawing).decode()


def test_days_lie_as_far_apart_as_in_the_calendar() -> None:
    days = ["2020-12-31", "2021-12-31", "2023-12-31", "2024-12"]
    drawing = draw_line_figure(days, [1, 2, 3, 4], xaxis={"type": "date"})
    first, second, third, _ = [float(mark.get("cx")) for mark in find_all(drawing, "//svg:circle")]
    assert (third - second) / (second - first) == pytest.approx(2, abs=0.02)
    assert find_all(drawing, "//svg:text[.='2021']")


def test_a_chosen_label_stands_at_its_day() -> None:
    axis = {"type": "date", "tickvals": ["2021-04-30"], "ticktext": ["T1 2021"]}
    drawing = draw_line_figure(["2021-01-01", "2021-04-30", "2021-12-31"], [1, 2, 3], xaxis=axis)
    (label,) = find_all(drawing, "//svg:text[.='T1 2021']")
    mark = find_all(drawing, "//svg:circle")[1]
    assert float(label.get("x")) == pytest.approx(float(mark.get("cx")), abs=0.2)


def test_a_line_across_the_chart_stands_at_its_period_with_its_text() -> None:
    shape = {
        "type": "line",
        "x0": "b",
        "x1": "b",
        "xref": "x",
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"dash": "dot"},
    }
    text = {"x": "b", "y": 1, "yref": "paper", "yanchor": "bottom", "text": "ny definition", "showarrow": False}
    drawing = draw_line_figure(["a", "b", "c"], [1, 2, 3], shapes=[shape], annotations=[text])
    mark = find_all(drawing, "//svg:circle")[1]
    upright = [line for line in find_all(drawing, "//svg:line") if line.get("x1") == line.get("x2")]
    assert [line.get("x1") for line in upright] == [mark.get("cx")]
    assert upright[0].get("stroke-dasharray") == "2 4"
    assert find_all(drawing, "//svg:text[.='ny definition']")
    outside = {**shape, "x0": "finns inte", "x1": "finns inte"}
    assert "finns" not in etree.tostring(draw_line_figure(["a", "b"], [1, 2], shapes=[outside])).decode()


def test_labels_below_do_not_touch() -> None:
    names = [f"T{1 + place % 3} {2015 + place // 3}" for place in range(24)]
    shown = find_all(draw_line_figure(names, [1] * 24), "//svg:text[starts-with(., 'T')]")
    assert 3 <= len(shown) < 24
    ends = [(float(one.get("x")), measure_text(one.text, 14) / 2) for one in shown]
    assert all(x + half < other - other_half for (x, half), (other, other_half) in pairwise(ends))
    assert all(x - half >= 0 and x + half <= 480.1 for x, half in ends)


def test_the_legend_names_each_line_in_full_on_a_phone() -> None:
    names = [f"Hemtjänst, trygghetsteam och hemsjukvård, {who}" for who in ("kvinnor", "män")]
    traces = [{"type": "scatter", "mode": "lines", "x": ["a", "b"], "y": [1, 2], "name": name} for name in names]
    layout = {**build_base_layout("m"), "showlegend": True, "legend": {"traceorder": "reversed"}}
    drawing = parse(draw_figure({"data": traces, "layout": layout}, DRAWING_WIDTHS["narrow"]))
    text = " ".join(find_all(drawing, "//svg:text/text()"))
    assert -1 < text.find(names[1]) < text.find(names[0])


def test_numbers_along_the_side_are_swedish() -> None:
    axis = {"nticks": 5, "ticksuffix": "\u00a0%", "rangemode": "tozero"}
    assert find_all(draw_line_figure(["a", "b"], [0, 2000], yaxis=axis), "//svg:text[.='1\u00a0000\u00a0%']")
    assert find_all(draw_line_figure(["a", "b"], [0, 2], yaxis=axis), "//svg:text[.='0,5\u00a0%']")


@pytest.mark.parametrize(
    ("span", "most", "step"), [(8.4, 5, 2), (100, 5, 20), (1, 5, 0.2), (0.03, 4, 0.01), (7, 1, 10)]
)
def test_steps_are_round(span: float, most: int, step: float) -> None:
    assert find_step(span, most) == pytest.approx(step)


def test_a_kind_of_chart_that_we_do_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="pie"):
        draw_figure({"data": [{"type": "pie"}], "layout": build_base_layout("m")}, 480)


@given(text=st.text(min_size=1, max_size=60), width=st.integers(60, 300))
def test_wrapped_text_fits_or_says_that_it_goes_on(text: str, width: int) -> None:
    lines = wrap_text(text, 14, width, 2)
    assert len(lines) <= 2
    assert all(measure_text(line, 14) <= width for line in lines)


def test_the_figures_as_rows() -> None:
    chart = build_variance_chart(with_variances(5_000_400, -1_531_000))  # type: ignore[arg-type]
    assert chart is not None
    assert list_chart_rows(chart) == [
        ["Namn", "Avvikelse mot budget per verksamhetsområde, tkr"],
        ["Lednings- och stödfunktioner", "5000,4"],
        ["Funktionsstöd vuxen", "-1531"],
    ]
    days = {"type": "date"}
    trace = {"type": "scatter", "x": ["2021-12-31", "2020-12-31"], "y": [92.5, 88.0]}
    data = {"customdata": [["2021", "92,5 %"], ["2020", "88 %"]]}
    other = {"type": "scatter", "x": ["2020-12-31", "2021-06-30"], "y": [90, None]}
    traces = [{**trace, **data, "name": "Totalt"}, {**other, "name": "Målvärde"}]
    figure = json.dumps({"data": traces, "layout": {"xaxis": days}})
    assert list_chart_rows(Chart(key="serie", title="Nöjdhet, %", summary="", figure=figure)) == [
        ["Period", "Nöjdhet, %: Totalt", "Nöjdhet, %: Målvärde"],
        ["2020", "88", "90"],
        ["2021", "92,5", ""],
    ]


def test_a_file_has_its_title_and_colours_of_its_own() -> None:
    chart = build_variance_chart(sample())
    assert chart is not None
    drawing = parse(draw_file(chart))
    assert find_all(drawing, "/svg:svg/svg:title/text()") == [chart.title]
    assert find_all(drawing, "/svg:svg/svg:desc/text()") == [chart.summary]
    assert drawing.get("color") == INK_SOFT
    assert chart.title in find_all(drawing, "//svg:text/text()")
