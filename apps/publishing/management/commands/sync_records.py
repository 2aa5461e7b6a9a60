"""``manage.py sync_records``: the rows that other systems read, made to agree with all publications."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.publishing.records.services import sync_all_records


class Command(BaseCommand):
    """Run after an upgrade that changes what a row holds; harmless at any time."""

    help = "Gör om de publicerade uppgifterna (API:ets rader) ur alla publiceringar."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sync_all_records()} rader ändrades.")
