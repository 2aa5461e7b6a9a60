"""Two addresses for whatever watches over the processes; they touch no session and tell nothing internal.

``/livez``: is this process alive? A database that is away is told of but is no reason to restart the process.
``/readyz``: may it be sent visitors? Only when the database answers and has every migration.
"""

from functools import cache

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


class NotMigratedError(Exception):
    """The tables are older than the code."""


@never_cache
@require_safe
def show_liveness(request: HttpRequest) -> JsonResponse:
    """200 as long as the process can answer at all."""
    return JsonResponse({"status": "ok", "database": "ok" if _can_reach_database() else "unreachable"})


@never_cache
@require_safe
def show_readiness(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, else 503."""
    if not _can_reach_database():
        return JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    try:
        _require_migrations()
    except (NotMigratedError, Error):
        return JsonResponse({"status": "unavailable", "database": "not migrated"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


def _can_reach_database() -> bool:
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


@cache
def _require_migrations() -> None:
    """Raise ``NotMigrated`` if a migration is missing. A success is remembered: the code of a process is fixed."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigratedError
