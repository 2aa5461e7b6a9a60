"""Old addresses lead on: every page of a board that has been renamed, for those who may know of it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.organisation.models import Board
from apps.publishing.board_rename import rename_published_board
from apps.rounds.models import Round
from tests.pages import DRAFT, PUBLISHED, open_client
from tests.test_access import MATRIX

pytestmark = pytest.mark.slow

OLD, NEW = "/kalmar/socialnamnden/", "/kalmar/valfardsnamnden/"
# Every page that a board's name stands in the address of, but the API, which finds the board itself.
PAGES = sorted(
    {
        address.partition("?")[0]
        for route, probes in MATRIX.items()
        for address, _ in probes
        if "<slug:board>" in route and not route.startswith("api/") and "kalmar/socialnamnden" in address
    }
)


@pytest.fixture
def renamed(cast: dict[str, User]) -> Board:
    """Kalmar's board, renamed; a draft of the next tertial is open."""
    board = Board.objects.select_related("municipality").get(municipality__slug="kalmar")
    Round.objects.create(municipality=board.municipality, board=board, year=2021, tertial=1, state="open")
    return rename_published_board(
        by=cast["administrator"], board=board, name="Välfärdsnämnden", holds_from=None, decision="KF § 1"
    )


def new(address: str) -> str:
    return address.replace(OLD, NEW)


def is_private(page: str) -> bool:
    """Is it only for the board's own people?"""
    return page.startswith("rapportera/") or "/utkast/" in page


def test_every_page_is_tried() -> None:
    assert len(PAGES) > 30
    assert any("/v1/" in page for page in PAGES)
    assert any("/jamfor/" in page for page in PAGES)
    assert any("/struktur/" in page for page in PAGES)


@pytest.mark.parametrize("role", ["administrator", "anonymous"])
def test_every_page_leads_to_the_same_page_at_the_new_address(role: str, renamed: Board, cast: dict[str, User]) -> None:
    User.objects.filter(is_superuser=True).update(is_superuser=False)
    client = open_client(role, cast)
    for page in PAGES:
        address = f"/{page}"
        then = client.get(new(address)).status_code
        answer = client.get(address)
        if then in (200, 302) and not (role == "anonymous" and is_private(page)):
            assert (answer.status_code, answer.headers["Location"]) == (301, new(address)), page
        elif answer.status_code == 301:
            assert answer.headers["Location"] == new(address), page
        else:
            assert (answer.status_code, then) in {(404, 404), (405, 405), (302, 302)}, page


def test_strangers_get_no_information(renamed: Board, cast: dict[str, User]) -> None:
    """The working pages of any board, and every page of one that isn't public."""
    stranger = open_client("stranger", cast)
    for page in PAGES:
        if is_private(page):
            assert stranger.get(f"/{page}").status_code in (404, 405), page
            assert Client().get(f"/{page}").status_code in (302, 405), page
    Board.objects.filter(pk=renamed.pk).update(is_public=False)
    for client in (stranger, Client()):
        for page in PAGES:
            if not is_private(page):
                assert client.get(f"/{page}").status_code == 404, page
    assert open_client("politician", cast).get(f"/{PUBLISHED}").status_code == 301


def test_a_question_goes_along_and_nobody_keeps_the_answer_for_ever(renamed: Board) -> None:
    answer = Client().get(f"/{PUBLISHED}indikator/?q=beslut&ljus=met")
    assert answer.headers["Location"] == f"{NEW}2020/t3/indikator/?q=beslut&ljus=met"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in answer["Vary"]


def test_what_is_posted_is_posted_again(renamed: Board, cast: dict[str, User]) -> None:
    """A form that was open while the board was renamed loses nothing."""
    client = open_client("administrator", cast)
    address = "/rapportera/kalmar/socialnamnden/struktur/mal/"
    answer = client.post(address, {"name": "Trygga barn", "level": "board", "year": "2021"}, follow=True)
    assert answer.redirect_chain[0] == (new(address), 308)
    assert "Trygga barn" in answer.content.decode()


def test_kept_pages_are_drawn_anew_and_lead_right(cast: dict[str, User]) -> None:
    kept = Client().get(f"/{PUBLISHED}").content.decode()
    assert f'href="{OLD}2020/t3/ekonomi/"' in kept
    board = Board.objects.get(municipality__slug="kalmar")
    by = cast["administrator"]
    rename_published_board(by=by, board=board, name="Välfärdsnämnden", holds_from=None, decision="KF § 1")
    assert Client().get(f"/{PUBLISHED}").status_code == 301
    page = Client().get(new(f"/{PUBLISHED}")).content.decode()
    assert OLD not in page, "every link leads to the new address"
    assert "Socialnämnden" in page, "the decided report keeps its own name"
    assert OLD not in Client().get(new(f"/{PUBLISHED}v1/")).content.decode()


def test_an_address_that_is_found_costs_nothing_more(renamed: Board, cast: dict[str, User]) -> None:
    Client().get(new(f"/{PUBLISHED}"))
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(new(f"/{PUBLISHED}")).status_code == 200
    assert len(queries) == 1


def test_an_old_address_of_a_draft_is_for_its_readers(renamed: Board, cast: dict[str, User]) -> None:
    answers: dict[str, Any] = {role: open_client(role, cast).get(f"/{DRAFT}", follow=True) for role in cast}
    assert answers["controller"].status_code == 200
    assert answers["stranger"].status_code == 404
