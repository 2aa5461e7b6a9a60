"""Statements that PostgreSQL plans once for each connection, where planning costs more than running."""

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

import psycopg
from django.db import connection


def prepared_rows(sql: str, params: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement gives. It is prepared when it comes again, if the settings allow it.

    Values go beside the statement instead of in it, so it is one statement, and types that nothing else tells are
    written out. Errors are Django's, and it is logged among Django's queries. What writes tells the history itself.
    """
    connection.ensure_connection()
    started = monotonic()
    connection.validate_no_broken_transaction()
    with psycopg.Cursor(connection.connection) as cursor, connection.wrap_database_errors:
        rows: list[tuple[Any, ...]] = cursor.execute(sql, params).fetchall()
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": f"{monotonic() - started:.3f}"})
    return rows
