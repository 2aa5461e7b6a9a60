from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.publishing.models import Publication


@admin.register(Publication)
class PublicationAdmin(admin.ModelAdmin):
    """Looked at, never touched."""

    list_display = ["round", "version", "published_at", "sha256"]
    list_select_related = ["round__board__municipality"]
    exclude = ["report"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
