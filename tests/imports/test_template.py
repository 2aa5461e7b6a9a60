"""The template of an open round: a cell for each figure that is waited for; filled in and sent, the round is whole."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from apps.accounts.models import Membership, User
from apps.documents.report_files import join_sheet_parts
from apps.documents.template_rows import ReportTemplate, build_template
from apps.documents.template_workbook import write_template
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.services import save_cell
from apps.goals.models import Outcome
from apps.imports.files.issued_templates import read_template_id
from apps.imports.models import AppliedFigure, ImportJob, IssuedTemplate, JobState
from apps.imports.report_format.round_sheets import build_round_sheets
from apps.imports.report_format.source_files import read_upload
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from apps.web.tasks import tidy
from tests.imports.test_export import FOLDERS
from tests.imports.test_uploads import address, as_controller, facts, send
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]
TINT = "FFFFF6D6"


def client_of(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["controller"])
    return client


def template(client: Client, round_: Round) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(client.get(f"{address(round_)}mall.xlsx").content))


def rows(page: Worksheet) -> list[dict[str, Any]]:
    headers, *lines = page.iter_rows(values_only=True)
    return [
        {str(name): cell for name, cell in zip(headers, line, strict=True) if cell is not None and name[0] != "("}
        for line in lines
    ]


def column(page: Worksheet, header: str) -> list[Any]:
    """The cells under a heading."""
    place = [cell.value for cell in page[1]].index(header) + 1
    return [page.cell(row, place) for row in range(2, page.max_row + 1)]


def to_fill(book: openpyxl.Workbook) -> Iterator[Any]:
    return (cell for page in book for row in page.iter_rows(min_row=2) for cell in row if cell.fill.fgColor.rgb == TINT)


def upload(client: Client, round_: Round, book: openpyxl.Workbook) -> ImportJob:
    stream = io.BytesIO()
    book.save(stream)
    there = send(client, round_, stream.getvalue(), "mall.xlsx").headers["Location"]
    job = ImportJob.objects.latest("pk")
    assert job.state == JobState.PREVIEW, job.result
    client.post(there, {"act": "apply"})
    job.refresh_from_db()
    return job


def type_in(small: SmallBoard, key: str, field: str, raw: str) -> None:
    answer = save_cell(round_=small.round, key=key, field=field, raw=raw, version=None, by=small["controller"])
    assert answer.status == "saved", answer.message


def missing(round_: Round) -> int:
    return load_area_progress(round_)[0].missing


def test_there_is_a_row_for_everything_that_the_round_waits_for(small: SmallBoard) -> None:
    book = template(client_of(small), small.round)
    now = {"år": 2024, "tertial": 2}
    asked = [row for row in rows(book["utfall"]) if now.items() <= row.items()]
    assert asked == [
        {"indikator": "nojdhet", **now, "kön": "T", "verksamhet": "namnden"},
        {"indikator": "nojdhet", **now, "kön": "K", "verksamhet": "namnden"},
        {"indikator": "nojdhet", **now, "kön": "M", "verksamhet": "namnden"},
        {"indikator": "arenden", **now, "kön": "T", "verksamhet": "namnden"},
    ]
    money = [row for row in rows(book["drift"]) if now.items() <= row.items()]
    assert {(row["verksamhet"], row["kostnadsslag"]) for row in money} == {
        ("hemtjanst-norr", "intäkter"), ("hemtjanst-norr", "personal"), ("ifo", "intäkter"), ("ifo", "personal"),
    }  # fmt: skip
    assert rows(book["drift"])[: len(money)] == money
    assert rows(book["investeringar"])[0] == {
        "projekt": "larm", "namn": "Nya larm", "verksamhet": "hemtjanst", **now, "flöde": "netto",
    }  # fmt: skip
    assert {"kontroll": "schema", **now} in rows(book["kontrollresultat"])
    assert {"mål": "nojda", "verksamhet": "namnden", **now} in rows(book["bedömningar"])
    assert {"ämne": "drift", "verksamhet": "ifo"} in rows(book["kommentarer"])


def test_what_is_waited_for_is_tinted_and_explained(small: SmallBoard) -> None:
    book = template(client_of(small), small.round)
    figures = [cell for cell in to_fill(book) if cell.parent.title in ("utfall", "drift")]
    assert len(figures) == missing(small.round) == 4 + 4 * 2  # the budgets that T1 laid in are the year's
    assert all(cell.value is None and not cell.protection.locked for cell in to_fill(book))
    note = book["utfall"]["A2"].comment.text
    for told in ("Nöjda (%)", "Socialnämnden", "minst 90\xa0%", "T1 2024: 86", "T2 2023: 88"):
        assert told in note


def test_a_fraction_that_is_typed_does_not_become_a_date(small: SmallBoard) -> None:
    """Excel and LibreOffice take 3/12 for a date, and 10-12 too, except in cells that hold text."""
    type_in(small, "u:nojdhet:namnden:T", "value", "88")
    book = template(client_of(small), small.round)
    waiting = [cell for cell in column(book["utfall"], "värde") if cell.value is None]
    assert {cell.number_format for cell in (*waiting, *column(book["målvärden"], "målvärde"))} == {"@"}
    told = [cell for cell in column(book["utfall"], "värde") if cell.value is not None]
    assert {cell.number_format for cell in told} == {"General"}, "there it becomes a date, which is refused with a word"
    assert {cell.number_format for cell in to_fill(book) if cell.parent.title == "drift"} == {"General"}


def test_filled_in_and_sent_the_round_is_whole(small: SmallBoard) -> None:
    client = client_of(small)
    book = template(client, small.round)
    for number, cell in enumerate(to_fill(book)):
        is_choice = cell.parent.title == "kontrollresultat"
        words = {"status": "utförd", "bedömning": "utan anmärkning"}
        cell.value = words[cell.parent.cell(1, cell.column).value] if is_choice else 10 + number
    job = upload(client, small.round, book)
    assert (job.state, job.result["unfilled"]) == (JobState.APPLIED, 0)  # type: ignore[index]
    assert missing(small.round) == 0
    assert not list(to_fill(template(client, small.round)))


def test_half_filled_in_the_rest_is_still_waited_for(small: SmallBoard) -> None:
    client = client_of(small)
    book = template(client, small.round)
    column(book["drift"], "utfall")[0].value = "3 100,5"
    before = missing(small.round)
    upload(client, small.round, book)
    assert missing(small.round) == before - 1
    assert AppliedFigure.objects.get(column="utfall").new == "3100,5"
    assert len([cell for cell in to_fill(template(client, small.round)) if cell.parent.title == "drift"]) == 4 * 2 - 1


def test_a_finer_figure_than_the_indicator_was_made_for_comes_back(small: SmallBoard) -> None:
    """What the page has taken, the page's own file must not be refused for."""
    client = client_of(small)
    key = "u:nojdhet:namnden:T"
    answer = save_cell(round_=small.round, key=key, field="value", raw="91,234567", version=0, by=small["controller"])
    assert answer.status == "saved"
    upload(client, small.round, template(client, small.round))
    assert Outcome.objects.get(indicator__code="nojdhet", year=2024, tertial=2).value == Decimal("91.234567")


def test_untouched_it_changes_nothing(small: SmallBoard) -> None:
    client = client_of(small)
    before = facts()
    job = upload(client, small.round, template(client, small.round))
    assert not any(sheet["new"] or sheet["changed"] for sheet in job.result["sheets"])  # type: ignore[index]
    assert facts() == before
    assert not AppliedFigure.objects.exists()


@pytest.mark.parametrize(
    ("municipality", "year", "tertial"), [("kalmar", 2021, 1), ("harryda", 2023, 3), ("kungsbacka", 2022, 2)]
)
def test_the_next_round_of_a_real_board(
    reports: dict[str, BoardReport], cast: dict[str, User], municipality: str, year: int, tertial: int
) -> None:
    """Every figure that is waited for has its cell, and filling them in makes the round whole."""
    last = Round.objects.select_related("board__municipality").get(board__municipality__slug=municipality)
    round_ = Round.objects.create(
        board=last.board, municipality=last.municipality, year=year, tertial=tertial, state="open"
    )
    client = as_controller(cast)
    before, book = facts(), template(client, round_)
    upload(client, round_, book)
    assert facts() == before
    figures = [cell for cell in to_fill(book) if cell.parent.title in ("utfall", "drift")]
    assert len(figures) == missing(round_) > 30
    for cell in figures:
        cell.value = 50
    upload(client, round_, book)
    assert missing(round_) == 0


def test_codes_have_their_names_beside_them_and_numbers_can_be_summed(small: SmallBoard) -> None:
    type_in(small, "u:nojdhet:namnden:T", "value", "88")
    type_in(small, "u:arenden:namnden:T", "value", "210")
    type_in(small, "d:ifo:staff", "actual", "3 000")
    type_in(small, "d:ifo:revenue", "actual", "300")
    book = template(client_of(small), small.round)
    page = book["utfall"]
    names = [cell.value for cell in column(page, "(indikatorns namn)")]
    assert names == [{"nojdhet": "Nöjda", "arenden": "Ärenden"}[cell.value] for cell in column(page, "indikator")]
    assert {cell.value for cell in column(page, "(verksamhetens namn)")} == {"Socialnämnden"}
    assert column(book["kontrollresultat"], "(kontrollens namn)")[0].value == "Kontroll av scheman"
    assert column(book["kontroller"], "(riskens namn)")[0].value == "Brist på personal"
    assert "Nöjda brukare" in {cell.value for cell in column(book["bedömningar"], "(målets namn)")}
    amounts = [cell.value for cell in column(book["drift"], "utfall") if cell.value is not None]
    assert sum(amounts) == 300 + 3000
    assert {cell.value for cell in column(book["drift"], "år")} == {2024}
    assert {cell.number_format for cell in column(book["drift"], "år")} == {"0"}
    assert {88, 210} <= {cell.value for cell in column(page, "värde")}


@pytest.mark.parametrize("municipality", FOLDERS)
def test_what_is_written_is_read_back_to_the_last_figure(reports: dict[str, BoardReport], municipality: str) -> None:
    """A number of Excel's is no decimal: those that would not come back as they were are written as text."""
    round_ = Round.objects.select_related("board__municipality").get(board__municipality__slug=municipality)
    found, stream = build_template(round_), io.BytesIO()
    write_template(found, stream)
    written = 0
    for sheet, back in zip(join_sheet_parts(found.sheets), read_upload(stream, "mall.xlsx"), strict=True):
        read = [at for at, header in enumerate(back.lines[0].cells) if header[0] != "("]
        lines = [[*line.cells, *[""] * len(read) * 2] for line in back.lines]
        assert [[cells[at] for at in read] for cells in lines] == [line.cells for line in sheet.lines]
        written += len(lines)
    assert written > 100


@pytest.mark.parametrize("text", ["0,1", "9,95", "1234567,8910", "0,123456", "99999999999999,123456", "-0,5", "1,2340"])
def test_a_number_is_never_another_afterwards(small: SmallBoard, text: str) -> None:
    """14 figures and 6 decimals are more than Excel holds."""
    sheets = build_round_sheets(small.round)
    page = next(sheet for sheet in sheets if sheet.name == "utfall")
    place = page.lines[0].cells.index("värde")
    page.lines[1].cells[place] = text
    stream = io.BytesIO()
    write_template(ReportTemplate(sheets), stream)
    cell = column(openpyxl.load_workbook(stream)["utfall"], "värde")[0]
    assert isinstance(cell.value, str) == (len(text) > 16), "only what Excel can not hold is text"
    back = next(sheet for sheet in read_upload(stream, "mall.xlsx") if sheet.name == "utfall")
    assert back.lines[1].cells[back.lines[0].cells.index("värde")] == text


PLAN = ("verksamheter", "fokusområden", "mål", "indikatorer", "målvärden", "risker", "kontroller")
FACTS = ("utfall", "drift", "investeringar", "kontrollresultat", "bedömningar")


def test_there_are_no_rows_of_other_periods(small: SmallBoard) -> None:
    book = template(client_of(small), small.round)
    for name in FACTS:
        assert {(row["år"], row["tertial"]) for row in rows(book[name])} <= {(2024, 2)}, name


def test_what_a_row_is_about_and_the_plan_can_not_be_typed_over(small: SmallBoard) -> None:
    book = template(client_of(small), small.round)
    for page in book:
        assert page.protection.sheet
        assert not page.protection.password
    for name in PLAN:
        assert all(cell.protection.locked for row in book[name].iter_rows() for cell in row), name
    for name in ("verksamheter", "mål"):
        assert "Bara för läsning" in [cell.value for cell in book[name][1]][-1]
    for header, locked in (("indikator", True), ("år", True), ("kön", True), ("värde", False), ("fotnot", False)):
        assert {bool(cell.protection.locked) for cell in column(book["utfall"], header)} == {locked}, header
    free = book["utfall"].column_dimensions["A"]
    assert not free.protection.locked, "below the rows there is room for more"


def test_an_administrator_may_change_the_plan_in_the_template(small: SmallBoard) -> None:
    Membership.objects.create(user=small["administrator"], board=small.board, role="controller")
    client = Client()
    client.force_login(small["administrator"])
    book = template(client, small.round)
    assert not any(cell.protection.locked for cell in column(book["indikatorer"], "namn"))
    assert not any("Bara för läsning" in str(cell.value) for cell in book["indikatorer"][1])


def test_each_download_has_an_id_that_saving_keeps(small: SmallBoard) -> None:
    client, address_ = client_of(small), f"{address(small.round)}mall.xlsx"
    first, second = (client.get(address_).content for _ in range(2))
    stamps = {read_template_id(first), read_template_id(second)}
    assert stamps == set(IssuedTemplate.objects.filter(round=small.round).values_list("public_id", flat=True))
    assert len(stamps) == 2
    stream = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(first)).save(stream)
    assert read_template_id(stream.getvalue()) == read_template_id(first)


@pytest.mark.parametrize(
    "part",
    [
        b"", b"<", b"<property name='namndkollen-mall'>",
        b'<property name="namndkollen-mall"><vt:lpwstr>no</vt:lpwstr>',
        b'<property name="namndkollen-mall">' + b"x" * 90_000, b'<property name="namndkollen-mall"' * 3_000,
    ],
)  # fmt: skip
def test_a_broken_id_is_no_id(part: bytes) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parcel:
        parcel.writestr("docProps/custom.xml", part)
    assert read_template_id(stream.getvalue()) is None
    assert read_template_id(b"PK") is None


def test_old_templates_of_adopted_reports_are_forgotten(small: SmallBoard) -> None:
    for _ in range(2):
        template(client_of(small), small.round)
    old, _ = IssuedTemplate.objects.filter(round=small.round)
    IssuedTemplate.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=400))
    tidy()
    assert IssuedTemplate.objects.filter(round=small.round).count() == 2
    Round.objects.filter(pk=small.round.pk).update(state="adopted")
    tidy()
    assert IssuedTemplate.objects.filter(round=small.round).count() == 1


def test_the_command_takes_the_template_and_answers_as_the_page(small: SmallBoard, tmp_path: Path) -> None:
    book = template(client_of(small), small.round)
    before = facts()
    book.save(tmp_path / "orord.xlsx")
    call_command("load_report", tmp_path / "orord.xlsx", stdout=io.StringIO())
    assert facts() == before
    page = book["utfall"]
    column(page, "värde")[0].value = "87"
    book.save(tmp_path / "mall.xlsx")
    call_command("load_report", tmp_path / "mall.xlsx", stdout=io.StringIO())
    loaded = facts()
    assert loaded != before
    assert Outcome.objects.filter(indicator__code="nojdhet", year=2024, tertial=2, value=87).exists()
