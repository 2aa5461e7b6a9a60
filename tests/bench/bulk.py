"""Loading much at once: without triggers, without a log, and with the indexes built afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper

LARGE_TABLES = ("goals_outcome", "budget_operatingline", "goals_target")

_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname, pg_get_constraintdef(c.oid)
FROM pg_index AS i LEFT JOIN pg_constraint AS c ON c.conindid = i.indexrelid AND c.contype = 'u'
WHERE i.indrelid = %s::regclass AND NOT i.indisprimary
"""


@contextmanager
def suspend_checks() -> Iterator[None]:
    """Rows written inside are taken as they are: the caller answers for the foreign keys. Needs a superuser."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end keeps tables from being altered
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        rebuild = [statement for table in LARGE_TABLES for statement in _drop_indexes(cursor, table)]
    yield
    with connection.cursor() as cursor:
        for statement in rebuild:
            cursor.execute(statement)
        cursor.execute("RESET session_replication_role")
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")
        cursor.execute("RESET maintenance_work_mem")


def _drop_indexes(cursor: CursorWrapper, table: str) -> list[str]:
    """Drop a table's indexes; gives the statements that make them again. Nothing refers to these tables."""
    cursor.execute(f"ALTER TABLE {table} SET UNLOGGED")
    cursor.execute(_INDEXES, [table])
    rebuild = []
    for index, definition, constraint, rule in cursor.fetchall():
        if constraint:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
            rebuild.append(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {rule}")
        else:
            cursor.execute(f"DROP INDEX {index}")
            rebuild.append(definition)
    return rebuild
