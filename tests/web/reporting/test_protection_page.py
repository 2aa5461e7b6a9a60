"""The administrator's page about small numbers: shown first, then done, and told to the readers."""

import hashlib
import re
from decimal import Decimal

import pytest
from django.test import Client

from apps.entry.services import save_cell
from apps.goals.models import Indicator, Outcome
from apps.organisation.models import Board
from apps.publishing.adoption import adopt_round
from apps.publishing.models import Publication, Reissue
from apps.rounds.models import Comment
from tests.small_board import SmallBoard, make_small_board
from tests.workflow.test_handover import MEETING, to_approved

pytestmark = pytest.mark.slow

HOME = "/lillkoping/socialnamnden/2024/t2/"
PAGE = "/rapportera/lillkoping/socialnamnden/struktur/skydd/"
REASON = "Nämnden har höjt gränsen."


@pytest.fixture
def small(db: None) -> SmallBoard:
    small = make_small_board()
    Board.objects.filter(pk=small.board.pk).update(small_number_threshold=0)
    small.round.board.refresh_from_db()
    save_cell(round_=small.round, key="u:arenden:namnden:T", field="value", raw="4", version=0, by=small["controller"])
    return small


def adopt(small: SmallBoard) -> None:
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)


def client_of(small: SmallBoard, role: str) -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def hidden_inputs(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(value)
    return found


def test_what_would_change_is_shown_first_and_then_done(small: SmallBoard) -> None:
    adopt(small)
    client = client_of(small, "administrator")
    first = text_of(client.get(PAGE))
    assert "Ser ut att räkna personer. Gör de det?" in first
    asked = {"threshold": "5", "counting": ["arenden"], "reason": REASON}
    shown = text_of(client.post(PAGE, asked))
    assert "Det här ändras" in shown
    assert "T2 2024, version 1: 1 uppgift döljs" in shown
    assert "Ärenden, T2 2024" in shown
    assert not Reissue.objects.exists()
    assert Board.objects.get(pk=small.board.pk).small_number_threshold == 0
    done = client.post(PAGE, hidden_inputs(shown), follow=True)
    assert "1 uppgift är dold i 1 publicerad version." in text_of(done)
    page = text_of(Client().get(HOME))
    assert re.search(r"Version 1, publicerad \S+, omutgiven \S+: 1 uppgift har dolts för att skydda enskilda", page)
    assert REASON in page
    assert REASON in text_of(Client().get(HOME + "v1/"))


def test_nothing_else_is_done_than_what_was_seen(small: SmallBoard) -> None:
    adopt(small)
    client = client_of(small, "administrator")
    asked = {"threshold": "5", "counting": ["arenden"], "reason": REASON}
    seen = hidden_inputs(text_of(client.post(PAGE, asked)))
    answer = client.post(PAGE, {**seen, "threshold": "200"})
    assert answer.status_code == 422
    assert "inte längre detsamma som du såg" in text_of(answer)
    assert not Reissue.objects.exists()


def test_what_was_typed_stays_and_what_is_missing_is_said(small: SmallBoard) -> None:
    client = client_of(small, "administrator")
    answer = client.post(PAGE, {"threshold": "fem", "counting": ["arenden"], "reason": ""})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Skriv gränsen som ett heltal" in page
    assert "Skriv varför skyddet ändras" in page
    assert 'value="fem"' in page
    assert re.search(r'value="arenden" checked', page)
    same = client.post(PAGE, {"threshold": "0", "reason": "Inget."})
    assert "Inget är ändrat" in text_of(same)


def test_the_structure_page_tells_the_limit_and_what_to_ask_about(small: SmallBoard) -> None:
    page = text_of(client_of(small, "administrator").get(PAGE.removesuffix("skydd/")))
    assert "Inga små tal döljs." in page
    assert "1 indikator ser ut att räkna personer" in page
    assert PAGE in page


def test_a_sum_is_confirmed_on_the_page(small: SmallBoard) -> None:
    owner = {"board": small.board, "municipality": small.board.municipality}
    plain = {"kind": "volume", "unit": "antal", "direction": "neither", "accumulation": "stock", "counts_persons": True}
    root = small.areas["namnden"]
    numbers = {"alla": (40, 35, 34), "hemma": (31, 29, 30), "borta": (9, 6, 4)}
    for code, values in numbers.items():
        one = Indicator.objects.create(**owner, **plain, code=code, name=f"Placerade {code}")
        for year, value in zip((2022, 2023, 2024), values, strict=True):
            Outcome.objects.create(
                **owner, indicator=one, service_area_id=root, year=year, tertial=2, value=Decimal(value)
            )
    Board.objects.filter(pk=small.board.pk).update(small_number_threshold=5)
    small.round.board.refresh_from_db()
    adopt(small)
    client = client_of(small, "administrator")
    page = text_of(client.get(PAGE))
    assert "Placerade alla = Placerade borta + Placerade hemma" in page
    asked = {
        "threshold": "5", "counting": [*numbers, "arenden"][:3], "reason": "De hör ihop.",
        "sum-alla=borta+hemma": "confirmed",
    }  # fmt: skip
    shown = text_of(client.post(PAGE, asked))
    client.post(PAGE, hidden_inputs(shown))
    assert '<option value="confirmed" selected>' in text_of(client.get(PAGE))


def test_a_version_is_read_as_it_was_adopted_by_those_who_work_with_it(small: SmallBoard) -> None:
    adopt(small)
    client = client_of(small, "administrator")
    shown = text_of(client.post(PAGE, {"threshold": "5", "counting": ["arenden"], "reason": REASON}))
    client.post(PAGE, hidden_inputs(shown))
    sealed = Publication.objects.get(round=small.round).sha256
    page = text_of(client_of(small, "controller").get(HOME + "v1/"))
    address = f"/rapportera{HOME}v1/original/"
    assert address in page
    assert sealed in page
    assert address not in text_of(Client().get(HOME + "v1/"))
    got = client_of(small, "controller").get(address)
    assert hashlib.sha256(got.content).hexdigest() == sealed
    assert client_of(small, "stranger").get(address).status_code == 404
    assert client_of(small, "politician").get(address).status_code == 404


@pytest.mark.parametrize("role", ["controller", "head", "registrar"])
def test_a_text_with_a_hidden_number_is_shown_before_it_is_public(small: SmallBoard, role: str) -> None:
    Board.objects.filter(pk=small.board.pk).update(small_number_threshold=5)
    Indicator.objects.filter(board=small.board, code="arenden").update(counts_persons=True)
    Comment.objects.create(
        board=small.board, municipality=small.board.municipality, round=small.round,
        service_area_id=small.areas["namnden"], topic="quality", text="Bara fyra ärenden avgjordes. Fyra mål nåddes.",
    )  # fmt: skip
    steps = {"controller": 0, "head": 1, "registrar": 2}[role]
    from apps.workflow import handover

    if steps:
        handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
        handover.submit_round(round_=small.round, by=small["controller"])
    if steps > 1:
        handover.approve_round(round_=small.round, by=small["head"])
    page = text_of(client_of(small, role).get(f"/rapportera{HOME}overlamning/"))
    assert "Texter som avslöjar dolda tal" in page
    assert "Bara fyra ärenden avgjordes." in page
    assert "Fyra mål nåddes" not in page
    assert "Texter som avslöjar" not in text_of(client_of(small, "reporter").get(f"/rapportera{HOME}overlamning/"))
