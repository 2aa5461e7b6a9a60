"""Reading single cells, and what they mean in their indicator's unit."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from apps.core.swedish import Quantity
from apps.goals.measured_values import MeasuredValue, is_other_unit, parse_measured_value
from apps.imports.report_format import columns as read
from apps.imports.report_format.schema import PROFILE_FIELDS, SHEET_SCHEMAS
from apps.organisation.models import ServiceArea

D = Decimal


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        (read.build_code_reader(ServiceArea), " hemtjanst-nord ", "hemtjanst-nord"),
        (read.build_codes_reader(ServiceArea), "a, b-2,,a", ("a", "b-2")),
        (read.ChoiceReader({"båda plus": 1}), " Båda  PLUS", 1),
        (read.parse_yes_no, "JA", True),
        (read.build_integer_reader(0, 9999), "1\u00a0234", 1234),
        (read.build_integer_reader(-5, 5), "−5", -5),
        (read.parse_year, " 2024 ", 2024),
        (read.parse_date, "2022-03-01", date(2022, 3, 1)),
        (read.parse_cell_quantity, "7,5 %", Quantity(D("7.5"), "%")),
        (read.parse_cell_amount, "−2 027,8", D("-2027.8")),
        (read.parse_percent_up_to_100, "5 %", D(5)),
        (read.parse_municipality_code, "880", "0880"),
        (read.parse_paragraph, "§ 24", "24"),
        (read.parse_kolada_id, "u31402", "U31402"),
    ],
)
def test_reads(reader: Callable[[str], Any], cell: str, value: Any) -> None:
    assert reader(cell) == value


@pytest.mark.parametrize(
    ("reader", "cell", "said"),
    [
        (read.build_code_reader(ServiceArea), "Hemtjänst", "gemener"),
        (read.build_code_reader(ServiceArea), "a" * 81, "högst 80 tecken"),
        (read.build_text_reader(ServiceArea, "name"), "x" * 201, "högst 200 tecken"),
        (read.ChoiceReader({"kostnader minus": 1}), "kostnader minsu", "Menade du ”kostnader minus”"),
        (read.build_integer_reader(1, 4), "5", "från 1 till 4"),
        (read.build_integer_reader(1, 4), "2,5", "heltal"),
        (read.parse_year, "24", "årtal"),
        (read.parse_year, "²024", "årtal"),
        (read.parse_date, "2022-02-30", "datum"),
        (read.parse_date, "1/3 2022", "datum"),
        (read.parse_cell_quantity, "1.234", "två saker"),
        (read.parse_cell_quantity, "12a", "inget tal"),
        (read.parse_cell_quantity, "2017-05-01", "datum i Excel"),
        (read.parse_cell_quantity, "0,1234567", "decimaler"),
        (read.parse_cell_quantity, "1" * 15, "för stort"),
        (read.parse_cell_amount, "12 tkr", "utan ”tkr”"),
        (read.parse_percent_up_to_100, "101", "0 till 100"),
        (read.parse_municipality_code, "88", "fyra siffror"),
        (read.parse_kolada_id, "X1", "Kolada"),
    ],
)
def test_refuses_and_says_what_was_expected(reader: Callable[[str], Any], cell: str, said: str) -> None:
    with pytest.raises(read.UnreadableError, match=said):
        reader(cell)


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        ("50 %", "%", MeasuredValue(D(50))),
        ("9,4", "%", MeasuredValue(D("9.4"))),
        ("2 789", "antal", MeasuredValue(D(2789))),
        ("12 st", "beslut", MeasuredValue(D(12))),
        ("5 dagar", "dagar", MeasuredValue(D(5))),
        ("434 kr", "kr/tim", MeasuredValue(D(434))),
        ("162/327 50 %", "%", MeasuredValue(D(50), D(162), D(327))),
        ("162/327", "%", MeasuredValue(None, D(162), D(327))),
        ("5/17", "antal", MeasuredValue(D(5), D(5), D(17))),
        ("0/5", "%", MeasuredValue(None, D(0), D(5))),
    ],
)
def test_outcomes_in_their_unit(cell: str, unit: str, expected: MeasuredValue) -> None:
    assert parse_measured_value(cell, unit) == expected


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("50 %", "dagar"),
        ("5 tkr", "mnkr"),
        ("5 dagar", "%"),
        ("162/327 50 %", "antal"),
        ("5/0", "antal"),
        ("5/-2", "%"),
        ("<5", "antal"),
        ("a/b", "antal"),
        ("5/1234,1234567", "antal"),
    ],
)
def test_other_units_and_half_fractions_are_refused(cell: str, unit: str) -> None:
    with pytest.raises(read.UnreadableError):
        parse_measured_value(cell, unit)


def test_nothing_written_contradicts_no_unit() -> None:
    assert not is_other_unit("", "resor/inv")
    assert is_other_unit("%", "resor/inv")


def test_every_column_has_its_own_name_and_key() -> None:
    for columns in [PROFILE_FIELDS, *(sheet.columns for sheet in SHEET_SCHEMAS)]:
        assert len({column.name for column in columns}) == len(columns)
        assert len({column.key for column in columns}) == len(columns)
