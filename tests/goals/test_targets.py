"""Targets as reports write them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.choices import Comparator, Direction
from apps.core.tertials import FIRST_YEAR, LAST_YEAR
from apps.goals.measured_values import is_other_target_unit
from apps.goals.rules import RELATIVE_COMPARATORS, format_target
from apps.goals.targets import BadTargetError, ParsedTarget, is_plan, parse_target

D = Decimal


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


UNITS = [
    "",
    "%",
    "procent",
    "antal",
    "dagar",
    "kr",
    "tkr",
    "index",
    "kr per invånare",
    "fall/1 000 invånare",
    "brukar-timmar",
]
numbers = st.decimals(min_value=-999999, max_value=9999999, places=6, allow_nan=False).map(lambda one: one.normalize())
coarse = st.integers(-9999, 999999).map(Decimal) | st.decimals(-99, 9999, places=3, allow_nan=False)


@settings(max_examples=25)  # for each comparator and unit
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("comparator", [c for c in Comparator if c not in {Comparator.QUALITATIVE, Comparator.NOT_SET}])
@given(
    numbers | coarse,
    numbers | coarse,
    st.integers(FIRST_YEAR, LAST_YEAR),
    st.sampled_from(Direction),
    st.lists(st.integers(0, 100).map(Decimal), max_size=2),
)
def test_what_is_read_aloud_is_read_back(
    comparator: Comparator,
    unit: str,
    value: Decimal,
    other: Decimal,
    year: int,
    direction: Direction,
    known_values: list[Decimal],
) -> None:
    """What the pages write of any target is the same target when someone types it."""
    number, upper = _shape_values(comparator, value, other)
    shown = format_target(comparator, number, upper, base_year=year, unit=unit)
    found = parse_target(shown, direction, unit=unit, known_values=known_values)
    base_year = year if comparator in RELATIVE_COMPARATORS else None
    assert (found.comparator, found.value, found.upper, found.base_year) == (comparator, number, upper, base_year)
    percent = comparator in {Comparator.INCREASE_PERCENT, Comparator.DECREASE_PERCENT}
    assert percent or not is_other_target_unit(found.unit, unit)


def _shape_values(comparator: Comparator, value: Decimal, other: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """The value and the upper end that a target with the comparator has."""
    if comparator in {Comparator.INCREASE, Comparator.DECREASE}:
        return None, None
    if comparator == Comparator.BETWEEN:
        return min(value, other), max(value, other)
    return abs(value) if comparator in RELATIVE_COMPARATORS else value, None


@given(st.sampled_from([Comparator.INCREASE, Comparator.DECREASE]), st.integers(FIRST_YEAR, LAST_YEAR))
def test_a_year_among_values_of_its_size_gets_a_question(comparator: Comparator, year: int) -> None:
    """Where the indicator has such values, ”högre än 2020” may be either: never a guess."""
    shown = format_target(comparator, None, None, base_year=year, unit="antal")
    with pytest.raises(BadTargetError, match="två saker"):
        parse_target(shown, Direction.HIGHER, unit="antal", known_values=[Decimal(2000)])


@given(st.text(max_size=40), st.sampled_from(Direction))
def test_any_text_is_read_or_refused(text: str, direction: Direction) -> None:
    try:
        found = parse_target(text, direction)
    except BadTargetError:
        return
    without_value = {Comparator.INCREASE, Comparator.DECREASE, Comparator.QUALITATIVE, Comparator.NOT_SET}
    assert (found.value is None) == (found.comparator in without_value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 230", True),
        ("1 230 st", True),
        ("mål: 1 230", True),
        ("5 075 tkr", True),
        ("öka", True),
        ("öka 10 st", True),
        ("minska med 5 %", True),
        ("precis 1 230", False),
        ("=1 230", False),
        ("minst 1 230", False),
        ("högst 1 230", False),
        ("10–12", False),
        ("mellan 10 och 12", False),
        ("Alla ska få svar", False),
        ("*", False),
    ],
)
def test_a_number_or_a_change_is_a_plan_where_no_way_is_better(text: str, expected: bool) -> None:
    unit = "tkr" if "tkr" in text else "st"
    comparator = parse_target(text, Direction.NEITHER, unit=unit).comparator
    assert is_plan(text, comparator, Direction.NEITHER) is expected
    for direction in (Direction.HIGHER, Direction.LOWER):
        assert not is_plan(text, parse_target(text, direction, unit=unit).comparator, direction)
