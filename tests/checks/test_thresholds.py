"""The limits of the checks, each with the last value on either side of it: what is told, and what is passed by.

The limits themselves are constants of the checks. They are written as numbers here, so that a change of one shows.
"""

from decimal import Decimal

import pytest

from apps.checks.base import StatedRow, build_money_finding, judge_severity
from apps.checks.indicators import find_usual_value
from apps.checks.operating_budget import _is_far_off
from apps.checks.slips import amounts, rules
from apps.checks.slips.rules import CLOSE_SCALE_SLACK, Pair
from apps.checks.texts.amounts import find_amounts
from apps.checks.texts.inner_claims import is_slip, read_parts, read_small_results
from apps.checks.texts.listed_results import read_lists
from apps.core.tertials import Tertial
from apps.report.board_report import Amounts
from tests.checks.texts.small_report import SmallReport
from tests.made_up_board import MadeUpBoard

D = Decimal
TKR = 1_000
PARTS = {0: ("4", "5"), 1: ("3.4", "4.9")}  # of an absence, by the decimals it is written with


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


@pytest.mark.parametrize(
    ("decimals", "stated", "kind"),
    [
        (1, "8.4", None),  # each of the three rounded the worst way
        (1, "8.5", "contradiction"),
        (0, "8", "rounding"),  # whole per cent: each may be half a unit off
        (0, "7", "contradiction"),
    ],
)
def test_a_total_that_no_rounding_explains_is_a_contradiction(
    db: None, decimals: int, stated: str, kind: str | None
) -> None:
    board = MadeUpBoard()
    total, *parts = (
        board.indicator(code, unit="%", decimals=decimals, heading="Frånvaro", kind="volume", goal=None, name=name)
        for code, name in (("a", "Frånvaro"), ("b", "Korttidsfrånvaro"), ("c", "Långtidsfrånvaro"))
    )
    for year, value in ((2022, "10"), (2023, "10"), (2024, stated)):
        board.outcome(total, value, year)
        for part, share in zip(parts, ("4", "6") if year < 2024 else PARTS[decimals], strict=True):
            board.outcome(part, share, year)
    assert board.table("huvudtabell", 1).pk
    kinds = [one.kind for one in board.report().findings if one.check == "totals"]
    assert kinds == ([] if kind is None else [kind])


# Slips: what a figure, or a column, is asked about


@pytest.mark.parametrize(
    ("value", "usual", "power"),
    [
        (16_000, [1_000, 1_000], 1),  # 1.6 times more than ten times the usual, where several say so
        (16_001, [1_000, 1_000], 0),
        (6_250, [1_000, 1_000], 1),
        (6_249, [1_000, 1_000], 0),
        (13_000, [1_000], 1),  # 1.3 times, where one alone says so
        (13_001, [1_000], 0),
        (13_000, [1_000, 40_000], 0),  # all must say the same
    ],
)
def test_how_near_ten_times_the_usual_is(value: int, usual: list[int], power: int) -> None:
    assert rules.find_figure_scale(value, usual, CLOSE_SCALE_SLACK) == power


@pytest.mark.parametrize(
    ("value", "earlier", "power"),
    [("50", ["5"], 1), ("49", ["4.9"], 0), ("10", ["1", "1"], 1), ("9", ["0.9", "0.9"], 0)],
)
def test_a_small_number_may_become_ten_times_as_large(value: str, earlier: list[str], power: int) -> None:
    assert rules.find_value_scale(D(value), [D(one) for one in earlier]) == power


@pytest.mark.parametrize(
    ("scales", "power"),
    [([3] * 4, 3), ([3] * 3, 0), ([3] * 4 + [0], 3), ([3] * 3 + [0], 0), ([3] * 8 + [0, 0], 3), ([3] * 7 + [0] * 2, 0)],
)
def test_a_column_wants_four_figures_and_a_fifth_may_be_otherwise(scales: list[int], power: int) -> None:
    assert rules.find_column_scale(scales) == power


@pytest.mark.parametrize(
    ("values", "before", "copied"),
    [
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], True),
        ([1, 2, 3, 4], [1, 2, 3, 4], False),  # four may well be what they were
        ([1, 2, 3, 4, 9], [1, 2, 3, 4, 5], True),
        ([1, 2, 3, 8, 9], [1, 2, 3, 4, 5], False),
        ([7, 7, 7, 7, 7], [7, 7, 7, 7, 7], False),  # one figure in every row says nothing
    ],
)
def test_a_copied_column(values: list[int], before: list[int], copied: bool) -> None:
    assert rules.is_copied([Pair(*pair) for pair in zip(values, before, strict=True)]) is copied


@pytest.mark.parametrize(
    ("usual", "shifted"),
    [
        ([100, 200, 400, 800, 1_600], 1),  # four rows with what is usual for the row above
        ([100, 200, 400, 800], 0),
        ([100, 124, 154, 192, 239], 0),  # each is also about what is usual for its own row
        ([100, 126, 159, 200, 252], 1),
    ],
)
def test_shifted_rows(usual: list[int], shifted: int) -> None:
    values = [0, *usual[:-1]]
    assert rules.find_shift([Pair(*pair) for pair in zip(values, usual, strict=True)])[0] == shifted


@pytest.mark.parametrize(
    ("figure", "one_tertial"),
    [(500, True), (750, False), (699, True), (700, False), (334, True), (333, False)],  # of 1 000 until August
)
def test_a_column_of_one_tertial(figure: int, one_tertial: bool) -> None:
    assert rules.is_column_of_one_tertial([Pair(figure, 1_000)] * 4, 2) is one_tertial


@pytest.mark.parametrize(
    ("women", "men", "swapped"),
    [("6", "10", True), ("6", "8", True), ("6", "7.9", False), ("10", "6", False), ("8", "8", False)],
)
def test_women_and_men_the_other_way(women: str, men: str, swapped: bool) -> None:
    """They were 10 and 6 for two years: the other way round they are within 35 % of how far off they are now."""
    assert rules.is_swapped((D(women), D(men)), [(D(10), D(6))] * 2) is swapped
    assert not rules.is_swapped((D(women), D(men)), [(D(10), D(6))])


@pytest.mark.parametrize(
    ("value", "usual", "is_share"),
    [("1", "84", True), ("1.01", "84", False), ("0.84", "134", True), ("0.84", "135", False), ("0.84", "1", False)],
)
def test_a_share_of_one(value: str, usual: str, is_share: bool) -> None:
    assert rules.is_share_of_one(D(value), [D(usual)]) is is_share


@pytest.mark.parametrize(("kronor", "is_large"), [(1_000_000, True), (999_999, False), (-1_000_000, True)])
def test_an_amount_that_is_asked_about(kronor: int, is_large: bool) -> None:
    assert amounts.is_large(kronor, {}) is is_large
    assert amounts.is_large(1, {"budget": kronor}) is is_large


# Texts: what the words of an amount may mean


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("25,1 mnkr", 25_050, 25_199),  # rounded, or cut off
        ("25 mnkr", 24_500, 25_999),
        ("cirka 10 mnkr", 9_000, 11_000),
        ("drygt 10 mnkr", 9_500, 11_500),
        ("knappt 10 mnkr", 8_500, 10_500),
        ("närmare 10 mnkr", 8_500, 10_500),
        ("i storleksordningen 10 mnkr", 8_000, 12_000),
        ("över 10 mnkr", 9_500, 13_000),
        ("upp emot 10 mnkr", 8_000, 10_500),
    ],
)
def test_what_an_amount_may_mean(text: str, low: int, high: int) -> None:
    (amount,) = find_amounts(text)
    may_be = [amount.may_be(D(tkr * TKR)) for tkr in (low - 1, low, high, high + 1)]
    assert may_be == [False, True, True, False]


@pytest.mark.parametrize(("thousands", "found"), [(5, False), (6, True), (-6, False)])
def test_a_direction_is_clear_from_six_thousand(db: None, thousands: int, found: bool) -> None:
    board = MadeUpBoard(2024, 3)
    table = board.table("huvudtabell", 1)
    for area in (board.root, board.home):
        board.money(area, tertial=3, table=table, budget=9_000 * TKR, actual=(9_000 - thousands) * TKR)
    assert bool(SmallReport(board.report()).find("hemtjanst", "Verksamheten redovisar ett underskott.")) is found


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [("1234", "1934", True), ("123", "193", False), ("132", "123", True), ("12", "21", False), ("1234", "2143", False)],
)
def test_two_sums_that_differ_as_slips_do(one: str, other: str, slip: bool) -> None:
    """One digit of four is another, or two neighbours of three have changed places."""
    assert is_slip(D(one), D(other)) is slip


@pytest.mark.parametrize(("kronor", "found"), [("9", 0), ("10", 1), ("99 999", 1), ("100 000", 0)])
def test_a_deficit_in_kronor(kronor: str, found: int) -> None:
    assert len(read_small_results(f"Underskottet är {kronor} kr.")) == found


@pytest.mark.parametrize(("parts", "found"), [((40, 40, 40), 1), ((40, 40, 41), 0), ((30, 30, 40), 0), ((60, 60), 0)])
def test_parts_that_are_a_little_more_than_their_whole(parts: tuple[int, ...], found: int) -> None:
    """Of 100: from three parts on, and up to a fifth more. Fewer may be left out, and far more overlap."""
    listed = ", ".join(f"{part} i nummer {place}" for place, part in enumerate(parts))
    assert len(read_parts(f"100 är inskrivna, varav {listed}.")) == found


@pytest.mark.parametrize(
    ("total", "found"), [("1 030", 1), ("1 031", 0), ("1 002", 0), ("1 003", 1), ("971", 1), ("970", 0)]
)
def test_a_list_within_three_per_cent_of_its_total(total: str, found: int) -> None:
    """The list makes 1 000, of four figures with a rounding of half a thousand each."""
    text = f"Totalt är underskottet {total} tkr. " + "".join(
        f"Del {name} har ett underskott på {part} tkr. " for name, part in (("a", 500), ("b", 300), ("c", 200))
    )
    assert len(read_lists(text)) == found
