from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.goals.models import Assessment, FocusArea, Goal, Indicator, Outcome, Target


@admin.register(FocusArea)
class FocusAreaAdmin(ReadOnlyAdmin):
    list_display = ["name", "board"]
    list_select_related = ["board__municipality"]
    search_fields = ["name"]


@admin.register(Goal)
class GoalAdmin(ReadOnlyAdmin):
    list_display = ["name", "level", "board"]
    list_select_related = ["board__municipality"]
    list_filter = ["level"]
    search_fields = ["name", "code"]


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    list_display = ["name", "unit", "goal", "kind", "board"]
    list_select_related = ["board__municipality", "goal"]
    list_filter = ["kind", "accumulation"]
    search_fields = ["name", "code"]


class FactAdmin(ReadOnlyAdmin):
    """Facts are many: search them by their indicator."""

    list_select_related = ["indicator", "service_area"]
    search_fields = ["indicator__name", "indicator__code"]
    list_filter = ["year"]


@admin.register(Target)
class TargetAdmin(FactAdmin):
    list_display = ["indicator", "service_area", "year", "gender", "text"]


@admin.register(Outcome)
class OutcomeAdmin(FactAdmin):
    list_display = ["indicator", "service_area", "year", "tertial", "gender", "value", "missing"]


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = ["goal", "indicator", "service_area", "round", "rating"]
    list_select_related = ["goal", "indicator", "service_area", "round__board__municipality"]
