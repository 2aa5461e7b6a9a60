"""Every way of writing a number in every place that reads one: the same amount, or no amount, or a reason why not."""

import io
import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal

import msgspec
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.api.entry.input_rows import OperatingLines, Outcomes
from apps.core.cell_numbers import UnreadableError
from apps.core.swedish import NotANumberError, parse_quantity
from apps.entry.blocks.preview import split_block
from apps.entry.keys import EntryKind
from apps.entry.values import parse_field
from apps.imports.ledgers.amounts import parse_ledger_amount
from apps.imports.ledgers.extract import (
    LedgerFileMapping,
    guess_mapping,
    iter_ledger_rows,
    list_unclear_amounts,
    read_ledger_table,
)
from apps.imports.ledgers.sie.parser import read_sie_book
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.schema import SCHEMAS_BY_NAME
from apps.imports.report_format.source_files import read_csv, read_upload

Answer = Decimal | str
ASKED = "no amount: refused with what to write, or asked about"
EMPTY = "nothing"
OUTCOME_ROW = dict.fromkeys(("value", "numerator", "denominator", "stated_text", "missing", "forecast")) | {
    "missing": ""
}


def read_money_cell(text: str) -> Answer:
    try:
        found = parse_field(EntryKind.OPERATING, "actual", text, {}, "mnkr")["actual"]
    except UnreadableError:
        return ASKED
    return EMPTY if found is None else Decimal(found) / 1_000_000


def read_outcome_cell(text: str) -> Answer:
    try:
        found = parse_field(EntryKind.OUTCOME, "value", text, OUTCOME_ROW, "kr")
    except UnreadableError:
        return ASKED
    return found["value"] if found["value"] is not None else EMPTY


def read_pasted_cell(text: str) -> Answer:
    """As Excel puts it on the clipboard."""
    lines = split_block(f"{text}\tnästa\n")
    return read_money_cell(lines[0][0])


def _read_column(cell: str) -> Answer:
    column = next(one for one in SCHEMAS_BY_NAME["drift"].columns if one.key == "actual")
    try:
        return column.read(cell) if cell.strip() else EMPTY  # type: ignore[no-any-return]
    except UnreadableError:
        return ASKED


def read_template(texts: Sequence[str | float], formats: Sequence[str] = ()) -> list[Answer]:
    """Each in a row of its own: opening a workbook takes its time."""
    book = openpyxl.Workbook()
    book.active.title = "drift"
    for row, text in enumerate(texts, start=1):
        cell = book.active.cell(row, 2, text)
        cell.data_type = "s" if isinstance(text, str) else "n"
        cell.number_format = formats[row - 1] if formats else "General"
        book.active.cell(row, 1, "a")
    stream = io.BytesIO()
    book.save(stream)
    lines = read_upload(stream, "mall.xlsx")[0].lines
    return [_read_column(line.cells[1] if len(line.cells) > 1 else "") for line in lines]


def read_report_csv(text: str) -> Answer:
    content = f'verksamhet;utfall\na;"{text}"\n'.encode()
    sheet = read_csv(content, "drift", "drift.csv", ErrorLog())
    assert sheet is not None
    return _read_column(sheet.lines[1].cells[1] if len(sheet.lines[1].cells) > 1 else "")


def _read_ledger(text: str, decimal: str) -> Answer:
    """By the mapping that a person chose. What can be read in two ways is asked about before it is applied."""
    log = ErrorLog()
    sheet = read_ledger_table(f'Konto;Ansvar;Belopp\n5010;1;"{text}"\n'.encode(), "a.csv", log)
    assert sheet is not None
    mapping = LedgerFileMapping(columns=guess_mapping(sheet).columns, decimal=decimal)
    rows = list(iter_ledger_rows(sheet, mapping, log))
    if log.errors or list_unclear_amounts(sheet, mapping):
        return ASKED
    return EMPTY if rows[0].amount is None else rows[0].amount


def read_sie_row(text: str) -> Answer:
    log = ErrorLog()
    head = "#FLAGGA 0\n#SIETYP 4\n#RAR 0 20240101 20241231\n"
    book = read_sie_book(f'{head}#PSALDO 0 202401 5010 {{}} "{text}"\n'.encode(), "a.se", log)
    return ASKED if log.errors else book.entries[0].amount


def _read_json(written: str) -> Answer:
    row = f'{{"rows": [{{"indicator": "a", "service_area": "b", "value": {written}}}]}}'
    try:
        found = msgspec.json.decode(row.encode(), type=Outcomes).rows[0]
    except msgspec.MsgspecError:
        return ASKED
    return ASKED if found.fault() else read_outcome_cell(found.texts()["value"])


def _read_json_money(written: str) -> Answer:
    row = f'{{"rows": [{{"service_area": "b", "cost_type": "staff", "actual": {written}}}]}}'
    try:
        found = msgspec.json.decode(row.encode(), type=OperatingLines).rows[0]
    except msgspec.MsgspecError:
        return ASKED
    return Decimal(parse_field(EntryKind.OPERATING, "actual", found.texts()["actual"], {}, "kr")["actual"])


WITH_COMMA: dict[str, Callable[[str], Answer]] = {
    "cell of money": read_money_cell,
    "cell of outcome": read_outcome_cell,
    "paste": read_pasted_cell,
    "template": lambda text: read_template([text])[0],
    "report": read_report_csv,
    "ledger": lambda text: _read_ledger(text, ","),
}
WITH_POINT: dict[str, Callable[[str], Answer]] = {
    "ledger, point": lambda text: _read_ledger(text, "."),
    "SIE": read_sie_row,
    "API, text": lambda text: _read_json(json.dumps(text)),
    "API, number": _read_json,
    "API, kronor": _read_json_money,
}
PLACES = WITH_COMMA | WITH_POINT

# Why a place may differ from the others: who reads there knows something that the others do not.
UNIT_OF_FILE = "the unit is said once, for the whole file: a cell that says another is refused"
OWN_UNIT = "a cell that says its own unit is taken at its word: here the sheet is in millions"
MONEY_ONLY = "in accounts a bracket or a minus after means minus; of other values it may mean something else"
DASH_IS_ZERO = "systems print zero as a dash; a person who types one may mean that the amount is missing"
FRACTION = "a share of two numbers is an outcome"
JSON_NUMBERS = "JSON has a point, exponents and no signs between thousands"
JSON_TEXTS = "a text in JSON is a decimal number as programs write it, in any digits; the amount is the same"
WHOLE_KRONOR = "money in the API is whole kronor"
SIE_NUMBERS = "SIE has an amount, and nothing else, in every row; a comma before three digits is refused"
LONG_DECIMALS = "a cell has at most six decimals; a ledger's rows are added up first and then rounded"
CALCULATED = "a calculation typed in a cell of the sheet is calculated; in a file it is a formula without a result"

CELLS = ("cell of money", "cell of outcome", "paste")
API = ("API, text", "API, number", "API, kronor")


class Form:
    """A way of writing: its amount with a decimal comma and with a point, and the places that differ with why."""

    def __init__(self, text: str, comma: str, point: str | None) -> None:
        self.text, self.comma, self.point = text, comma, comma if point is None else point
        self.differ: dict[str, tuple[str, str]] = {}

    def get_answer(self, place: str) -> Answer:
        text = self.differ[place][0] if place in self.differ else self.comma if place in WITH_COMMA else self.point
        return text if text in (ASKED, EMPTY) else Decimal(text)


def build_form(
    text: str, comma: str, point: str | None = None, *differ: tuple[tuple[str, ...] | str, str, str]
) -> Form:
    """``differ`` are places, their answer and the reason."""
    form = Form(text, comma, point)
    for places, answer, why in differ:
        form.differ |= dict.fromkeys((places,) if isinstance(places, str) else places, (answer, why))
    return form


NOT_JSON = (API, ASKED, JSON_NUMBERS)
NOT_JSON_NUMBER = (("API, number", "API, kronor"), ASKED, JSON_NUMBERS)
NOT_KRONOR = ("API, kronor", ASKED, WHOLE_KRONOR)
NOT_OUTCOME = ("cell of outcome", ASKED, MONEY_ONLY)
TYPED = ("cell of money", "paste")
ONE_UNIT = ("template", "report", "SIE", *API)
NO_CURRENCY = ("cell of outcome", ASKED, "an indicator's unit is written as it is named")
SPACES = {"space": " ", "no-break": "\u00a0", "thin": "\u2009", "narrow": "\u202f", "figure": "\u2007"}
FORMS = [
    *(build_form(f"1{sign}234,50", "1234.5", ASKED, ("SIE", "1234.5", SIE_NUMBERS)) for sign in SPACES.values()),
    *(build_form(f"1{sign}234", "1234", None, NOT_JSON) for sign in SPACES.values()),
    *(
        build_form(f"-1{sign}234{sign}567,89", "-1234567.89", ASKED, ("SIE", "-1234567.89", SIE_NUMBERS))
        for sign in SPACES.values()
    ),
    build_form("1.234,50", "1234.5", ASKED, ("SIE", "1234.5", SIE_NUMBERS)),
    build_form("1,234.50", ASKED, "1234.5", NOT_JSON),
    build_form("1'234,50", "1234.5", ASKED, ("SIE", "1234.5", SIE_NUMBERS)),
    build_form("1’234,50", "1234.5", ASKED, ("SIE", "1234.5", SIE_NUMBERS)),
    build_form("1.234.567", "1234567", ASKED, ("SIE", "1234567", SIE_NUMBERS)),
    build_form("1,234,567", ASKED, "1234567", NOT_JSON),
    build_form("1 234 567", "1234567", None, NOT_JSON),
    build_form("1234,5", "1234.5", ASKED, ("SIE", "1234.5", SIE_NUMBERS)),
    build_form("0,5", "0.5", ASKED, ("SIE", "0.5", SIE_NUMBERS)),
    build_form(",5", "0.5", ASKED, ("SIE", "0.5", SIE_NUMBERS)),
    build_form(".5", ASKED, "0.5", NOT_JSON_NUMBER),
    build_form("-5", "-5"),
    build_form("\u22125", "-5", None, NOT_JSON),
    build_form("\u20135", "-5", None, NOT_JSON),
    build_form("- 5", "-5", None, NOT_JSON),
    build_form("5-", "-5", None, NOT_OUTCOME, NOT_JSON),
    build_form("5 -", "-5", None, NOT_OUTCOME, NOT_JSON),
    build_form("(743)", "-743", None, NOT_OUTCOME, NOT_JSON),
    build_form("(1 234)", "-1234", None, NOT_OUTCOME, NOT_JSON),
    build_form("(-5)", ASKED),
    build_form("--5", ASKED),
    build_form("-5-", ASKED),
    build_form("1 234:-", "1234", None, NOT_OUTCOME, NOT_JSON),
    *(
        build_form(dash, ASKED, ASKED, (("ledger", "ledger, point"), "0", DASH_IS_ZERO))
        for dash in ("-", "\u2013", "\u2212")
    ),
    build_form("+5", "5", None, NOT_JSON_NUMBER),
    build_form("43.5", ASKED, "43.5", NOT_KRONOR),
    build_form("1.234", ASKED, ASKED, (("API, text", "API, number"), "1.234", JSON_NUMBERS)),
    build_form("-12.500", ASKED, ASKED, (("API, text", "API, number"), "-12.5", JSON_NUMBERS)),
    build_form("1,234", ASKED),
    build_form("0.123", ASKED, "0.123", NOT_KRONOR),
    build_form("0,123", "0.123", ASKED, ("SIE", "0.123", SIE_NUMBERS)),
    build_form("12.34.56", ASKED),
    build_form("1,2,3", ASKED),
    build_form("1 23", ASKED),
    build_form("12 34", ASKED),
    build_form("1 2345", ASKED),
    build_form("1  234", "1234", None, NOT_JSON),
    build_form("7-8", ASKED),
    build_form("5 %", ASKED),
    build_form("5%", ASKED),
    build_form("5 procent", ASKED),
    build_form("1e5", ASKED, ASKED, (("API, text", "API, number"), "100000", JSON_NUMBERS)),
    build_form("1E+05", ASKED, ASKED, (("API, text", "API, number"), "100000", JSON_NUMBERS)),
    build_form("\u0663", ASKED, ASKED, ("API, text", "3", JSON_TEXTS)),
    build_form("１２", ASKED, ASKED, ("API, text", "12", JSON_TEXTS)),
    build_form("½", ASKED),
    build_form("5²", ASKED),
    build_form("12 tkr", ASKED, None, (TYPED, "0.012", OWN_UNIT)),
    build_form("12 kkr", ASKED, None, (TYPED, "0.012", OWN_UNIT)),
    build_form("12,5 mnkr", ASKED, None, (TYPED, "12.5", OWN_UNIT)),
    build_form("(12,5) mkr", ASKED, None, (TYPED, "-12.5", OWN_UNIT)),
    *(
        build_form(text, "1234", None, (TYPED, "0.001234", OWN_UNIT), (ONE_UNIT, ASKED, UNIT_OF_FILE), NO_CURRENCY)
        for text in ("1 234 kronor", "1 234 SEK", "SEK 1 234", "1 234 sek.")
    ),
    build_form("1 234 kr", "1234", None, (TYPED, "0.001234", OWN_UNIT), (ONE_UNIT, ASKED, UNIT_OF_FILE)),
    build_form(
        "-1 234,00 kr", "-1234", ASKED,
        (TYPED, "-0.001234", OWN_UNIT), (("template", "report"), ASKED, UNIT_OF_FILE),
    ),
    build_form("NaN", ASKED),
    build_form("Infinity", ASKED),
    build_form("0x10", ASKED),
    build_form("1_000", ASKED, ASKED, ("API, text", "1000", JSON_TEXTS)),
    build_form("", EMPTY, EMPTY, (("SIE", *API), ASKED, SIE_NUMBERS)),
    build_form(" ", EMPTY, EMPTY, (("SIE", *API), ASKED, SIE_NUMBERS)),
    build_form("0", "0"),
    build_form("-0", "0"),
    build_form("00012", "12", None, NOT_JSON_NUMBER),
    build_form("012,5", "12.5", ASKED, ("SIE", "12.5", SIE_NUMBERS)),
    build_form("0 123", ASKED),
    build_form("5.8000000000000007", ASKED, "5.8000000000000007", (API, ASKED, LONG_DECIMALS)),
    build_form("5,8000000000000007", ASKED, ASKED, (("ledger", "SIE"), "5.8000000000000007", LONG_DECIMALS)),
    build_form("99999999999999999999", ASKED),
    build_form("=1+2", ASKED, ASKED, (CELLS, "3", CALCULATED)),
    build_form("#DIV/0!", ASKED),
    build_form("ca 5", ASKED),
    build_form("<5", ASKED),
    build_form(">5", ASKED),
    build_form("18 (67 %)", ASKED),
    build_form("5*", ASKED),
    build_form("5 1)", ASKED),
    build_form("2024-01-05", ASKED),
    build_form("6/29", ASKED, None, ("cell of outcome", "6", FRACTION)),
    build_form("162/327 49,1 %", ASKED),
    build_form("uppgift saknas", ASKED),
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_form_is_the_same_everywhere(place: str) -> None:
    texts = [form.text for form in FORMS]
    answers = read_template(texts) if place == "template" else [PLACES[place](text) for text in texts]
    wrong = {
        form.text: (answer, form.get_answer(place), form.differ.get(place, ("", "as elsewhere"))[1])
        for form, answer in zip(FORMS, answers, strict=True)
        if answer != form.get_answer(place)
    }
    assert not wrong


def test_no_place_differs_without_need() -> None:
    """A reason that explains nothing is taken away."""
    idle = [
        (form.text, place)
        for form in FORMS
        for place, (answer, _) in form.differ.items()
        if answer == (form.comma if place in WITH_COMMA else form.point)
    ]
    assert idle == []


def test_a_number_in_a_workbook_is_read_as_it_is_and_not_as_it_is_shown() -> None:
    cells = [
        (1234.5, "General", "1234.5"),
        (5.8000000000000007, "General", "5.8"),
        (0.1 + 0.2, "General", "0.3"),
        (-743, '#,##0;(#,##0);"-"', "-743"),
        (0, '#,##0;(#,##0);"-"', "0"),
        (1.234, "0.000", "1.234"),
        (12345.678, "#,##0", "12345.678"),
        (7, "0000", "7"),
    ]
    found = read_template([value for value, _, _ in cells], [shown for _, shown, _ in cells])
    assert found == [Decimal(amount) for _, _, amount in cells]


AMOUNTS = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)


@st.composite
def written_amounts(draw: st.DrawFn) -> tuple[Decimal, str]:
    """An amount, and one of the ways in which people and systems write it."""
    value = draw(AMOUNTS)
    decimal = draw(st.sampled_from(",."))
    thousand = draw(st.sampled_from(["", *SPACES.values(), "'", "." if decimal == "," else ","]))
    digits = f"{abs(value):,.{draw(st.sampled_from([0, 1, 2, 3]))}f}"
    value = Decimal(digits.replace(",", "")) * (-1 if value < 0 else 1)
    digits = digits.translate(str.maketrans({",": thousand, ".": decimal}))
    shape = draw(st.sampled_from(["-{}", "\u2212{}", "- {}", "({})", "{}-"])) if value < 0 else "{}"
    return value, shape.format(digits)


@settings(deadline=None, max_examples=60)
@given(written_amounts())
def test_an_amount_is_read_as_it_is_or_not_at_all(written: tuple[Decimal, str]) -> None:
    value, text = written
    answers = {place: read(text) for place, read in PLACES.items() if place != "template"}  # slow, and as a report
    with_point = {place: answers.pop(place) for place in API}  # where 1.234 is a decimal number, as JSON says
    assert {answer for answer in answers.values() if answer != ASKED} <= {value}
    assert {answer for answer in with_point.values() if answer != ASKED} <= {value, _as_json(text)}
    assert set(answers.values()) != {ASKED} or _is_unclear(text)


def _as_json(text: str) -> Answer:
    try:
        return Decimal(text) if text.isascii() else ASKED
    except ArithmeticError:
        return ASKED


def _is_unclear(text: str) -> bool:
    """Only a sign before three digits at the end leaves nobody who can read it."""
    digits = text.strip("-\u2212() ")
    return len(digits) > 4 and digits[-4] in ",." and sum(sign in ",." for sign in digits) == 1


def test_a_ledger_in_thousands_takes_no_cell_in_kronor() -> None:
    assert parse_ledger_amount("1 234 kr", ",") == 1234
    with pytest.raises(ValueError, match="”1 234 kr” är i kronor, men filen i tkr"):
        parse_ledger_amount("1 234 kr", ",", "tkr")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(743)", "Skriv -743, om det är vad som menas"),
        ("43.5", "Skriv 43,5, om det är vad som menas"),
        ("-1,234.50", "Skriv -1\u00a0234,5, om"),
        ("\u2013", "kan betyda noll, eller att talet saknas"),
    ],
)
def test_what_is_refused_says_what_to_write(text: str, message: str) -> None:
    with pytest.raises(NotANumberError, match=re.escape(message)):
        parse_quantity(text)
