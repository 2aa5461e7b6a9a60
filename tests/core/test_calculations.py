"""A calculation typed in a cell: what it comes to, and what is refused in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.calculations import compute_calculation, is_calculation
from apps.core.cell_numbers import UnreadableError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("=1200+350", "1550"),
        ("= 1 200,5 - 3*2", "1194.5"),
        ("=(1+2)*3/4", "2.25"),
        ("=10/3", "3.333333"),
        ("=-5", "-5"),
        ("=2\u22121", "1"),
        ("=1\u00a0200+1", "1201"),
        ("=2-(-3)", "5"),
        ("=8/2/2", "2"),
        ("=10-3-2", "5"),
        ("=12,5×2", "25"),
    ],
)
def test_what_it_comes_to(text: str, value: str) -> None:
    assert is_calculation(text)
    assert compute_calculation(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("=", "tom"),
        ("=1/0", "noll"),
        ("=1.234+1", "två saker"),
        ("=SUMMA(A1)", "räkna med"),
        ("=a+1", "räkna med"),
        ("=(1+2", "hänger inte ihop"),
        ("=1+", "hänger inte ihop"),
        ("=1 2 3", "går inte|inget tal|två saker"),
        ("=2)(3", "hänger inte ihop"),
        ("=" + "9" * 30, "för stort"),
        ("=999999999999*9999999", "för stort"),
        ("=" + "(" * 400, "för lång"),
        ("=" + "(" * 150, "hänger inte ihop"),
    ],
)
def test_what_is_refused(text: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        compute_calculation(text)


@given(st.lists(st.tuples(st.sampled_from("+-"), st.integers(0, 10**9)), min_size=1, max_size=6))
def test_a_sum_of_whole_numbers_is_theirs(parts: list[tuple[str, int]]) -> None:
    text = "=" + "".join(f"{sign}{number}" for sign, number in parts)
    assert compute_calculation(text) == sum(number if sign == "+" else -number for sign, number in parts)
