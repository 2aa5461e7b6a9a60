"""``manage.py remind``: the day's reminders, for a machine's own clock where no Celery beat runs."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.web.tasks import send_reminders


class Command(BaseCommand):
    help = "Skicka dagens påminnelser. Kan köras hur ofta som helst: ingen får samma påminnelse två gånger."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = send_reminders()
        self.stdout.write(f"{sent} påminnelser skickades.")
