"""A folder and a workbook are two garments of one report."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.swedish import NotANumberError, parse_number
from apps.documents.report_files import build_csv, join_sheet_parts, write_folder, write_workbook
from apps.imports.demo_reports.coverage import list_report_folders
from apps.imports.report_format.cell_text import guard_text, unguard_text
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.source_files import read_csv, read_source, read_upload
from apps.imports.report_loader import load_report, read_report
from apps.rounds.models import Round, RoundState
from tests.builders import write_report
from tests.imports.database import everything

texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=20)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("folder", list_report_folders(), ids=lambda folder: folder.name)
def test_a_real_report_is_the_same_as_a_workbook(folder: Path, tmp_path: Path) -> None:
    """Folder in, workbook out, workbook in: not one row differs, in the file or in the database."""
    source = read_source(folder)
    write_workbook(source, tmp_path / "rapport.xlsx")
    (tmp_path / "mapp").mkdir()
    write_folder(source, tmp_path / "mapp")
    Round.objects.update(state=RoundState.OPEN)  # in this test's transaction: an adopted report is not written over
    load_report(source=source, by=None)
    before = everything()
    for other in (tmp_path / "rapport.xlsx", tmp_path / "mapp"):
        assert list_values(read_source(other)) == list_values(source)
        load_report(source=read_source(other), by=None)
        assert everything() == before


def list_values(source: list[RawSheet]) -> list[Any]:
    """All that a report says, row by row."""
    parsed = read_report(source)
    return [parsed.profile.values, {name: [record.values for record in rows] for name, rows in parsed.sheets.items()}]


@pytest.mark.django_db
def test_text_that_looks_like_a_formula_goes_round(tmp_path: Path) -> None:
    changes = {
        ("kommentarer", 2, "text"): "'=1+1 är två",
        ("kommentarer", 2, "orsak"): "- fler anställda",
        ("kommentarer", 2, "åtgärd"): "@alla",
        ("kommentarer", 3, "text"): "https://example.se",
    }
    source = read_source(write_report(tmp_path / "mapp", changes))
    write_workbook(source, tmp_path / "r.xlsx")
    round_ = load_report(source=read_source(tmp_path / "r.xlsx"), by=None)
    comment = round_.comments.get(topic="operating")
    assert (comment.text, comment.cause, comment.action) == ("=1+1 är två", "- fler anställda", "@alla")


def test_every_cell_of_a_workbook_is_text(tmp_path: Path) -> None:
    write_workbook(read_source(write_report(tmp_path / "mapp")), tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    assert all(page.freeze_panes == "A2" for page in book)


def test_parts_are_put_together_under_all_their_headers() -> None:
    parts = [
        RawSheet(
            "utfall", "utfall-a.csv", [RawLine(1, ["Indikator", "värde"]), RawLine(2, ["a", "1"]), RawLine(3, ["b"])]
        ),
        RawSheet("rapport", "rapport.csv", [RawLine(1, ["fält"])]),
        RawSheet("utfall", "utfall-b.csv", [RawLine(1, ["värde", "år"]), RawLine(2, ["2", "2024"])]),
    ]
    report, outcomes = join_sheet_parts(parts)
    assert report.name == "rapport"
    assert [line.cells for line in outcomes.lines] == [
        ["indikator", "värde", "år"],
        ["a", "1", ""],
        ["b", "", ""],
        ["", "2", "2024"],
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+46 70-1", "'+46 70-1"),
        ("-96 526", "-96 526"),
        ("-0,5 %", "-0,5 %"),
        ("- fler", "'- fler"),
        ("-", "'-"),
        ("@alla", "'@alla"),
        ("\tx", "'\tx"),
        ("vanlig text", "vanlig text"),
        ("'citat", "'citat"),
    ],
)
def test_dangerous_text_is_guarded_and_numbers_are_not(text: str, written: str) -> None:
    assert guard_text(text) == written
    assert unguard_text(written) == text


@given(texts)
def test_no_written_cell_can_run(text: str) -> None:
    written = guard_text(text)
    if written.strip() and written[:1] in ("=", "+", "-", "@", "\t", "\r"):
        parse_number(written)  # raises if it is no number
    if text[:1] != "'":
        assert unguard_text(written) == text


@given(st.lists(st.lists(texts, min_size=1, max_size=4), min_size=1, max_size=4))
def test_csv_goes_round(rows: list[list[str]]) -> None:
    log = ErrorLog()
    sheet = read_csv(build_csv(rows), "utfall", "utfall.csv", log)
    assert sheet is not None
    assert not log.errors
    stripped = [[unguard_text(cell) for cell in row] for row in rows]
    for row in stripped:
        while row and not row[-1].strip():
            row.pop()
    assert [[unguard_text(cell) for cell in line.cells] for line in sheet.lines] == [row for row in stripped if row]


def test_a_workbook_can_be_sent_in_as_it_was_sent_out(tmp_path: Path) -> None:
    stream = io.BytesIO()
    source = read_source(write_report(tmp_path))
    write_workbook(source, stream)
    again = read_upload(stream, "r.xlsx")
    assert [sheet.name for sheet in again] == [sheet.name for sheet in join_sheet_parts(source)]


def test_a_number_with_two_meanings_is_guarded() -> None:
    with pytest.raises(NotANumberError):
        parse_number("-1.234")
    assert guard_text("-1.234") == "'-1.234"
