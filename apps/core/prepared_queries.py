"""Statements that are asked so often that planning them costs more than answering them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from time import monotonic
from typing import Any

import msgspec
import psycopg
from django.db import OperationalError, connection

QueryParameters = Sequence[Any] | Mapping[str, Any]
QueryRows = list[tuple[Any, ...]]

# JSON that the database has made, with every figure as it stands there: no float comes near it.
parse_json = msgspec.json.Decoder(float_hook=Decimal).decode


def fetch_prepared(statement: str, parameters: QueryParameters, *, binary: bool = False) -> QueryRows:
    """The rows of a statement, which the database keeps planned from the second time on; Django's own never are.

    The values are bound by the server, so each must stand where its type is plain. ``binary`` is for rows that are
    mostly bytes. It is logged among Django's queries, but goes past Django's cursors: what writes tells the history
    itself. The statement tells by itself whether a connection from an earlier visit still lives; where it does
    not, it is asked once more on a new one.
    """
    here: Any = connection  # the stubs know nothing of health checks
    if here.health_check_enabled and not here.health_check_done and not here.in_atomic_block:
        here.health_check_done = True
        try:
            return _fetch(statement, parameters, binary)
        except OperationalError:
            here.close()
    return _fetch(statement, parameters, binary)


def _fetch(statement: str, parameters: QueryParameters, binary: bool) -> QueryRows:
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    started = monotonic()
    with psycopg.Cursor(connection.connection) as cursor, connection.wrap_database_errors:
        rows: QueryRows = cursor.execute(statement, parameters, binary=binary).fetchall()
    if connection.queries_logged:
        connection.queries_log.append({"sql": statement, "time": f"{monotonic() - started:.3f}"})
    return rows
