"""Files with personal numbers are refused, and those with accounts, amounts and vouchers are not."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.models import AuditEvent
from apps.imports.files.personal_numbers import find_personal_numbers, is_personal_number
from apps.imports.models import ImportJob, UploadedFile
from apps.imports.services import UploadError, store_file
from tests.small_board import SmallBoard

KNOWN = "191212121212"  # the one that is used in examples


def make_number(day: str, serial: int) -> str:
    """Twelve digits with the check digit that fits, tried out."""
    head = f"{day}{serial:03d}"
    return next(head + str(last) for last in range(10) if is_personal_number(head + str(last)))


days = st.dates(min_value=date(1910, 1, 1), max_value=date(2029, 12, 31))
numbers = st.builds(lambda day, serial: make_number(f"{day:%Y%m%d}", serial), days, st.integers(0, 999))
SHAPES = {
    "dash": lambda text: f"{text[:8]}-{text[8:]}",
    "short dash": lambda text: f"{text[2:8]}-{text[8:]}",
    "over a hundred": lambda text: f"{text[2:8]}+{text[8:]}",
    "twelve digits": lambda text: text,
    "ten digits": lambda text: text[2:],
}


@pytest.mark.parametrize("shape", SHAPES)
@given(found=st.lists(numbers, min_size=3, max_size=20, unique_by=lambda text: text[2:]))
def test_a_column_of_personal_numbers_is_found(shape: str, found: list[str]) -> None:
    rows = [(place, ["4711", SHAPES[shape](text), "1 200,50"]) for place, text in enumerate(found, start=2)]
    result = find_personal_numbers(rows)
    assert (result.total, result.rows) == (len(found), tuple(range(2, len(found) + 2)))


@pytest.mark.parametrize("text", ["Avser 19121212-1212", "121212-1212", "(121212+1212)", "19121272-1219"])
def test_one_with_its_dash_is_enough_also_in_a_text(text: str) -> None:
    digits = "".join(sign for sign in text if sign.isdigit())
    assert find_personal_numbers([(7, [text])]).total == int(is_personal_number(digits))


def test_one_of_digits_alone_may_be_chance() -> None:
    assert find_personal_numbers([(1, [KNOWN]), (2, [KNOWN[2:]])]).total == 0


@pytest.mark.parametrize(
    "cells",
    [
        [f"2104{day:02d}-{number:04d}" for day in range(1, 29) for number in (1, 12, 103, 1004)],  # vouchers by day
        [f"55{n:04d}-{n:04d}" for n in range(6000, 6060)],  # companies: their month is no month
        [str(n) for n in range(4_000_000_000, 4_000_300_000, 997)],  # plain counting
        [f"20210430{n:04d}" for n in range(900, 960)],  # moments
        ["5050-1055", "123456-7", "08-123 45 67", "2021-04-30", "1 234 567 890", "-1234567890,50"],
    ],
    ids=["vouchers", "companies", "counting", "moments", "other"],
)
def test_what_is_no_personal_number_is_let_in(cells: list[str]) -> None:
    assert find_personal_numbers(enumerate(([cell] for cell in cells), start=1)).total == 0


@given(st.lists(st.lists(st.text(max_size=30), max_size=4), max_size=8))
def test_any_text_can_be_looked_through(cells: list[list[str]]) -> None:
    assert find_personal_numbers(enumerate(cells)).total >= 0


def as_workbook(lines: list[list[str]]) -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["lista.csv", "bok.se", "lista.xlsx"])
def test_such_a_file_is_not_kept_and_the_number_is_shown_nowhere(small: SmallBoard, name: str) -> None:
    lines = [["Namn", "Nummer"], ["En", "19121212-1212"]]
    content = as_workbook(lines) if name.endswith("x") else "\n".join(map(";".join, lines)).encode()
    before = AuditEvent.objects.count()
    with pytest.raises(UploadError) as refused:
        store_file(by=small["controller"], round_=small.round, name=name, content=content)
    assert "på rad 2" in str(refused.value)
    assert "1212" not in str(refused.value)
    assert (UploadedFile.objects.count(), ImportJob.objects.count(), AuditEvent.objects.count()) == (0, 0, before)
