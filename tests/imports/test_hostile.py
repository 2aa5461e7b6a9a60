"""Whatever bytes are sent in, the answer is a report or a list of errors: never a crash."""

import contextlib
import io
import random
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.core.cell_numbers import UnreadableError
from apps.core.tertials import Tertial
from apps.documents.report_files import write_workbook
from apps.goals.measured_values import parse_measured_value
from apps.goals.targets import parse_target
from apps.imports.files.file_kinds import detect_file_kind, find_csv_sheet, find_file_problem
from apps.imports.ledgers.code_rules import find_target, parse_rules
from apps.imports.ledgers.extract import parse_ledger_amount, parse_ledger_period
from apps.imports.models import FileKind
from apps.imports.report_format.errors import CellError, ErrorLog, ReportErrors
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.schema import SHEET_SCHEMAS
from apps.imports.report_format.source_files import read_csv, read_source, read_upload
from apps.imports.report_loader import read_report
from tests.builders import SMALL_REPORT, write_report

pytestmark = pytest.mark.slow

names = st.sampled_from([sheet.name for sheet in SHEET_SCHEMAS])
words = st.sampled_from(
    [
        "",
        "*",
        "=1",
        "ja",
        "öka 10 %",
        "5/17",
        "1.234",
        "-",
        "'=x",
        "#REF!",
        "2024",
        "namnden",
        "1/0",
        "50 %",
        "\x00",
        "٣",
    ]
)
cells = st.one_of(words, st.text(max_size=12))


@given(st.binary(max_size=300), names)
def test_random_bytes_as_csv(data: bytes, name: str) -> None:
    log = ErrorLog()
    sheet = read_csv(data, name, f"{name}.csv", log)
    assert sheet is not None or log.errors
    with pytest.raises(ReportErrors):
        read_report([sheet] if sheet else [])


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"%PDF"]))
def test_random_bytes_as_a_workbook(data: bytes, start: bytes) -> None:
    with pytest.raises(ReportErrors):
        read_upload(io.BytesIO(start + data), "r.xlsx")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(names, st.lists(st.lists(cells, max_size=16), max_size=4), max_size=6))
def test_random_cells_under_right_headers(found: dict[str, list[list[str]]]) -> None:
    """Random rows beside a right report: read, or refused with the place of every error."""
    sheets = []
    for name, text in SMALL_REPORT.items():
        rows = [line.split(";") for line in text.splitlines()] + found.get(name, [])
        sheets.append(RawSheet(name, f"{name}.csv", [RawLine(number, row) for number, row in enumerate(rows, start=1)]))
    assert all(error.file and error.expected for error in _errors(sheets))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_a_workbook_with_damaged_bytes(seed: int) -> None:
    """Bytes are changed inside the parts, which are then packed properly: the parser itself meets the damage."""
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(_workbook())) as parcel:
        parts = {name: bytearray(parcel.read(name)) for name in parcel.namelist()}
    name = chance.choice(list(parts))
    for _ in range(chance.randint(1, 20)):
        parts[name][chance.randrange(len(parts[name]))] = chance.randrange(256)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parcel:
        for part, data in parts.items():
            parcel.writestr(part, bytes(data))
    with contextlib.suppress(ReportErrors):
        read_report(read_upload(stream, "r.xlsx"))


def _errors(sheets: list[RawSheet]) -> list[CellError]:
    try:
        read_report(sheets)
    except ReportErrors as caught:
        return caught.errors
    return []


@cache
def _workbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = io.BytesIO()
        write_workbook(read_source(write_report(Path(folder) / "r")), target)
        return target.getvalue()


COLUMNS = {(sheet.name, column.name): column for sheet in SHEET_SCHEMAS for column in sheet.columns}
PERIODS = st.from_regex(r"[0-9tT]{0,6}[-/. ]{0,2}[0-9tT]{0,6}( .{0,3})?", fullmatch=True)
NUMBERS = st.text(alphabet="0123456789 .,-−–+/%'\u00a0\u202f²٣e", max_size=14)


@given(st.one_of(cells, NUMBERS, PERIODS), st.sampled_from(sorted(COLUMNS)))
def test_any_text_in_any_column_is_a_value_or_a_clear_no(text: str, column: tuple[str, str]) -> None:
    told = "."
    try:
        COLUMNS[column].read(text)
    except UnreadableError as error:
        told = str(error)
    assert told.endswith((".", "?"))


READERS: dict[str, Callable[[str], object]] = {
    "amount with comma": lambda text: parse_ledger_amount(text, ","),
    "amount with dot": lambda text: parse_ledger_amount(text, "."),
    "month": parse_ledger_period,
    "tertial": Tertial.parse,
    "target": lambda text: parse_target(text, "higher"),
    "outcome in per cent": lambda text: parse_measured_value(text, "%"),
    "outcome in numbers": lambda text: parse_measured_value(text, "antal"),
}


@pytest.mark.parametrize("reader", READERS)
@given(text=st.one_of(st.text(max_size=20), NUMBERS, PERIODS, words))
def test_numbers_periods_and_targets_say_no_in_words(reader: str, text: str) -> None:
    with contextlib.suppress(ValueError):  # every refusal is one, with a sentence in Swedish
        READERS[reader](text)


endings = st.sampled_from(["", ".csv", ".xlsx", ".se", "-drift.csv", ".pdf"])


@given(st.binary(max_size=200), st.text(max_size=12), endings)
def test_any_file_is_told_what_it_is(data: bytes, stem: str, ending: str) -> None:
    name = stem + ending
    assert isinstance(find_file_problem(name, data), str)
    assert detect_file_kind(name, data) in FileKind
    assert find_csv_sheet(name, data) in {"", *(sheet.name for sheet in SHEET_SCHEMAS)}


@given(st.lists(st.text(max_size=20), max_size=6), st.text(max_size=8))
def test_any_lines_are_rules_or_a_clear_no(lines: list[str], code: str) -> None:
    log = ErrorLog()
    rules = parse_rules([*lines, "4700-4799 hemtjanst"], {"hemtjanst": "hemtjanst"}, "verksamhetens kod", log)
    assert find_target(rules, code, {}) in {"", "-", "hemtjanst"}
    assert find_target(rules, "4711", {}) == "hemtjanst" or len(rules) > 1
    assert all(error.expected for error in log.errors)
