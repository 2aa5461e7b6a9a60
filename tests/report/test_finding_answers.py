"""A finding can be answered, and the answer stays with it until the difference is another."""

from decimal import Decimal

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.goals.models import Outcome
from apps.publishing.services import build_draft_report
from apps.report.board_report import Finding
from apps.report.services import FindingAnswerError, answer_finding, withdraw_answer
from apps.rounds.models import Round

pytestmark = pytest.mark.slow

KEY = "lss-boendestod"


@pytest.fixture
def opened(reports: object) -> Round:
    rounds = Round.objects.select_related("board__municipality")
    round_ = rounds.get(board__municipality__slug="kalmar", year=2020, tertial=3)
    Round.objects.filter(pk=round_.pk).update(state="open")
    round_.refresh_from_db()
    return round_


def finding(round_: Round) -> Finding:
    return next(one for one in build_draft_report(round_).findings if one.key == KEY)


def test_an_answer_stays_with_its_finding(opened: Round, cast: dict[str, User]) -> None:
    told = finding(opened)
    answer_finding(
        by=cast["controller"], round_=opened, fingerprint=told.fingerprint, reason="correct", text="x", size=told.size
    )
    again = finding(opened)
    assert again.answer is not None
    assert (again.answer.reason_label, again.answer.text, again.answer.outdated) == ("siffran stämmer", "x", False)
    event = AuditEvent.objects.get(action="finding.answered")
    assert (event.actor_id, event.after and event.after["reason"]) == (cast["controller"].pk, "correct")


def test_another_difference_makes_the_answer_outdated(opened: Round, cast: dict[str, User]) -> None:
    told = finding(opened)
    answer_finding(
        by=cast["controller"], round_=opened, fingerprint=told.fingerprint, reason="rounding", size=told.size
    )
    Outcome.objects.filter(indicator__code=KEY, year=2020, board=opened.board).update(stated_change=Decimal(90))
    again = finding(opened)
    assert again.fingerprint == told.fingerprint
    assert again.answer is not None
    assert again.answer.outdated


def test_an_answer_can_be_changed_and_withdrawn(opened: Round, cast: dict[str, User]) -> None:
    told = finding(opened)
    who = {"by": cast["controller"], "round_": opened, "fingerprint": told.fingerprint}
    answer_finding(**who, reason="rounding")
    answer_finding(**who, reason="other", text="En rad saknas.")
    assert finding(opened).answer.reason == "other"  # type: ignore[union-attr]
    assert withdraw_answer(**who)
    assert finding(opened).answer is None
    assert not withdraw_answer(**who)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reason": "nonsense"}, "Välj ett skäl"),
        ({"reason": "other"}, "Skriv vad"),
        ({"reason": "rounding", "text": "x" * 2001}, "högst 2000"),
    ],
)
def test_what_is_no_answer(opened: Round, cast: dict[str, User], said: dict[str, str], why: str) -> None:
    with pytest.raises(FindingAnswerError, match=why):
        answer_finding(by=cast["controller"], round_=opened, fingerprint="0" * 16, **said)


def test_a_closed_round_takes_no_answers(reports: object, cast: dict[str, User]) -> None:
    round_ = Round.objects.get(board__municipality__slug="kalmar", year=2020, tertial=3)
    with pytest.raises(FindingAnswerError, match="inte öppen"):
        answer_finding(by=cast["controller"], round_=round_, fingerprint="0" * 16, reason="rounding")
    with pytest.raises(FindingAnswerError, match="inte öppen"):
        withdraw_answer(by=cast["controller"], round_=round_, fingerprint="0" * 16)


def address(told: Finding) -> str:
    return f"/rapportera/kalmar/socialnamnden/2020/t3/iakttagelser/{told.fingerprint}/"


def test_answering_in_the_browser(opened: Round, cast: dict[str, User]) -> None:
    told = finding(opened)
    client = Client()
    client.force_login(cast["controller"])
    page = "/kalmar/socialnamnden/2020/t3/iakttagelser/"
    assert address(told) in client.get(page).content.decode()
    assert client.get(address(told)).status_code == 200
    wrong = client.post(address(told), {"reason": "other"})
    assert wrong.status_code == 422
    assert "Skriv vad skillnaden beror på" in wrong.content.decode()
    right = client.post(address(told), {"reason": "source_error", "text": "Står fel i <systemet>."})
    assert right.status_code == 302
    shown = client.get(page).content.decode()
    assert "fel i underlaget" in shown
    assert "Står fel i &lt;systemet&gt;." in shown
    assert client.post(address(told), {"act": "withdraw"}).status_code == 302
    assert "fel i underlaget" not in client.get(page).content.decode()


def test_only_those_who_report_may_answer(opened: Round, cast: dict[str, User]) -> None:
    told = finding(opened)
    for role, status in {"stranger": 404, "politician": 404, "head": 404, "controller": 200}.items():
        client = Client()
        client.force_login(cast[role])
        assert client.get(address(told)).status_code == status, role
    assert Client().get(address(told)).status_code == 302
    politician = Client()
    politician.force_login(cast["politician"])
    assert "Svara" not in politician.get("/kalmar/socialnamnden/2020/t3/iakttagelser/").content.decode()


def test_a_mark_stands_by_the_figure(reports: object) -> None:
    page = Client().get("/herrljunga/socialnamnden/2021/t3/ekonomi/").content.decode()
    assert page.count('class="mark mark--') >= 4
