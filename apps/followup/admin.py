from django.contrib import admin

from apps.followup.models import FindingAnswer


@admin.register(FindingAnswer)
class FindingAnswerAdmin(admin.ModelAdmin):
    list_display = ["board", "reason", "text", "answered_at"]
    list_select_related = ["board__municipality"]
    list_filter = ["reason"]
    readonly_fields = ["municipality", "board", "fingerprint", "reason", "text", "size", "answered_by", "answered_at"]
