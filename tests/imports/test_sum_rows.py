"""Rows that sum up others though they have an account, and the entries of period 13."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.imports.ledgers.closing_periods import format_closing_periods
from apps.imports.ledgers.extract import (
    LedgerFileMapping,
    OmittedSum,
    guess_mapping,
    iter_ledger_rows,
    read_ledger_table,
)
from apps.imports.ledgers.sum_rows import SUMS_BY_ARITHMETIC, iter_sum_questions, separate_sum_rows
from apps.imports.report_format.errors import ErrorLog


def read(text: str, **more):  # type: ignore[no-untyped-def]
    """The file's rows without its sums, all that was left out, and the sheet."""
    log = ErrorLog()
    sheet = read_ledger_table(text.encode(), "a.csv", log)
    assert sheet is not None
    mapping = LedgerFileMapping(**{**guess_mapping(sheet).as_json(), **more})
    omitted: dict[str, OmittedSum] = {}
    found = separate_sum_rows(sheet, mapping, list(iter_ledger_rows(sheet, mapping, log, omitted)))
    found.add_to(omitted)
    assert not log.errors
    return found, omitted, sheet, mapping


@pytest.mark.parametrize("row", ["50 Summa;;;300", "5010 Summa löner;;;300", "50 Totalt;;;300", "5010 Delsumma;;;77"])
def test_a_sum_that_words_tell_is_left_out_in_the_open(row: str) -> None:
    found, omitted, _, _ = read(f"Konto;Namn;Ansvar;Belopp\n5010;Lön;1;100\n5020;Lön;1;200\n{row}\n")
    assert [one.number for one in found.rows] == [2, 3]
    assert omitted["summarader"].rows == 1
    assert list(iter_sum_questions(found.by_arithmetic)) == []


def test_a_sum_that_the_column_of_names_tells_is_left_out_too() -> None:
    found, omitted, _, _ = read("Konto;Kontonamn;Ansvar;Belopp\n5010;Lön;1;100\n5010;Lön;2;5\n5010;Summa lön;;105\n")
    assert [one.amount for one in found.rows] == [100, 5]
    assert (omitted["summarader"].rows, omitted["summarader"].actual) == (1, 105)


@pytest.mark.parametrize("name", ["Summering av tid", "Nettolön", "Resultatenhet", "Totalentreprenad"])
def test_an_account_that_is_only_called_something_like_it_counts(name: str) -> None:
    found, _, _, _ = read(f"Konto;Kontonamn;Belopp\n5010;{name};100\n")
    assert len(found.rows) == 1


SUMS = {
    "below": "5010;1;100\n5020;1;200\n50;;300\n6110;1;9\n",
    "above": "50;;300\n5010;1;100\n5020;1;200\n6110;1;9\n",
    "nested": "5010;1;100\n5011;1;50\n501;;150\n5020;1;200\n502;;200\n50;;350\n5;;350\n",
    "each unit": "5010;1;100\n5020;1;200\n50;1;300\n5010;2;7\n50;2;7\n",
}


@pytest.mark.parametrize("layout", SUMS)
def test_a_sum_that_only_arithmetic_tells_is_left_out_and_asked_about(layout: str) -> None:
    found, omitted, _, _ = read("Konto;Ansvar;Belopp\n" + SUMS[layout])
    assert all(len(row.account) == 4 for row in found.rows)
    (question,) = iter_sum_questions(found.by_arithmetic)
    assert "konto 50, " in question.text
    assert omitted[SUMS_BY_ARITHMETIC].rows == len(found.by_arithmetic) > 0


@pytest.mark.parametrize("row", ["50;;301", "50;;0", "51;;300", "5030;;300", "501;;300"])
def test_an_account_that_is_no_sum_of_its_neighbours_counts(row: str) -> None:
    found, _, _, _ = read(f"Konto;Ansvar;Belopp\n5010;1;100\n5020;1;200\n{row}\n")
    assert len(found.rows) == 3


def test_a_likely_sum_that_is_chosen_for_itself_counts() -> None:
    found, _, _, _ = read("Konto;Belopp\n5010;100\n50;100\n", account_codes={"50": "staff"})
    assert [row.account for row in found.rows] == ["5010", "50"]


def test_a_budget_that_differs_is_no_sum() -> None:
    found, _, _, _ = read("Konto;Belopp;Budget\n5010;100;1\n50;100;2\n")
    assert len(found.rows) == 2


@given(st.lists(st.tuples(st.sampled_from(["5", "50", "501", "5010", "5011", "6"]), st.integers(-3, 3)), max_size=14))
def test_rows_are_never_lost(rows: list[tuple[str, int]]) -> None:
    text = "Konto;Ansvar;Belopp\n" + "".join(f"{account};1;{amount}\n" for account, amount in rows)
    found, omitted, _, _ = read(text)
    total = sum((row.amount or Decimal(0) for row in found.rows), Decimal(0))
    assert total + sum(one.actual for one in omitted.values()) == sum(amount for _, amount in rows)
    assert len(found.rows) + sum(one.rows for one in omitted.values()) == len(rows)


def test_period_13_is_told_with_rows_and_amounts() -> None:
    text = "Konto;Ansvar;Period;Belopp;Budget\n5010;1;202012;5;\n5010;1;202013;1 000,50;7\n5010;1;202014;-0,50;\n"
    found, _, sheet, mapping = read(text)
    assert [row.month for row in found.rows] == [12, 12, 12]
    told = format_closing_periods(sheet, mapping, found.rows)
    assert told.startswith("2 rader gäller period 13 eller senare")
    assert "utfall 1\u00a0000 och budget 7" in told
    plain, _, sheet, mapping = read("Konto;Ansvar;Period;Belopp\n5010;1;202012;5\n")
    assert format_closing_periods(sheet, mapping, plain.rows) == ""
