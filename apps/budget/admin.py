from django.contrib import admin

from apps.budget.models import InvestmentLine, InvestmentProject, OperatingLine

OWNERS = ["board", "municipality"]


@admin.register(OperatingLine)
class OperatingLineAdmin(admin.ModelAdmin):
    list_display = ["service_area", "year", "tertial", "cost_type", "budget", "actual", "forecast"]
    list_select_related = ["service_area"]
    list_filter = ["year", "tertial", "cost_type"]
    search_fields = ["service_area__name"]
    autocomplete_fields = [*OWNERS, "service_area", "table"]


@admin.register(InvestmentProject)
class InvestmentProjectAdmin(admin.ModelAdmin):
    list_display = ["name", "board", "service_area", "parent"]
    list_select_related = ["board__municipality", "service_area", "parent"]
    search_fields = ["name", "code"]
    autocomplete_fields = [*OWNERS, "service_area", "parent"]


@admin.register(InvestmentLine)
class InvestmentLineAdmin(admin.ModelAdmin):
    list_display = ["project", "year", "tertial", "flow", "budget", "actual", "forecast"]
    list_select_related = ["project"]
    list_filter = ["year", "tertial"]
    search_fields = ["project__name"]
    autocomplete_fields = [*OWNERS, "project", "table"]
