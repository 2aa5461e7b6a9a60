from django.contrib import admin

from apps.budget.models import BudgetChange, InterimForecast, InvestmentLine, InvestmentProject, OperatingLine
from apps.core.admin import ReadOnlyAdmin


@admin.register(OperatingLine)
class OperatingLineAdmin(ReadOnlyAdmin):
    list_display = ["service_area", "year", "tertial", "cost_type", "budget", "period_budget", "actual", "forecast"]
    list_select_related = ["service_area"]
    list_filter = ["year", "tertial", "cost_type"]
    search_fields = ["service_area__name"]


@admin.register(InvestmentProject)
class InvestmentProjectAdmin(ReadOnlyAdmin):
    list_display = ["name", "board", "service_area", "parent"]
    list_select_related = ["board__municipality", "service_area", "parent"]
    search_fields = ["name", "code"]


@admin.register(InvestmentLine)
class InvestmentLineAdmin(ReadOnlyAdmin):
    list_display = ["project", "year", "tertial", "flow", "budget", "actual", "forecast"]
    list_select_related = ["project"]
    list_filter = ["year", "tertial"]
    search_fields = ["project__name"]


@admin.register(BudgetChange)
class BudgetChangeAdmin(ReadOnlyAdmin):
    list_display = ["service_area", "year", "tertial", "date", "kind", "amount", "decision"]
    list_select_related = ["service_area"]
    list_filter = ["year", "tertial", "kind"]
    search_fields = ["service_area__name", "decision"]


@admin.register(InterimForecast)
class InterimForecastAdmin(ReadOnlyAdmin):
    list_display = ["service_area", "date", "forecast"]
    list_select_related = ["service_area"]
    list_filter = ["year", "tertial"]
    search_fields = ["service_area__name"]
