"""Statements that PostgreSQL plans once for each connection, where planning costs more than running."""

from collections.abc import Mapping
from time import monotonic
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


def prepared_row(sql: str, params: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The first row that a statement gives. It is prepared when it comes again, if the settings allow it.

    Values go beside the statement instead of in it, so it is one statement, and types that nothing else tells are
    written out. Errors are Django's, and it is logged among Django's queries.
    """
    connection.ensure_connection()
    started = monotonic()
    with psycopg.Cursor(connection.connection) as raw:
        cursor = CursorWrapper(raw, connection)
        cursor.execute(sql, params)
        row: tuple[Any, ...] | None = cursor.fetchone()
    if connection.queries_logged:
        connection.queries_log.append({"sql": sql, "time": f"{monotonic() - started:.3f}"})
    return row
