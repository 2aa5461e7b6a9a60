"""Amounts as Swedish reports write them: the unit, the sign, the hedge, and how exactly they are meant."""

from decimal import Decimal

import pytest

from apps.checks.texts.amounts import find_amounts, find_years
from apps.checks.texts.sentences import normalise_signs

D = Decimal


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("ett överskott på 14,9 mnkr", [(14_900_000, "money", 0)]),
        ("1 488 kr", [(1_488, "money", 0)]),
        ("1\u00a0488\u00a0tkr", [(1_488_000, "money", 0)]),
        ("5 234 tkr och 5 324 tkr", [(5_234_000, "money", 0), (5_324_000, "money", 0)]),
        ("19,5 miljoner kronor", [(19_500_000, "money", 0)]),
        ("en miljon kronor", [(1_000_000, "money", 0)]),
        ("två miljoner", [(2_000_000, "money", 0)]),
        ("600 tusen kronor", [(600_000, "money", 0)]),
        ("1,2 miljarder kronor", [(1_200_000_000, "money", 0)]),
        ("mnkr 7,1", [(7_100_000, "money", 0)]),
        ("-804 tkr", [(804_000, "money", -1)]),
        ("\u2212804 tkr", [(804_000, "money", -1)]),
        ("- 0,6 miljoner kronor", [(600_000, "money", -1)]),
        ("minus 804 tkr", [(804_000, "money", -1)]),
        ("+25,1 mnkr", [(25_100_000, "money", 1)]),
        ("9,5 procent", [(D("9.5"), "percent", 0)]),
        ("9,5%", [(D("9.5"), "percent", 0)]),
        ("1,3 procentenheter", [(D("1.3"), "points", 0)]),
        ("från 9,5 till 10,1 procent", [(D("9.5"), "percent", 0), (D("10.1"), "percent", 0)]),
        ("6, 3 och 2 mnkr", [(6_000_000, "money", 0), (3_000_000, "money", 0), (2_000_000, "money", 0)]),
        ("6 av 29", [(6, "count", 0), (29, "count", 0)]),
        ("18 (67 %)", [(18, "count", 0), (67, "percent", 0)]),
        ("tolv personer", [(12, "count", 0)]),
        ("kostar 700 kr per dygn", [(700, "money", 0)]),
    ],
)
def test_amounts_are_read(text: str, amounts: list[tuple[Decimal, str, int]]) -> None:
    found = [(one.value, one.kind, one.sign) for one in find_amounts(normalise_signs(text))]
    assert found == [(D(value), kind, sign) for value, kind, sign in amounts]


@pytest.mark.parametrize(
    "text",
    [
        "under 2020", "2016-2019", "2016\u20132019", "den 31 december", "T2", "tertial 3", "§ 24", "kapitel 4", "1.488",
        "SFS 2001:453", "10:30", "18\u201321 år", "2016 års grupp", "LSS9", "en insats", "punkt 7", "3:e kvartalet",
    ],
)  # fmt: skip
def test_dates_ranges_and_names_are_no_amounts(text: str) -> None:
    assert find_amounts(normalise_signs(text)) == []


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("14,9 mnkr", ("14850000", "14949999", "14990000"), ("14840000", "15000000")),  # rounded, or cut off
        ("15 mnkr", ("14500000", "15900000"), ("14400000", "16000000")),
        ("drygt 5 mnkr", ("5000000", "5700000"), ("4400000", "5800000")),
        ("knappt 5 mnkr", ("4300000", "5000000"), ("4200000", "5600000")),
        ("närmare 5 mnkr", ("4300000", "5000000"), ("4200000", "5600000")),
        ("cirka 50 mnkr", ("45000000", "55000000"), ("44000000", "56000000")),
        ("ca 50 mnkr", ("45000000", "55000000"), ("44000000", "56000000")),
        ("strax under 10 mnkr", ("8500000", "10000000"), ("8400000", "10600000")),
        ("mer än 10 mnkr", ("10000000", "15000000"), ("9000000", "16000000")),
        ("högst 10 mnkr", ("0", "10000000"), ("10600000",)),
    ],
)
def test_what_an_amount_may_mean(text: str, yes: tuple[str, ...], no: tuple[str, ...]) -> None:
    (amount,) = find_amounts(text)
    assert [figure for figure in yes if not amount.may_be(D(figure))] == []
    assert [figure for figure in no if amount.may_be(D(figure))] == []


def test_a_figure_in_tkr_is_itself_rounded() -> None:
    (amount,) = find_amounts("51 tkr")
    assert amount.may_be(D(50_000), D(1_000))
    assert not amount.may_be(D(49_900), D(1_000))


def test_an_amount_per_something_is_a_rate() -> None:
    assert [one.rate for one in find_amounts("2 165 kr/dygn, 300 kr per timme och 5 kr")] == [True, True, False]


def test_years_are_told_from_amounts() -> None:
    text = "Under 2020 och 2021 kostade det 2020 tkr, mot 1 990 tkr 2019."
    assert [year for year, _ in find_years(text)] == [2020, 2021, 2019]
