"""Indicators as pages show them."""

from decimal import Decimal

import pytest

from apps.web.board.indicators import presenter as indicators_presenter
from apps.web.board.indicators import series_table
from apps.web.board.indicators.outcome_values import (
    build_outcome_view,
    find_main_series,
    format_fraction,
    format_outcome,
    format_with_unit,
)
from apps.web.board.indicators.presenter import IndicatorFilter
from apps.web.board.indicators.sparkline import build_sparkline
from tests.web.sample import INDICATORS, indicator, point, sample, target

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
    assert (view.raw, view.preliminary, view.forecast, view.change) == ("100", True, f"110{NBSP}%", "-2")
    assert build_outcome_view(point(None), indicator("x")).raw == ""


def test_where_the_count_is_the_outcome_it_is_told_once() -> None:
    view = build_outcome_view(point("5", numerator=Decimal(5), denominator=Decimal(17)), indicator("x", unit="antal"))
    assert (view.text, view.fraction, view.raw) == ("5 av 17", "", "5")
    share = build_outcome_view(point("50", numerator=Decimal(162), denominator=Decimal(327)), indicator("x"))
    assert (share.text, share.fraction) == (f"50{NBSP}%", "162 av 327")


# --- the small line --------------------------------------------------------------------


def test_a_gap_parts_the_line() -> None:
    line = build_sparkline(
        indicator("x", series=(point("1", 2017), point("2", 2018), point(None, 2019), point("3", 2020))), "sn"
    )
    assert line is not None
    assert len(line.lines) == 1
    assert line.dots == (line.end,)
    assert line.label == f"2017: 1{NBSP}%, 2018: 2{NBSP}%, 2020: 3{NBSP}%"


def test_one_number_is_no_line() -> None:
    assert build_sparkline(indicator("x", series=(point("1"), point(None, 2019))), "sn") is None


def test_a_level_line_stays_inside_its_box() -> None:
    line = build_sparkline(indicator("x", series=(point("5", 2019), point("5")), targets=(target("5"),)), "sn")
    assert line is not None
    assert line.target == line.end[1] == line.height / 2


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


def test_nonsense_in_the_filter_is_not_asked() -> None:
    asked = indicators_presenter.parse_filter({"ljus": "lila", "q": "  x  "})
    assert (asked.light, asked.text) == ("", "x")


def test_a_comparison_stands_below_its_own() -> None:
    rows = indicators_presenter.build_indicator_list(sample(), IndicatorFilter()).groups[0].rows
    assert [(row.code, row.comparison) for row in rows[:2]] == [("nojdhet", False), ("riket", True)]


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
