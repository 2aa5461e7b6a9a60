"""The start page and a municipality's: few boards all at once, a nation's in little, and one's own filled in."""

import gzip
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from apps.accounts.models import User
from apps.organisation.models import Board, Municipality
from apps.organisation.services import raise_edition
from apps.publishing.models import RenderedList
from apps.rounds.models import Round, RoundState
from apps.web.start.own_boards import load_own_boards
from apps.web.start.presenter import BoardFilter, build_start_page
from tests.bench import nation

pytestmark = pytest.mark.usefixtures("reports")


def read(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/?lan=08", "/kalmar/"])
def test_the_second_reader_costs_one_query(address: str, client: Client) -> None:
    first = read(client, address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert (len(queries), answer.content.decode()) == (1, first)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in answer["Vary"]


@pytest.mark.parametrize("address", ["/", "/kalmar/"])
def test_what_changes_a_board_draws_its_lists_anew(address: str, client: Client) -> None:
    board = Board.objects.get(municipality__slug="kalmar")
    read(client, address)
    raise_edition(board.pk)  # as every publication does
    with CaptureQueriesContext(connection) as queries:
        read(client, address)
    assert len(queries) > 1
    Municipality.objects.filter(slug="kalmar").update(name="Nya Kalmar")
    assert "Nya Kalmar" in read(client, address)
    Board.objects.filter(pk=board.pk).update(is_public=False)
    answer = client.get(address)
    assert answer.status_code == 404 or "Nya Kalmar" not in answer.content.decode()


def test_a_search_and_an_unknown_narrowing_are_not_stored(client: Client) -> None:
    for address in ("/?q=kalmar", "/?lan=99", "/?bokstav=%C3%9F", "/?utm=x"):
        read(client, address)
    assert list(RenderedList.objects.values_list("address", flat=True)) == ["/"]


@pytest.mark.parametrize("role", ["politician", "controller"])
def test_ones_own_is_filled_in_and_never_stored(role: str, client: Client, cast: dict[str, User]) -> None:
    client.force_login(cast[role])
    for address in ("/", "/kalmar/"):
        answer = client.get(address)
        assert answer["Cache-Control"] == "private, no-cache"
        assert str(cast[role]) in answer.content.decode()
        assert 'id="dina-namnder"' in answer.content.decode()
    for stored in RenderedList.objects.all():
        body = gzip.decompress(stored.body).decode()
        assert not any(text in body for text in (str(cast[role]), "dina-namnder", "csrf"))


def test_what_the_list_says_of_a_board_is_not_said_again_as_ones_own(
    client: Client, cast: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = load_own_boards(cast["politician"], "kalmar")[0].reports[0].sentence
    client.force_login(cast["politician"])
    for _ in ("drawn now", "stored"):
        for address in ("/", "/?q=kalmar", "/kalmar/"):
            assert read(client, address).count(sentence) == 1
    monkeypatch.setattr("apps.web.start.presenter.MOST_CARDS", 0)
    assert read(client, "/?lan=08").count(sentence) == 1, "a long list has names only"


def test_a_board_that_is_not_public_is_its_members_alone(client: Client, cast: dict[str, User]) -> None:
    Board.objects.filter(municipality__slug="kalmar").update(is_public=False)
    client.force_login(cast["politician"])
    page = html.fromstring(read(client, "/kalmar/"))
    assert "Bokslut 2020" in page.xpath("string(//section[contains(@class, 'own-board ') or @class='own-board'])")
    assert not RenderedList.objects.exists()
    for role in (None, "stranger"):
        client.logout()
        if role:
            client.force_login(cast[role])
        assert client.get("/kalmar/").status_code == 404


def test_what_is_late_and_whose_turn_it_is(cast: dict[str, User]) -> None:
    board = Board.objects.get(municipality__slug="kalmar")
    Round.objects.create(
        municipality_id=board.municipality_id, board=board, year=2021, tertial=1, state="submitted",
        deadline=date(2021, 5, 20),
    )  # fmt: skip
    own = load_own_boards(cast["politician"], "kalmar", today=date(2021, 5, 22))
    assert [(one.name, one.days, one.next_actor) for one in own[0].late] == [
        ("Uppföljning T1 2021", "2 dagar för sent", "Nu hos förvaltningschefen")
    ]
    head = load_own_boards(cast["head"], "kalmar", today=date(2021, 5, 22))
    assert head[0].late[0].next_actor == "Nu hos dig"
    assert not load_own_boards(cast["politician"], "kalmar", today=date(2021, 5, 20))[0].late
    assert not load_own_boards(cast["stranger"])
    assert own[0].draft is None  # it is not shared


def test_what_is_new_and_what_was_decided(cast: dict[str, User]) -> None:
    own = load_own_boards(cast["politician"], "kalmar")[0].reports
    assert [(one.name, one.is_new, one.is_corrected) for one in own] == [("Bokslut 2020", True, False)]
    assert own[0].sentence


def test_a_municipality_shows_variance_and_lights(client: Client) -> None:
    row = html.fromstring(read(client, "/kalmar/")).xpath("//tbody/tr")[0]
    text = " ".join(row.text_content().split())
    assert "Socialnämnden" in text
    assert "Bokslut 2020" in text
    assert "underskott" in text or "överskott" in text
    assert "uppnått" in text or "ej uppnått" in text


@pytest.fixture
def many(db: None) -> int:
    """As many municipalities as there are, each with its boards and one published report."""
    first, last = nation.BEFORE_FIRST + 1, nation.BEFORE_FIRST + nation.MUNICIPALITIES
    span = {"first": first, "last": last}
    period = {"period": 0, "year": 2015, "tertial": 1}
    with connection.cursor() as cursor:
        for sql in nation._iter_statements(nation._ORGANISATION):
            if "servicearea" not in sql:
                cursor.execute(sql, span)
        publication = next(sql for sql in nation._iter_statements(nation._PUBLICATION))
        round_ = next(sql for sql in nation._iter_statements(nation._ROUND))
        cursor.execute(round_, {**span, **period, "last_period": 29})
        cursor.execute(publication, {**span, **period, "report": nation._encode_empty_report()})
    return nation.count_boards(1, nation.MUNICIPALITIES)


def test_a_nation_is_within_a_hundred_kilobytes(many: int, client: Client) -> None:
    page = read(client)
    assert len(page.encode()) < 100_000
    assert page.count('href="/kommun-') == nation.MUNICIPALITIES
    chosen = build_start_page(BoardFilter())
    assert chosen.total == many + 4
    assert len(read(client, "/?q=n%C3%A4mnd").encode()) < 100_000
    assert len(read(client, "/?bokstav=K").encode()) < 100_000
    found = build_start_page(BoardFilter(query="kommun 5001"))
    assert [(group.name, len(group.boards)) for group in found.groups] == [("Kommun 5001", 5)]
    assert all(board.card for group in found.groups for board in group.boards)


def test_few_boards_are_seen_at_once(client: Client) -> None:
    page = html.fromstring(read(client))
    assert len(page.xpath("//a[@class='board-link']")) == 4
    assert not page.xpath("//*[@class='choices']")
    assert Round.objects.filter(state=RoundState.ADOPTED).count() == 4
