"""A file that nobody applies is emptied: at a click, or after a week. One that was applied stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from apps.audit.models import AuditEvent
from apps.imports import services
from apps.imports.models import ImportJob, JobState, UploadedFile
from tests.file_questions import list_question_keys
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text

pytestmark = [pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]

FILES = "/rapportera/lillkoping/socialnamnden/2024/t2/fil/"
EXTRACT = b"Konto;Ansvar;Period;Belopp\n5010;47;202401;100,50\n5010;47;202408;200\n"
MAPPED = {"areas": "47 ifo", "accounts": "5000-5999 personal", "act": "read"}


@pytest.fixture
def client(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["controller"])
    return client


def send(client: Client, name: str = "utdrag.csv", content: bytes = EXTRACT) -> str:
    there = client.post(FILES, {"fil": SimpleUploadedFile(name, content)}).headers["Location"]
    return str(there).removesuffix("koppling/")


def read(client: Client) -> str:
    there = send(client)
    client.post(f"{there}koppling/", MAPPED)
    assert ImportJob.objects.latest("pk").state == JobState.PREVIEW
    return there


def apply(client: Client) -> str:
    there = read(client)
    client.post(there, {"act": "apply", "confirm": list_question_keys()})
    assert ImportJob.objects.latest("pk").state == JobState.APPLIED
    return there


def age(days: float) -> None:
    UploadedFile.objects.update(uploaded_at=timezone.now() - timedelta(days=days))


def latest() -> UploadedFile:
    return UploadedFile.objects.latest("pk")


@pytest.mark.parametrize("come", [send, read])
def test_a_file_is_thrown_away_from_the_list_and_its_bytes_are_gone(client: Client, come: Any) -> None:
    there = come(client)
    assert "Ja, kasta filen" in client.get(FILES).content.decode()
    assert "Ja, kasta filen" in client.get(there).content.decode()
    answer = client.post(there, {"act": "discard", "next": "list"})
    assert answer.headers["Location"] == FILES
    file, job = latest(), ImportJob.objects.get()
    assert (bytes(file.content), file.emptied_why, file.size) == (b"", "discarded", len(EXTRACT))
    assert (job.state, job.result, job.seen) == (JobState.DISCARDED, None, None)
    event = AuditEvent.objects.get(action="file.discarded")
    assert (event.after["sha256"], event.actor_id) == (file.sha256, job.created_by_id)  # type: ignore[index]
    page = read_visible_text(client.get(FILES).content)
    assert "Filen är borttagen (den kastades)." in page
    assert "Ja, kasta filen" not in page
    assert "kontrollsumman (sha-256), " + file.sha256 in read_visible_text(client.get(there).content)


def test_what_is_gone_is_answered_in_words(client: Client) -> None:
    there = send(client)
    client.post(there, {"act": "discard"})
    gone = client.get(f"{there}original/")
    assert gone.status_code == 410
    assert "Filen är borttagen" in gone.content.decode()
    assert client.get(f"{there}koppling/").headers["Location"] == there
    for act in ("again", "apply"):
        assert client.post(there, {"act": act}).status_code == 422
    assert client.post(f"{there}koppling/", MAPPED).status_code == 302
    assert ImportJob.objects.get().state == JobState.DISCARDED


def test_an_applied_file_stays(client: Client) -> None:
    there = apply(client)
    assert "kasta" not in client.get(there).content.decode()
    assert client.post(there, {"act": "discard"}).status_code == 422
    age(400)
    call_command("tidy")
    assert client.get(f"{there}original/").content == EXTRACT


@pytest.mark.parametrize("come", [send, read])
def test_after_a_week_a_file_that_nobody_applied_is_emptied(client: Client, come: Any) -> None:
    come(client)
    age(6.9)
    call_command("tidy")
    assert bytes(latest().content) == EXTRACT
    age(7.1)
    call_command("tidy")
    assert (bytes(latest().content), latest().emptied_why) == (b"", "expired")
    assert AuditEvent.objects.get(action="file.expired").actor_id is None
    assert "Filen är borttagen (ingen läste in den inom en vecka)." in read_visible_text(client.get(FILES).content)
    call_command("tidy")
    assert AuditEvent.objects.filter(action="file.expired").count() == 1


def test_a_file_at_work_is_left_alone_and_one_whose_worker_died_is_not(client: Client) -> None:
    there = read(client)
    age(8)
    ImportJob.objects.update(state=JobState.APPLYING, heartbeat_at=timezone.now())
    call_command("tidy")
    assert client.post(there, {"act": "discard"}).status_code == 422
    assert latest().emptied_at is None
    ImportJob.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    assert client.post(there, {"act": "discard"}).status_code == 302
    assert latest().emptied_why == "discarded"


def test_a_worker_that_was_only_slow_applies_nothing_of_what_is_thrown_away(client: Client, small: SmallBoard) -> None:
    read(client)
    job = ImportJob.objects.get()
    keys = [one["key"] for one in job.result["questions"]]  # type: ignore[index]
    services.start_applying(by=small["controller"], job=job, confirmed=keys)
    content = bytes(job.file.content)
    ImportJob.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    job.refresh_from_db()
    opened = services.open_file
    try:  # it opens the file, and then somebody throws it away

        def open_and_discard(*args: Any) -> Any:
            found = opened(*args)
            services.discard_file(by=small["controller"], job=job)
            return found

        services.open_file = open_and_discard
        services.apply_file(job.pk)
    finally:
        services.open_file = opened
    job.refresh_from_db()
    assert (job.state, job.figures.count(), len(content)) == (JobState.DISCARDED, 0, len(EXTRACT))


def test_the_database_keeps_content_and_reason_together(client: Client) -> None:
    apply(client)
    for wrong in (
        {"content": b""},
        {"emptied_at": timezone.now(), "emptied_why": "expired"},
        {"content": b"", "emptied_at": timezone.now()},
        {"content": b"", "emptied_at": timezone.now(), "emptied_why": "expired"},  # it is applied
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            UploadedFile.objects.update(**wrong)
    client.post(send(client), {"act": "discard"})
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportJob.objects.filter(state=JobState.DISCARDED).update(state=JobState.APPLIED)


@pytest.mark.parametrize("name", ["lön 19121212-1212.csv", "191212121212.csv", "brev_1212121212_svar.csv"])
def test_a_personal_number_in_the_name_is_refused(client: Client, name: str) -> None:
    answer = client.post(FILES, {"fil": SimpleUploadedFile(name, EXTRACT)})
    assert answer.status_code == 422
    assert "1212" not in read_visible_text(answer.content)
    assert not UploadedFile.objects.exists()


@pytest.mark.parametrize("name", ["utdrag-202401-202408.csv", "2024-08-31.csv", "bok 20240831.csv"])
def test_dates_in_the_name_are_no_personal_numbers(client: Client, name: str) -> None:
    send(client, name)
    assert latest().name == name


def test_a_stranger_throws_nothing_away(client: Client, small: SmallBoard) -> None:
    there = send(client)
    other = Client()
    other.force_login(small["reporter"])
    assert other.post(there, {"act": "discard"}).status_code == 404
    assert latest().emptied_at is None
