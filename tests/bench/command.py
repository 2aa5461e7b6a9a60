"""``make bench``: how far the product is from the limits of its database, as ratios in one run."""

from argparse import ArgumentParser, ArgumentTypeError
from fractions import Fraction
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from tests.bench import api, lists, publication, served
from tests.bench.nation import MUNICIPALITIES
from tests.bench.run import run

API_REPEATS = 5
SERVED_TURNS = 40


class Command(BaseCommand):
    """Builds a nation in a database of its own, measures, and throws it away."""

    help = "Bygger en påhittad nation i en egen databas och mäter mot bästa möjliga SQL. Demons databas rörs inte."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale", type=parse_scale, default=Fraction(1, 4), help="del av nationen, till exempel 1/4"
        )
        parser.add_argument("--repeats", type=int, default=12, help="varv per mätning")
        parser.add_argument("--keep", action="store_true", help="låt databasen ligga kvar")

    def handle(self, *args: Any, scale: Fraction, repeats: int, keep: bool, **options: Any) -> None:
        settings = connection.settings_dict
        own = settings["NAME"]
        settings["TEST"]["NAME"] = f"{own}_bench"
        settings["CONN_MAX_AGE"] = None  # prepared statements live and die with their connection
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            municipalities = max(2, round(MUNICIPALITIES * scale))
            run(municipalities, repeats, self._write)
            self.stdout.write(f"\n{api.fill_records()} publicerade uppgifter")
            self.stdout.write(api.format_table(api.measure(API_REPEATS)))
            self.stdout.write(f"{lists.fill_search()} uppgifter att söka i")
            self.stdout.write(lists.format_table(lists.measure()))
            visits, slow = served.measure(SERVED_TURNS)
            self.stdout.write(served.format_table(visits))
            self.stdout.write(slow)
            self.stdout.write(publication.format_table(publication.measure_both(municipalities)))
        finally:
            connection.creation.destroy_test_db(own, verbosity=0, keepdb=keep)
        if keep:
            self.stdout.write(f"Databasen {own}_bench ligger kvar.")

    def _write(self, text: str) -> None:
        self.stdout.write(text, ending="")
        self.stdout.flush()


def parse_scale(text: str) -> Fraction:
    """``1/16``, ``0.25`` or ``1``; at most 10, since a municipality's code has four figures."""
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if not 0 < value <= 10:
        raise ArgumentTypeError("Skriv en del av nationen, till exempel 1/4 eller 1.")
    return value
