"""Amounts, rows and columns of extracts: each number is read right, refused at its row, or told as left out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.tertials import Tertial
from apps.imports.ledgers.amounts import parse_ledger_amount
from apps.imports.ledgers.extract import (
    OmittedSum,
    add_headers,
    fit_mapping,
    guess_mapping,
    iter_ledger_rows,
    list_unclear_amounts,
    read_ledger_table,
)
from apps.imports.ledgers.periods import parse_ledger_period
from apps.imports.ledgers.questions import iter_unclear_questions
from apps.imports.report_format.errors import ErrorLog


@pytest.mark.parametrize(
    ("cell", "decimal", "amount"),
    [
        *[("1 234,50", ",", "1234.5"), ("(1 234)", ",", "-1234"), ("1 234,00-", ",", "-1234"), ("-7 kr", ",", "-7")],
        *[("1.355,90", ",", "1355.9"), ("100,000.00", ".", "100000"), ("-", ",", "0"), (" -   ", ",", "0")],
        *[("(25 000,00)", ",", "-25000"), ("43.5", ".", "43.5"), ("1 234:-", ",", "1234")],
    ],
)
def test_amounts(cell: str, decimal: str, amount: str) -> None:
    assert parse_ledger_amount(cell, decimal) == Decimal(amount)


@pytest.mark.parametrize("cell", ["43.5", "-110.7", "12.34.56", "12 34", "1,5E+03", "5 tkr", "--5", "(-5)", "1234.567"])
def test_what_is_no_amount_with_a_decimal_comma(cell: str) -> None:
    with pytest.raises(ValueError, match=r"”.*\.$"):
        parse_ledger_amount(cell, ",")


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from([",", "."]), st.sampled_from(["", " ", "t"]))
def test_an_amount_reads_back_equal_or_not_at_all(value: Decimal, decimal: str, thousand: str) -> None:
    """By the other decimal sign it is refused: never another amount."""
    other = "." if decimal == "," else ","
    marks = str.maketrans({".": decimal, ",": other if thousand == "t" else thousand})
    written = f"{value:,.2f}".translate(marks)
    assert parse_ledger_amount(written, decimal) == value
    with pytest.raises(ValueError, match="decimaltecknet"):
        parse_ledger_amount(written, other)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        *[("jan 2021", (2021, 1)), ("202113", (2021, 13)), ("30.4.2021", (2021, 4)), ("04/2021", (2021, 4))],
        *[("2021 oktober", (2021, 10)), ("apr-21", (2021, 4))],
    ],
)
def test_periods(cell: str, found: tuple[int, int]) -> None:
    assert parse_ledger_period(cell, closing=True) == found


@pytest.mark.parametrize("cell", ["2021", "202100", "202117", "jan-apr 2021", "4/5/2021", "T1 2021"])
def test_what_is_no_single_month(cell: str) -> None:
    with pytest.raises(ValueError, match="ingen period"):
        parse_ledger_period(cell, closing=True)


def read(text: str) -> tuple[Decimal, dict[str, OmittedSum], list[str]]:
    """The sum of an extract by the guessed mapping, what is left out, and errors."""
    log, omitted = ErrorLog(), dict[str, OmittedSum]()
    sheet = read_ledger_table(text.encode(), "a.csv", log)
    rows = list(iter_ledger_rows(sheet, guess_mapping(sheet), log, omitted)) if sheet else []
    return sum((row.amount or Decimal(0) for row in rows), Decimal(0)), omitted, [str(one) for one in log.errors]


HEAD = "Konto;Ansvar;Period;Belopp;Text\n"


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("Rapport\nUtskriven: 2021-09-14\n\n" + HEAD + "5011;310;202101;100;Lön\nSumma;;;100;\n", 100),
        ("sep=;\n" + HEAD + "5011;310;202101;100;Lön\n", 100),
        ("Konto;Period;Debet;Kredit\n5011;202101;100,00;\n3510;202101;;25,00\n", 75),
        ("Konto;Period;Debet;Kredit;Saldo\n5011;202101;100,00;;100\n3510;202101;;25,00;75\n", 75),
        (HEAD + "5011;310;202101;100;x\n5010-5019 Löner;310;202101;100;x\n50xx;310;202101;100;\n", 100),
        (HEAD + "5011;310;202101;100;x\n" + HEAD + "A52 Hyra;310;202101;7;x\n", 107),
        ('Konto;Period;Belopp\n5011;202101;"100,000.00"\n3510;202101;"-25,000.50"\n', "74999.50"),
    ],
)
def test_extracts_that_are_read(text: str, total: int | str) -> None:
    found, _, errors = read(text)
    assert (found, errors) == (Decimal(total), [])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + '5011;310;202101;1;"Lön\n5011;310;1\n', "rad 2: Citattecknen går inte ihop"),
        (
            HEAD + '5011;310;202101;1;x\n5011;310;202102;2;"A\n5011;310;202103;3;B\n',
            "rad 3: Citattecknen går inte ihop",
        ),
        ("Konto;Period;Belopp\n5011;202101;100;50\n", "rad 2: Raden har fler celler än rubrikraden"),
        (HEAD + "5011;310;202101;100;x\n;310;202102;100;x\n", "rad 3: Raden har ett belopp men inget konto"),
        (HEAD + "5011;310;202101;1 234,50;x\n5011;310;202101;43.5;x\n", "rad 3, kolumn Belopp: ”43.5”"),
        ("Konto;Belopp;Debet\n1;2;3\n", ""),
    ],
)
def test_extracts_that_are_refused_at_the_row(text: str, says: str) -> None:
    _, _, errors = read(text)
    assert says in " ".join(errors)


@given(st.lists(st.tuples(st.sampled_from(["5011", "Summa", "50-59", "3510 Avgift", ""]), st.integers(-999, 999))))
def test_every_krona_is_read_left_out_or_refused(rows: list[tuple[str, int]]) -> None:
    total, omitted, errors = read("Konto;Belopp\n" + "".join(f"{account};{amount}\n" for account, amount in rows))
    refused = sum(amount for account, amount in rows if account == "")
    assert len(errors) == sum(account == "" for account, _ in rows)
    assert total + sum(one.actual for one in omitted.values()) + refused == sum(amount for _, amount in rows)


def test_what_can_be_read_in_two_ways_is_shown() -> None:
    sheet = read_ledger_table(b"Konto;Belopp\n5011;1.234\n", "a.csv", ErrorLog())
    assert sheet
    unclear = list_unclear_amounts(sheet, guess_mapping(sheet))
    assert unclear == [(2, "1.234", Decimal(1234))]
    (question,) = iter_unclear_questions(unclear, ",")
    assert "Ett ja betyder att det är 1\xa0234" in question.text
    proven = read_ledger_table(b"Konto;Belopp\n5011;1.234\n5011;1.234,50\n", "a.csv", ErrorLog())
    assert proven
    assert not list_unclear_amounts(proven, guess_mapping(proven))


def test_a_column_that_the_last_file_did_not_have_is_guessed() -> None:
    first = read_ledger_table(b"Konto;Belopp;Plan\n1;2;3\n", "a.csv", ErrorLog())
    second = read_ledger_table(b"Konto;Belopp;Budget;Plan\n1;2;3;4\n", "a.csv", ErrorLog())
    assert first
    assert second
    chosen = guess_mapping(first)
    chosen.columns.pop("budget")
    saved = add_headers(chosen, first.lines[0].cells)
    assert fit_mapping(saved, second, Tertial(2026, 2)).columns == {"account": 0, "amount": 1, "budget": 2}
    assert fit_mapping(saved, first, Tertial(2026, 2)).columns == {"account": 0, "amount": 1}
