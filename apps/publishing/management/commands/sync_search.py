"""``manage.py sync_search``: what is searched, made anew from all publications."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.publishing.search.services import sync_all_search


class Command(BaseCommand):
    """Run after an upgrade that changes what can be searched for; harmless at any time."""

    help = "Gör om det som går att söka i ur alla publiceringar."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sync_all_search()} uppgifter går att söka i.")
