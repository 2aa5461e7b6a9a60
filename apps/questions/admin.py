from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.questions.models import Question


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    """Looked at, never touched."""

    list_display = ["place_name", "round", "addressee", "state", "at"]
    list_select_related = ["round__board__municipality"]
    list_filter = ["state"]
