from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "apps.report"
    label = "followup"
    verbose_name = "Uppföljning"
