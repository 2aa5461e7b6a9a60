"""An indicator's chart: drawn by its kind, with its own target, and with the figures of the table and no others."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.charts.series import build_series_chart
from apps.charts.year_lines import PERIOD_NAMES
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.web.board.indicators.series_table import build_series_table
from tests.report.indicator_reports import CARE, HOME, ROOT, Aim, Figure, build_indicator_report, get_indicator
from tests.web.sample import INDICATORS, indicator, point, sample, target

T1, T2, T3 = (Tertial(2024, number) for number in (1, 2, 3))
SUM = {"unit": "antal", "direction": "higher", "accumulation": "flow"}
BROKEN = "Axeln börjar inte vid noll."


def draw(report: BoardReport) -> tuple[dict[str, Any], str]:
    """The figure and its summary."""
    chart = build_series_chart(report, get_indicator(report))
    assert chart is not None
    return json.loads(chart.figure), chart.summary


def map_lines(figure: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {line["name"]: line for line in figure["data"]}


def list_years(*years: tuple[int, str]) -> list[Figure]:
    """``(2023, "10 20 30")``: the figures of T1, T2 and T3."""
    return [
        Figure(year, number, value)
        for year, values in years
        for number, value in enumerate(values.split(), start=1)
        if value != "-"
    ]


# --- sums ------------------------------------------------------------------------------------------------------------


SAW = list_years((2019, "8 9 10"), (2020, "10 20 30"), (2021, "11 21 31"), (2022, "12 - 32"), (2023, "13 23 33"))


def test_a_sum_is_a_line_for_each_of_four_years_and_never_a_saw() -> None:
    figure, summary = draw(build_indicator_report(T2, [*SAW, *list_years((2024, "14 25"))], **SUM))
    lines = map_lines(figure)
    assert list(lines) == ["2021", "2022", "2023", "2024"]
    assert all(tuple(line["x"]) == PERIOD_NAMES for line in lines.values())
    assert lines["2022"]["y"] == [12.0, None, 32.0]
    assert lines["2024"]["y"] == [14.0, 25.0, None]
    widths = [line["line"]["width"] for line in lines.values()]
    assert widths == sorted(widths)
    assert widths[-1] > widths[-2] > widths[-3]
    assert summary == "25, bättre än samma tid året före (23). Högre är bättre."


def test_where_this_year_has_no_figure_no_other_is_as_strong() -> None:
    with_this_year = map_lines(draw(build_indicator_report(T1, [*SAW, *list_years((2024, "14"))], **SUM))[0])
    without = map_lines(draw(build_indicator_report(T1, SAW, **SUM))[0])
    assert without["2023"]["line"] == with_this_year["2023"]["line"]
    assert with_this_year["2024"]["line"] not in [line["line"] for line in without.values()]


def test_what_was_counted_otherwise_is_no_line_beside_this_year() -> None:
    figure, summary = draw(
        build_indicator_report(T2, [*SAW, *list_years((2024, "14 25"))], redefined=[Tertial(2023, 2)], **SUM)
    )
    assert {name: line["y"] for name, line in map_lines(figure).items()} == {
        "2023": [None, 23.0, 33.0],
        "2024": [14.0, 25.0, None],
    }
    assert "Definitionen ändrades från och med T2 2023" in summary


def test_a_comparison_has_its_latest_year() -> None:
    others = [Figure(year, number, str(number * year), of=2) for year in (2022, 2023) for number in (1, 2, 3)]
    figure, _ = draw(build_indicator_report(T1, [*SAW, *others], **SUM))
    line = map_lines(figure)["Riket 2023"]
    assert line["y"] == [2023.0, 4046.0, 6069.0]
    assert line["line"]["width"] < 2


@pytest.mark.parametrize(
    ("aim", "direction", "name", "expected"),
    [
        (Aim("ge", "90"), "higher", "Takt till målet", [30.0, 60.0, 90.0]),
        (Aim("lt", "40"), "lower", "Takt till målet", pytest.approx([40 / 3, 80 / 3, 40])),
        (Aim("ge", "90"), "neither", "Målvärde", [90.0]),  # no way is better, so no pace is a good one
        (Aim("ge", "90"), "lower", "Målvärde", [90.0]),
        (Aim("between", "40", "50"), "higher", "Målvärde", [40.0]),
        (Aim("increase_percent", "10"), "higher", "Målvärde", [pytest.approx(14.3)]),  # of T1, where the base is
    ],
)
def test_the_pace_to_a_target_of_the_year(aim: Aim, direction: str, name: str, expected: list[float]) -> None:
    figures = [*SAW, *list_years((2024, "14"))]
    figure, _ = draw(build_indicator_report(T1, figures, [aim], **{**SUM, "direction": direction}))
    line = map_lines(figure)[name]
    assert line["y"] == expected
    assert line["line"]["dash"] == "dot"
    places = {3: list(PERIOD_NAMES), 1: ["jan–apr" if aim.comparator == "increase_percent" else "hela året"]}
    assert line["x"] == places[len(line["y"])]


@pytest.mark.parametrize("aim", [Aim("qualitative"), Aim("ge", "90", year=2023), Aim("ge", "90", area=HOME), None])
def test_no_pace_without_a_target_of_this_line_and_year(aim: Aim | None) -> None:
    figure, _ = draw(build_indicator_report(T1, SAW, [aim] if aim else [], **SUM))
    assert {line["line"]["dash"] for line in figure["data"]} & {"dot"} == set()


def test_women_and_men_of_a_sum_have_the_latest_year() -> None:
    own = list_years((2023, "10 20 30"), (2024, "11 22"))
    by_gender = [one._replace(gender=gender) for one in own for gender in "KM"]
    figure, _ = draw(build_indicator_report(T2, [*own, *by_gender], **SUM))
    lines = map_lines(figure)
    assert set(lines) == {"2023", "2024", "Kvinnor 2024", "Män 2024"}
    assert lines["Kvinnor 2024"]["y"] == lines["2024"]["y"] == [11.0, 22.0, None]


def test_a_sum_that_is_shown_once_a_year_is_one_line_over_the_years() -> None:
    figure, _ = draw(
        build_indicator_report(T3, list_years((2022, "- - 32"), (2023, "- - 33"), (2024, "- - 30")), **SUM)
    )
    (line,) = figure["data"]
    assert line["y"] == [32.0, 33.0, 30.0]
    assert figure["layout"]["xaxis"]["type"] == "date"


# --- levels and rates ------------------------------------------------------------------------------------------------


def test_a_level_stands_at_the_last_day_of_its_period() -> None:
    figure, _ = draw(build_indicator_report(T1, list_years((2023, "8 - 9"), (2024, "7"))))
    (line,) = figure["data"]
    assert line["x"] == ["2023-04-30", "2023-12-31", "2024-04-30"]
    assert [name for name, _ in line["customdata"]] == ["T1 2023", "T3 2023", "T1 2024"]
    axis = figure["layout"]["xaxis"]
    assert (axis["tickvals"], axis["ticktext"]) == (line["x"], ["T1 2023", "T3 2023", "T1 2024"])


def test_full_years_are_named_by_the_year() -> None:
    figure, _ = draw(build_indicator_report(T3, list_years((2022, "- - 8"), (2023, "- - 9"), (2024, "- - 7"))))
    assert figure["layout"]["xaxis"]["ticktext"] == ["2022", "2023", "2024"]


def test_names_that_do_not_fit_are_left_out_but_their_ticks_are_there() -> None:
    figure, _ = draw(build_indicator_report(T2, list_years((2022, "1 2 3"), (2023, "4 5 6"), (2024, "7 8"))))
    axis = figure["layout"]["xaxis"]
    assert len(axis["tickvals"]) == 8
    assert [name for name in axis["ticktext"] if name] == ["T2 2022", "T2 2023", "T2 2024"]


@pytest.mark.parametrize(
    ("accumulation", "years", "expected"),
    [
        ("stock", (2017, 2018, 2020, 2021), [1.0, 2.0, None, 3.0, 4.0]),
        ("biennial", (2017, 2019, 2021, 2023), [1.0, 2.0, 3.0, 4.0]),
        ("biennial", (2015, 2017, 2021, 2023), [1.0, 2.0, None, 3.0, 4.0]),
    ],
)
def test_a_year_without_a_figure_is_a_gap(accumulation: str, years: tuple[int, ...], expected: list[Any]) -> None:
    """2018 and 2020 do not lie beside each other, and no line joins them."""
    figures = [Figure(year, 3, str(place)) for place, year in enumerate(years, start=1)]
    figure, _ = draw(build_indicator_report(T3, figures, accumulation=accumulation))
    (line,) = figure["data"]
    assert line["y"] == expected
    assert line["connectgaps"] is False
    assert line["x"] == sorted(line["x"])


def test_a_figure_that_is_missing_is_a_gap_too() -> None:
    figures = [Figure(2023, 1, "8"), Figure(2023, 2, None), Figure(2023, 3, "9"), Figure(2024, 1, None)]
    (line,) = draw(build_indicator_report(T1, figures))[0]["data"]
    assert line["y"] == [8.0, None, 9.0]


def test_a_comparison_once_a_year_is_a_line_of_its_own_through_the_tertials() -> None:
    others = [Figure(year, 3, "5", of=2) for year in (2022, 2023)]
    figure, _ = draw(build_indicator_report(T1, [*list_years((2022, "1 2 3"), (2023, "4 5 6")), *others]))
    assert map_lines(figure)["Riket"]["y"] == [5.0, 5.0]


def test_a_new_definition_is_marked_and_no_line_crosses_it() -> None:
    figures = list_years((2023, "8 9 9"), (2024, "7"))
    figure, summary = draw(build_indicator_report(T1, figures, redefined=[Tertial(2023, 3)]))
    (line,) = figure["data"]
    assert line["y"] == [8.0, 9.0, None, 9.0, 7.0]
    (mark,) = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "line"]
    assert mark["x0"] == mark["x1"] == line["x"][2]
    assert "2023-08-31" < mark["x0"] < "2023-12-31"
    assert [one["text"] for one in figure["layout"]["annotations"]] == ["ny definition T3 2023"]
    assert "Definitionen ändrades från och med T3 2023: Fler räknas." in summary


def test_women_and_men_are_lines_of_the_first_area_alone() -> None:
    figures = [
        Figure(year, 2, "6", area=area, gender=gender)
        for year in (2023, 2024)
        for area, gender in ((CARE, "T"), (CARE, "K"), (HOME, "T"), (HOME, "K"), (HOME, "M"))
    ]
    figure, _ = draw(build_indicator_report(T2, figures))
    assert list(map_lines(figure)) == ["Hemtjänst", "Hemtjänst, kvinnor", "Hemtjänst, män", "Särskilt boende"]


# --- the axis --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "aims", "is_broken"),
    [
        ("88 90 91", [], True),
        ("2 90 91", [], False),
        ("0 0 0", [], False),
        ("88 90 91", [Aim("ge", "10", year=2023)], False),  # the target is drawn as well
        ("88 90 91", [Aim("ge", "80", year=2023)], True),
    ],
)
def test_an_axis_that_does_not_start_at_zero_is_said_and_shown(values: str, aims: list[Aim], is_broken: bool) -> None:
    figure, summary = draw(build_indicator_report(Tertial(2023, 3), list_years((2023, values)), aims))
    assert (BROKEN in summary) == is_broken
    assert figure["layout"]["yaxis"]["rangemode"] == ("normal" if is_broken else "tozero")
    torn = [shape for shape in figure["layout"].get("shapes", []) if shape["type"] == "path"]
    assert bool(torn) == is_broken


# --- the target ------------------------------------------------------------------------------------------------------


AIMS = [Aim("ge", "12", area=HOME), Aim("ge", "10", area=CARE), Aim("ge", "50"), Aim("ge", "8", area=HOME, gender="K")]


@pytest.mark.parametrize(
    ("where", "name", "level"),
    [
        ([(HOME, "T")], "Målvärde", 12.0),
        ([(CARE, "T")], "Målvärde", 10.0),
        ([(HOME, "K")], "Målvärde", 8.0),
        ([(HOME, "M")], "Målvärde", 12.0),  # that for all
        ([(CARE, "K"), (CARE, "M")], "Målvärde", 10.0),
        ([(HOME, "T"), (CARE, "T")], "Målvärde: Hemtjänst", 12.0),
        ([(HOME, "T"), (HOME, "K")], "Målvärde: Hemtjänst", 12.0),
        ([(ROOT, "T"), (HOME, "T")], "Målvärde: Totalt", 50.0),
    ],
)
def test_the_target_is_that_of_the_first_line_and_named_where_others_differ(
    where: list[tuple[str, str]], name: str, level: float
) -> None:
    figures = [Figure(2024, number, "9", area=area, gender=gender) for area, gender in where for number in (1, 2)]
    figure, _ = draw(build_indicator_report(T2, figures, AIMS))
    *_, drawn = figure["data"]
    assert (drawn["name"], drawn["y"]) == (name, [level, level])


def test_no_target_is_taken_from_another_area() -> None:
    figures = [Figure(2024, number, "9", area=CARE) for number in (1, 2)]
    figure, _ = draw(build_indicator_report(T2, figures, [Aim("ge", "12", area=HOME), Aim("ge", "50")]))
    assert list(map_lines(figure)) == ["Särskilt boende"]


def test_a_target_holds_for_its_own_year() -> None:
    figures = list_years((2022, "8 8 8"), (2023, "8 8 8"), (2024, "8"))
    figure, _ = draw(build_indicator_report(T1, figures, [Aim("ge", "7", year=2022), Aim("ge", "9")]))
    assert map_lines(figure)["Målvärde"]["y"] == [7.0, 7.0, 7.0, None, None, None, 9.0]


def test_a_change_is_drawn_at_the_tertial_that_it_is_counted_from() -> None:
    figures = list_years((2022, "6 5 4"), (2023, "8 9 7"), (2024, "8 7"))
    figure, _ = draw(build_indicator_report(T2, figures, [Aim("decrease", year=2023), Aim("decrease")]))
    assert map_lines(figure)["Målvärde"]["y"] == [None] * 4 + [5.0, None, None, 9.0]


# --- all of them -----------------------------------------------------------------------------------------------------


def test_the_hand_made_report() -> None:
    chart = build_series_chart(sample(), INDICATORS[0])
    assert chart is not None
    lines = map_lines(json.loads(chart.figure))
    assert list(lines) == ["Totalt", "Män", "Riket", "Målvärde"]
    assert lines["Totalt"]["y"] == [88.0, None, 92.5]
    assert lines["Målvärde"]["y"] == [85.0, 90.0]


@pytest.mark.parametrize("series", [(), (point("1"),), (point("1"), point(None, 2019))])
def test_under_two_figures_there_is_no_chart(series: tuple[Any, ...]) -> None:
    for accumulation in ("stock", "flow", "yearly"):
        one = indicator("x", series=series, targets=(target("2"),), accumulation=accumulation)
        assert build_series_chart(sample(), one) is None


def test_one_figure_since_a_new_definition_is_no_chart_of_a_sum() -> None:
    report = build_indicator_report(T1, [*SAW, *list_years((2024, "14"))], redefined=[T1], **SUM)
    assert build_series_chart(report, get_indicator(report)) is None


def list_shown_figures(report: BoardReport, one: Any) -> set[tuple[str, str]]:
    """Period and figure of each cell in the table."""
    references = [other for other in report.indicators if other.code in one.references]
    table = build_series_table(report, one, references)
    cells = [cell for row in table.rows for cell in row.cells] if table else []
    return {(cell.period, cell.value.text) for cell in cells if cell.value}


def test_the_chart_has_no_figure_that_the_table_has_not(reports: dict[str, BoardReport]) -> None:
    drawn = 0
    for report in reports.values():
        for one in report.indicators:
            chart = build_series_chart(report, one)
            if chart is None:
                continue
            shown = {(_slug(period), text) for period, text in _list_drawn_figures(json.loads(chart.figure))}
            in_table = {(period, text.partition(" av ")[0]) for period, text in list_shown_figures(report, one)}
            assert shown <= in_table, one.code
            drawn += len(shown)
    assert drawn > 300


def _slug(period: str) -> str:
    tertial = Tertial.parse(period)
    return f"{tertial.year}-{tertial.slug}"


def _list_drawn_figures(figure: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [line for line in figure["data"] if not line["name"].startswith(("Målvärde", "Takt till målet"))]
    return [
        (period, text)
        for line in lines
        for (period, text), y in zip(line["customdata"], line["y"], strict=True)
        if text
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 3),
    st.lists(
        st.tuples(st.integers(2019, 2024), st.integers(1, 3)).map(lambda period: Tertial(*period)),
        min_size=2,
        unique=True,
    ),
)
def test_no_line_joins_two_tertials_of_a_sum_in_two_years(number: int, periods: list[Tertial]) -> None:
    now = Tertial(2024, number)
    figures = [Figure(one.year, one.number, str(one.year * 10 + one.number)) for one in sorted(periods) if one <= now]
    report = build_indicator_report(now, figures, **SUM)
    chart = build_series_chart(report, get_indicator(report))
    for line in json.loads(chart.figure)["data"] if chart else ():
        joined = [Tertial.parse(period) for period, text in line["customdata"] if text]
        assert all(a.year == b.year or a.number == b.number for a, b in pairwise(joined))
