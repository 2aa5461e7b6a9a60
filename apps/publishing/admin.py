from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.publishing.models import Publication


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """Looked at, never touched."""

    list_display = ["round", "version", "published_at", "sha256"]
    list_select_related = ["round__board__municipality"]
    exclude = ["report"]
