from django.contrib import admin

from apps.core.admin import ReadOnlyAdmin
from apps.report.models import FindingAnswer


@admin.register(FindingAnswer)
class FindingAnswerAdmin(ReadOnlyAdmin):
    list_display = ["board", "reason", "text", "answered_at"]
    list_select_related = ["board__municipality"]
    list_filter = ["reason"]
