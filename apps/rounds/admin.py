from django.contrib import admin

from apps.rounds.models import Comment, Round, SourceTable


@admin.register(Round)
class RoundAdmin(admin.ModelAdmin):
    list_display = ["board", "year", "tertial", "state", "deadline"]
    list_select_related = ["board__municipality"]
    list_filter = ["state", "year", "tertial"]
    search_fields = ["board__name", "board__municipality__name"]
    readonly_fields = ["state"]
    autocomplete_fields = ["board", "municipality"]


@admin.register(SourceTable)
class SourceTableAdmin(admin.ModelAdmin):
    list_display = ["title", "round", "unit", "sign"]
    list_select_related = ["round__board__municipality"]
    search_fields = ["title", "code"]
    autocomplete_fields = ["board", "municipality", "round"]


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    list_display = ["heading", "topic", "round", "service_area"]
    list_select_related = ["round__board__municipality", "service_area"]
    autocomplete_fields = ["board", "municipality", "round", "service_area"]
