"""``manage.py upgrade``: the database's tables for this release, and what older publications were built from."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from apps.publishing.models import SearchEntry
from apps.publishing.search.services import sync_all_search
from apps.publishing.source_backfill import backfill_missing_sources


class Command(BaseCommand):
    """Run before anything is written by a new release; harmless at any time."""

    help = "Uppdaterar tabellerna, och fryser underlaget till fastställda rapporter som saknar det."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, stdout=self.stdout)
        if not SearchEntry.objects.exists():
            sync_all_search()
        count = 0
        for found in backfill_missing_sources():
            count += 1
            if not found.is_same:
                self.stdout.write(
                    f"{found.round}: planen eller tidigare siffror har ändrats sedan rapporten publicerades. Den "
                    "publicerade rapporten står kvar, men en rättelse utgår från hur det ser ut i dag."
                )
        if count:
            self.stdout.write(f"Underlaget till {count} rapporter frystes.")
