"""Statements that are asked so often that planning them costs more than answering them."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import OperationalError, connection
from psycopg.pq import Format

Parameters = Sequence[Any] | Mapping[str, Any]


def prepared_rows(statement: str, parameters: Parameters, *, binary: bool = False) -> list[tuple[Any, ...]]:
    """The rows of a statement, which the database keeps planned from the second time on; Django's own never are.

    The values are bound by the server, so each must stand where its type is plain. ``binary`` is for rows that are
    mostly bytes. The statement tells by itself whether a connection from an earlier visit still lives; where it does
    not, it is asked once more on a new one.
    """
    here: Any = connection  # the stubs know nothing of health checks
    if here.health_check_enabled and not here.health_check_done and not here.in_atomic_block:
        here.health_check_done = True
        try:
            return _read(statement, parameters, binary)
        except OperationalError:
            here.close()
    return _read(statement, parameters, binary)


def _read(statement: str, parameters: Parameters, binary: bool) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    # A prepared statement goes without its text, so where queries are logged, Django's own cursor tells them.
    logged = connection.queries_logged
    plain: Any = None if logged else psycopg.Cursor(connection.connection)
    if plain:
        plain.format = Format.BINARY if binary else Format.TEXT
    with connection.make_cursor(plain) if plain else connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
