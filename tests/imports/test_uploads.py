"""A file sent in through the browser: kept, previewed, applied all or nothing, and every figure knows its cell."""

import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import Membership, User
from apps.goals.models import Indicator, Outcome
from apps.imports.files.file_kinds import detect_file_kind
from apps.imports.models import AppliedFigure, FileKind, ImportJob, JobState, UploadedFile
from apps.imports.report_format.source_files import read_upload
from apps.organisation.models import Board
from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from apps.web.board.findings.presenter import get_comparison_labels
from tests.imports.database import everything
from tests.imports.test_export import FOLDERS, empty_the_database, workbook
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]
ADDRESS = "/rapportera/{}/{}/{}/t{}/fil/"
OF_THE_JOB = (
    "imports.UploadedFile", "imports.ImportJob", "imports.AppliedFigure", "imports.IssuedTemplate", "audit.AuditEvent",
)  # fmt: skip


def opened(municipality: str = "kalmar") -> Round:
    round_ = Round.objects.select_related("board__municipality").get(board__municipality__slug=municipality)
    Round.objects.filter(pk=round_.pk).update(state="open")
    round_.refresh_from_db()
    return round_


def address(round_: Round) -> str:
    return ADDRESS.format(round_.board.municipality.slug, round_.board.slug, round_.year, round_.tertial)


def as_controller(cast: dict[str, User]) -> Client:
    client = Client()
    client.force_login(cast["controller"])
    return client


def send(client: Client, round_: Round, content: bytes, name: str = "rapport.xlsx") -> Any:
    return client.post(address(round_), {"fil": SimpleUploadedFile(name, content)})


def changed_workbook(round_: Round, *cells: tuple[str, str, int, str]) -> bytes:
    """The round's workbook with other texts in the cells: sheet, heading, row, text."""
    book = openpyxl.load_workbook(workbook(round_))
    for sheet, header, row, text in cells:
        page = book[sheet]
        place = [cell.value for cell in page[1]].index(header)
        page.cell(row, place + 1).value = text
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def facts() -> dict[str, list[Any]]:
    return {name: rows for name, rows in everything().items() if name not in OF_THE_JOB}


@pytest.mark.parametrize("municipality", FOLDERS)
def test_a_whole_report_uploaded_to_an_empty_board(
    reports: dict[str, BoardReport], cast: dict[str, User], municipality: str
) -> None:
    """The bar of the issue: out by our own export, in through the browser, the same report to the digit."""
    round_ = opened(municipality)
    before, content = build_draft_report(round_), workbook(round_).getvalue()
    named = round_.board.name, round_.board.municipality.name, round_.board.municipality.code
    settings = round_.board.tolerance_percent, round_.board.small_number_threshold, round_.board.administration
    empty_the_database()
    fresh = empty_board(*named, settings=settings, like=round_)
    user = User.objects.create_user("controller@example.se")
    Membership.objects.create(user=user, board=fresh.board, role="controller")
    client = Client()
    client.force_login(user)
    page = client.get(send(client, fresh, content).headers["Location"]).content.decode()
    assert re.search("Läs in [0-9\xa0]+ uppgifter", page)
    assert not Outcome.objects.exists()
    job = ImportJob.objects.get()
    client.post(f"{address(fresh)}{job.public_id}/", {"act": "apply"})
    job.refresh_from_db()
    assert job.state == JobState.APPLIED, job.result
    assert build_draft_report(Round.objects.select_related("board__municipality").get(pk=fresh.pk)) == before


def empty_board(name: str, municipality: str, code: str, *, settings: tuple[Any, ...], like: Round) -> Round:
    from apps.organisation import services as organisation

    where, _ = organisation.save_municipality(by=None, code=code, name=municipality)
    board, _ = organisation.save_board(
        by=None,
        municipality=where,
        name=name,
        administration=settings[2],
        tolerance_percent=settings[0],
        small_number_threshold=settings[1],
    )
    return Round.objects.create(municipality=where, board=board, year=like.year, tertial=like.tertial, state="open")


def test_preview_apply_and_again(reports: dict[str, BoardReport], cast: dict[str, User]) -> None:
    round_, client = opened(), as_controller(cast)
    before = facts()
    content = changed_workbook(round_, ("drift", "utfall", 2, "-99 999"))
    answer = send(client, round_, content)
    assert facts() == before
    job = ImportJob.objects.get()
    assert job.state == JobState.PREVIEW, job.result
    sheet = next(one for one in job.result["sheets"] if one["name"] == "drift")  # type: ignore[index]
    assert (sheet["new"], sheet["changed"]) == (0, 1)
    assert sheet["rows"][0]["cells"] == [["utfall", "-96526", "-99999"]]
    assert sheet["rows"][0]["where"] == "rapport.xlsx, blad drift, rad 2"
    assert job.result["warnings"]  # type: ignore[index]
    page = client.get(answer.headers["Location"]).content.decode()
    assert "-99999" in page
    for check in {one["check"] for one in job.result["warnings"]}:  # type: ignore[index]
        assert all(f"<dt>{label}</dt>" in page for label in get_comparison_labels(check)), check
    client.post(answer.headers["Location"], {"act": "apply"})
    job.refresh_from_db()
    assert (job.state, job.result["applied"]) == (JobState.APPLIED, 1)  # type: ignore[index]
    figure = AppliedFigure.objects.get()
    assert (figure.sheet, figure.column, figure.row, figure.old, figure.new) == (
        "drift", "utfall", 2, "-96526", "-99999",
    )  # fmt: skip
    assert figure.source == "rapport.xlsx, blad drift"
    # The same file once more: nothing is new, and nothing can be applied.
    after = facts()
    again = client.get(send(client, round_, content).headers["Location"]).content.decode()
    assert "Allt i filen står redan i rapporten" in again
    assert facts() == after


def test_the_file_is_kept_as_it_was(reports: dict[str, BoardReport], cast: dict[str, User]) -> None:
    round_, client = opened(), as_controller(cast)
    content = workbook(round_).getvalue()
    there = send(client, round_, content).headers["Location"]
    answer = client.get(f"{there}original/")
    assert answer.content == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    kept = UploadedFile.objects.get()
    assert (kept.size, len(kept.sha256), kept.uploaded_by) == (len(content), 64, cast["controller"])


def test_what_is_not_understood_is_listed_and_nothing_is_applied(
    reports: dict[str, BoardReport], cast: dict[str, User]
) -> None:
    round_, client = opened(), as_controller(cast)
    before = facts()
    content = changed_workbook(round_, ("utfall", "värde", 2, "1.234"))
    there = send(client, round_, content).headers["Location"]
    assert ImportJob.objects.get().state == JobState.REFUSED
    assert "kan betyda två saker" in client.get(there).content.decode()
    assert client.post(there, {"act": "apply"}).status_code == 422
    assert facts() == before


def test_one_sheet_as_csv(reports: dict[str, BoardReport], cast: dict[str, User]) -> None:
    round_, client = opened(), as_controller(cast)
    root = build_draft_report(round_).areas[0].code
    text = f"verksamhet;år;tertial;kostnadsslag;budget;utfall\n{root};2020;2;netto;853 776;500 000\n"
    there = send(client, round_, text.encode(), "drift.csv").headers["Location"]
    job = ImportJob.objects.get()
    assert job.state == JobState.PREVIEW, job.result
    client.post(there, {"act": "apply"})
    assert AppliedFigure.objects.filter(sheet="drift", row=2, source="drift.csv").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_one_sheet_as_libreoffice_saves_it(
    reports: dict[str, BoardReport], cast: dict[str, User], encoding: str
) -> None:
    """The workbook's name before the sheet's; Swedish decimal commas; with or without a mark, or in Windows' table."""
    round_, client = opened(), as_controller(cast)
    text = "verksamhet;år;tertial;kostnadsslag;utfall;fotnot\nsn;2020;2;netto;500000,5;”Påverkat – något”\n"
    send(client, round_, text.encode(encoding), "socialnamnden-2020-t3-drift.csv")
    job = ImportJob.objects.get()
    assert job.state == JobState.PREVIEW, job.result
    sheet = next(one for one in job.result["sheets"] if one["name"] == "drift")  # type: ignore[index]
    assert ["fotnot", "", "”Påverkat – något”"] in sheet["rows"][0]["cells"]
    assert ["utfall", "", "500000,5"] in sheet["rows"][0]["cells"]


def test_an_extract_with_a_sheets_name_last_is_still_an_extract() -> None:
    assert (
        detect_file_kind("raindance-drift.csv", b"Konto;Ansvar;Period;Belopp\n3000;4711;202101;-5\n") == FileKind.LEDGER
    )


def test_a_row_of_the_template_that_nobody_filled_in_is_no_error(
    reports: dict[str, BoardReport], cast: dict[str, User]
) -> None:
    round_, client = opened(), as_controller(cast)
    book = openpyxl.load_workbook(workbook(round_))
    page = book["utfall"]
    code = page["A2"].value
    page.append([code, "2020", "1"])
    stream = io.BytesIO()
    book.save(stream)
    send(client, round_, stream.getvalue())
    job = ImportJob.objects.get()
    assert (job.state, job.result["unfilled"]) == (JobState.PREVIEW, 1)  # type: ignore[index]


def test_settings_are_not_changed_by_a_file(reports: dict[str, BoardReport], cast: dict[str, User]) -> None:
    round_, client = opened(), as_controller(cast)
    Board.objects.filter(pk=round_.board_id).update(small_number_threshold=7)
    there = send(client, round_, changed_workbook(round_, ("rapport", "värde", 2, "0880"))).headers["Location"]
    book = openpyxl.load_workbook(workbook(round_))
    for row in book["rapport"].iter_rows(min_row=2):
        if row[0].value == "småtalsgräns":
            row[1].value = "0"
    stream = io.BytesIO()
    book.save(stream)
    there = send(client, round_, stream.getvalue()).headers["Location"]
    client.post(there, {"act": "apply"})
    assert Board.objects.get(pk=round_.board_id).small_number_threshold == 7


def test_another_boards_file_or_another_tertials(reports: dict[str, BoardReport], cast: dict[str, User]) -> None:
    round_, client = opened(), as_controller(cast)
    other = workbook(opened("harryda")).getvalue()
    there = send(client, round_, other).headers["Location"]
    assert re.search("Filen ska gälla|ska vara för", client.get(there).content.decode())


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("r.pdf", b"%PDF-1.7", "är en PDF"),
        ("r.xlsx", b"%PDF-1.7", "är en PDF"),
        ("r.xlsx", b"hello", "ingen Excel-arbetsbok"),
        ("r.xls", b"\xd0\xcf\x11\xe0", "ingen Excel-arbetsbok"),
        ("r.xlsm", b"PK\x03\x04", "makron"),
        ("r.exe", b"MZ", "Välj en Excel-arbetsbok"),
        ("r.csv", b"PK\x03\x04", "packad"),
        ("r.csv", b"", "tom"),
    ],
)
def test_what_is_not_taken(
    reports: dict[str, BoardReport], cast: dict[str, User], name: str, content: bytes, why: str
) -> None:
    answer = send(as_controller(cast), opened(), content, name)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not UploadedFile.objects.exists()


def test_a_closed_round_takes_no_file(reports: dict[str, BoardReport], cast: dict[str, User]) -> None:
    round_ = opened()
    Round.objects.filter(pk=round_.pk).update(state="submitted")
    answer = send(as_controller(cast), round_, b"PK", "r.xlsx")
    assert answer.status_code == 422
    assert "inte öppen" in answer.content.decode()


def test_a_file_is_not_applied_to_a_round_that_was_handed_in_meanwhile(
    reports: dict[str, BoardReport], cast: dict[str, User]
) -> None:
    round_, client = opened(), as_controller(cast)
    there = send(client, round_, changed_workbook(round_, ("drift", "utfall", 2, "-1"))).headers["Location"]
    Round.objects.filter(pk=round_.pk).update(state="submitted")
    before = facts()
    assert client.post(there, {"act": "apply"}).status_code == 422
    assert facts() == before


def test_only_those_who_report_for_the_whole_board(reports: dict[str, BoardReport], cast: dict[str, User]) -> None:
    round_, client = opened(), as_controller(cast)
    there = send(client, round_, workbook(round_).getvalue()).headers["Location"]
    pages = ["", "mall.xlsx", there.removeprefix(address(round_)), there.removeprefix(address(round_)) + "original/"]
    for role in ("stranger", "politician", "head", "registrar"):
        other = Client()
        other.force_login(cast[role])
        assert {other.get(address(round_) + page).status_code for page in pages} == {404}, role
    assert {client.get(address(round_) + page).status_code for page in pages} == {200}
    assert {Client().get(address(round_) + page).status_code for page in pages} == {302}


def test_an_interrupted_job_says_so_and_can_be_read_again(
    reports: dict[str, BoardReport], cast: dict[str, User]
) -> None:
    round_, client = opened(), as_controller(cast)
    there = send(client, round_, workbook(round_).getvalue()).headers["Location"]
    ImportJob.objects.update(state="applying", heartbeat_at="2020-01-01T00:00:00Z")
    assert "Inläsningen avbröts" in client.get(there).content.decode()
    client.post(there, {"act": "again"})
    assert ImportJob.objects.get().state == JobState.PREVIEW


def test_too_large_a_request_is_answered_before_it_is_read(cast: dict[str, User]) -> None:
    answer = as_controller(cast).post("/", CONTENT_LENGTH=str(200_000_000))
    assert answer.status_code == 413
    assert "för stor" in answer.content.decode()


def own_rows(content: io.BytesIO) -> set[tuple[Any, ...]]:
    """The rows of a workbook that are of T3 2020 or of no period: what they say, by heading."""
    found = set()
    for sheet in read_upload(content, "mall.xlsx"):
        headers = sheet.lines[0].cells
        for line in sheet.lines[1:]:
            cells = dict(zip(headers, line.cells, strict=False))
            if not {"år", "tertial"} <= set(headers) or (cells["år"], cells["tertial"]) == ("2020", "3"):
                told = {(header, cell) for header, cell in cells.items() if cell and header[0] != "("}
                found.add((sheet.name, frozenset(told)))
    return found


def test_the_template_has_all_that_is_the_rounds_own(reports: dict[str, BoardReport], cast: dict[str, User]) -> None:
    round_ = opened()
    answer = as_controller(cast).get(f"{address(round_)}mall.xlsx")
    assert own_rows(io.BytesIO(answer.content)) >= own_rows(workbook(round_))


def test_a_finer_number_is_taken_as_when_it_is_typed(small: SmallBoard) -> None:
    """One rule for hand and file: 13,5 for an indicator without decimals is kept exactly, and asked about once."""
    client = Client()
    client.force_login(small["controller"])
    content = "indikator;år;tertial;värde\narenden;2024;2;13,5\n".encode()
    there = send(client, small.round, content, "utfall.csv").headers["Location"]
    page = client.get(there).content.decode()
    assert "Talet har fler decimaler (1) än indikatorn visar (0) och sparas som det står." in page
    client.post(there, {"act": "apply"})
    assert Outcome.objects.get(indicator__code="arenden", year=2024, tertial=2).value == Decimal("13.5")
    assert Indicator.objects.get(code="arenden").decimals == 0
    again = client.get(send(client, small.round, content, "utfall.csv").headers["Location"]).content.decode()
    assert "fler decimaler" not in again


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ("indikator;år;tertial;varde", "kolumn varde: Rubriken finns inte i bladet utfall. Menade du ”värde”?"),
        ("indicator;år;tertial;värde", "kolumn indicator: Rubriken finns inte i bladet utfall. Menade du ”indikator”?"),
        ("indicator;år;tertial;värde", "kolumn indikator: Kolumnen saknas och måste finnas."),
        ("verksamhet;år;kostnadsslag;budjet;utfall", "kolumn budjet: Rubriken finns inte i bladet drift."),
    ],
)
def test_one_wrong_heading_is_named(small: SmallBoard, headers: str, said: str) -> None:
    """Whatever the file is called, it is no extract from an economy system."""
    client = Client()
    client.force_login(small["controller"])
    send(client, small.round, f"{headers}\n1;2;3;4\n".encode(), "siffror från Anna.csv")
    job = ImportJob.objects.get()
    assert job.state == JobState.REFUSED
    assert any(said in line for line in job.result["errors"]), job.result  # type: ignore[index]


@pytest.mark.parametrize(
    "headers",
    [
        "Konto;Ansvar;Verksamhet;Period;Belopp;Budget",
        "Kontonummer;Verksamhet;Budget;Utfall;Prognos",
        "Verksamhet;Period;Budget;Utfall",
        "Konto;Verksamhet;År;Kostnadsslag;Budget;Utfall",
    ],
)
def test_an_extract_is_still_one(headers: str) -> None:
    assert detect_file_kind("utdrag.csv", f"{headers}\n3000;1;2;3;4;5\n".encode()) == FileKind.LEDGER
