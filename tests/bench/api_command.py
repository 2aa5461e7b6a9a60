"""The API's part of ``make bench``; that command calls it, with the made-up nation in the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tests.bench import api


class Command(BaseCommand):
    """Makes published records of the nation, and measures."""

    help = "Mäter API:et mot PostgreSQL. Körs av bench."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repeats", type=int, default=5)

    def handle(self, *args: Any, repeats: int, **options: Any) -> None:
        count = api.fill_records()
        self.stdout.write(f"\n{count} publicerade uppgifter")
        self.stdout.write(api.format_table(api.measure(repeats)))
