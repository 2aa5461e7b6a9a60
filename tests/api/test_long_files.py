"""Long files are made one at a time; short ones wait for nobody."""

import gc
from collections.abc import Iterator

import pytest
from django.test import Client

from apps.api import long_files
from apps.api.long_files import MOST_IN_LINE, SHORT_ROWS, take_turn
from apps.api.problems import ApiProblem


def give(rows: int) -> Iterator[list[str]]:
    yield from (["x"] * min(1000, rows - n) for n in range(0, rows, 1000))


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_files, "PATIENCE", 0.0)


def test_one_at_a_time_and_the_next_when_it_is_made() -> None:
    first = take_turn(give(SHORT_ROWS + 1))
    with pytest.raises(ApiProblem) as refused:
        take_turn(give(SHORT_ROWS + 1))
    assert refused.value.status == 503
    assert "Retry-After" in refused.value.headers
    assert sum(map(len, first)) == SHORT_ROWS + 1
    for _ in range(2 * MOST_IN_LINE):
        assert sum(map(len, take_turn(give(SHORT_ROWS * 2)))) == SHORT_ROWS * 2


def test_short_lists_are_never_refused() -> None:
    first = take_turn(give(SHORT_ROWS))
    assert sum(map(len, take_turn(give(SHORT_ROWS - 1)))) == SHORT_ROWS - 1
    del first


def test_a_file_that_nobody_takes_gives_up_its_turn() -> None:
    take_turn(give(SHORT_ROWS))
    gc.collect()
    assert next(take_turn(give(SHORT_ROWS))) == ["x"] * 1000


def test_a_fault_gives_up_the_turn() -> None:
    def fail() -> Iterator[list[str]]:
        yield ["x"] * SHORT_ROWS
        raise RuntimeError

    with pytest.raises(RuntimeError):
        list(take_turn(fail()))
    assert next(take_turn(give(SHORT_ROWS)))


@pytest.mark.django_db
def test_the_answer_says_in_swedish_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_files, "SHORT_ROWS", 10)
    made = take_turn(give(20))
    response = client.get("/api/v1/outcomes?format=csv")
    assert response.status_code == 503
    assert response["Retry-After"] == "0"
    assert response["Content-Type"] == "application/problem+json"
    assert "stora filer" in response.json()["detail"]
    list(made)
    response = client.get("/api/v1/outcomes?format=csv")
    assert response.status_code == 200
    assert response.content if not response.streaming else b"".join(response.streaming_content)  # type: ignore[attr-defined]
