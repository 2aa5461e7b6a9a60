"""Numbers as Swedish people write and read them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.swedish import (
    NotANumberError,
    build_swedish_sort_key,
    format_mnkr,
    format_name_with_unit,
    format_number,
    format_tkr,
    get_surplus_label,
    parse_fraction,
    parse_number,
    round_half_up,
)

numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234", "1234"),
        ("-2 027,8", "-2027.8"),
        ("\u22122 027,8", "-2027.8"),
        ("\u20132 027,8", "-2027.8"),
        ("- 5", "-5"),
        ("+6", "6"),
        ("7,5 %", "7.5"),
        ("12 st", "12"),
        ("66 575 tim", "66575"),
        ("6 606 tkr", "6606"),
        ("0", "0"),
        ("853776", "853776"),
        ("0,123", "0.123"),
        ("853 776", "853776"),
    ],
)
def test_reads(text: str, expected: str) -> None:
    assert parse_number(text) == Decimal(expected)


@pytest.mark.parametrize("text", ["1.234", "1,234", "-1.234", "12,345"])
def test_asks_where_two_readings_are_possible(text: str) -> None:
    with pytest.raises(NotANumberError, match="två saker"):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "thousand", "fraction"),
    [("1.234", "1\u00a0234", "1,2340"), ("-12,500", "-12\u00a0500", "-12,5"), ("7.000", "7\u00a0000", "7,0")],
)
def test_both_readings_are_shown_as_they_can_be_written(text: str, thousand: str, fraction: str) -> None:
    with pytest.raises(NotANumberError, match=f"”{text}” kan betyda två saker: {thousand} eller {fraction}\\."):
        parse_number(text)
    whole = Decimal(re.sub(r"\D", "", text)) * (-1 if text[0] == "-" else 1)
    assert (parse_number(thousand), parse_number(fraction)) == (whole, whole / 1000)


@pytest.mark.parametrize(
    "text", ["", "*", "abc", "1,2,3", "12 34", "1 2345", "<20", "7-8", "1e5", "NaN", "5/17", "٣", "0.123"]
)
def test_never_guesses(text: str) -> None:
    with pytest.raises(NotANumberError, match="inget tal"):
        parse_number(text)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_clear_no(text: str) -> None:
    told = ""
    try:
        parse_number(text)
    except NotANumberError as error:
        told = str(error)
    assert told == "" or told.endswith(".")


@given(numbers)
def test_what_is_written_reads_back(value: Decimal) -> None:
    assert parse_number(format_number(value, 2)) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("162/327", (162, 327, None)),
        ("116/305 38 %", (116, 305, 38)),
        ("5/17", (5, 17, None)),
        ("38", None),
        ("", None),
    ],
)
def test_fractions(text: str, expected: tuple[int, int, int | None] | None) -> None:
    assert parse_fraction(text) == expected


@pytest.mark.parametrize(
    ("kronor", "exact", "text"),
    [
        (25_177_000, False, "25\u00a0177"),
        (-3_683_100, True, "-3\u00a0683,1"),
        (-3_683_100, False, "-3\u00a0683"),
        (-1_956_000, True, "-1\u00a0956"),
        (499, False, "0"),
        (500, False, "1"),
        (-500, False, "-1"),
        (0, True, "0"),
    ],
)
def test_thousands(kronor: int, exact: bool, text: str) -> None:
    assert format_tkr(kronor, exact=exact) == text


def test_signs_and_words() -> None:
    assert format_tkr(6_139_000, sign=True) == "+6\u00a0139"
    assert format_mnkr(25_177_000) == "25,2"
    assert [get_surplus_label(n) for n in (1, 0, -1)] == ["överskott", "i balans", "underskott"]


@pytest.mark.parametrize(("value", "expected"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("-0.5", -1), ("-2.5", -3)])
def test_half_is_rounded_away_from_zero(value: str, expected: int) -> None:
    assert round_half_up(Decimal(value)) == expected


def test_swedish_letters_sort_last_and_in_order() -> None:
    assert sorted(["Öckerö", "Älmhult", "Åmål", "Zinkgruvan", "Ale"], key=build_swedish_sort_key) == [
        "Ale", "Zinkgruvan", "Åmål", "Älmhult", "Öckerö",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "unit", "text"),
    [
        ("Sjukfrånvaro", "%", "Sjukfrånvaro, %"),
        ("Sjukfrånvaro i procent", "%", "Sjukfrånvaro i procent"),
        ("Kostnad, kr / inv", "kr/inv", "Kostnad, kr / inv"),
        ("Kostnad, KR/INV", "kr/inv", "Kostnad, KR/INV"),
        ("Brott, antal/10000 inv", "antal/10 000 inv", "Brott, antal/10000 inv, antal/10 000 inv"),
        ("Brott, antal / 10 000 inv", "antal/10 000 inv", "Brott, antal / 10 000 inv"),
        ("Kostnad för krukor", "kr", "Kostnad för krukor, kr"),
        ("Kostnad", "st", "Kostnad, st"),
        ("Antal platser", "antal", "Antal platser"),
        ("Antalet platser", "antal", "Antalet platser"),
        ("Platser", "antal", "Platser, antal"),
        ("Platser", "ej angiven", "Platser"),
        ("Platser", "", "Platser"),
    ],
)
def test_a_unit_is_said_once(name: str, unit: str, text: str) -> None:
    assert format_name_with_unit(name, unit) == text
