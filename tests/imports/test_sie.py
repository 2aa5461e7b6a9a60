"""SIE files: encodings told apart, months summed, a dimension chosen, every amount accounted for, nothing crashes."""

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.tertials import Tertial
from apps.imports.ledgers.extract import parse_ledger_amount, parse_ledger_period
from apps.imports.ledgers.reading import LedgerReading
from apps.imports.ledgers.sie.amounts import SieAmounts, SieLineError
from apps.imports.ledgers.sie.dimensions import parse_dimension_choice
from apps.imports.ledgers.sie.encodings import decode_sie, find_spoilt_text
from apps.imports.ledgers.sie.ledger import list_dimension_options, read_sie_ledger
from apps.imports.ledgers.sie.parser import read_sie_book
from apps.imports.ledgers.sie.tokens import split_tokens
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
HEAD = '#FLAGGA 0\n#RAR 0 20240101 20241231\n#DIM 1 "Ansvar"\n#DIM 6 "Projekt"\n'


def read(text: str, tertial: int = 3, dimension: str | None = None, year: int = 2024) -> LedgerReading:
    log = ErrorLog()
    found = read_sie_ledger(text.encode(), "a.se", dimension, Tertial(year, tertial), log)
    assert not log.errors, [str(error) for error in log.errors]
    return found


def find_errors(text: str, tertial: int = 3, year: int = 2024) -> list[str]:
    log = ErrorLog()
    read_sie_ledger(text.encode(), "a.se", None, Tertial(year, tertial), log)
    return [str(error) for error in log.errors]


def sum_rows(found: LedgerReading) -> dict[tuple[str, str, int | None], Decimal]:
    sums: dict[tuple[str, str, int | None], Decimal] = defaultdict(Decimal)
    for row in found.rows:
        sums[row.account, row.unit, row.month] += row.amount or Decimal(0)
    return {key: amount for key, amount in sums.items() if amount}


def sum_units(found: LedgerReading) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for (_, unit, _), amount in sum_rows(found).items():
        sums[unit] += amount
    return dict(sums)


def test_one_dimension_is_read_and_totals_are_not_counted_twice() -> None:
    found = read(FILE)
    assert sum_units(found) == {"100": Decimal("2349.75")}
    assert [row.budget for row in found.rows if row.budget] == [Decimal(12000)]
    omitted = {one.reason: (one.rows, one.actual) for one in found.omitted}
    assert omitted == {
        "rader utan Ansvar": (1, Decimal(100)),  # January's total less what stands by object
        "totaler och andra nivåer: samma pengar en gång till": (2, Decimal(3300)),
    }


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_encodings_are_distinguished(encoding: str) -> None:
    found = read_sie_book(FILE.encode(encoding), "a.se", ErrorLog())
    assert found.dimensions["6"] == "Område"
    assert found.objects["1", "100"] == "Hemtjänst"
    assert found.encoding == encoding.removesuffix("-sig")


@pytest.mark.parametrize("name", ["Försörjningsstöd", "Ålderdomshemmet", "Löner månadsavlönade", "Kök på gården"])
@pytest.mark.parametrize(("wrote", "read_as"), [("cp437", "cp1252"), ("utf-8", "cp1252"), ("utf-8", "cp437")])
def test_spoilt_text_is_seen(name: str, wrote: str, read_as: str) -> None:
    assert find_spoilt_text(["Lokaler", name.encode(wrote).decode(read_as, errors="replace")])
    assert not find_spoilt_text([name, "Kök & café, ”Solen”", "Hur då?", "K/V – övrigt"])


VOUCHERS = """\
#RES 0 5010 800
#VER A 1 20240115 "ett"
{
#TRANS 5010 {1 "310"} 100
#TRANS 1930 {} -100
}
#VER "" "" 20240430 "två {}"
{
\t#TRANS 5010 {"1" "310" "6" "P9"} 200.00 20240430 "med \\"citat\\" och {klammer}"
\t#RTRANS 5010 {"1" "320"} 10 20240501
\t#TRANS 5010 {"1" "320"} 10 20240501
\t#BTRANS 5010 {"1" "320"} 99
\t#RTRANS 5010 {"1" "330"} 7
\t#TRANS 1930 {} -217
}
"""


def test_vouchers_are_summed_by_month_account_and_object() -> None:
    found = read(HEAD + VOUCHERS, 1)
    assert sum_rows(found) == {
        ("5010", "310", 1): 100,
        ("5010", "310", 4): 200,
        ("5010", "320", 5): 10,
        ("5010", "330", 4): 7,
    }
    reasons = {one.reason.partition(" ")[0]: one.actual for one in found.omitted}
    assert reasons == {"balanskonton": -317, "årets": 800, "strukna": 99, "tillagda": 10}
    assert any("säger olika: konto 5010 317 kr mot 800 kr" in text for text in found.remarks)
    assert any("1 tillagd rad (#RTRANS) saknar sin #TRANS" in text for text in found.remarks)


@pytest.mark.parametrize(
    ("lines", "units"),
    [
        # parts of a whole: one cell only in pairs shows it
        (['5010 {1 "A"} 100', '5010 {1 "A" 6 "P"} 30', '4652 {1 "B"} 50', '4653 {1 "B" 6 "P"} 7'], {"A": 130, "B": 57}),
        # the pairs repeat: they sum to the object's own
        (['5010 {1 "A"} 100', '5010 {1 "A" 6 "P"} 60', '5010 {1 "A" 6 "Q"} 40'], {"A": 100}),
        # the total shows that they repeat, or that they are parts
        (['5010 {} 100', '5010 {1 "A"} 100', '5010 {1 "A" 6 "P"} 30'], {"A": 100}),
        (['5010 {} 130', '5010 {1 "A"} 100', '5010 {1 "A" 6 "P"} 30'], {"A": 130}),
        # only in pairs
        (['5010 {1 "A" 6 "P"} 30', '5010 {1 "B" 6 "P"} 40'], {"A": 30, "B": 40}),
        # two dimensions tell the same money
        (['5010 {1 "A"} 30', '5010 {6 "P"} 30'], {"A": 30}),
    ],
)  # fmt: skip
def test_levels_are_parts_or_repeat(lines: list[str], units: dict[str, int]) -> None:
    found = read(HEAD + "".join(f"#PSALDO 0 202401 {line}\n" for line in lines))
    assert sum_units(found) == units
    assert not [one for one in found.questions if one.key.startswith("levels")]


def test_levels_that_nothing_tells_of_get_a_question_and_can_be_chosen() -> None:
    text = HEAD + '#PSALDO 0 202401 5010 {1 "A"} 100\n#PSALDO 0 202401 5010 {1 "A" 6 "P"} 30\n'
    found = read(text, dimension="1")
    assert sum_units(found) == {"A": 100}
    assert [one.key for one in found.questions if one.key.startswith("levels")]
    assert sum_units(read(text, dimension="1:add")) == {"A": 130}
    assert not [one for one in read(text, dimension="1:once").questions if one.key.startswith("levels")]
    keys = [one.key for one in list_dimension_options(read_sie_book(text.encode(), "a", ErrorLog()), 2024)]
    assert {"1", "1:add", "1:once", "6", ""} <= set(keys)


def test_budget_by_account_alone_is_shown() -> None:
    found = read(HEAD + '#PSALDO 0 202412 5010 {1 "A"} 5\n#PBUDGET 0 202401 5010 {} 16\n#PBUDGET 0 202402 5010 {} 16\n')
    assert [(one.reason, one.rows, one.budget) for one in found.omitted] == [("rader utan Ansvar", 2, 32)]
    assert any("budget står inte per Ansvar: 32 kr läses inte in" in text for text in found.remarks)


def test_the_dimension_with_most_of_the_money_is_the_usual_one() -> None:
    text = HEAD + '#PSALDO 0 202401 5010 {1 "A"} 5\n#PSALDO 0 202401 5010 {6 "P"} 500\n'
    assert sum_units(read(text)) == {"P": 500}
    assert [one.key for one in read(text, dimension="1").questions if one.key.startswith("rare")]


def test_a_sub_dimension_belongs_to_the_object_that_begins_its_code() -> None:
    text = (
        '#FLAGGA 0\n#RAR 0 20240101 20241231\n#DIM 20 "Avdelning"\n#UNDERDIM 21 "Underavdelning" 20\n'
        '#OBJEKT 20 "01" "Barn"\n#OBJEKT 21 "0101" "Spädbarn"\n#PSALDO 0 202401 4010 {21 "0101"} 70\n'
    )
    assert sum_units(read(text, dimension="20")) == {"01": 70}
    assert sum_units(read(text, dimension="21")) == {"0101": 70}


@pytest.mark.parametrize(
    ("extra", "tertial", "error"),
    [
        ("", 3, ""),
        ("", 1, "Filen säger bara vad hela 2024 blev, inte vad januari–april 2024 blev"),
        ("#OMFATTN 20240430\n", 1, ""),
        ("#OMFATTN 20240831\n", 1, "Filen säger bara vad 1 januari–31 augusti 2024 blev"),
    ],
)
def test_a_years_result_is_never_a_tertials(extra: str, tertial: int, error: str) -> None:
    errors = find_errors(HEAD + extra + "#RES 0 5010 1200.50\n#RES -1 5010 7\n#RES 0 1930 4\n", tertial)
    assert bool(errors) == bool(error)
    assert error in "".join(errors)


def test_results_are_read_by_their_year() -> None:
    text = "#FLAGGA 0\n#RAR 0 20240101 20241231\n#RES 0 5010 1200.50\n#RES -1 5010 7\n"
    assert sum_rows(read(text)) == {("5010", "totalt", None): Decimal("1200.50")}
    assert sum_rows(read(text, year=2023)) == {("5010", "totalt", None): 7}


@pytest.mark.parametrize(
    ("head", "months", "tertial", "keys"),
    [
        (HEAD, range(1, 9), 2, []),
        (HEAD, range(1, 9), 3, ["ends"]),
        (HEAD + "#OMFATTN 20240815\n", range(1, 9), 2, ["ends"]),
        (HEAD, range(1, 13), 1, []),
        (HEAD.replace("20240101 20241231", "20240501 20250430"), range(5, 13), 3, ["begins"]),
    ],
)
def test_how_far_a_file_reaches_is_a_question(head: str, months: range, tertial: int, keys: list[str]) -> None:
    found = read(head + "".join(f'#PSALDO 0 2024{month:02} 5010 {{1 "A"}} 5\n' for month in months), tertial)
    assert [one.key.partition(":")[0] for one in found.questions] == keys


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("1234.50", "1234.50"), ("-.5", "-0.5"), ("1234,50", "1234.50"), ("1 234,5", "1234.5"), ("7-", "-7")],
        *[("1,234.50", "1234.50"), ("1.234,50", "1234.50"), ("(5)", "-5")],
    ],
)
def test_amounts(field: str, value: str) -> None:
    assert SieAmounts().parse(1, field) == Decimal(value)


@pytest.mark.parametrize("field", ["", "-", "1,234", "12.34.56", "(-5)", "1e9", "9" * 20, "tolv"])
def test_what_is_no_amount_is_refused(field: str) -> None:
    with pytest.raises(SieLineError):
        SieAmounts().parse(1, field)


def test_three_decimals_are_refused_where_nothing_shows_that_they_are_decimals() -> None:
    line = "#PSALDO 0 202401 5010 {} "
    assert "två saker" in find_errors(f"{HEAD}{line}1.234\n")[0]
    assert not find_errors(f"{HEAD}{line}1.234\n{line}8333.333\n")


def test_a_missing_amount_is_never_the_date_after_it() -> None:
    text = '#VER A 1 20240115\n{\n#TRANS 5010 {1 "A"} 20240115 "text"\n#TRANS 5010 {}\n#TRANS 5010 {} ""\n}\n'
    assert [error.count("Beloppet saknas") for error in find_errors(HEAD + text)[:3]] == [1, 1, 1]


def test_account_types_decide_where_the_file_has_them() -> None:
    lines = "".join(f"#PSALDO 0 202412 {account} {{}} 1\n" for account in ("1930", "2440", "5010", "1999", "5999"))
    found = read(f"{HEAD}#KTYP 1999 K\n#KTYP 5999 T\n{lines}")
    assert {row.account for row in found.rows} == {"5010", "1999"}
    assert any("5999" in text for text in found.remarks)


def test_a_broken_line_is_shown_by_its_number() -> None:
    log = ErrorLog()
    read_sie_book(b"#FLAGGA 0\n#PSALDO 0 202499 5010 {} 1\n#PSALDO 0 202401 5010 {1} 1\n#PSALDO\n", "a.se", log)
    assert [error.row for error in log.errors] == [2, 3, 4]
    assert "ingen period" in log.errors[0].expected


def test_a_file_that_is_no_sie() -> None:
    log = ErrorLog()
    read_sie_book(b"hello", "a.se", log)
    assert "ingen SIE-fil" in log.errors[0].expected


@pytest.mark.parametrize(
    ("stored", "by", "dimension"),
    [("1+6", "unit", "1"), ("1+6", "activity", "6"), ("1", "unit", "1"), ("", "unit", "")],
)
def test_a_stored_level_means_its_dimension(stored: str, by: str, dimension: str) -> None:
    assert parse_dimension_choice(stored, by).dimension == dimension


@given(st.binary(max_size=400))
def test_random_bytes_never_crash(data: bytes) -> None:
    for start in (b"#FLAGGA 0\n#PSALDO ", b"#FLAGGA 0\n#VER A 1 20240101\n#TRANS 5010 {", b"#FLAGGA 0\n#RAR "):
        read_sie_ledger(start + data, "a.se", None, Tertial(2024, 3), ErrorLog())
    decode_sie(data)


ledger_rows = st.lists(
    st.tuples(
        st.sampled_from(["3010", "5010", "4652", "1930"]),
        st.integers(1, 12),
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["", "P", "Q"]),
        st.integers(-(10**9), 10**9).filter(bool).map(lambda cents: Decimal(cents) / 100),
    ),
    min_size=1,
    max_size=25,
)


def write_books(rows: list[tuple[str, int, str, str, Decimal]]) -> dict[str, list[str]]:
    """The same money as vouchers, by object, by object with totals, in pairs, and as vouchers beside totals."""
    vouchers, totals, objects, pairs = [], defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal)
    for number, (account, month, unit, project, amount) in enumerate(rows):
        dims = f'1 "{unit}"' + (f' 6 "{project}"' if project else "")
        vouchers += [f"#VER A {number} 2024{month:02}15", "{", f"#TRANS {account} {{{dims}}} {amount}", "}"]
        totals[account, month, ""] += amount
        objects[account, month, f'1 "{unit}"'] += amount
        pairs[account, month, f'1 "{unit}" 6 "{project or "-"}"'] += amount
    written = [
        [f"#PSALDO 0 2024{month:02} {account} {{{dims}}} {amount}" for (account, month, dims), amount in sums.items()]
        for sums in (totals, objects, pairs)
    ]
    return {
        "vouchers": vouchers, "objects": written[1], "objects and totals": written[0] + written[1],
        "pairs": written[2], "vouchers and totals": written[0] + vouchers,
    }  # fmt: skip


@given(ledger_rows)
def test_the_same_money_however_it_is_written(rows: list[tuple[str, int, str, str, Decimal]]) -> None:
    right: dict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    for account, month, unit, _, amount in rows:
        if account != "1930":
            right[account, unit, month] += amount
    right = {key: amount for key, amount in right.items() if amount}
    for name, lines in write_books(rows).items():
        log = ErrorLog()
        text = HEAD + "\n".join(lines)
        found = read_sie_ledger(text.encode(), "a.se", "1", Tertial(2024, 3), log)
        assert sum_rows(found) == right, name
        amounts = [Decimal(line.split()[-1]) for line in lines if line.startswith(("#PSALDO", "#TRANS"))]
        applied = sum((row.amount or Decimal(0) for row in found.rows), Decimal(0))
        assert sum(amounts) == applied + sum(one.actual for one in found.omitted), name
        assert len(amounts) == len(found.rows) + sum(one.rows for one in found.omitted), name


def quoted(text: str) -> str:
    """A text as SIE writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


texts = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)


@given(texts)
def test_a_quoted_text_reads_back_equal(text: str) -> None:
    assert split_tokens(f"#KONTO 1 {quoted(text)}") == ["#KONTO", "1", text]
    assert split_tokens(f"#TRANS 1 {{1 {quoted(text)}}} 5") == ["#TRANS", "1", ["1", text], "5"]


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False), st.sampled_from([",", "."]))
def test_money_reads_back_equal(value: Decimal, decimal: str) -> None:
    assert parse_ledger_amount(f"{value:f}".replace(".", decimal), decimal) == value
    assert SieAmounts().parse(1, f"{value:f}".replace(".", decimal)) == value


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
