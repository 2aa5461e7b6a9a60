"""``manage.py tidy``: the night's cleaning, for a machine's own clock where no Celery beat runs."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.web.tasks import tidy


class Command(BaseCommand):
    help = "Gallra avslutade sessioner, filer som ingen har läst in och namn på dem som länge inte har haft en roll."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{tidy()} konton är avidentifierade.")
