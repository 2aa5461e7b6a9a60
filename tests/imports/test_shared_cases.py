"""The project's shared cases of files that failed, sent in by the browser and by the API: what each must give.

Skipped where the folder of cases is not beside the project.
"""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import Membership, User
from apps.api.models import TokenScope
from apps.api.services import create_account
from apps.budget.models import OperatingLine
from apps.imports.ledgers.extract import DEFAULT_ACCOUNTS
from apps.imports.models import ImportJob, JobState
from apps.organisation import services as organisation
from apps.organisation.models import Board
from apps.rounds import services as rounds
from apps.rounds.models import Round, RoundState
from tests.api.test_writing import system
from tests.file_questions import list_question_keys
from tests.imports.test_uploads import address
from tests.small_board import SmallBoard

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("jobs_at_once"),
    pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here"),
]
FORM = {
    "accounts": "\n".join(DEFAULT_ACCOUNTS),
    "areas": "310-319 barn-familj\n320-329 vuxen\n330-339 vuxen\ntotalt namnden",
    "act": "read",
}
Lines = dict[tuple[str, str], int]
CHILD, ADULT = "barn-familj", "vuxen"
WANTED: dict[tuple[str, int], Lines | str] = {
    ("01-sie4-verifikat.se", 1): {(CHILD, "staff"): 200_000, (CHILD, "revenue"): 25_001, (ADULT, "other"): 41_235},
    ("01-sie4-verifikat.se", 2): {(CHILD, "staff"): 300_000, (CHILD, "revenue"): 25_001, (ADULT, "other"): 41_235},
    ("01-sie4-verifikat.se", 3): {(CHILD, "staff"): 800_000, (CHILD, "revenue"): 25_001, (ADULT, "other"): 111_235},
    ("02-sie4i-tomma-nummer.si", 1): {(CHILD, "staff"): 100_010, (CHILD, "revenue"): 24_991, (ADULT, "other"): 41_255},
    ("03-sie1-bara-helar.se", 1): "bara vad hela 2021 blev",
    ("03-sie1-bara-helar.se", 2): "bara vad hela 2021 blev",
    ("06-sie3-periodbudget.se", 1): {(CHILD, "staff"): 396_010},
    ("06-sie3-periodbudget.se", 2): {(CHILD, "staff"): 792_036},
    ("07-reskontra-blandade-tal.csv", 3): "”43.5” är inget belopp",
    ("tried/02-sammanslagna-celler.xlsx", 3): {
        (CHILD, "staff"): 200_000,
        (ADULT, "other"): 100_000,
        (ADULT, "staff"): 50_000,
    },
    ("tried/05-dolt-forsta-blad.xlsx", 3): {(CHILD, "staff"): 111},
    ("tried/06-forsattsblad.xlsx", 3): {(CHILD, "staff"): 111},
    ("tried/07-engelsk-form.csv", 3): {(CHILD, "staff"): 201_251, (CHILD, "revenue"): 25_000, (ADULT, "other"): 70_000},
    ("tried/08-parentes-och-streck.csv", 3): {
        (CHILD, "staff"): 100_000,
        (CHILD, "revenue"): 25_000,
        (ADULT, "other"): 0,
    },
    ("tried/09-period-13.csv", 3): {(CHILD, "staff"): 204_321},
    ("tried/13-rubrik-pa-rad-5.csv", 3): {(CHILD, "staff"): 100_000, (ADULT, "other"): 70_000},
    ("tried/14-sep-rad.csv", 3): {(CHILD, "staff"): 100_000, (ADULT, "other"): 70_000},
    ("tried/17-periodbudget-forst.csv", 3): "gäller januari–april, men rapporten januari–december 2021",
    ("tried/18-debet-kredit.csv", 3): {(CHILD, "staff"): 100_000, (CHILD, "revenue"): 25_000, (ADULT, "other"): 70_000},
    ("tried/19-kostnader-minus.csv", 3): {
        (CHILD, "staff"): 100_000,
        (CHILD, "revenue"): 25_000,
        (ADULT, "other"): 70_000,
    },
    ("tried/20-summarad-med-siffror.csv", 3): {(CHILD, "staff"): 120_000, (ADULT, "other"): 70_000},
    ("tried/22-unicode-text.txt", 3): {(CHILD, "staff"): 100_000, (ADULT, "other"): 70_000},
    ("tried/25-formaterad-sista-rad.xlsx", 3): {(CHILD, "staff"): 100_000},
    ("tried/26-sie-budget-bara-konto.se", 1): {(CHILD, "staff"): 100_000, (ADULT, "staff"): 50_000},
    ("tried/27-sie-skilda-nivaer.se", 1): {(CHILD, "staff"): 130_000, (ADULT, "other"): 57_000},
}


@pytest.fixture
def board() -> Board:
    town, _ = organisation.save_municipality(by=None, code="9902", name="Fallköping")
    board, _ = organisation.save_board(by=None, municipality=town, name="Socialnämnden")
    areas = [("namnden", "Socialnämnden", ""), (CHILD, "Barn och familj", "namnden"), (ADULT, "Vuxen", "namnden")]
    rows = [
        organisation.AreaRow(code=code, name=name, kind="area" if up else "board", parent=up or None)
        for code, name, up in areas
    ]
    organisation.save_areas(by=None, board=board, rows=rows)
    for tertial in (1, 2, 3):
        rounds.save_round(by=None, board=board, year=2021, tertial=tertial, state=RoundState.OPEN)
    return board


def list_lines(board: Board, tertial: int) -> Lines:
    lines = OperatingLine.objects.filter(board=board, year=2021, tertial=tertial).select_related("service_area")
    return {(line.service_area.code, line.cost_type): line.actual for line in lines if line.actual is not None}


@pytest.mark.parametrize(("name", "tertial"), WANTED)
def test_a_case_gives_what_it_must(board: Board, name: str, tertial: int) -> None:
    """First by the browser; then a system sends the same file, which is read alike and changes nothing."""
    wanted, content = WANTED[name, tertial], (CASES / name).read_bytes()
    round_ = Round.objects.select_related("board__municipality").get(board=board, tertial=tertial)
    user = User.objects.create_user("controller@example.se")
    Membership.objects.create(user=user, board=board, role="controller")
    client = Client()
    client.force_login(user)
    sent = client.post(address(round_), {"fil": SimpleUploadedFile(Path(name).name, content)})
    client.post(sent.headers["Location"], FORM)
    job = ImportJob.objects.get()
    if isinstance(wanted, str):
        assert job.state == JobState.REFUSED
        assert wanted in " ".join(job.result["errors"])  # type: ignore[index]
        assert list_lines(board, tertial) == {}
        return
    assert job.state == JobState.PREVIEW, job.result
    client.post(f"{address(round_)}{job.public_id}/", {"act": "apply", "confirm": list_question_keys(job)})
    assert list_lines(board, tertial) == wanted
    _send_by_api(board, round_, Path(name).name, content)
    assert list_lines(board, tertial) == wanted


def _send_by_api(board: Board, round_: Round, name: str, content: bytes) -> None:
    """As a system does: what the file says is what was applied before."""
    small = SmallBoard(board, round_, {}, {"administrator": _make_administrator(board)})
    account = create_account(by=small["administrator"], board=board, name="Ekonomisystemet")
    sender = system(small, account, TokenScope.FILES)
    there = f"/api/v1/boards/fallkoping/socialnamnden/rounds/2021-t{round_.tertial}/files"
    sent = sender.post(there, {"file": SimpleUploadedFile(name, content)})
    assert sent.status_code == 201, sent.content
    found: dict[str, Any] = sender.get(sent.headers["Location"]).json()
    assert found["state"] == "preview", found
    keys = ",".join(list_question_keys())
    applied = sender.post(f"{sent.headers['Location']}/apply" + (f"?confirm={keys}" if keys else "")).json()
    assert (applied["state"], applied["applied"]) == ("applied", 0)


def _make_administrator(board: Board) -> User:
    user = User.objects.create_user("administrator@example.se")
    Membership.objects.create(user=user, board=board, role="administrator")
    return user
