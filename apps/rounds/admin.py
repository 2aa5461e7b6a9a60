from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.rounds.models import Comment, Round, SourceTable


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    list_display = ["board", "year", "tertial", "state", "deadline"]
    list_select_related = ["board__municipality"]
    list_filter = ["state", "year", "tertial"]
    search_fields = ["board__name", "board__municipality__name"]


@admin.register(SourceTable)
class SourceTableAdmin(ReadOnlyAdmin):
    list_display = ["title", "round", "unit", "sign"]
    list_select_related = ["round__board__municipality"]
    search_fields = ["title", "code"]


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ["heading", "topic", "round", "service_area"]
    list_select_related = ["round__board__municipality", "service_area"]
