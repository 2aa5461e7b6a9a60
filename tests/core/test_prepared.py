"""Statements planned once for each connection."""

import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from apps.core.prepared import prepared_rows

ASK = "SELECT %(number)s::int + 1, %(text)s::text"


@pytest.mark.django_db
def test_what_comes_again_is_prepared_and_counted() -> None:
    with CaptureQueriesContext(connection) as queries:
        for number in range(8):
            assert prepared_rows(ASK, {"number": number, "text": "å%'"}) == [(number + 1, "å%'")]
    assert [query["sql"] for query in queries] == [ASK] * 8
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int + 1%%'")
        assert cursor.fetchone()[0] >= 1


@pytest.mark.django_db
def test_errors_are_djangos() -> None:
    with pytest.raises(DataError):
        prepared_rows("SELECT 1 / %(number)s::int", {"number": 0})
