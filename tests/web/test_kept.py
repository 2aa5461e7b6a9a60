"""Pages that are rendered once and kept: the same for everyone without a log-in, and gone from nobody's session."""

import gzip

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.publishing.models import RenderedPage
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


def test_a_session_gets_a_page_of_its_own(client: Client, cast: dict[str, User]) -> None:
    client.get(BOARD)
    client.force_login(cast["stranger"])
    answer = client.get(BOARD)
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Logga ut" in answer.content.decode()
    assert RenderedPage.objects.filter(page="board").count() == 1


def test_a_filter_is_not_kept_and_a_stray_parameter_does_not_matter(client: Client) -> None:
    client.get(BOARD + "indikator/?ljus=met")
    client.get(BOARD + "mal/?ljus=met")
    assert not RenderedPage.objects.exists()
    client.get(BOARD + "indikator/?utm=x")
    assert RenderedPage.objects.count() == 1


def test_indentation_is_not_sent() -> None:
    assert strip_indentation(b"<p>\n    a  b\n\n   <b>c</b>\n</p>") == b"<p>\na  b\n<b>c</b>\n</p>"
