"""``manage.py freeze_sources``: keeps what reports were built from that were published before it was kept."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.publishing.upgrade import freeze_missing_sources


class Command(BaseCommand):
    """Run after an upgrade, before anything is written; harmless at any time."""

    help = "Fryser underlaget till fastställda rapporter som saknar det, så att en rättelse utgår från det."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for found in freeze_missing_sources():
            count += 1
            if not found.is_same:
                self.stdout.write(
                    f"{found.round}: planen eller tidigare siffror har ändrats sedan rapporten publicerades. Den "
                    "publicerade rapporten står kvar, men en rättelse utgår från hur det ser ut i dag."
                )
        self.stdout.write(f"Underlaget till {count} rapporter frystes.")
