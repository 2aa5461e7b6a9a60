"""A decision is published by a job: once, or not at all, whoever presses twice and whatever dies on the way."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.publishing.adoption import adopt_round
from apps.publishing.models import Publication, PublicationJob, PublishedRecord
from apps.publishing.publication_jobs import services
from apps.publishing.publication_jobs.models import MAX_SILENCE
from apps.publishing.publication_jobs.services import begin_publication, publish_requested
from apps.publishing.services import Meeting
from apps.web import tasks
from apps.workflow import corrections, handover
from apps.workflow.states import StateError
from tests.small_board import SmallBoard
from tests.workflow.test_handover import MEETING, to_approved

HANDOVER = "/rapportera/lillkoping/socialnamnden/2024/t2/overlamning/"
DECISION = {
    "date": MEETING.date.isoformat(), "paragraph": MEETING.paragraph, "case_number": MEETING.case_number, "public": "1",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def begin(small: SmallBoard, meeting: Meeting = MEETING) -> tuple[PublicationJob, bool]:
    small.round.refresh_from_db()
    return begin_publication(round_=small.round, by=small["registrar"], meeting=meeting)


def list_published(small: SmallBoard) -> list[Publication]:
    return list(Publication.objects.filter(round=small.round))


def let_die(job: PublicationJob) -> None:
    PublicationJob.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - 2 * MAX_SILENCE)


@pytest.fixture
def registrar(small: SmallBoard, client: Client) -> Client:
    to_approved(small)
    client.force_login(small["registrar"])
    return client


def read(client: Client) -> Any:
    return client.get(HANDOVER)


def test_the_page_tells_that_it_is_published_and_then_that_it_is(small: SmallBoard, registrar: Client) -> None:
    answer = registrar.post(HANDOVER + "faststall/", DECISION)
    assert (answer.status_code, answer["Location"]) == (302, HANDOVER)
    page = read(registrar)
    assert (page["Refresh"], "Rapporten publiceras …" in page.content.decode()) == ("2", True)
    assert "Spara beslutet och publicera" not in page.content.decode()
    assert not list_published(small)
    tasks.publish_decision(PublicationJob.objects.get().pk)
    page = read(registrar)
    assert ("Refresh" in page, "Rapporten är publicerad." in page.content.decode()) == (False, True)
    publication = list_published(small)[0]
    assert (publication.decision_date, publication.decision_paragraph) == (MEETING.date, "87")


def test_without_a_broker_or_threads_it_is_published_when_the_request_is_stored(
    small: SmallBoard, registrar: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        registrar.post(HANDOVER + "faststall/", DECISION)
    assert PublicationJob.objects.get().publication == list_published(small)[0]


def test_pressed_twice_it_is_published_once(small: SmallBoard, registrar: Client) -> None:
    job, is_mine = begin(small)
    assert (is_mine, begin(small)) == (True, (job, False))
    assert registrar.post(HANDOVER + "faststall/", DECISION).status_code == 302
    first = publish_requested(job.pk)
    assert publish_requested(job.pk) is None
    assert begin(small) == (job, False), "the same decision sent once more"
    assert registrar.post(HANDOVER + "faststall/", DECISION).status_code == 302
    assert list_published(small) == [first]
    other = Meeting(date=MEETING.date - timedelta(days=1), paragraph="99", case_number="SN 1")
    with pytest.raises(StateError):
        begin(small, other)


def test_a_worker_that_dies_leaves_nothing_and_another_publishes(
    small: SmallBoard, registrar: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, _ = begin(small)

    def adopt_and_die(**given: Any) -> None:
        adopt_round(**given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(services, "adopt_round", adopt_and_die)
        with pytest.raises(KeyboardInterrupt):
            publish_requested(job.pk)
    assert not list_published(small)
    assert not PublishedRecord.objects.filter(board=small.board, resource="rounds", key="2024-t2").exists()
    let_die(job)
    page = read(registrar).content.decode()
    assert "Publiceringen avbröts." in page
    assert f'value="{MEETING.case_number}"' in page
    assert begin(small) == (job, True)
    assert publish_requested(job.pk) == list_published(small)[0]


def test_one_that_was_only_slow_publishes_once(small: SmallBoard, registrar: Client) -> None:
    job, _ = begin(small)
    let_die(job)
    assert begin(small) == (job, True)
    assert publish_requested(job.pk) is not None
    assert publish_requested(job.pk) is None
    assert len(list_published(small)) == 1


def test_what_can_not_be_published_says_why(small: SmallBoard, registrar: Client) -> None:
    job, _ = begin(small)
    handover.return_round(round_=small.round, by=small["head"], reason="Se över.")
    assert publish_requested(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.message.startswith("Rapporten är")) == ("failed", True)
    assert not list_published(small)


def test_what_fails_is_told_and_can_be_done_again(
    small: SmallBoard, registrar: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, _ = begin(small)

    def fail(**given: Any) -> None:
        adopt_round(**given)
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(services, "adopt_round", fail)
        tasks.publish_decision(job.pk)
    assert not list_published(small)
    page = read(registrar).content.decode()
    assert "Ingenting har publicerats. Försök igen" in page
    assert "Spara beslutet och publicera" in page
    assert begin(small) == (job, True)
    tasks.publish_decision(job.pk)
    assert len(list_published(small)) == 1


def test_a_correction_is_published_by_the_same_job(small: SmallBoard, registrar: Client) -> None:
    job, _ = begin(small)
    publish_requested(job.pk)
    small.round.refresh_from_db()
    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel siffra.")
    handover.submit_round(round_=small.round, by=small["controller"])
    handover.approve_round(round_=small.round, by=small["head"])
    assert "Rapporten är publicerad." not in read(registrar).content.decode()
    later = Meeting(date=date(2024, 11, 5), paragraph="60", case_number=MEETING.case_number)
    assert begin(small, later) == (job, True)
    publish_requested(job.pk)
    assert "Version 2 är publicerad." in read(registrar).content.decode()


def test_others_see_that_it_is_published_and_may_do_nothing_meanwhile(small: SmallBoard, registrar: Client) -> None:
    begin(small)
    registrar.force_login(small["head"])
    page = read(registrar).content.decode()
    assert "Rapporten publiceras …" in page
    assert "lamna-tillbaka/" not in page
