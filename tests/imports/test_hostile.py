"""Whatever bytes are sent in, the answer is a report or a list of errors: never a crash."""

import contextlib
import io
import random
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.imports.errors import CellError, ErrorLog, ReportErrors
from apps.imports.load import read_report
from apps.imports.schema import SHEETS
from apps.imports.sheets import Line, Sheet
from apps.imports.sources import open_source, open_upload, read_csv
from apps.imports.write import write_workbook
from tests.builders import SMALL_REPORT, write_report

names = st.sampled_from([sheet.name for sheet in SHEETS])
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
        open_upload(io.BytesIO(start + data), "r.xlsx")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(names, st.lists(st.lists(cells, max_size=16), max_size=4), max_size=6))
def test_random_cells_under_right_headers(found: dict[str, list[list[str]]]) -> None:
    """Random rows beside a right report: read, or refused with the place of every error."""
    sheets = []
    for name, text in SMALL_REPORT.items():
        rows = [line.split(";") for line in text.splitlines()] + found.get(name, [])
        sheets.append(Sheet(name, f"{name}.csv", [Line(number, row) for number, row in enumerate(rows, start=1)]))
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
        read_report(open_upload(stream, "r.xlsx"))


def _errors(sheets: list[Sheet]) -> list[CellError]:
    try:
        read_report(sheets)
    except ReportErrors as caught:
        return caught.errors
    return []


@cache
def _workbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = io.BytesIO()
        write_workbook(open_source(write_report(Path(folder) / "r")), target)
        return target.getvalue()
