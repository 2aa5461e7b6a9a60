"""Indicators as pages show them."""

from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest

from apps.core.tertials import Tertial
from apps.report.course.figure_formats import format_with_unit
from apps.report.course.outcome_values import (
    build_outcome_view,
    find_main_series,
    format_fraction,
    format_outcome,
)
from apps.report.measures import Point
from apps.web.board.indicators import presenter as indicators_presenter
from apps.web.board.indicators import series_table
from apps.web.board.indicators.presenter import IndicatorFilter
from apps.web.board.indicators.sparkline import build_sparkline
from tests.web.sample import INDICATORS, NOW, indicator, point, sample, target

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("outcome", "unit", "text"),
    [
        (point("92.5"), "%", f"92,5{NBSP}%"),
        (point("41"), "dagar", f"41{NBSP}dagar"),
        (point("1234"), "antal", f"1{NBSP}234"),
        (point("0"), "antal", "0"),
        (point(None), "%", "ej mätt"),
        (point(None, missing="not_a_number", missing_label="ej ett tal", stated_text="7-8"), "antal", "7-8"),
        (point(None, suppressed=True, missing="", missing_label=""), "antal", "för få för att visas"),
    ],
)
def test_an_outcome_in_words(outcome: object, unit: str, text: str) -> None:
    assert format_outcome(outcome, indicator("x", unit=unit)) == text  # type: ignore[arg-type]


def test_a_share_tells_of_how_many() -> None:
    assert format_fraction(point("50", numerator=Decimal(162), denominator=Decimal(327))) == "162 av 327"
    assert format_fraction(point("50")) == ""


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [("84", 1, "84,0"), ("18.9", 2, "18,90"), ("83.33333", 0, "83,3"), ("5", 0, "5")]
)
def test_decimals(value: str, decimals: int, text: str) -> None:
    assert format_with_unit(Decimal(value), indicator("x", unit="antal", decimals=decimals)) == text


def test_the_raw_value_has_no_dress() -> None:
    view = build_outcome_view(
        point("1E+2", preliminary=True, forecast=Decimal(110), stated_change=Decimal(-2)), indicator("x")
    )
    assert (view.raw, view.preliminary, view.forecast, view.change) == (
        "100",
        True,
        f"110{NBSP}%",
        f"-2{NBSP}procentenheter",
    )
    assert build_outcome_view(point(None), indicator("x")).raw == ""


def test_where_the_count_is_the_outcome_it_is_shown_once() -> None:
    view = build_outcome_view(point("5", numerator=Decimal(5), denominator=Decimal(17)), indicator("x", unit="antal"))
    assert (view.text, view.fraction, view.raw) == ("5 av 17", "", "5")
    share = build_outcome_view(point("50", numerator=Decimal(162), denominator=Decimal(327)), indicator("x"))
    assert (share.text, share.fraction) == (f"50{NBSP}%", "162 av 327")


# --- the small line --------------------------------------------------------------------


def test_a_gap_parts_the_line() -> None:
    line = build_sparkline(
        indicator("x", series=(point("1", 2017), point("2", 2018), point(None, 2019), point("3", 2020))), "sn", NOW
    )
    assert line is not None
    assert len(line.lines) == 1
    assert line.dots == (line.end,)
    assert line.label == f"2017: 1{NBSP}%, 2018: 2{NBSP}%, 2020: 3{NBSP}%"


def test_one_number_is_no_line() -> None:
    assert build_sparkline(indicator("x", series=(point("1"), point(None, 2019))), "sn", NOW) is None


def test_a_level_line_stays_inside_its_box() -> None:
    line = build_sparkline(indicator("x", series=(point("5", 2019), point("5")), targets=(target("5"),)), "sn", NOW)
    assert line is not None
    assert line.target == line.end[1] == line.height / 2


def list_sums(*years: str) -> tuple[Point, ...]:
    """``1 5 9``: the sums so far of a year's three tertials, the first year's 2018."""
    return tuple(
        point(value, year, tertial=number)
        for year, values in enumerate(years, start=2018)
        for number, value in enumerate(values.split(), start=1)
    )


@pytest.mark.parametrize(
    ("years", "number", "label"),
    [
        (("1 5 9", "2 6 8", "3 7"), 2, "Januari–augusti varje år. T2 2018: 5, T2 2019: 6, T2 2020: 7"),
        (("1 5 9", "2 6 8", "3"), 1, "Januari–april varje år. T1 2018: 1, T1 2019: 2, T1 2020: 3"),
        (("1 5 9", "2 6 8"), 3, "2018: 9, 2019: 8"),
    ],
)
def test_of_a_sum_the_same_part_of_each_year_is_drawn(years: tuple[str, ...], number: int, label: str) -> None:
    sums = indicator("x", series=list_sums(*years), accumulation="flow", unit="antal", targets=(target("100"),))
    line = build_sparkline(sums, "sn", Tertial(2020, number))
    assert line is not None
    assert line.label == label
    assert len(line.lines) == 1
    assert line.target is None  # nothing so far is held against the year's


def test_a_sum_that_is_shown_at_the_years_end_alone_has_its_line_at_t1_too() -> None:
    series = (point("9", 2018), point("8", 2019))
    line = build_sparkline(indicator("x", series=series, accumulation="flow", unit="antal"), "sn", Tertial(2020, 1))
    assert line is not None
    assert line.label == "2018: 9, 2019: 8"


def test_the_level_is_that_of_the_lines_own_target() -> None:
    series = (point("1", 2019, gender="K"), point("2", gender="K"))
    others = (target("2", gender="M"), target("2", area="fsv"))
    assert build_sparkline(indicator("x", series=series, targets=others), "sn", NOW).target is None  # type: ignore[union-attr]
    for_all = build_sparkline(indicator("x", series=series, targets=(*others, target("2"))), "sn", NOW)
    assert for_all is not None
    assert for_all.target == for_all.end[1]


@pytest.mark.parametrize(
    ("areas", "told"),
    [(("fsv",), "fsv"), (("fsv", "sn"), "sn"), (("fsv", "ledning"), "")],
)
def test_several_areas_without_the_whole_board_are_no_one_line(areas: tuple[str, ...], told: str) -> None:
    series = find_main_series(indicator("x", series=tuple(point("1", area=area) for area in areas)), "sn")
    assert [one.area for one in series] == ([told] if told else [])


def test_the_total_stands_for_women_and_men() -> None:
    points = (point("1", gender="K"), point("2", gender="M"))
    assert [one.gender for one in find_main_series(indicator("x", series=points), "sn")] == ["K"]
    assert [one.gender for one in find_main_series(indicator("x", series=(*points, point("3"))), "sn")] == ["T"]


# --- the list and its filter --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (IndicatorFilter(), 6),
        (IndicatorFilter(text="NÖJD"), 0),
        (IndicatorFilter(text="nojd"), 1),
        (IndicatorFilter(text="institution"), 1),
        (IndicatorFilter(light="not_met"), 1),
        (IndicatorFilter(part="volume"), 1),
        (IndicatorFilter(part="mal", light="unknown"), 1),
        (IndicatorFilter(text="trygg och"), 5),
    ],
)
def test_the_filter(asked: IndicatorFilter, found: int) -> None:
    page = indicators_presenter.build_indicator_list(sample(), asked)
    assert (page.shown, page.total) == (found, 6)
    assert sum(len(group.rows) for group in page.groups) == found


def test_nonsense_in_the_filter_is_not_searched_for() -> None:
    asked = indicators_presenter.parse_filter({"ljus": "lila", "q": "  x  "})
    assert (asked.light, asked.text) == ("", "x")


def test_the_worst_comes_first_and_a_comparison_stands_below_its_own() -> None:
    rows = indicators_presenter.build_indicator_list(sample(), IndicatorFilter()).groups[0].rows
    assert [(row.code, row.comparison) for row in rows] == [
        ("planer", False),
        ("vantetid", False),
        ("nojdhet", False),
        ("riket", True),
        ("enkat", False),
    ]


def test_a_chip_tells_how_many_it_leaves_and_the_chosen_one_leads_back() -> None:
    page = indicators_presenter.build_indicator_list(sample(), IndicatorFilter(light="not_met", text="p"))
    chips = {chip.label: (chip.count, chip.url.partition("/indikator/")[2], chip.chosen) for chip in page.lights}
    assert chips == {"Röda": (1, "?q=p", True)}
    chips = {chip.label: (chip.count, chip.url.partition("/indikator/")[2], chip.chosen) for chip in page.parts}
    assert chips == {"Till mål": (1, "?q=p&ljus=not_met&del=mal", False)}
    for chip in indicators_presenter.build_indicator_list(sample(), IndicatorFilter()).lights:
        query = dict(parse_qsl(urlsplit(chip.url).query))
        led_to = indicators_presenter.build_indicator_list(sample(), indicators_presenter.parse_filter(query))
        assert led_to.shown == chip.count


def test_a_heading_keeps_its_place_in_the_address_whatever_is_filtered() -> None:
    figures = [
        indicator(code, goal=None, kind="volume", kind_label="volymer", heading=heading, has_target=False)
        for code, heading in (("a", "Boende"), ("b", "Placeringar"), ("c", "Råd"))
    ]
    report = sample(indicators=tuple(figures))
    (whole,) = indicators_presenter.build_indicator_list(report, IndicatorFilter()).groups
    assert [(part.key, part.name) for part in whole.parts] == [
        ("volume-1", "Boende"),
        ("volume-2", "Placeringar"),
        ("volume-3", "Råd"),
    ]
    (found,) = indicators_presenter.build_indicator_list(report, IndicatorFilter(text="r")).groups
    assert [(part.key, part.name) for part in found.parts] == [("volume-2", "Placeringar"), ("volume-3", "Råd")]
    (alone,) = indicators_presenter.build_indicator_list(report, IndicatorFilter(text="råd")).groups
    assert (alone.key, alone.name, alone.size) == ("volume", "Volymer: Råd", 1)


# --- the whole series --------------------------------------------------------------------


def test_few_series_stand_side_by_side_with_the_latest_period_first() -> None:
    table = series_table.build_series_table(sample(), INDICATORS[0], [INDICATORS[1]])
    assert table is not None
    assert table.columns == ("Totalt", "Kvinnor", "Män", "Riket")
    assert [row.label for row in table.rows] == ["2020", "2019", "2018"]
    assert table.notes == ("Ingen enkät 2019.",)
    assert [cell.value.text if cell.value else "" for cell in table.rows[0].cells] == [
        f"92,5{NBSP}%",
        "för få för att visas",
        f"90{NBSP}%",
        f"86{NBSP}%",
    ]
    assert table.rows[1].cells[0].note == 1


def test_many_series_stand_below_each_other() -> None:
    areas = [point("1", area=area.code, area_name=area.name) for area in sample().areas]
    table = series_table.build_series_table(sample(), indicator("x", series=tuple(areas)), [])
    assert table is not None
    assert table.columns == ("2020",)
    assert len(table.rows) == 5


def test_an_indicator_without_outcomes_has_no_table() -> None:
    assert series_table.build_series_table(sample(), indicator("x"), []) is None
