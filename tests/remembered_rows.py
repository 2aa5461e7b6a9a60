"""Rows that were made once and are put back as they were: what many tests begin with is not made anew by each.

PostgreSQL's own copies of rows, with their keys. Sequences don't go back with a transaction, so no later row can have
the same key. Triggers and foreign keys are not asked again: the rows have passed them.
"""

import json
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

Made = TypeVar("Made")
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations' ORDER BY 1"
_COLUMNS = """
SELECT table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER' GROUP BY 1
"""


def remember_rows(make: Callable[[], Made]) -> tuple[Made, list[tuple[str, str]]]:
    """What ``make`` gives, and its rows: statement and values. It may only add rows; the transaction is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [table for (table,) in cursor.fetchall()]
        before = {table: _list_places(cursor, table) for table in tables}
        made = make()
        cursor.execute(_COLUMNS)
        columns = dict(cursor.fetchall())
        statements = []
        for table in tables:
            new = list(_list_places(cursor, table) - before[table])
            if new:
                cursor.execute(f'SELECT json_agg(t) FROM "{table}" t WHERE ctid = ANY(%s::tid[])', [new])
                ((rows,),) = cursor.fetchall()
                names = columns[table]
                source = f'json_populate_recordset(NULL::"{table}", %s)'
                statements.append((f'INSERT INTO "{table}" ({names}) SELECT {names} FROM {source}', json.dumps(rows)))
        transaction.set_rollback(True)
    return made, statements


def put_rows_back(statements: Iterable[tuple[str, str]]) -> None:
    """Write remembered rows into the transaction that is open."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement, rows in statements:
            cursor.execute(statement, [rows])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _list_places(cursor: CursorWrapper, table: str) -> set[str]:
    """Where each row of a table lies: a new row lies in a new place."""
    cursor.execute(f'SELECT ctid::text FROM "{table}"')
    return {place for (place,) in cursor.fetchall()}
