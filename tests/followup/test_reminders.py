"""Reminders: to whom, when, once, and not to those who have switched them off."""

from datetime import date

import pytest
from django.core import mail

from apps.accounts.roles import Reminder
from apps.accounts.services import mute_reminders
from apps.followup import handover
from apps.rounds.models import Round
from apps.web.tasks import send_reminders, turn_has_moved
from tests.small_board import SmallBoard, make_small_board


@pytest.fixture
def small(db: None) -> SmallBoard:
    small = make_small_board()
    Round.objects.filter(board=small.board).exclude(pk=small.round.pk).delete()
    Round.objects.filter(pk=small.round.pk).update(deadline=date(2024, 9, 15))
    small.round.refresh_from_db()
    return small


def sent_on(small: SmallBoard, day: str) -> set[tuple[str, str]]:
    """Who was told what: role and the first word of the subject's last part."""
    mail.outbox.clear()
    send_reminders([small.round.pk], day)
    roles = {user.email: role for role, user in small.people.items()}
    return {(roles[message.to[0]], message.subject) for message in mail.outbox}


def subjects(told: set[tuple[str, str]], word: str) -> set[str]:
    return {role for role, subject in told if word in subject}


def test_before_and_after_the_deadline(small):
    first = sent_on(small, "2024-09-01")
    assert subjects(first, "Din tur") == {"reporter"}
    assert not subjects(first, "sista dag")
    assert subjects(sent_on(small, "2024-09-08"), "sista dag är 2024-09-15") == {"reporter", "controller"}
    assert sent_on(small, "2024-09-10") == set(), "once"
    assert subjects(sent_on(small, "2024-09-14"), "sista dag är") == {"reporter", "controller"}
    assert subjects(sent_on(small, "2024-09-16"), "passerat") == {"reporter", "controller"}
    assert sent_on(small, "2024-09-17") == set()
    assert subjects(sent_on(small, "2024-09-23"), "passerat") == {"reporter", "controller"}


def test_when_the_ball_is_yours(small, django_capture_on_commit_callbacks):
    sent_on(small, "2024-08-01")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
        turn_has_moved(small.round)
    assert [message.to for message in mail.outbox if "Din tur" in message.subject] == [[small["controller"].email]]
    assert "/rapportera/" in mail.outbox[0].body
    for step, who in ((handover.submit_round, "controller"), (handover.approve_round, "head")):
        step(round_=small.round, by=small[who])
    assert subjects(sent_on(small, "2024-08-01"), "Din tur") == {"registrar"}
    handover.return_round(round_=small.round, by=small["head"], reason="Se över.")
    assert subjects(sent_on(small, "2024-08-01"), "Din tur") == {"controller"}


@pytest.mark.parametrize("kind", list(Reminder))
def test_each_kind_can_be_switched_off(small, kind):
    mute_reminders(by=small["reporter"], kinds=[kind])
    told = [sent_on(small, day) for day in ("2024-09-01", "2024-09-08", "2024-09-16")]
    words = {Reminder.BALL: "Din tur", Reminder.BEFORE: "sista dag är", Reminder.AFTER: "passerat"}
    for other, word in words.items():
        was_told = any("reporter" in subjects(one, word) for one in told)
        assert was_told is (other != kind)
    mute_reminders(by=small["reporter"], kinds=[])
    assert not small["reporter"].muted_reminders.exists()


def test_what_could_not_be_sent_is_sent_next_time(small, monkeypatch):
    from django.core.mail.backends import locmem

    def down(self, messages):
        raise OSError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr(locmem.EmailBackend, "send_messages", down)
        assert send_reminders([small.round.pk], "2024-08-01") == 0
    assert send_reminders([small.round.pk], "2024-08-01") == 1
