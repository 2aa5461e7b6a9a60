"""Prepared reads: planned once, counted like any other, and alive again after the database has been away."""

import pytest
from django.db import DataError, OperationalError, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test.utils import CaptureQueriesContext

from apps.core.prepared_queries import fetch_prepared


def test_values_are_bound_and_bytes_come_whole(db: None) -> None:
    assert fetch_prepared("SELECT %s::int + 1, %s::text", (41, "å'\"%")) == [(42, "å'\"%")]
    assert fetch_prepared("SELECT %(all)s::bytea", {"all": bytes(range(256))}, binary=True) == [(bytes(range(256)),)]


def test_they_are_counted(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        fetch_prepared("SELECT %s::int", (1,))
    assert [query["sql"] for query in queries] == ["SELECT %s::int"]


def test_errors_are_djangos(db: None) -> None:
    with pytest.raises(DataError):
        fetch_prepared("SELECT 1 / %s::int", (0,))


def test_the_database_keeps_the_plan(db: None) -> None:
    for number in range(3):
        fetch_prepared("SELECT %s::int AS kept_plan", (number,))
    kept = fetch_prepared(
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ("SELECT % AS kept_plan",)
    )
    assert kept == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_between_visits_is_made_anew() -> None:
    connection.ensure_connection()
    died = fetch_prepared("SELECT pg_backend_pid()", ())[0][0]
    connection.health_check_enabled, connection.health_check_done = True, False
    _end(died)
    assert fetch_prepared("SELECT pg_backend_pid()", ())[0][0] != died


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_during_a_visit_is_reported() -> None:
    connection.health_check_enabled, connection.health_check_done = True, True
    died = fetch_prepared("SELECT pg_backend_pid()", ())[0][0]
    _end(died)
    with pytest.raises(OperationalError):
        fetch_prepared("SELECT 1", ())
    connection.close()


def _end(process: int) -> None:
    other = DatabaseWrapper({**connections["default"].settings_dict})
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (process,))
    finally:
        other.close()
