from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.own_tables.models import OwnColumn, OwnRow, OwnTable, OwnValue


@admin.register(OwnTable)
class OwnTableAdmin(ReadOnlyAdmin):
    list_display = ["name", "board", "kind"]
    list_select_related = ["board__municipality"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]


@admin.register(OwnRow, OwnColumn)
class OwnLineAdmin(ReadOnlyAdmin):
    list_display = ["name", "own_table", "relation"]
    list_select_related = ["own_table"]
    search_fields = ["name", "code"]


@admin.register(OwnValue)
class OwnValueAdmin(ReadOnlyAdmin):
    list_display = ["row", "column", "year", "tertial"]
    list_select_related = ["row", "column"]
    list_filter = ["year", "tertial"]
