"""A cell of a system's file is one number in the indicator's unit, or says that there is none, or is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.cell_numbers import UnreadableError
from apps.goals.measured_values import parse_measured_value
from apps.imports.outcome_files.values import find_number_body, is_without_value, read_fraction, read_value


def read(cell: str, unit: str = "%", decimal: str = ",", percent: str = "percent", row_unit: str = "") -> str:
    found = read_value(cell, unit=unit, decimal=decimal, percent=percent, row_unit=row_unit)
    return found.text or found.missing


@pytest.mark.parametrize(
    ("cell", "unit", "decimal", "text"),
    [
        ("7,3", "%", ",", "7,3"),
        ("7,3 %", "%", ",", "7,3"),
        ("7,3%", "%", ",", "7,3"),
        ("7.3", "%", ".", "7,3"),
        ("7.3 %", "%", ".", "7,3"),
        ("7,3 procent", "%", ",", "7,3"),
        ("−1,5", "%", ",", "-1,5"),
        ("+2", "%", ",", "2"),
        ("0", "antal", ",", "0"),
        ("0,0", "%", ",", "0"),
        ("1 234", "antal", ",", "1234"),
        ("12 st", "antal", ",", "12"),
        ("1\u00a0234,5", "timmar", ",", "1234,5"),
        ("1,234.5", "timmar", ".", "1234,5"),
        ("41 dagar", "dagar", ",", "41"),
        ("162/327", "%", ",", "162/327"),
        ("162/327 50 %", "%", ",", "162/327 50 %"),
        ("3/4", "antal", ",", "3/4"),
        ("7,123456789", "%", ",", "7,123457"),
        ("100", "%", ",", "100"),
        ("'7", "%", ",", None),
    ],
)
def test_numbers(cell: str, unit: str, decimal: str, text: str | None) -> None:
    if text is None:
        with pytest.raises(UnreadableError):
            read(cell, unit, decimal)
    else:
        assert read(cell, unit, decimal) == text


NO_VALUES = (
    "- -- – — .. ... … . * ** x X : ? n/a N/A uppgift_saknas Uppgift_saknas saknas <5 <_5 ≤4 färre_än_5 Under_5 NaN"
)


@pytest.mark.parametrize("cell", ["", " ", *(one.replace("_", " ") for one in NO_VALUES.split())])
def test_what_says_that_there_is_no_value_is_no_zero(cell: str) -> None:
    assert read(cell) == ""
    assert not cell.strip() or is_without_value(cell)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("Ej mätt", "not_measured"),
        ("ej rapporterat", "not_reported"),
        ("Sekretess", "confidential"),
        ("ej ett tal", ""),
    ],
)
def test_a_reason_of_the_format_is_one(cell: str, reason: str) -> None:
    assert read(cell) == reason


@pytest.mark.parametrize(
    ("cell", "unit", "decimal", "part"),
    [
        ("ca 14", "antal", ",", "inget tal"),
        ("7-8", "antal", ",", "inget tal"),
        ("(7,3)", "%", ",", "inget tal"),
        ("7.35", "%", ",", "punkt som decimaltecken"),
        ("7,35", "%", ".", "komma som decimaltecken"),
        ("7,3 %", "antal", ",", "enheten"),
        ("7 dagar", "%", ",", "enheten"),
        ("#DIV/0!", "%", ",", "fel i Excel"),
        ("2026-08-31", "antal", ",", "datum"),
        ("162/0", "%", ",", "Nämnaren"),
        ("7,3 5,1", "%", ",", "inget tal"),
        ("123456789012345678", "antal", ",", "inget tal"),
        ("7,3 a)", "%", ",", "inget tal"),
        ("1e5", "antal", ",", "inget tal"),
        ("sju", "antal", ",", "inget tal"),
        ("=A1", "antal", ",", "inget tal"),
        ("٣", "antal", ",", "inget tal"),
    ],
)
def test_what_is_not_one_number_is_refused_with_what_to_do(cell: str, unit: str, decimal: str, part: str) -> None:
    with pytest.raises(UnreadableError, match=part):
        read(cell, unit, decimal)


@pytest.mark.parametrize(
    ("cell", "unit", "text"), [("0,073", "%", "7,3"), ("7,3 %", "%", "7,3"), ("0,5", "antal", "0,5"), ("1", "%", "100")]
)
def test_shares_are_turned_into_per_cent_where_that_is_chosen(cell: str, unit: str, text: str) -> None:
    assert read(cell, unit, percent="share") == text


def test_a_column_of_units_is_held_against_the_indicator() -> None:
    assert read("7,3", row_unit="%") == "7,3"
    assert read("7", "antal", row_unit="st") == "7"
    assert read("7", "antal", row_unit="något annat") == "7"
    with pytest.raises(UnreadableError, match="enheten"):
        read("7", "antal", row_unit="%")


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "unit", "text"),
    [
        ("162", "327", "", "%", "162/327"),
        ("162", "327", "49,5", "%", "162/327 49,5 %"),
        ("1 620", "3 270", "", "%", "1620/3270"),
        ("-", "327", "49,5", "%", "49,5"),
        ("", "", "49,5", "%", "49,5"),
        ("3", "4", "3", "antal", "3"),
    ],
)
def test_numerator_and_denominator(numerator: str, denominator: str, value: str, unit: str, text: str) -> None:
    beside = read_value(value, unit=unit, decimal=",", percent="percent")
    assert read_fraction(numerator, denominator, beside, unit=unit, decimal=",").text == text


@pytest.mark.parametrize(("numerator", "denominator"), [("162 %", "327"), ("162", "0"), ("x1", "2"), ("ca 3", "4")])
def test_a_bad_fraction_is_refused(numerator: str, denominator: str) -> None:
    nothing = read_value("", unit="%", decimal=",", percent="percent")
    with pytest.raises(UnreadableError):
        read_fraction(numerator, denominator, nothing, unit="%", decimal=",")


@given(
    number=st.decimals(-(10**9), 10**9, places=4, allow_nan=False),
    decimal=st.sampled_from(",."),
    unit=st.sampled_from(["%", "antal", "dagar", "kr"]),
)
def test_a_number_is_read_as_it_was_written(number: Decimal, decimal: str, unit: str) -> None:
    """Whatever the sign and the unit: what the format's reader then reads is the same number."""
    cell = f"{number:f}".replace(".", decimal)
    assert parse_measured_value(read(cell, unit, decimal), unit).value == number


@given(cell=st.text(max_size=30), decimal=st.sampled_from(",."), percent=st.sampled_from(["percent", "share"]))
def test_any_cell_is_read_or_refused(cell: str, decimal: str, percent: str) -> None:
    """Nothing else comes out, and what is read is something that the format can read."""
    for unit in ("%", "antal"):
        try:
            found = read_value(cell, unit=unit, decimal=decimal, percent=percent)
        except UnreadableError:
            continue
        if found.text:
            parse_measured_value(found.text, unit)
            assert any(sign.isdigit() for sign in find_number_body(cell) + cell)
