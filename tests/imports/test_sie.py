"""SIE files: encodings told apart, months summed, one level chosen, and random bytes never crash."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.imports.ledgers.extract import parse_ledger_amount, parse_ledger_period
from apps.imports.ledgers.sie import (
    compute_amount_outside_level,
    decode_sie,
    find_default_level,
    iter_sie_ledger_rows,
    read_sie,
    split_tokens,
)
from apps.imports.report_format.errors import ErrorLog

FILE = """\
#FLAGGA 0
#PROGRAM "Ekonomi" 1.0
#FORMAT PC8
#SIETYP 3
#FNAMN "Öckerö kommun"
#RAR 0 20240101 20241231
#DIM 1 "Ansvar"
#DIM 6 "Område"
#OBJEKT 1 "100" "Hemtjänst"
#KONTO 3000 "Avgifter"
#KONTO 5010 "Löner"
#PSALDO 0 202401 5010 {} 1000.00
#PSALDO 0 202402 5010 {} 1500.00
#PSALDO 0 202401 5010 {1 "100"} 900.00
#PSALDO 0 202402 5010 {1 "100"} 1500.00
#PSALDO 0 202401 5010 {1 "100" 6 "P1"} 900.00
#PSALDO 0 202401 3000 {1 "100"} -50.25 0
#PBUDGET 0 202401 5010 {1 "100"} 12000.00
#UB 0 1930 500.00
"""


def test_one_level_is_read_and_totals_are_not_counted_twice() -> None:
    log = ErrorLog()
    found = read_sie(FILE.encode("cp437"), "a.se", log)
    assert not log.errors
    assert (found.encoding, found.objects["1", "100"]) == ("cp437", "Hemtjänst")
    assert dict(found.levels) == {"": 2, "1": 4, "1+6": 1}
    assert find_default_level(found) == "1"
    rows = list(iter_sie_ledger_rows(found, "1"))
    assert sum(row.amount or 0 for row in rows) == Decimal("2349.75")
    assert [row.budget for row in rows if row.budget] == [Decimal(12000)]
    assert {row.unit for row in rows} == {"100"}
    # 100 kronor stand on no object, and the revenue in no total.
    assert compute_amount_outside_level(found, "1") == Decimal("150.25")


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "utf-8", "utf-8-sig"])
def test_encodings_are_told_apart(encoding: str) -> None:
    log = ErrorLog()
    found = read_sie(FILE.encode(encoding), "a.se", log)
    assert found.dimensions["6"] == "Område"
    assert found.objects["1", "100"] == "Hemtjänst"
    assert found.encoding == encoding.removesuffix("-sig")


def test_without_months_the_years_results_are_read() -> None:
    text = "#FLAGGA 0\n#RAR 0 20240101 20241231\n#RES 0 5010 1200.50\n#RES -1 5010 7\n"
    found = read_sie(text.encode(), "a.se", ErrorLog())
    assert [(row.account, row.amount, row.year, row.month) for row in iter_sie_ledger_rows(found, "")] == [
        ("5010", Decimal("1200.50"), 2024, None)
    ]


def test_a_broken_line_is_told_by_its_number() -> None:
    log = ErrorLog()
    read_sie(b"#FLAGGA 0\n#PSALDO 0 202413 5010 {} 1\n#PSALDO 0 202401 5010 {1} 1\n#PSALDO\n", "a.se", log)
    assert [error.row for error in log.errors] == [2, 3, 4]
    assert "ingen period" in log.errors[0].expected


def test_a_file_that_is_no_sie() -> None:
    log = ErrorLog()
    read_sie(b"hello", "a.se", log)
    assert "ingen SIE-fil" in log.errors[0].expected


@given(st.binary(max_size=400))
def test_random_bytes_never_crash(data: bytes) -> None:
    read_sie(b"#FLAGGA 0\n#PSALDO " + data, "a.se", ErrorLog())
    decode_sie(data)


def quoted(text: str) -> str:
    """A word as SIE writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


words = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)


@given(words)
def test_a_quoted_word_reads_back_equal(word: str) -> None:
    assert split_tokens(f"#KONTO 1 {quoted(word)}") == ["#KONTO", "1", word]


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False), st.sampled_from([",", "."]))
def test_money_reads_back_equal(value: Decimal, decimal: str) -> None:
    assert parse_ledger_amount(f"{value:f}".replace(".", decimal), decimal) == value


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [("1 234,50", ",", "1234.50"), ("1.234,50-", ",", "-1234.50"), ("1,234.5", ".", "1234.5"), ("\u2212 7", ",", "-7")],
)
def test_ways_to_write_money(cell: str, decimal: str, value: str) -> None:
    assert parse_ledger_amount(cell, decimal) == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "found"),
    [("202104", (2021, 4)), ("2021-04", (2021, 4)), ("2021-04-30", (2021, 4)), ("4", (None, 4)), ("", (None, None))],
)
def test_ways_to_write_a_period(cell: str, found: tuple[int | None, int | None]) -> None:
    assert parse_ledger_period(cell) == found
