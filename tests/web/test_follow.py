"""Who asks for it gets an e-mail when a board publishes: after a yes, once for each version, and until they leave."""

import re
from datetime import timedelta
from smtplib import SMTPException

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from lxml import html

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.organisation.models import Board
from apps.publishing.board_rename import rename_published_board
from apps.publishing.followers.services import add_follower, confirm_follower
from apps.publishing.models import Follower, Publication
from apps.web.tasks import send_notices, tidy
from tests.small_board import SmallBoard

KALMAR = "/kalmar/socialnamnden/"
EMAIL = "lasare@exempel.se"
pytestmark = pytest.mark.usefixtures("reports")


def find_link(text: str, answer: str) -> str:
    (link,) = re.findall(rf"https?://[^/]+(/\S+/folj/{answer}/\S+)", text)
    return link


def ask(client: Client, email: str = EMAIL) -> str:
    mail.outbox.clear()
    answer = client.post(KALMAR + "folj/", {"email": email})
    assert answer.status_code == 200
    assert email in answer.content.decode()
    return find_link(str(mail.outbox[0].body), "ja")


def forget_latest() -> None:
    """As if the follower had said yes before the latest publication."""
    Follower.objects.update(latest_known=0)


def test_a_reader_asks_says_yes_is_told_once_and_leaves(client: Client) -> None:
    page = client.get(KALMAR + "folj/").content.decode()
    assert "<h1>Följ Socialnämnden i Kalmar</h1>" in page
    assert "/kalmar/socialnamnden/moten.ics</code>" in page, "what a calendar subscribes to"
    yes = ask(client)
    assert mail.outbox[0].subject == "Vill du följa Socialnämnden i Kalmar?"
    assert "Ja, skicka e-post" in client.get(yes).content.decode()
    forget_latest()
    assert send_notices() == 0, "nobody has said yes"
    assert "Nu följer du" in client.post(yes).content.decode()
    assert send_notices() == 0, "nothing has been published since"
    forget_latest()
    mail.outbox.clear()
    assert send_notices() == 1
    assert send_notices() == 0
    (sent,) = mail.outbox
    assert sent.subject == "Socialnämnden, Kalmar: Bokslut 2020"
    assert sent.to == [EMAIL]
    assert "Nämnden använde 25,2 miljoner kronor mindre" in str(sent.body)
    assert "/kalmar/socialnamnden/2020/t3/" in str(sent.body)
    no = find_link(str(sent.body), "nej")
    assert sent.extra_headers["List-Unsubscribe"].endswith(f"{no}>")
    assert "Ja, sluta skicka e-post" in client.get(no).content.decode()
    assert Follower.objects.count() == 1, "a link that is looked at changes nothing"
    assert "borttagen" in Client(enforce_csrf_checks=True).post(no, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert Follower.objects.count() == 0
    assert "borttagen" in client.get(no).content.decode()


def test_one_click_leaves_a_board_that_has_another_name_by_now(client: Client, cast: dict[str, User]) -> None:
    client.post(ask(client))
    forget_latest()
    mail.outbox.clear()
    send_notices()
    no = find_link(str(mail.outbox[0].body), "nej")
    board = Board.objects.select_related("municipality").get(municipality__slug="kalmar")
    by = cast["administrator"]
    rename_published_board(by=by, board=board, name="Välfärdsnämnden", holds_from=None, decision="KF § 1")
    assert client.get(no).status_code == 301
    answer = Client(enforce_csrf_checks=True).post(no, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200, "an e-mail program follows no redirect"
    assert not Follower.objects.exists()


def test_a_corrected_report_is_told_of_by_its_latest_version(client: Client) -> None:
    client.post(ask(client))
    first = Publication.objects.get(board__municipality__slug="kalmar")
    first.pk, first.version, first.reason = None, 2, "Ett belopp var fel."
    first.save(force_insert=True)
    forget_latest()
    mail.outbox.clear()
    assert send_notices(first.board_id) == 1
    assert "rättelse (version 2)" in mail.outbox[0].subject
    assert "Ett belopp var fel." in str(mail.outbox[0].body)


@pytest.mark.parametrize("email", ["", "inte-en-adress", "två@exempel.se, tre@exempel.se", "a@b.se\nBcc: c@d.se"])
def test_what_is_no_address_is_refused_and_stays_typed(client: Client, email: str) -> None:
    answer = client.post(KALMAR + "folj/", {"email": email})
    assert answer.status_code == 400
    field = html.fromstring(answer.content.decode()).xpath("//input[@name='email']")[0]
    assert field.get("aria-invalid") == "true"
    assert field.get("value").split("\n")[0] == email.split("\n")[0]
    assert not mail.outbox
    assert not Follower.objects.exists()


def test_an_address_is_not_asked_without_end(client: Client) -> None:
    answers = [client.post(KALMAR + "folj/", {"email": EMAIL}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert len(mail.outbox) == 4
    assert Follower.objects.count() == 1


def test_mail_that_can_not_be_sent_is_reported_and_tried_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object) -> None:
        raise SMTPException

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert client.post(KALMAR + "folj/", {"email": EMAIL}).status_code == 503
    Follower.objects.update(confirmed_at=timezone.now())
    assert send_notices() == 0
    assert Follower.objects.get().latest_known == 0, "who was not reached is tried again"


def test_a_forged_word_and_one_of_another_board_say_nothing(client: Client) -> None:
    yes = ask(client)
    for address in (yes[:-2] + "x/", yes.replace(KALMAR, "/herrljunga/socialnamnden/")):
        assert "gäller inte längre" in client.post(address).content.decode()
    no = yes.replace("/ja/", "/nej/").replace(KALMAR, "/herrljunga/socialnamnden/")
    client.post(no)
    assert Follower.objects.get().confirmed_at is None


def test_who_does_not_answer_is_forgotten(client: Client) -> None:
    yes = ask(client)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert "gäller inte längre" in client.get(yes).content.decode()
        tidy()
    assert not Follower.objects.exists()
    assert not any(EMAIL in f"{event.after} {event.reason}" for event in AuditEvent.objects.all())


def test_no_page_of_it_is_kept_by_anyone(client: Client) -> None:
    for address in (KALMAR + "folj/", ask(client)):
        assert client.get(address)["Cache-Control"] == "private, no-cache"


def test_a_board_that_is_not_public_is_not_followed(client: Client) -> None:
    client.post(ask(client))
    Board.objects.filter(municipality__slug="kalmar").update(is_public=False)
    forget_latest()
    assert send_notices() == 0
    assert client.get(KALMAR + "folj/").status_code == 404


def test_nothing_of_an_open_report_is_sent(small: SmallBoard) -> None:
    follower = add_follower(by=None, board=small.board, email=EMAIL)
    confirm_follower(by=None, follower=follower)
    forget_latest()
    assert send_notices(small.board.pk) == 0
