"""One set of rules: the same slips are asked about wherever the figures come in, and wherever they are shown."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from apps.api.models import TokenScope
from apps.api.services import create_account
from apps.checks.registry import get_check_title
from apps.entry.blocks.preview import preview_block
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput, SaveResult
from apps.imports.models import ImportJob
from apps.publishing.services import build_draft_report
from tests.api.test_writing import send as send_rows
from tests.api.test_writing import system
from tests.imports.test_template import column
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text
from tests.web.reporting.test_upload_pages import send as send_file

pytestmark = [pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]

WORK = "/rapportera/lillkoping/socialnamnden/2024/t2/"
API = "/api/v1/boards/lillkoping/socialnamnden/rounds/2024-t2/"
FINDINGS = "/lillkoping/socialnamnden/2024/t2/iakttagelser/"
# A fraction with another percentage, a total that is not between women and men, and an amount in thousands.
OUTCOMES = {"T": "90", "K": "162/327 49,1 %", "M": "60"}
BUDGET = "d:ifo:staff"
ALL = {"fraction", "genders", "scale"}


@pytest.fixture
def controller(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["controller"])
    return client


def type_all(small: SmallBoard) -> list[SaveResult]:
    """As the sheet saves, in thousands of kronor."""
    cells = [CellInput(f"u:nojdhet:namnden:{gender}", "value", raw, None) for gender, raw in OUTCOMES.items()]
    cells.append(CellInput(BUDGET, "budget", "9", None))
    return save_cells(round_=small.round, cells=cells, by=small["controller"])


def list_codes(answers: list[SaveResult]) -> set[str]:
    here = {warning.code for answer in answers for warning in answer.warnings}
    return here | {one.code for answer in answers for one in answer.related_warnings if one.message}


def test_the_sheet_asks(small: SmallBoard) -> None:
    assert list_codes(type_all(small)) >= ALL


def test_a_pasted_block_asks(small: SmallBoard) -> None:
    found = set()
    for key, field, text in (
        ("u:nojdhet:namnden:T", "value", "\n".join(OUTCOMES.values())),
        (BUDGET, "budget", "9"),
    ):
        ready = preview_block(round_=small.round, user=small["controller"], key=key, field=field, text=text).ready_cells
        cells = [CellInput(cell.key, cell.field, cell.raw, cell.version) for cell in ready]
        found |= list_codes(save_cells(round_=small.round, cells=cells, by=small["controller"]))
    assert found >= ALL


def test_a_dry_run_of_the_api_asks_in_the_words_of_the_sheet(small: SmallBoard) -> None:
    account = create_account(by=small["administrator"], board=small.board, name="Systemet")
    writer = system(small, account, *TokenScope)
    where = {"indicator": "nojdhet", "service_area": "namnden"}
    figures: list[dict[str, Any]] = [
        {"gender": "T", "value": 90},
        {"gender": "K", "value": 49.1, "numerator": 162, "denominator": 327},
        {"gender": "M", "value": 60},
    ]
    outcomes = send_rows(writer, f"{API}outcomes?dry_run=true", *({**where, **one} for one in figures)).json()
    line = {"service_area": "ifo", "cost_type": "staff", "budget": 9_000}
    lines = send_rows(writer, f"{API}operating-lines?dry_run=true", line).json()
    said = {one["message"] for answer in (outcomes, lines) for row in answer["rows"] for one in row["warnings"]}
    typed = [one for answer in type_all(small) for one in answer.warnings if one.code in ALL]
    assert {one.code for one in typed} == ALL
    assert {one.message for one in typed} <= said


def fill_template(controller: Client, outcomes: dict[str, str]) -> bytes:
    """The template with these outcomes and the amount in thousands."""
    book = openpyxl.load_workbook(io.BytesIO(controller.get(f"{WORK}fil/mall.xlsx").content))
    page = book["utfall"]
    rows = zip(column(page, "indikator"), column(page, "kön"), column(page, "värde"), strict=True)
    for indicator, gender, value in rows:
        if indicator.value == "nojdhet" and gender.value in outcomes:
            value.value = outcomes[gender.value]
    money = book["drift"]
    rows = zip(column(money, "verksamhet"), column(money, "kostnadsslag"), column(money, "budget"), strict=True)
    for area, kind, amount in rows:
        if (area.value, kind.value) == ("ifo", "personal"):
            amount.value = "9"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_an_amount_in_another_unit_is_asked_about_in_the_same_words_everywhere(
    small: SmallBoard, controller: Client
) -> None:
    """In a file's preview, on its page and in the API; in a dry run of a call, and when it saves; then in the sheet,
    and where the report is handed over.
    """
    account = create_account(by=small["administrator"], board=small.board, name="Systemet")
    system_client = system(small, account, *TokenScope)
    preview = controller.get(send_file(controller, "mall.xlsx", fill_template(controller, {})))
    job = ImportJob.objects.latest("pk")
    api_preview = system_client.get(f"{API}files/{job.public_id}").json()["warnings"]
    line = {"service_area": "ifo", "cost_type": "staff", "budget": 9_000}
    dry, saved = (
        send_rows(system_client, f"{API}operating-lines{query}", line).json()["rows"][0]["warnings"]
        for query in ("?dry_run=true", "")
    )
    sheet = [one for answer in type_all(small) for one in answer.warnings if one.code == "scale"]
    (finding,) = [one for one in build_draft_report(small.round).findings if one.check == "scale"]
    asked = {
        "page of the preview": [read_visible_text(preview.content)],
        "preview in the API": [one["message"] for one in api_preview if one["kind"] == "oddity"],
        "dry run": [one["message"] for one in dry],
        "saved by the API": [one["message"] for one in saved],
        "sheet": [one.message for one in sheet],
        "finding": [finding.message],
        "findings page": [read_visible_text(controller.get(FINDINGS).content)],
        "walk before the hand-over": [
            read_visible_text(controller.get(f"{WORK}iakttagelser/{finding.fingerprint}/").content)
        ],
    }
    question = "är omkring tusen gånger så liten som väntat. Är enheten rätt?"
    assert {place for place, texts in asked.items() if not any(question in text for text in texts)} == set()


def test_the_preview_in_the_api_says_what_kind_each_warning_is(small: SmallBoard, controller: Client) -> None:
    account = create_account(by=small["administrator"], board=small.board, name="Systemet")
    send_file(controller, "mall.xlsx", fill_template(controller, OUTCOMES))
    job = ImportJob.objects.latest("pk")
    found = system(small, account, *TokenScope).get(f"{API}files/{job.public_id}").json()["warnings"]
    kinds = ["cell" if one["check"] == "file" else one["kind"] for one in (job.result or {})["warnings"]]
    assert [one["kind"] for one in found] == kinds
    assert {"contradiction", "oddity", "cell"} <= {one["kind"] for one in found}


def test_the_preview_of_a_file_asks(small: SmallBoard, controller: Client) -> None:
    shown = controller.get(send_file(controller, "mall.xlsx", fill_template(controller, OUTCOMES)))
    result = ImportJob.objects.latest("pk").result or {}
    assert {one["check"] for one in result["warnings"]} >= ALL
    text = read_visible_text(shown.content)
    assert "Säger emot sig självt" in text
    assert "Ovanligt" in text


def test_the_findings_page_and_the_hand_over_ask(small: SmallBoard, controller: Client) -> None:
    type_all(small)
    findings = build_draft_report(small.round).findings
    assert {one.check for one in findings} >= ALL
    page = read_visible_text(controller.get(FINDINGS).content)
    for code in ALL:
        assert get_check_title(code) in page
    for address in ("overlamning/", "overlamning/innan/"):
        text = read_visible_text(controller.get(WORK + address).content)
        assert "2 motsägelser" in text
        assert f"{len(findings)} utan svar" in text
