from django.contrib import admin

from apps.audit.models import AuditEvent
from apps.core.admin import ReadOnlyAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Looked at, never touched."""

    list_display = ["at", "action", "object_type", "object_id", "actor_id"]
    list_filter = ["action"]
