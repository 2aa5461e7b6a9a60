"""Long files are made one at a time and kept for a while; short ones wait for nobody."""

import gc
import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from apps.api import long_files, made_files
from apps.api.long_files import SHORT_ROWS, take_turn
from apps.api.made_files import forget_made_files, open_made_file, store_while_made
from apps.api.problems import ApiProblem
from apps.organisation.models import Board

LIST = "/api/v1/outcomes?format=csv"
REQUEST = RequestFactory().get(LIST)


def give(rows: int) -> Iterator[list[str]]:
    yield from (["x"] * min(1000, rows - n) for n in range(0, rows, 1000))


@pytest.fixture(autouse=True)
def nothing_made() -> Iterator[None]:
    forget_made_files()
    yield
    forget_made_files()


def test_one_at_a_time_and_the_next_when_it_is_made() -> None:
    first = take_turn(REQUEST, give(SHORT_ROWS + 1))
    with pytest.raises(ApiProblem) as refused:
        take_turn(REQUEST, give(SHORT_ROWS + 1))
    assert refused.value.status == 503
    assert "Retry-After" in refused.value.headers
    assert sum(map(len, first)) == SHORT_ROWS + 1
    for _ in range(3):
        assert sum(map(len, take_turn(REQUEST, give(SHORT_ROWS * 2)))) == SHORT_ROWS * 2


def test_our_own_server_is_asked_to_try_again() -> None:
    class Socket:
        postponed = 0

        def postpone(self) -> None:
            self.postponed += 1

    asked, request = Socket(), HttpRequest()
    request.META["gunicorn.socket"] = asked
    first = take_turn(request, give(SHORT_ROWS))
    assert asked.postponed == 0
    with pytest.raises(ApiProblem):
        take_turn(request, give(SHORT_ROWS))
    assert asked.postponed == 1
    list(first)


def test_short_lists_are_never_refused() -> None:
    first = take_turn(REQUEST, give(SHORT_ROWS))
    assert sum(map(len, take_turn(REQUEST, give(SHORT_ROWS - 1)))) == SHORT_ROWS - 1
    del first


def test_a_file_that_nobody_takes_gives_up_its_turn() -> None:
    take_turn(REQUEST, give(SHORT_ROWS))
    gc.collect()
    assert next(take_turn(REQUEST, give(SHORT_ROWS))) == ["x"] * 1000


def test_a_fault_gives_up_the_turn() -> None:
    def fail() -> Iterator[list[str]]:
        yield ["x"] * SHORT_ROWS
        raise RuntimeError

    with pytest.raises(RuntimeError):
        list(take_turn(REQUEST, fail()))
    assert next(take_turn(REQUEST, give(SHORT_ROWS)))


def read_made(name: str) -> bytes | None:
    file = open_made_file(name)
    if file is None:
        return None
    with file:
        return file.read()


def test_a_file_is_kept_when_it_is_whole() -> None:
    making = store_while_made("a", [b"one ", b"two"])
    assert next(making) == b"one "
    assert read_made("a") is None
    assert list(making) == [b"two"]
    assert read_made("a") == read_made("a") == b"one two"
    left = store_while_made("b", [b"one ", b"two"])
    next(left)
    left.close()  # type: ignore[attr-defined]
    assert read_made("b") is None


def test_files_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_files, "MOST_STORED", 10)
    for name in "abc":
        assert b"".join(store_while_made(name, [name.encode() * 4])) == name.encode() * 4
        read_made("a")
    assert [read_made(name) for name in "abc"] == [b"aaaa", None, b"cccc"]
    list(store_while_made("d", [b"d" * 11]))
    assert read_made("d") is None
    monkeypatch.setattr(made_files, "STORED_SECONDS", -1)
    assert read_made("a") is None


def read(client: Client, address: str = LIST, **headers: Any) -> bytes:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_list_is_made_once_for_all_its_readers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    short = read(client)
    monkeypatch.setattr(long_files, "SHORT_ROWS", 10)
    assert read(client) == short
    other = take_turn(REQUEST, give(20))
    for _ in range(2):
        assert read(client) == short
    assert gzip.decompress(read(client, **{"accept-encoding": "gzip"})) == short
    refused = client.get(LIST + "&year=2020")
    assert refused.status_code == 503
    assert refused["Retry-After"] == "5"
    assert refused["Content-Type"] == "application/problem+json"
    assert "stora filer" in refused.json()["detail"]
    list(other)


@pytest.mark.django_db
def test_what_is_kept_is_of_the_boards_as_they_are(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_files, "SHORT_ROWS", 10)
    whole = read(client)
    assert b"kalmar" in whole
    Board.objects.filter(municipality__slug="kalmar").update(is_public=False)
    assert b"kalmar" not in read(client)
