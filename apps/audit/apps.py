from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AuditConfig(AppConfig):
    name = "apps.audit"
    label = "audit"
    verbose_name = "Logg"

    def ready(self) -> None:
        connection_created.connect(_clear_ignored_triggers, dispatch_uid="no-trigger-is-ignored")


def _clear_ignored_triggers(*, connection: Any, **rest: Any) -> None:
    """Say so once for each connection. Every trigger asks for every row, and where nothing has been said PostgreSQL
    raises an error inside the trigger, which catches it: ten times as long for a thousand rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET pgtrigger.ignore = '{}'")
