"""``/livez`` and ``/readyz`` as a watchdog sees them."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from apps.config import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    health._require_migrations.cache_clear()
    yield
    health._require_migrations.cache_clear()


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    away = {**connection.settings_dict, "HOST": "/nonexistent"}
    monkeypatch.setattr(health, "connections", ConnectionHandler({"default": away}))


def test_all_is_well(client: Client) -> None:
    for address in ("/livez", "/readyz"):
        response = client.get(address)
        assert (response.status_code, response.json()) == (200, {"status": "ok", "database": "ok"})
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies


@pytest.mark.usefixtures("no_database")
def test_a_process_without_its_database_lives_but_is_not_ready(client: Client) -> None:
    alive, ready = client.get("/livez"), client.get("/readyz")
    assert (alive.status_code, alive.json()["database"]) == (200, "unreachable")
    assert (ready.status_code, ready.json()["database"]) == (503, "unreachable")


def test_a_missing_migration_is_not_ready(client: Client) -> None:
    recorder = MigrationRecorder(connection)
    app, name = next(key for key in reversed(recorder.applied_migrations()) if key[0] == "accounts")
    recorder.record_unapplied(app, name)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["database"]) == (503, "not migrated")
    assert client.get("/livez").status_code == 200
    recorder.record_applied(app, name)
    assert client.get("/readyz").status_code == 200


def test_being_ready_costs_one_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get("/readyz")
    with django_assert_num_queries(1):
        client.get("/readyz")
    with django_assert_num_queries(1):
        client.get("/livez")


def test_a_probe_inside_the_container_is_neither_redirected_nor_refused(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["namndkollen.example.se", *settings.LOCAL_HOSTS]
    assert client.get("/readyz", headers={"host": "localhost:8000"}).status_code == 200
    assert client.get("/livez", headers={"host": "localhost:8000"}).status_code == 200


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/livez").status_code == 405
    assert client.head("/readyz").status_code == 200
