from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.risks.models import ControlActivity, ControlResult, Risk


@admin.register(Risk)
class RiskAdmin(ReadOnlyAdmin):
    list_display = ["name", "board", "year", "probability", "consequence"]
    list_select_related = ["board__municipality"]
    list_filter = ["year"]
    search_fields = ["name", "code"]


@admin.register(ControlActivity)
class ControlActivityAdmin(ReadOnlyAdmin):
    list_display = ["name", "risk"]
    list_select_related = ["risk"]
    search_fields = ["name", "risk__name"]


@admin.register(ControlResult)
class ControlResultAdmin(ReadOnlyAdmin):
    list_display = ["control", "year", "tertial", "status", "verdict"]
    list_select_related = ["control"]
    list_filter = ["year", "tertial", "status"]
