"""Areas that go by cost centre and activity together: pairs, rules for one of the codes with exceptions, and SIE."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.tertials import Tertial
from apps.imports.ledgers.balance import count_contents
from apps.imports.ledgers.code_rules import find_target, parse_area_rules, parse_rules
from apps.imports.ledgers.code_sums import guess_area_code
from apps.imports.ledgers.extract import LedgerFileMapping, LedgerRow
from apps.imports.ledgers.sie.ledger import build_sie_reading, list_dimension_options, read_sie_ledger
from apps.imports.ledgers.sie.parser import read_sie_book
from apps.imports.report_format.errors import ErrorLog

TARGETS = {name: name for name in ("hemtjanst", "boende", "stod")}
T1 = Tertial(2024, 1)


@pytest.mark.parametrize(
    ("lines", "code", "target"),
    [
        (["310 + 5120 hemtjanst"], "310 + 5120", "hemtjanst"),
        (["310+5120 hemtjanst"], "310 + 5120", "hemtjanst"),
        (["310 + 5120 hemtjanst"], "310 + 5130", ""),
        (["310 + 5120 hemtjanst"], "310", ""),
        (["310 hemtjanst", "310 + 5130 boende"], "310 + 5120", "hemtjanst"),
        (["310 hemtjanst", "310 + 5130 boende"], "310 + 5130", "boende"),
        (["+ 5120 stod", "310 + 5120 boende"], "320 + 5120", "stod"),
        (["+ 5120 stod", "310 + 5120 boende"], "310 + 5120", "boende"),
        (["+ 5120 stod"], "5120 + 310", ""),
        (["310-319 + 5100-5199 boende"], "314 + 5177", "boende"),
        (["310-319 + 5100-5199 boende", "314 + 5177 -"], "314 + 5177", "-"),
        (["3000-3999 stod"], "310 + 5120", ""),  # 310 is shorter than the codes of the range
        (["310 + 51 boende"], "310 + 5120", "boende"),  # a longer code belongs to its beginning
    ],
)
def test_a_pair_goes_before_a_rule_of_one_code(lines: list[str], code: str, target: str) -> None:
    log = ErrorLog()
    for order in (lines, lines[::-1]):
        assert find_target(parse_rules(order, TARGETS, "verksamhetens kod", log), code, {}) == target
    assert not log.errors


@pytest.mark.parametrize(
    "line", ["310 + hemtjanst", "+ hemtjanst", "310 + 5120", "310 + 5 + 6 hemtjanst", "310 + 6-5 boende"]
)
def test_half_a_pair_is_refused(line: str) -> None:
    log = ErrorLog()
    assert parse_rules([line], TARGETS, "verksamhetens kod", log) == []
    assert "ett par, 310 + 5120" in str(log.errors[0])


def test_a_chosen_pair_goes_before_a_chosen_code_and_an_empty_code_is_a_code() -> None:
    chosen = {"310": "hemtjanst", "310 + 5130": "boende", " + 5120": "stod", "320 + ": "-"}
    rules = parse_area_rules(LedgerFileMapping(by="both", area_codes=chosen), TARGETS, ErrorLog())
    codes = ["310 + 5120", "310 + 5130", "3100 + 5130", " + 5120", "320 + ", "320 + 1"]
    assert [find_target(rules, code, {}) for code in codes] == ["hemtjanst", "boende", "", "stod", "-", ""]


def build_row(unit: str, activity: str) -> LedgerRow:
    return LedgerRow(1, "5010", unit, activity, None, None, Decimal(1), None)


@pytest.mark.parametrize(
    ("pairs", "areas", "by"),
    [
        ([("1", ""), ("2", "")], 9, "unit"),
        ([("", "1"), ("", "2")], 9, "activity"),
        ([("1", "8"), ("2", "8"), ("3", "9")], 3, "unit"),
        ([("1", "7"), ("1", "8"), ("1", "9")], 3, "activity"),
        ([("1", "8"), ("1", "9"), ("2", "8"), ("2", "9")], 4, "both"),
        ([("1", "8"), ("2", "9")], 4, "unit"),  # pairs say no more than the cost centre
    ],
)
def test_both_codes_are_guessed_where_one_can_not_tell_the_areas_apart(
    pairs: list[tuple[str, str]], areas: int, by: str
) -> None:
    assert guess_area_code([build_row(*pair) for pair in pairs], areas) == by


HEAD = """#FLAGGA 0
#RAR 0 20240101 20241231
#DIM 1 "Ansvar"
#DIM 6 "Verksamhet"
#OBJEKT 1 "310" "Norr"
#OBJEKT 6 "5120" "Hemtjänst"
#KONTO 5010 "Löner"
"""


def read_pair(lines: str, dimension: str = "1,6"):  # type: ignore[no-untyped-def]
    log = ErrorLog()
    found = read_sie_ledger((HEAD + lines).encode("cp437"), "b.se", dimension, T1, log)
    assert not log.errors
    return found


def test_lines_with_objects_of_both_dimensions_are_pairs_and_the_others_are_asked_about() -> None:
    found = read_pair(
        '#PSALDO 0 202401 5010 {1 "310" 6 "5120"} 100.25\n'
        '#PSALDO 0 202401 5010 {1 "310"} 130.25\n'  # the pair's money again, and 30 that has no activity
        "#PSALDO 0 202401 5010 {} 130.25\n"
        "#PSALDO 0 202402 5010 {} 0.50\n"
    )
    assert [(row.unit, row.amount) for row in found.rows] == [("310 + 5120", Decimal("100.25"))]
    assert any("30,50 kr av filens utfall har inte båda i Ansvar + Verksamhet" in one.text for one in found.questions)
    total = count_contents(found.rows, found.omitted, 1)
    assert (total.rows, total.actual) == (4, Decimal("361.25"))


def test_a_file_where_all_lines_have_both_asks_nothing_of_them() -> None:
    found = read_pair('#PSALDO 0 202401 5010 {1 "310" 6 "5120"} 100\n#PSALDO 0 202404 5010 {1 "320" 6 "5120"} 1\n')
    assert {row.unit for row in found.rows} == {"310 + 5120", "320 + 5120"}
    assert found.questions == []


def test_a_file_without_the_second_dimension_is_read_by_another_and_says_so() -> None:
    found = read_pair('#PSALDO 0 202401 5010 {1 "310"} 100\n#PSALDO 0 202404 5010 {1 "310"} 1\n')
    assert {row.unit for row in found.rows} == {"310"}
    assert any("Filen har inte Ansvar + Verksamhet" in one for one in found.remarks)


def test_the_pairs_that_lines_have_can_be_chosen() -> None:
    lines = '#PSALDO 0 202401 5010 {1 "310" 6 "5120"} 100\n'
    book = read_sie_book((HEAD + lines).encode("cp437"), "b.se", ErrorLog())
    options = {one.key: (one.label, one.rows) for one in list_dimension_options(book, 2024)}
    assert options["1,6"] == ("Ansvar + Verksamhet", 1)


OBJECTS = st.lists(
    st.sampled_from([("1", "310"), ("1", "320"), ("6", "5120"), ("6", "5130"), ("7", "9")]),
    max_size=3,
    unique_by=lambda one: one[0],
)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["PSALDO", "PBUDGET"]),
        st.integers(1, 4),
        st.sampled_from(["3010", "5010", "1930"]),
        OBJECTS,
        st.integers(-99_999, 99_999),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from(["1,6", "6,7", "1,6:add", "1,6:once"]))
def test_every_ore_is_in_a_pair_or_left_out(
    lines: list[tuple[str, int, str, list[tuple[str, str]], int]], by: str
) -> None:
    text = "".join(
        f"#{label} 0 2024{month:02} {account} {{{' '.join(f'{n} {code}' for n, code in objects)}}} {ore / 100:.2f}\n"
        for label, month, account, objects, ore in lines
    )
    book = read_sie_book((HEAD + text).encode("cp437"), "b.se", ErrorLog())
    found = build_sie_reading(book, "b.se", by, T1, ErrorLog())
    total = count_contents(found.rows, found.omitted, 1)
    for label, stated in (("PSALDO", total.actual), ("PBUDGET", total.budget)):
        assert stated == sum((Decimal(one[4]) / 100 for one in lines if one[0] == label), Decimal(0))
    assert total.rows == len(lines)
