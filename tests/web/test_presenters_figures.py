"""Indicators and money as pages show them."""

from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from msgspec.structs import replace

from apps.core.tertials import Tertial
from apps.report.course.figure_formats import format_with_unit
from apps.report.measures import Point
from apps.report.money import Economy, InvestmentRow, InvestmentTable
from apps.web.board.economy import investments, other_tables
from apps.web.board.economy import presenter as economy_presenter
from apps.web.board.economy.money_table import MoneyTable
from apps.web.board.indicators import presenter as indicators_presenter
from apps.web.board.indicators import series_table
from apps.web.board.indicators.outcome_values import (
    build_outcome_view,
    find_main_series,
    format_fraction,
    format_outcome,
)
from apps.web.board.indicators.presenter import IndicatorFilter
from apps.web.board.indicators.sparkline import build_sparkline
from tests.web.sample import AREAS, INDICATORS, NOW, amounts, indicator, make_area_economy, money, point, sample, target

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


def test_where_the_count_is_the_outcome_it_is_told_once() -> None:
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


def test_a_sum_that_is_told_at_the_years_end_alone_has_its_line_at_t1_too() -> None:
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


def test_nonsense_in_the_filter_is_not_asked() -> None:
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


# --- money --------------------------------------------------------------------


def shown(table: MoneyTable) -> list[tuple[str, str]]:
    return [(column.field, column.period) for column in table.columns]


def test_only_columns_with_figures_are_there() -> None:
    page = economy_presenter.build_economy_page(sample())
    assert shown(page.tree) == [
        ("budget", ""),
        ("actual", ""),
        ("variance", ""),
        ("percent", ""),
        ("budget", "2019-t3"),
        ("actual", "2019-t3"),
        ("variance", "2019-t3"),
    ]


def test_the_tree_ends_with_the_whole_board_and_leaves_out_what_has_no_figures() -> None:
    rows = economy_presenter.build_area_table(sample().economy.areas, past=True).rows
    assert [(row.key, row.parent, row.opens, row.is_part) for row in rows] == [
        ("ledning", "", False, False),
        ("fsv", "", True, False),
        ("fsv-revenue", "fsv", False, True),
        ("leva", "fsv", False, False),
        ("sn", "", False, False),
    ]
    assert rows[-1].is_sum
    assert rows[3].summed


def test_a_period_without_figures_has_no_rows() -> None:
    net = money("sn", amounts(None, None), past=(amounts(2, 1, Tertial(2019, 3)),))
    areas = (make_area_economy(AREAS[0], net, money("sn", amounts(None, None), "cost")),)
    assert economy_presenter.build_area_table(areas, past=False).rows == ()
    assert len(economy_presenter.build_area_table(areas, past=True).rows) == 1
    economy = Economy(areas=areas, other_statements=(), forecast_accuracy=())
    assert economy_presenter.build_cost_type_table(sample(economy=economy), past=False) is None


def test_a_shared_footnote_stands_once() -> None:
    table = economy_presenter.build_area_table(sample().economy.areas, past=False)
    assert table.notes == ("Delad not.",)
    assert [(row.note, row.footnote) for row in table.rows] == [(1, ""), (1, ""), (0, "Egen not."), (0, "")]


def test_another_table_that_differs_is_marked_in_its_period() -> None:
    (other,) = other_tables.build_other_tables(sample().economy.other_statements, NOW)
    assert (other.title, other.differing, other.total) == ("Bilaga 1", 1, 1)
    (row,) = other.table.rows
    assert [(cell.column.period, cell.kronor, cell.differs) for cell in row.cells] == [("2019-t3", 277_388_000, True)]


def test_investments_tell_original_and_supplementary_budget() -> None:
    row = InvestmentRow(
        code="larm",
        name="Larm",
        parent=None,
        depth=0,
        is_sum=False,
        area="sn",
        area_name="Socialnämnden",
        flow="expense",
        flow_label="utgift",
        original_budget=0,
        supplementary_budget=100_000,
        now=amounts(100_000, 94_000),
        past=(),
        footnote="",
    )
    part = investments.build_investment_part(InvestmentTable(code="t", title="Investeringar", rows=(row,)), NOW)
    fields = [column.field for column in part.table.columns]
    assert fields == ["original_budget", "supplementary_budget", "budget", "actual", "variance"]
    assert [cell.kronor for cell in part.table.rows[0].cells] == [0, 100_000, 100_000, 94_000, 6_000]
    assert not part.shows_title  # the heading above the tables is the same
    assert investments.build_investment_part(InvestmentTable(code="t", title="Projekt", rows=(row,)), NOW).shows_title


def test_a_table_without_a_figure_is_not_on_the_page() -> None:
    empty_row = InvestmentRow(
        code="larm",
        name="Larm",
        parent=None,
        depth=0,
        is_sum=False,
        area="sn",
        area_name="Socialnämnden",
        flow="expense",
        flow_label="utgift",
        original_budget=None,
        supplementary_budget=None,
        now=amounts(None, None),
        past=(),
        footnote="",
    )
    economy = sample().economy
    (statement,) = economy.other_statements
    nothing = replace(statement, table="tom", amounts=amounts(None, None))
    page = economy_presenter.build_economy_page(
        sample(
            investments=(InvestmentTable(code="t", title="Tom", rows=(empty_row,)),),
            economy=replace(economy, other_statements=(statement, nothing)),
        )
    )
    assert page.investments == ()
    assert [other.code for other in page.others] == ["bilaga-1"]


@pytest.mark.parametrize(
    ("period", "words"),
    [(Tertial(2020, 3), "budget minus utfall"), (Tertial(2020, 2), "budget minus prognosen")],
)
def test_what_the_variance_is_held_against(period: Tertial, words: str) -> None:
    assert words in economy_presenter.format_variance_basis(period)
