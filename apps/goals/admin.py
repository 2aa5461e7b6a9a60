from django.contrib import admin

from apps.goals.models import Assessment, FocusArea, Goal, Indicator, Outcome, Target

OWNERS = ["board", "municipality"]


@admin.register(FocusArea)
class FocusAreaAdmin(admin.ModelAdmin):
    list_display = ["name", "board"]
    list_select_related = ["board__municipality"]
    search_fields = ["name"]
    autocomplete_fields = OWNERS


@admin.register(Goal)
class GoalAdmin(admin.ModelAdmin):
    list_display = ["name", "level", "board"]
    list_select_related = ["board__municipality"]
    list_filter = ["level"]
    search_fields = ["name", "code"]
    autocomplete_fields = [*OWNERS, "parent", "focus_areas", "service_areas"]


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin):
    list_display = ["name", "unit", "goal", "kind", "board"]
    list_select_related = ["board__municipality", "goal"]
    list_filter = ["kind", "accumulation"]
    search_fields = ["name", "code"]
    autocomplete_fields = [*OWNERS, "goal", "reference_for"]


class FactAdmin(admin.ModelAdmin):
    """Facts are many: search them by their indicator."""

    list_select_related = ["indicator", "service_area"]
    search_fields = ["indicator__name", "indicator__code"]
    list_filter = ["year"]
    autocomplete_fields = [*OWNERS, "indicator", "service_area", "table"]


@admin.register(Target)
class TargetAdmin(FactAdmin):
    list_display = ["indicator", "service_area", "year", "gender", "text"]


@admin.register(Outcome)
class OutcomeAdmin(FactAdmin):
    list_display = ["indicator", "service_area", "year", "tertial", "gender", "value", "missing"]


@admin.register(Assessment)
class AssessmentAdmin(admin.ModelAdmin):
    list_display = ["goal", "indicator", "service_area", "round", "rating"]
    list_select_related = ["goal", "indicator", "service_area", "round__board__municipality"]
    autocomplete_fields = [*OWNERS, "round", "goal", "indicator", "service_area", "table"]
