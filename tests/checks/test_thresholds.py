"""The limits of the checks, each with the last value on either side of it: what is told, and what is passed by.

The limits themselves are constants of the checks. They are written as numbers here, so that a change of one shows.
"""

from decimal import Decimal

import pytest

from apps.checks.base import StatedRow, build_money_finding, judge_severity
from apps.checks.indicators import find_usual_value
from apps.checks.operating_budget import _is_far_off
from apps.core.tertials import Tertial
from apps.report.board_report import Amounts
from tests.made_up_board import MadeUpBoard

D = Decimal
TKR = 1_000


@pytest.mark.parametrize(
    ("difference", "reference", "severity"),
    [
        (100, 1_000, "large"),  # 10 % of the figure or more
        (99, 1_000, "medium"),
        (10, 1_000, "medium"),  # 1 % or more
        (9, 1_000, "small"),
        (-100, 1_000, "large"),
        (100, -1_000, "large"),
        (1, 0, "large"),  # beside nothing at all everything is large
    ],
)
def test_how_large_a_difference_is_beside_its_figure(difference: int, reference: int, severity: str) -> None:
    assert judge_severity(difference, reference) == severity


@pytest.mark.parametrize(
    ("thousands", "unit", "severity"),
    [
        (5, TKR, "small"),  # five units in the last printed place, though it is half of the figure
        (6, TKR, "large"),
        (-5, TKR, "small"),
        (500, 100 * TKR, "small"),
        (501, 100 * TKR, "large"),
    ],
)
def test_a_few_units_in_the_last_place_are_small(thousands: int, unit: int, severity: str) -> None:
    nothing = Amounts(
        period=Tertial(2024, 3), budget=None, actual=None, forecast=None, variance=None, computed_variance=None,
        basis="", variance_percent=None, exact=True,
    )  # fmt: skip
    row = StatedRow("tabell", "ifo", "IFO", "net", "netto", nothing)
    expected = 10 * TKR
    finding = build_money_finding("net", row, "actual", "", expected, expected + thousands * TKR, unit=unit)
    assert finding.severity == severity


@pytest.mark.parametrize(
    ("value", "history", "board_total", "is_far_off"),
    [
        (4_001, [900, 1_000], 10_000, True),  # more than four times every earlier year
        (4_000, [900, 1_000], 10_000, False),
        (249, [1_000, 1_100], 10_000, True),  # less than a quarter of each
        (250, [1_000, 1_100], 10_000, False),
        (-4_001, [900, 1_000], 10_000, True),
        (5_000, [1_000, 1_000], 400_000, True),  # and 1 % of the board's net cost away from the nearest
        (5_000, [1_000, 1_000], 400_001, False),
    ],
)
def test_money_far_from_earlier_years(value: int, history: list[int], board_total: int, is_far_off: bool) -> None:
    assert _is_far_off(value, history, board_total) is is_far_off


@pytest.mark.parametrize(
    ("value", "history", "usual"),
    [
        # Ten times off every earlier value, of two or more: the unit or the decimal comma.
        ("1000", ["90", "100"], "95"),
        ("999", ["90", "100"], None),
        ("9", ["90", "100"], "95"),
        ("9.1", ["90", "100"], None),
        ("1000", ["100"], None),
        ("9.9", ["0.9", "0.9"], None),  # below one a small number may well become ten times as large
        # Eight times the usual spread (here 10), and half of the usual value, from four earlier years on.
        ("181", ["80", "90", "100", "110", "120"], "100"),
        ("180", ["80", "90", "100", "110", "120"], None),
        ("150.1", ["98", "99", "101", "102"], "100.0"),
        ("150", ["98", "99", "101", "102"], None),
        ("181", ["90", "100", "110"], None),
        ("900", ["100", "100", "100", "100"], None),  # a series without any spread tells nothing of what is usual
    ],
)
def test_a_value_far_outside_its_series(value: str, history: list[str], usual: str | None) -> None:
    found = find_usual_value(D(value), [D(one) for one in history])
    assert found == (None if usual is None else D(usual))


@pytest.mark.parametrize(("kronor", "named"), [(1_000_000, True), (999_000, False), (-1_000_000, True)])
def test_an_amount_on_another_row_is_named_from_a_million(db: None, kronor: int, named: bool) -> None:
    board = MadeUpBoard()
    main, other = board.table("huvudtabell", 1), board.table("bilaga", 2)
    board.money(board.home, actual=kronor, table=main)
    board.money(board.home, actual=3 * kronor, table=other)
    board.money(board.care, actual=kronor, table=other)
    (finding,) = [one for one in board.report().findings if one.check == "tables"]
    assert (finding.also == ("sarskilt-boende",), "står i stället på raden" in finding.message) == (named, named)


@pytest.mark.parametrize(("years_right", "years_wrong", "found"), [(2, 1, True), (1, 1, False), (2, 2, False)])
def test_a_total_must_have_held_twice_and_more_often_than_not(
    db: None, years_right: int, years_wrong: int, found: bool
) -> None:
    board = MadeUpBoard()
    total, *parts = (
        board.indicator(code, unit="antal", heading="Boenden", kind="volume", goal=None) for code in ("a", "b", "c")
    )
    for number in range(years_right + years_wrong):
        year, wrong = 2024 - number, number < years_wrong
        board.outcome(total, "31" if wrong else "30", year)
        for part, value in zip(parts, ("10", "20"), strict=True):
            board.outcome(part, value, year)
    table = board.table("huvudtabell", 1)
    assert table.pk  # with a printed table the report states all its years
    assert bool([one for one in board.report().findings if one.check == "totals"]) is found
