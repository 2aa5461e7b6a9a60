from django.contrib import admin

from apps.risks.models import ControlActivity, ControlResult, Risk

OWNERS = ["board", "municipality"]


@admin.register(Risk)
class RiskAdmin(admin.ModelAdmin):
    list_display = ["name", "board", "year", "probability", "consequence"]
    list_select_related = ["board__municipality"]
    list_filter = ["year"]
    search_fields = ["name", "code"]
    autocomplete_fields = [*OWNERS, "service_area", "table"]


@admin.register(ControlActivity)
class ControlActivityAdmin(admin.ModelAdmin):
    list_display = ["name", "risk"]
    list_select_related = ["risk"]
    search_fields = ["name", "risk__name"]
    autocomplete_fields = [*OWNERS, "risk"]


@admin.register(ControlResult)
class ControlResultAdmin(admin.ModelAdmin):
    list_display = ["control", "year", "tertial", "status", "verdict"]
    list_select_related = ["control"]
    list_filter = ["year", "tertial", "status"]
    autocomplete_fields = [*OWNERS, "control", "table"]
