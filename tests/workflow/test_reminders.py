"""Reminders: to whom, when, once, and not to those who have switched them off."""

from datetime import date

import pytest
from celery.beat import Scheduler
from django.core import mail
from django.core.management import call_command
from django.test import Client

from apps.accounts.models import Membership, User
from apps.accounts.roles import Reminder, Role
from apps.accounts.services import add_member, mute_reminders
from apps.config.celery import app as celery_app
from apps.rounds.models import Round
from apps.web.tasks import send_reminders, send_reminders_on_commit
from apps.workflow import handover
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow

WORK = "/rapportera/lillkoping/socialnamnden/2024/t2/"


@pytest.fixture
def small(small: SmallBoard) -> SmallBoard:
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
        send_reminders_on_commit(small.round)
    assert [message.to for message in mail.outbox if "Din tur" in message.subject] == [[small["controller"].email]]
    assert "/rapportera/" in mail.outbox[0].body
    for step, who in ((handover.submit_round, "controller"), (handover.approve_round, "head")):
        step(round_=small.round, by=small[who])
    assert subjects(sent_on(small, "2024-08-01"), "Din tur") == {"registrar"}
    handover.return_round(round_=small.round, by=small["head"], reason="Se över.")
    assert subjects(sent_on(small, "2024-08-01"), "Din tur") == {"controller"}


HANDED_OVER = {
    "oppna": ("planned", "administrator", {}, "reporter"),
    "lamna-in-verksamhet": ("open", "reporter", {"area": "hemtjanst", "sure": "1"}, "controller"),
    "lamna-in": ("open", "controller", {"reason": "Brådskar, se §.", "sure": "1"}, "head"),
    "godkann": ("submitted", "head", {}, "registrar"),
    "lamna-tillbaka": ("approved", "head", {"reason": "Skriv mer om orsaken."}, "reporter"),
}


@pytest.mark.parametrize("step", HANDED_OVER)
def test_every_step_on_the_page_tells_the_next(small, step, django_capture_on_commit_callbacks):
    state, who, posted, next_ = HANDED_OVER[step]
    Round.objects.filter(pk=small.round.pk).update(state=state, deadline=None)
    client = Client()
    client.force_login(small[who])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{WORK}overlamning/{step}/", posted)
    assert answer.status_code == 302
    assert [message.to for message in mail.outbox] == [[small[next_].email]]
    body = mail.outbox[0].body
    assert f"http://localhost:8000{WORK}\n" in body
    assert posted.get("reason", "") in body
    assert "http://localhost:8000/rapportera/installningar/" in body


def test_who_opens_a_correction_gets_no_message_of_it(small, django_capture_on_commit_callbacks):
    """A correction is with the controllers, who need no letter of what they have done themselves."""
    Round.objects.filter(pk=small.round.pk).update(state="adopted", deadline=None)
    other = User.objects.create_user("annan@lillkoping.example")
    Membership.objects.create(user=other, board=small.board, role=Role.CONTROLLER)
    client = Client()
    client.force_login(small["controller"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{WORK}overlamning/ratta/", {"reason": "Fel kolumn."})
    assert [message.to for message in mail.outbox] == [[other.email]]


def test_a_refused_step_tells_nobody(small, django_capture_on_commit_callbacks):
    client = Client()
    client.force_login(small["controller"])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{WORK}overlamning/lamna-in/", {"sure": "1"}).status_code == 422
    assert mail.outbox == []


def test_an_area_that_comes_back_concerns_its_own_reporter(small):
    other = User.objects.create_user("ifo@demo.example")
    add_member(by=small["administrator"], board=small.board, email=other.email, role="reporter", areas=["ifo"])
    small.people["other"] = other
    assert subjects(sent_on(small, "2024-08-01"), "Din tur") == {"reporter", "other"}
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    handover.return_area(round_=small.round, area="hemtjanst", by=small["controller"], reason="Personalen fattas.")
    assert subjects(sent_on(small, "2024-08-01"), "Din tur") == {"reporter"}
    assert "Personalen fattas." in mail.outbox[0].body


def test_a_correction_has_no_deadline_to_miss(small):
    Round.objects.filter(pk=small.round.pk).update(
        state="adopted", correction_state="open", correction_reason="Fel kolumn."
    )
    assert subjects(sent_on(small, "2024-12-01"), "passerat") == set()


def test_the_clock_sends_them_every_morning(small, time_machine):
    """As Celery beat does it: the entry is found by its name and sent, and without a broker run where it is."""
    time_machine.move_to("2024-09-14T05:30:00Z")
    scheduler = Scheduler(app=celery_app)
    entry = scheduler.merge_inplace(celery_app.conf.beat_schedule) or scheduler.schedule["reminders"]
    assert (entry.schedule.hour, entry.schedule.minute) == ({7}, {0})
    assert str(celery_app.timezone) == "Europe/Stockholm"
    scheduler.apply_async(entry, advance=False)
    assert any("sista dag är 2024-09-15" in message.subject for message in mail.outbox)


def test_a_machines_own_clock_can_send_them_instead(small, time_machine, capsys):
    time_machine.move_to("2024-09-14T05:30:00Z")
    call_command("remind")
    told = len(mail.outbox)
    assert told
    assert f"{told} påminnelser" in capsys.readouterr().out


@pytest.mark.parametrize("kind", list(Reminder))
def test_each_kind_can_be_switched_off(small, kind):
    mute_reminders(by=small["reporter"], kinds=[kind])
    told = [sent_on(small, day) for day in ("2024-09-01", "2024-09-08", "2024-09-16")]
    words = {Reminder.YOUR_TURN: "Din tur", Reminder.BEFORE: "sista dag är", Reminder.AFTER: "passerat"}
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
