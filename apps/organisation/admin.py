from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.organisation.models import Board, Municipality, ServiceArea


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnlyAdmin):
    list_display = ["code", "name"]
    search_fields = ["name", "code"]


@admin.register(Board)
class BoardAdmin(ReadOnlyAdmin):
    list_display = ["name", "municipality", "is_public"]
    list_select_related = ["municipality"]
    search_fields = ["name", "municipality__name"]


@admin.register(ServiceArea)
class ServiceAreaAdmin(ReadOnlyAdmin):
    list_display = ["name", "board", "kind", "parent"]
    list_select_related = ["board__municipality", "parent"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
