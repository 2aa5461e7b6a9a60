from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.core.admin import ReadOnlyAdmin
from apps.texts.models import Chapter, Disposition, Section, TextPicture


@admin.register(Disposition)
class DispositionAdmin(ReadOnlyAdmin):
    list_display = ["board", "valid_from"]
    list_select_related = ["board__municipality"]


@admin.register(Chapter)
class ChapterAdmin(ReadOnlyAdmin):
    list_display = ["heading", "disposition", "position", "kind"]
    list_select_related = ["disposition__board__municipality"]
    search_fields = ["heading"]


@admin.register(Section)
class SectionAdmin(ReadOnlyAdmin):
    list_display = ["chapter", "service_area", "round", "is_ready"]
    list_select_related = ["chapter", "service_area", "round__board__municipality"]
    search_fields = ["chapter__heading"]


@admin.register(TextPicture)
class TextPictureAdmin(ReadOnlyAdmin):
    list_display = ["sha256", "board", "media_type", "width", "height", "added_at"]
    list_select_related = ["board__municipality"]
    exclude = ["body"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[TextPicture]:
        """The pictures without their bytes."""
        return super().get_queryset(request).defer("body")
