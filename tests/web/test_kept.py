"""Pages that are rendered once and kept: the same for everyone without a log-in, and gone from nobody's session."""

import gzip

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.organisation.models import Board
from apps.publishing.models import RenderedPage
from apps.rounds.models import Round, RoundState
from apps.rounds.services import save_round
from apps.web.own_regions import MissingRegionError, fill_regions
from apps.web.page_cache import strip_indentation

BOARD = "/kalmar/socialnamnden/2020/t3/"
pytestmark = pytest.mark.usefixtures("reports")


def test_the_second_reader_costs_one_query(client: Client) -> None:
    first = client.get(BOARD)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(BOARD)
    assert len(queries) == 1
    assert second.content == first.content


def test_the_page_may_be_kept_for_a_minute_by_anyone(client: Client) -> None:
    for _ in ("rendered", "kept"):
        answer = client.get(BOARD)
        assert answer["Cache-Control"] == "public, max-age=60"
        assert {"Cookie", "Accept-Encoding"} <= set(answer["Vary"].replace(" ", "").split(","))
        assert answer["ETag"].startswith('W/"')
        assert not answer.cookies


def test_a_reader_who_has_the_page_gets_to_know(client: Client) -> None:
    etag = client.get(BOARD)["ETag"]
    answer = client.get(BOARD, headers={"if-none-match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert client.get(BOARD, headers={"if-none-match": 'W/"another"'}).status_code == 200


def test_the_page_is_zipped_for_those_who_take_it(client: Client) -> None:
    plain = client.get(BOARD)
    zipped = client.get(BOARD, headers={"accept-encoding": "gzip, br"})
    assert "Content-Encoding" not in plain
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert len(zipped.content) < len(plain.content) / 4


def test_who_is_logged_in_gets_the_stored_page_with_their_own_menu(client: Client, cast: dict[str, User]) -> None:
    stored = client.get(BOARD).content.decode()
    for role in ("stranger", "politician"):
        client.force_login(cast[role])
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(BOARD)
        page = answer.content.decode()
        assert len(queries) == 3
        assert "Logga ut" in page
        assert str(cast[role]) in page
        assert "csrfmiddlewaretoken" in page
        assert cut_menu(page) == cut_menu(stored)
        assert answer["Cache-Control"] == "private, no-cache"
        assert "Cookie" in answer["Vary"]
        assert "ETag" not in answer
    assert RenderedPage.objects.get(page="board").etag


def cut_menu(page: str) -> str:
    before, _, rest = page.partition("<!--menu-->")
    return before + rest.partition("<!--/menu-->")[2]


@pytest.mark.parametrize("role", ["stranger", "politician"])
def test_nothing_of_who_asked_first_is_stored(role: str, client: Client, cast: dict[str, User]) -> None:
    client.force_login(cast[role])
    assert str(cast[role]) in client.get(BOARD).content.decode()
    stored = gzip.decompress(RenderedPage.objects.get(page="board").body).decode()
    assert str(cast[role]) not in stored
    assert "csrf" not in stored
    assert Client().get(BOARD).content.decode() == stored


def test_who_reports_gets_a_page_of_their_own_that_is_not_stored(client: Client, cast: dict[str, User]) -> None:
    client.force_login(cast["controller"])
    answer = client.get(BOARD)
    assert answer["Cache-Control"] == "private, no-cache"
    assert not RenderedPage.objects.exists()


def test_a_shared_draft_is_in_the_choice_of_tertials_of_those_who_may_read_it(
    client: Client, cast: dict[str, User]
) -> None:
    kalmar = Board.objects.get(municipality__slug="kalmar")
    save_round(by=None, board=kalmar, year=2021, tertial=1, state=RoundState.OPEN)
    Round.objects.filter(board=kalmar, year=2021).update(shared_with_board=True)
    coming = 'href="/kalmar/socialnamnden/2021/t1/"'
    for _ in ("stored by the first", "and for the second"):
        for role, sees in (("politician", True), ("stranger", False)):
            client.force_login(cast[role])
            assert (coming in client.get(BOARD).content.decode()) == sees
    assert coming not in Client().get(BOARD).content.decode()


def test_a_board_that_is_not_public_is_never_stored(client: Client, cast: dict[str, User]) -> None:
    client.get(BOARD)
    Board.objects.filter(municipality__slug="kalmar").update(is_public=False)
    RenderedPage.objects.all().delete()
    client.force_login(cast["politician"])
    assert client.get(BOARD).status_code == 200
    assert not RenderedPage.objects.exists()
    client.force_login(cast["stranger"])
    assert client.get(BOARD).status_code == 404


def test_a_page_without_the_region_is_no_page() -> None:
    with pytest.raises(MissingRegionError):
        fill_regions(b"<p></p>", {"menu": "<li>"})
    assert fill_regions(b"<!--menu-->a<!--/menu-->b", {"menu": "c"}) == b"<!--menu-->c<!--/menu-->b"


@pytest.mark.parametrize("page", ["indikator/?ljus=met", "indikator/?del=mal", "mal/?ljus=met", "ekonomi/?mot=ifjol"])
def test_a_list_with_one_filter_is_stored(page: str, client: Client, cast: dict[str, User]) -> None:
    first = client.get(BOARD + page)
    whole = client.get(BOARD + page.partition("?")[0])
    with CaptureQueriesContext(connection) as queries:
        second = client.get(BOARD + page + "&utm=x")
    assert len(queries) == 1
    assert second.content == first.content != whole.content
    client.force_login(cast["politician"])
    with CaptureQueriesContext(connection) as queries:
        own = client.get(BOARD + page).content.decode()
    assert len(queries) == 3
    assert cut_menu(own) == cut_menu(first.content.decode())


def test_what_is_written_freely_is_not_stored_and_a_stray_parameter_does_not_matter(client: Client) -> None:
    for query in ("q=barn", "ljus=met&del=mal", "del=hittepa"):
        assert client.get(BOARD + "indikator/?" + query).status_code == 200
    assert not RenderedPage.objects.exists()
    client.get(BOARD + "indikator/?utm=x")
    client.get(BOARD + "indikator/?ljus=hittepa")
    client.get(BOARD + "ekonomi/?mot=hittepa")
    assert sorted(RenderedPage.objects.values_list("address", flat=True)) == [BOARD + "ekonomi/", BOARD + "indikator/"]


def test_a_version_is_stored_for_everyone(client: Client, cast: dict[str, User]) -> None:
    for page in ("v1/", "jamfor/1/1/"):
        stored = client.get(BOARD + page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(BOARD + page).content == stored.content
        assert len(queries) == 1
        for role in ("stranger", "politician", "controller"):
            client.force_login(cast[role])
            with CaptureQueriesContext(connection) as queries:
                own = client.get(BOARD + page).content.decode()
            assert len(queries) <= 5
            assert str(cast[role]) in own
            assert cut_menu(own) == cut_menu(stored.content.decode())
        client.logout()
    assert client.get(BOARD + "v2/").status_code == 404
    assert RenderedPage.objects.count() == 2


def test_indentation_is_not_sent() -> None:
    assert strip_indentation(b"<p>\n    a  b\n\n   <b>c</b>\n</p>") == b"<p>\na  b\n<b>c</b>\n</p>"
