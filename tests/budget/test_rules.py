"""Signs: a variance's plus is always a surplus."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.budget.rules import (
    compute_net,
    compute_percent,
    compute_variance,
    compute_variance_percent,
    sum_complete,
)

kronor = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("cost_type", "budget", "basis", "expected"),
    [
        ("net", 853_776, 828_599, 25_177),  # Kalmar 2020
        ("net", 699_078, 679_576, 19_502),  # Kungsbacka 2021
        ("net", 794_698, 767_268, 27_430),  # Härryda 2023, prognos
        ("revenue", 87_434, 96_526, 9_092),  # mer intäkter är överskott
        ("staff", 181_634, 190_773, -9_139),  # mer kostnader är underskott
        ("net", None, 5, None),
        ("net", 5, None, None),
    ],
)
def test_variance(cost_type: str, budget: int | None, basis: int | None, expected: int | None) -> None:
    assert compute_variance(cost_type, budget, basis) == expected


@given(kronor, kronor, kronor, kronor)
def test_the_net_variance_is_the_sum_of_revenue_and_cost_variances(rb: int, ra: int, cb: int, ca: int) -> None:
    net_budget, net_actual = compute_net(rb, cb), compute_net(ra, ca)
    parts = [compute_variance("revenue", rb, ra), compute_variance("cost", cb, ca)]
    assert compute_variance("net", net_budget, net_actual) == sum_complete(parts)


@given(kronor, kronor)
def test_spending_more_is_never_a_surplus(budget: int, more: int) -> None:
    amount = compute_variance("net", budget, budget + abs(more))
    assert amount is not None
    assert amount <= 0


def test_missing_is_not_zero() -> None:
    assert compute_net(None, None) is None
    assert compute_net(None, 5) == 5
    assert compute_net(5, None) == -5
    assert sum_complete([1, None]) is None
    assert sum_complete([]) is None


@pytest.mark.parametrize(
    ("amount", "whole", "used", "of_variance"),
    [
        (-4_510, 122_817, "-3.7", "-3.7"),
        (4_510, 122_817, "3.7", "3.7"),
        (0, 100, "0.0", "0.0"),
        (100, 100, "100.0", "100.0"),  # nothing of the budget was used
        (-100, 100, "-100.0", "-100.0"),  # twice the budget was
        (101, 100, "101.0", None),  # more than the whole budget: too small to measure by
        (-5_504, 1_000, "-550.4", None),
        (4_505, -982, None, None),  # a budget of net income
        (-982, -982, None, None),
        (5, 0, None, None),
        (0, 0, None, None),
        (None, 5, None, None),
        (5, None, None, None),
    ],
)
def test_percent_of_a_budget(amount: int | None, whole: int | None, used: str | None, of_variance: str | None) -> None:
    assert compute_percent(amount, whole) == (used and Decimal(used))
    assert compute_variance_percent(amount, whole) == (of_variance and Decimal(of_variance))


@given(kronor, kronor)
def test_a_variance_in_percent_is_at_most_the_whole_budget(variance: int, budget: int) -> None:
    percent = compute_variance_percent(variance, budget)
    assert (percent is None) == (budget <= 0 or abs(variance) > budget)
    if percent is not None:
        assert abs(percent) <= 100
        assert percent * variance >= 0  # the variance's own sign


@given(kronor, kronor)
def test_a_share_can_be_taken_of_every_budget_above_zero(amount: int, budget: int) -> None:
    percent = compute_percent(amount, budget)
    assert (percent is None) == (budget <= 0)
    if percent is not None:
        assert abs(percent * budget - amount * 100) * 20 <= budget  # rounded to a tenth of a percent
