"""A board's pictures: who adds them, that they never change, who sees them, and that a version holds on to its own."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from apps.accounts.roles import NotAllowedError, Role
from apps.audit.models import AuditEvent
from apps.core.rich_text.contents import list_pictures
from apps.core.rich_text.reading import RichTextError
from apps.organisation.models import Board
from apps.publishing.adoption import adopt_round
from apps.publishing.models import Publication, PublishedPicture
from apps.publishing.services import build_draft_report
from apps.rounds.models import Round
from apps.texts.models import TextPicture
from apps.texts.services import add_picture, delete_unused_pictures
from tests.small_board import SmallBoard, make_small_board
from tests.texts.pictures import ALT, give_picture, make_picture_file, write_tag
from tests.texts.written import give_disposition, write_section
from tests.workflow.test_handover import MEETING, to_approved

READERS = [*Role.values, "stranger", "anonymous"]
WORKERS = {"reporter", "controller", "head", "registrar", "administrator"}


@pytest.fixture
def written(small: SmallBoard) -> SmallBoard:
    give_disposition(small)
    return small


def publish(small: SmallBoard) -> Publication:
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    return Publication.objects.get(round=small.round)


@pytest.fixture
def clients(written: SmallBoard) -> dict[str, Client]:
    found = {reader: Client() for reader in READERS}
    for reader, client in found.items():
        if reader != "anonymous":
            client.force_login(written[reader])
    return found


def list_who_see(clients: dict[str, Client], picture: TextPicture) -> set[str]:
    answers = {who: one.get(f"/lillkoping/socialnamnden/bild/{picture.sha256}") for who, one in clients.items()}
    assert {answer.status_code for answer in answers.values()} <= {200, 404}
    found = {who for who, answer in answers.items() if answer.status_code == 200}
    assert {answers[who].content for who in found} == {bytes(picture.body)}
    return found


def is_refused_by_database(write: Callable[[], object]) -> bool:
    """At once, or when the transaction ends."""
    try:
        with transaction.atomic():
            write()
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("role", [*Role.values, "stranger"])
def test_who_writes_in_the_reports_adds_pictures(small: SmallBoard, role: str) -> None:
    if role in {"controller", "reporter"}:
        assert give_picture(small, role=role).board == small.board
    else:
        with pytest.raises(NotAllowedError):
            give_picture(small, role=role)


def test_a_picture_is_stored_once_and_the_act_is_remembered(small: SmallBoard) -> None:
    first, again = give_picture(small), give_picture(small, role="reporter")
    assert first == again
    assert (first.media_type, first.width, first.height) == ("image/png", 60, 40)
    event = AuditEvent.objects.get(action="picture.added")
    assert (event.actor_id, event.after["sha256"]) == (small["controller"].pk, first.sha256)


def test_a_picture_never_changes_and_is_its_own_boards(small: SmallBoard) -> None:
    picture = give_picture(small)
    with pytest.raises(IntegrityError), transaction.atomic():
        TextPicture.objects.filter(pk=picture.pk).update(width=1)
    theirs = make_small_board("Annanköping", "9902").board.municipality
    owner = {"board": small.board, "municipality": theirs, "sha256": "a" * 64}
    assert is_refused_by_database(lambda: TextPicture.objects.create(**owner, **make_picture_file()._asdict()))


def test_a_text_shows_only_the_boards_own_pictures_in_their_own_size(written: SmallBoard) -> None:
    picture = give_picture(written)
    saved = write_section(written, "ekonomi", f"Före.\n\n{write_tag(picture)[:-1]}/9x9)\n\nEfter.")
    assert saved.section
    shown = list_pictures(saved.section.rich_text)[0]
    assert (shown.id, shown.alt, shown.width, shown.height) == (picture.sha256, ALT, 60, 40)
    report = build_draft_report(Round.objects.select_related("board__municipality").get(pk=written.round.pk))
    assert next(one for one in report.chapters if one.code == "ekonomi").texts[0].text.blocks[1] == shown
    other = make_small_board("Annanköping", "9902")
    theirs = add_picture(by=None, board=other.board, file=make_picture_file(90))
    for tag in (write_tag(theirs), "![Karta](bild:karta)"):
        with pytest.raises(RichTextError, match="nämndens bilder"):
            write_section(written, "ekonomi", tag, version=saved.section.version)


def test_who_sees_a_picture_before_and_after_it_is_published(written: SmallBoard, clients: dict[str, Client]) -> None:
    picture = give_picture(written)
    assert list_who_see(clients, picture) == WORKERS  # in no text yet
    write_section(written, "ekonomi", write_tag(picture))
    assert list_who_see(clients, picture) == WORKERS
    Round.objects.filter(pk=written.round.pk).update(shared_with_board=True)
    assert list_who_see(clients, picture) == {*WORKERS, "politician"}
    publication = publish(written)
    assert list_who_see(clients, picture) == set(READERS)
    assert list_who_see(clients, give_picture(written, width=70)) == WORKERS
    Board.objects.filter(pk=written.board.pk).update(is_public=False)
    assert list_who_see(clients, picture) == {*WORKERS, "politician"}
    assert PublishedPicture.objects.get().publication == publication


def test_another_board_has_no_such_picture(written: SmallBoard) -> None:
    other = make_small_board("Annanköping", "9902")
    picture = give_picture(written)
    client = Client()
    client.force_login(other["controller"])
    for place in ("annankoping", "lillkoping"):
        assert client.get(f"/{place}/socialnamnden/bild/{picture.sha256}").status_code == 404
    assert client.get("/lillkoping/socialnamnden/bild/karta").status_code == 404


def test_a_version_holds_on_to_its_picture(written: SmallBoard) -> None:
    picture = give_picture(written)
    write_section(written, "ekonomi", write_tag(picture))
    publish(written)
    shown = PublishedPicture.objects.get()
    assert shown.picture == picture
    for rows in (TextPicture.objects.filter(pk=picture.pk), PublishedPicture.objects.all()):
        assert is_refused_by_database(lambda rows=rows: rows._raw_delete("default"))  # past Django, which refuses too


def test_a_picture_that_came_into_no_text_is_not_kept(written: SmallBoard) -> None:
    used, unused = give_picture(written), give_picture(written, width=70)
    saved = write_section(written, "ekonomi", write_tag(used)).section
    assert saved
    write_section(written, "ekonomi", "Utan bild.", version=saved.version)  # it is still in the text's history
    assert delete_unused_pictures(before=unused.added_at) == 0
    assert delete_unused_pictures(before=timezone.now()) == 1
    assert list(TextPicture.objects.values_list("pk", flat=True)) == [used.pk]
    assert AuditEvent.objects.get(action="picture.deleted").before == {"sha256": unused.sha256}


def test_how_a_picture_is_served(written: SmallBoard, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    picture = give_picture(written)
    write_section(written, "ekonomi", write_tag(picture))
    address = f"/lillkoping/socialnamnden/bild/{picture.sha256}"
    worker = Client()
    worker.force_login(written["head"])
    assert worker.get(address).headers["Cache-Control"] == "private, no-cache"
    publish(written)
    with django_assert_num_queries(1):
        answer = Client().get(address)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert "Content-Security-Policy" in answer.headers
    same = Client().get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    page = Client().get("/lillkoping/socialnamnden/2024/t2/hela/").content.decode()
    assert f'<img src="{address}" alt="{ALT}" width="60" height="40" loading="lazy">' in page
