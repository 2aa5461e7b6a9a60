"""A file sent in while a published report is corrected: previewed and applied as ever, and taken back with it."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from apps.accounts.models import User
from apps.entry.services import save_cell
from apps.imports.models import AppliedFigure, ImportJob, JobState
from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.source_files import read_upload
from apps.imports.report_loader import load_report
from apps.publishing.models import Publication
from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from apps.workflow import corrections
from apps.workflow.row_history import list_changes
from apps.workflow.states import move_round
from tests.imports.test_export import workbook
from tests.imports.test_uploads import address, as_controller, changed_workbook, facts, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]
REASON = "Fel kolumn ur ekonomisystemet."
PAGE = "/kalmar/socialnamnden/2020/t3/ekonomi/"


@pytest.fixture
def round_(reports: dict[str, BoardReport], cast: dict[str, User]) -> Round:
    """Kalmar's published report, open for correction."""
    found = Round.objects.select_related("board__municipality").get(board__municipality__slug="kalmar")
    corrections.open_correction(round_=found, by=cast["controller"], reason=REASON)
    return found


def job_of(answer: Any) -> ImportJob:
    assert answer.status_code == 302, answer.content.decode()
    return ImportJob.objects.latest("pk")


def apply(client: Client, round_: Round, content: bytes) -> ImportJob:
    answer = send(client, round_, content)
    job = job_of(answer)
    assert job.state == JobState.PREVIEW, job.result
    client.post(answer.headers["Location"], {"act": "apply"})
    job.refresh_from_db()
    return job


def own_row(round_: Round, sheet: str, year: int) -> int:
    """The first row of a sheet that is of the year."""
    page = openpyxl.load_workbook(workbook(round_))[sheet]
    place = [cell.value for cell in page[1]].index("år")
    return next(row for row in range(2, page.max_row + 1) if page.cell(row, place + 1).value == year)


def test_previewed_applied_and_unseen_until_it_is_published(round_: Round, cast: dict[str, User]) -> None:
    client = as_controller(cast)
    public, before = Client().get(PAGE).content, facts()
    versions = list(Publication.objects.values_list("sha256", flat=True))
    content = changed_workbook(round_, ("drift", "utfall", own_row(round_, "drift", 2020), "-99 999"))
    answer = send(client, round_, content)
    assert facts() == before
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Läs in en uppgift" in page
    client.post(answer.headers["Location"], {"act": "apply"})
    job = ImportJob.objects.get()
    assert (job.state, job.result["applied"]) == (JobState.APPLIED, 1)  # type: ignore[index]
    assert facts() != before
    assert Client().get(PAGE).content == public
    assert list(Publication.objects.values_list("sha256", flat=True)) == versions
    round_.refresh_from_db()
    assert (round_.state, round_.stage) == ("adopted", "open")
    assert "Rapporten rättas." in client.get(address(round_)).content.decode()


def test_the_reason_stands_in_the_history(round_: Round, cast: dict[str, User]) -> None:
    text = "indikator;år;tertial;värde\ntillsyn-alkoholservering;2020;3;97\n"
    answer = send(as_controller(cast), round_, text.encode(), "utfall.csv")
    as_controller(cast).post(answer.headers["Location"], {"act": "apply"})
    figure = AppliedFigure.objects.get(column="värde")
    change = next(one for one in list_changes(round_, "u:tillsyn-alkoholservering:sn:T") if one.field == "value")
    assert (change.after, change.reason, change.source, change.author) == (
        "97",
        REASON,
        "utfall.csv",
        "Demo, controller",
    )
    assert figure.new == "97"


def test_a_withdrawn_correction_takes_the_file_back(round_: Round, cast: dict[str, User]) -> None:
    """Every kind of fact that a file may change, changed and new, is as it was published."""
    before = build_draft_report(round_)
    book = openpyxl.load_workbook(workbook(round_))
    changed = {
        "utfall": ("värde", "1"), "drift": ("utfall", "1"), "investeringar": ("utfall", "1"),
        "bedömningar": ("samlad bedömning", "Annat."), "kommentarer": ("text", "Annat."),
        "kontrollresultat": ("kommentar", "Annat."),
    }  # fmt: skip
    for sheet, (header, text) in changed.items():
        page = book[sheet]
        headers = [cell.value for cell in page[1]]
        rows = (dict(zip(headers, line, strict=True)) for line in page.iter_rows(min_row=2, values_only=True))
        own = (
            number
            for number, cells in enumerate(rows, start=2)
            if (cells.get("år", 2020), cells.get("tertial") or 3, cells.get("saknas")) == (2020, 3, None)
        )
        page.cell(next(own), headers.index(header) + 1).value = text
    stream = io.BytesIO()
    book.save(stream)
    client = as_controller(cast)
    job = apply(client, round_, stream.getvalue())
    assert job.state == JobState.APPLIED, job.result
    touched = {sheet["name"] for sheet in job.result["sheets"] if sheet["rows"]}  # type: ignore[index]
    assert touched == changed.keys()
    assert build_draft_report(Round.objects.select_related("board__municipality").get(pk=round_.pk)) != before
    corrections.withdraw_correction(round_=round_, by=cast["controller"], reason="Filen var fel.")
    assert build_draft_report(Round.objects.select_related("board__municipality").get(pk=round_.pk)) == before


PLAN_CELLS = [
    ("målvärden", "målvärde", 2, "minst 1"),
    ("indikatorer", "namn", 2, "Något annat"),
    ("mål", "namn", 2, "Något annat"),
    ("verksamheter", "namn", 3, "Något annat"),
    ("tabeller", "rubrik", 2, "Något annat"),
    ("rapport", "värde", 5, "Någon annan förvaltning"),
]


def test_the_plan_is_not_changed_on_the_way(round_: Round, cast: dict[str, User]) -> None:
    client, before = as_controller(cast), facts()
    there = send(client, round_, changed_workbook(round_, *PLAN_CELLS)).headers["Location"]
    job = ImportJob.objects.get()
    assert job.state == JobState.REFUSED, job.result
    told = client.get(there).content.decode()
    for sheet, header, row, _ in PLAN_CELLS:
        column = "förvaltning" if sheet == "rapport" else header
        assert f"blad {sheet}, rad {row}, kolumn {column}: Under en rättelse ändrar en fil bara" in told
    assert client.post(there, {"act": "apply"}).status_code == 422
    assert facts() == before


def test_a_project_is_not_made_on_the_way(round_: Round, cast: dict[str, User]) -> None:
    client, before = as_controller(cast), facts()
    text = "projekt;namn;verksamhet;år;tertial;flöde;budget\nlarm;Nya larm;sn;2020;3;netto;5\n"
    there = send(client, round_, text.encode(), "investeringar.csv").headers["Location"]
    assert "Projektet ”larm” är nytt" in client.get(there).content.decode()
    assert facts() == before


def test_another_tertial_is_not_changed_on_the_way(round_: Round, cast: dict[str, User]) -> None:
    client, before = as_controller(cast), facts()
    text = "indikator;år;tertial;värde\ntillsyn-alkoholservering;2019;3;97\n"
    there = send(client, round_, text.encode(), "utfall.csv").headers["Location"]
    told = client.get(there).content.decode()
    assert "utfall.csv, rad 2" in told
    assert "bara uppgifter för T3 2020" in told
    assert facts() == before


def test_the_order_of_the_plan_is_not_changed_on_the_way(round_: Round, cast: dict[str, User]) -> None:
    book = openpyxl.load_workbook(workbook(round_))
    page = book["indikatorer"]
    first, second = ([cell.value for cell in page[row]] for row in (2, 3))
    for place, (one, other) in enumerate(zip(first, second, strict=True), 1):
        page.cell(2, place).value, page.cell(3, place).value = other, one
    stream = io.BytesIO()
    book.save(stream)
    there = send(as_controller(cast), round_, stream.getvalue()).headers["Location"]
    assert "annan ordning" in as_controller(cast).get(there).content.decode()


@pytest.mark.parametrize("stage", ["submitted", "withdrawn"])
def test_a_correction_that_has_closed_takes_no_file(round_: Round, cast: dict[str, User], stage: str) -> None:
    client = as_controller(cast)
    there = send(client, round_, changed_workbook(round_, ("drift", "utfall", 2, "-1"))).headers["Location"]
    if stage == "submitted":
        move_round(round_=round_, to="submitted", by=cast["controller"])
    else:
        corrections.withdraw_correction(round_=round_, by=cast["controller"], reason="Allt var rätt.")
    before = facts()
    assert client.post(there, {"act": "apply"}).status_code == 422
    assert send(client, round_, b"PK", "r.xlsx").status_code == 422
    assert facts() == before
    told = client.get(address(round_)).content.decode()
    assert ("Rättelsen är inlämnad" if stage == "submitted" else "öppna den för rättelse") in told


def test_a_whole_report_is_never_loaded_into_a_correction_without_a_yes(round_: Round) -> None:
    """The command that loads a folder knows no reason: what is adopted stays locked to it."""
    with pytest.raises(ReportErrors, match="fastställd och låst"):
        load_report(source=read_upload(workbook(round_), "r.xlsx"), by=None)


def test_a_file_meets_what_was_typed_in_the_correction(round_: Round, cast: dict[str, User]) -> None:
    key = "u:tillsyn-alkoholservering:sn:T"
    answer = save_cell(round_=round_, key=key, field="value", raw="94", version=None, by=cast["controller"])
    assert answer.status == "saved", answer.message
    text = "indikator;år;tertial;värde\ntillsyn-alkoholservering;2020;3;95\n"
    send(as_controller(cast), round_, text.encode(), "utfall.csv")
    result = ImportJob.objects.get().result
    cells = next(one for one in result["sheets"] if one["name"] == "utfall")["rows"][0]["cells"]  # type: ignore[index]
    assert ["värde", "94", "95"] in cells


def test_the_decision_is_not_replaced_on_the_way(round_: Round, cast: dict[str, User]) -> None:
    decision = {"ärendenummer": "SN 99/2099", "paragraf": "999", "beslutsdatum": "2099-01-01"}
    client, before = as_controller(cast), facts()
    book = openpyxl.load_workbook(workbook(round_))
    page = book["rapport"]
    rows = {page.cell(row, 1).value: row for row in range(2, page.max_row + 1)}
    numbers = {field: rows.get(field) or page.max_row + place for place, field in enumerate(decision, start=1)}
    for field, text in decision.items():
        page.cell(numbers[field], 1).value, page.cell(numbers[field], 2).value = field, text
    stream = io.BytesIO()
    book.save(stream)
    there = send(client, round_, stream.getvalue()).headers["Location"]
    told = client.get(there).content.decode()
    for field, number in numbers.items():
        assert f"rad {number}, kolumn {field}: Under en rättelse" in told
    assert facts() == before
