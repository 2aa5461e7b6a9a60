"""Targets as reports write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.choices import Comparator, Direction
from apps.core.swedish import format_number
from apps.goals.rules import RELATIVE_COMPARATORS, format_target
from apps.goals.targets import BadTargetError, ParsedTarget, parse_target

D = Decimal
numbers = st.decimals(min_value=-99999, max_value=999999, places=1, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 %", ParsedTarget(Comparator.AT_LEAST, D(100), unit="%")),
        ("<20", ParsedTarget(Comparator.LESS_THAN, D(20))),
        ("≥ 80", ParsedTarget(Comparator.AT_LEAST, D(80))),
        (">= 80", ParsedTarget(Comparator.AT_LEAST, D(80))),
        ("> 80", ParsedTarget(Comparator.MORE_THAN, D(80))),
        ("≤ 3,5", ParsedTarget(Comparator.AT_MOST, D("3.5"))),
        ("Minst 90", ParsedTarget(Comparator.AT_LEAST, D(90))),
        ("högst 14 dagar", ParsedTarget(Comparator.AT_MOST, D(14), unit="dagar")),
        ("färre än 10", ParsedTarget(Comparator.LESS_THAN, D(10))),
        ("mindre än 20", ParsedTarget(Comparator.LESS_THAN, D(20))),
        ("mer än 5 %", ParsedTarget(Comparator.MORE_THAN, D(5), unit="%")),
        ("precis 3", ParsedTarget(Comparator.EQUAL, D(3))),
        ("0", ParsedTarget(Comparator.AT_LEAST, D(0))),
        ("−5", ParsedTarget(Comparator.AT_LEAST, D(-5))),
        ("<7 940 000", ParsedTarget(Comparator.LESS_THAN, D(7940000))),
        ("10–12", ParsedTarget(Comparator.BETWEEN, D(10), D(12))),
        ("10 % – 12 %", ParsedTarget(Comparator.BETWEEN, D(10), D(12), "%")),
        ("−5 – −2", ParsedTarget(Comparator.BETWEEN, D(-5), D(-2))),
        ("mellan 10 och 12", ParsedTarget(Comparator.BETWEEN, D(10), D(12))),
        ("öka", ParsedTarget(Comparator.INCREASE)),
        ("Minska", ParsedTarget(Comparator.DECREASE)),
        ("öka 10 %", ParsedTarget(Comparator.INCREASE_PERCENT, D(10), unit="%")),
        ("öka med 10 % från 2020", ParsedTarget(Comparator.INCREASE_PERCENT, D(10), unit="%", base_year=2020)),
        ("minska från 2019", ParsedTarget(Comparator.DECREASE, base_year=2019)),
        ("öka 10 st", ParsedTarget(Comparator.INCREASE_BY, D(10), unit="st")),
        ("minska 5 %", ParsedTarget(Comparator.DECREASE_PERCENT, D(5), unit="%")),
        ("minska 3 mnkr", ParsedTarget(Comparator.DECREASE_BY, D(3), unit="mnkr")),
        ("2/18", ParsedTarget(Comparator.AT_LEAST, D(2), out_of=D(18))),
        ("*", ParsedTarget(Comparator.NOT_SET)),
        ("Vidmakthålla eller öka", ParsedTarget(Comparator.QUALITATIVE)),
        ("Högre än senaste undersökningen", ParsedTarget(Comparator.QUALITATIVE)),
        ("Alla ska ha utbildats 2024", ParsedTarget(Comparator.QUALITATIVE)),
    ],
)
def test_reads_what_reports_write(text: str, expected: ParsedTarget) -> None:
    assert parse_target(text, Direction.HIGHER) == expected


@pytest.mark.parametrize(
    ("direction", "comparator"),
    [
        (Direction.HIGHER, Comparator.AT_LEAST),
        (Direction.LOWER, Comparator.AT_MOST),
        (Direction.NEITHER, Comparator.EQUAL),
    ],
)
def test_a_number_alone_follows_the_direction(direction: Direction, comparator: Comparator) -> None:
    assert parse_target("80 %", direction).comparator == comparator


@pytest.mark.parametrize(
    "text",
    ["", " ", "minst 90 % av alla", "1.234", "12–10", "öka 10-20 %", "mellan 5", "10 % – 12 dagar"],
)
def test_half_a_target_is_refused_in_swedish(text: str) -> None:
    with pytest.raises(BadTargetError, match="Skriv"):
        parse_target(text, Direction.HIGHER)


@given(
    st.sampled_from([c for c in Comparator if c not in {Comparator.QUALITATIVE, Comparator.NOT_SET}]),
    numbers,
    numbers,
    st.integers(1990, 2100),
)
def test_what_is_read_aloud_is_read_back(comparator: Comparator, value: Decimal, other: Decimal, year: int) -> None:
    """The words of every target that has a number mean the same target."""
    if comparator in {Comparator.INCREASE, Comparator.DECREASE}:
        return  # ”högre än 2020” names a year, and only people know that it is one
    low, high = sorted((value, other))
    if comparator == Comparator.BETWEEN:
        value, upper = low, high
    else:
        upper = None
    if comparator in RELATIVE_COMPARATORS:
        value = abs(value)
    words = format_target(comparator, value, upper, base_year=year, show=format_number)
    found = parse_target(words, Direction.HIGHER)
    assert (found.comparator, found.value, found.upper) == (comparator, value, upper)
    assert found.base_year == (year if comparator in RELATIVE_COMPARATORS else None)


@given(st.text(max_size=40), st.sampled_from(Direction))
def test_any_text_is_read_or_refused(text: str, direction: Direction) -> None:
    try:
        found = parse_target(text, direction)
    except BadTargetError:
        return
    without_value = {Comparator.INCREASE, Comparator.DECREASE, Comparator.QUALITATIVE, Comparator.NOT_SET}
    assert (found.value is None) == (found.comparator in without_value)
