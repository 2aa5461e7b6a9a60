"""The money in the report: which statement is shown, what is summed, what is told beside."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from apps.core.tertials import Tertial
from tests.made_up_board import MadeUpBoard


@pytest.fixture
def board(db: None) -> MadeUpBoard:
    return MadeUpBoard()


def test_the_first_table_is_shown_and_the_later_one_beside(board: MadeUpBoard) -> None:
    main, appendix = board.table("huvudtabell", 1), board.table("bilaga", 2)
    board.money(board.home, budget=100_000, actual=90_000, table=main)
    board.money(board.home, budget=100_000, actual=80_000, table=appendix)
    row = board.money_of(board.home).net
    others = board.report().economy.other_statements
    assert row is not None
    assert (row.now.actual, row.table) == (90_000, "huvudtabell")
    assert [(other.table, other.amounts.actual, other.differs) for other in others] == [("bilaga", 80_000, True)]


def test_a_boards_own_entry_goes_before_the_tables_of_its_period(board: MadeUpBoard) -> None:
    board.money(board.home, budget=100, actual=90, table=board.table("huvudtabell", 1))
    board.money(board.home, budget=100, actual=95)
    row = board.money_of(board.home).net
    assert row is not None
    assert (row.now.actual, row.now.exact) == (95, False)


def test_an_earlier_year_is_shown_as_this_report_states_it(board: MadeUpBoard) -> None:
    last_year = board.new_round(2023, 3)
    board.money(board.home, year=2023, actual=70, table=board.table("då", 1, last_year))
    board.money(board.home, year=2023, actual=75, table=board.table("nu", 1))
    row = board.money_of(board.home).net
    assert row is not None
    assert [(past.period, past.actual) for past in row.past] == [(Tertial(2023, 3), 75)]


def test_a_row_that_nobody_states_is_the_sum_of_the_rows_below(board: MadeUpBoard) -> None:
    board.money(board.home, budget=100, actual=90)
    board.money(board.care, budget=200, actual=250)
    row = board.money_of(board.root).net
    assert row is not None
    assert row.summed
    assert (row.now.budget, row.now.actual, row.now.variance) == (300, 340, -40)


def test_a_sum_with_a_hole_is_no_sum(board: MadeUpBoard) -> None:
    board.money(board.home, budget=100, actual=90)
    board.money(board.care, budget=200)
    row = board.money_of(board.root).net
    assert row is not None
    assert (row.now.budget, row.now.actual, row.now.variance) == (300, None, None)


def test_net_is_cost_minus_revenue_where_no_net_is_stated(board: MadeUpBoard) -> None:
    board.money(board.home, "revenue", budget=10, actual=15)
    board.money(board.home, "staff", budget=70, actual=80)
    board.money(board.home, "other", budget=30, actual=20)
    area = board.money_of(board.home)
    assert area.net is not None
    assert (area.net.now.budget, area.net.now.actual, area.net.now.variance) == (90, 85, 5)
    assert [row.now.variance for row in area.cost_types] == [5, -10, 10]


def test_before_the_year_is_over_the_variance_is_held_against_the_forecast(db: None) -> None:
    board = MadeUpBoard(2024, 2)
    board.money(board.home, tertial=2, budget=100, actual=60, forecast=110)
    row = board.money_of(board.home).net
    assert row is not None
    assert (row.now.variance, row.now.basis) == (-10, "forecast")


def test_the_year_so_far_is_held_against_the_budget_of_the_period(db: None) -> None:
    board = MadeUpBoard(tertial=1)
    board.money(board.home, "revenue", tertial=1, budget=30, period_budget=10, actual=12, forecast=33)
    board.money(board.home, "cost", tertial=1, budget=300, period_budget=100, actual=95, forecast=310)
    board.money(board.care, tertial=1, budget=600, period_budget=200, actual=230, forecast=640)
    area = board.money_of(board.home)
    assert [(row.cost_type, row.now.variance_so_far, row.now.variance) for row in area.cost_types] == [
        ("revenue", 2, 3),
        ("cost", 5, -10),
    ]
    whole = board.money_of(board.root).net
    assert area.net
    assert whole
    assert (area.net.now.period_budget, area.net.now.variance_so_far) == (90, 7)
    assert (whole.now.period_budget, whole.now.actual, whole.now.variance_so_far) == (290, 313, -23)
    assert (whole.now.variance, whole.now.used_percent) == (-47, Decimal("36.0"))


def test_a_period_budget_with_a_hole_is_none(db: None) -> None:
    """The revenue's is missing: the cost's alone against all of the actual would be a variance that nobody has."""
    board = MadeUpBoard(tertial=1)
    board.money(board.home, "revenue", tertial=1, budget=30, actual=12)
    board.money(board.home, "staff", tertial=1, budget=300, period_budget=100, actual=95)
    board.money(board.care, tertial=1, budget=600, period_budget=200, actual=230)
    for area in (board.home, board.root):
        net = board.money_of(area).net
        assert net
        assert (net.now.period_budget, net.now.variance_so_far) == (None, None)
        assert net.now.budget is not None


def test_in_the_final_accounts_the_period_is_the_year(board: MadeUpBoard) -> None:
    board.money(board.home, budget=100, actual=90)
    net = board.money_of(board.home).net
    assert net
    assert (net.now.variance, net.now.variance_so_far, net.now.period_budget, net.now.used_percent) == (
        10, None, None, None,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="no_period_budget_at_year_end"):
        board.money(board.care, budget=100, period_budget=100)


def test_a_published_variance_is_shown_as_published(board: MadeUpBoard) -> None:
    table = board.table("huvudtabell", 1)
    board.money(board.home, budget=216_175_000, actual=210_037_000, stated_variance=6_139_000, table=table)
    row = board.money_of(board.home).net
    assert row is not None
    assert (row.now.variance, row.now.computed_variance) == (6_139_000, 6_138_000)
    assert not board.report().findings  # en tusenlapp är avrundning


def test_a_variance_that_is_no_rounding_is_shown(board: MadeUpBoard) -> None:
    table = board.table("huvudtabell", 1)
    board.money(board.home, budget=100_000, actual=90_000, stated_variance=19_000, table=table)
    (finding,) = board.report().findings
    assert (finding.check, finding.key) == ("variance", "hemtjanst")
    assert (finding.expected, finding.found) == ("10 tkr", "19 tkr")


def test_children_that_do_not_sum_are_shown(board: MadeUpBoard) -> None:
    table = board.table("huvudtabell", 1)
    board.money(board.root, budget=400_000, actual=300_000, table=table)
    board.money(board.home, budget=100_000, actual=100_000, table=table)
    board.money(board.care, budget=300_000, actual=100_000, table=table)
    assert [(f.check, f.expected, f.found) for f in board.report().findings] == [("children", "200 tkr", "300 tkr")]


def test_what_happens_later_is_not_in_an_earlier_report(board: MadeUpBoard) -> None:
    board.money(board.home, budget=100, actual=90)
    board.money(board.home, year=2025, tertial=1, budget=999)
    row = board.money_of(board.home).net
    assert row is not None
    assert not row.past


def test_the_deepest_hole_is_named_first(board: MadeUpBoard) -> None:
    north = board.area("norr", board.home)
    board.money(board.home, budget=1000, actual=900)
    board.money(north, budget=500, actual=800)
    board.money(board.care, budget=100, actual=150)
    deficits = [item for item in board.report().attention if item.kind == "deficit"]
    assert [item.key for item in deficits] == ["norr", "sarskilt-boende"]
    assert "(Hemtjanst)" in deficits[0].headline
