"""``make bench``: how far the product is from the limits of its database, as ratios in one run."""

import os
import traceback
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from tests.bench import api, lists, publication, served, slow_readers
from tests.bench.aims import sum_up
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
        parser.add_argument(
            "--slow", type=int, default=slow_readers.SECONDS, help="sekunder som de långsamma läsarna läser"
        )
        parser.add_argument("--keep", action="store_true", help="låt databasen ligga kvar")

    def handle(self, *args: Any, scale: Fraction, repeats: int, slow: int, keep: bool, **options: Any) -> None:
        settings = connection.settings_dict
        own = settings["NAME"]
        settings["TEST"]["NAME"] = f"{own}_bench"
        settings["CONN_MAX_AGE"] = None  # prepared statements live and die with their connection
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        self._texts, self._failed = [], []  # type: list[str], list[str]
        try:
            municipalities = max(2, round(MUNICIPALITIES * scale))
            run(municipalities, repeats, self._write)
            self._measure(lambda: f"{api.fill_records()} publicerade uppgifter\n")
            self._measure(lambda: api.format_table(api.measure(API_REPEATS)))
            self._measure(lambda: f"{lists.fill_search()} uppgifter att söka i\n")
            self._measure(lambda: lists.format_table(lists.measure()))
            self._measure(lambda: served.format_table(served.measure(SERVED_TURNS, slow)))
            self._measure(lambda: publication.format_table(publication.measure_both()))
        finally:
            connection.close()  # whatever state a step has left it in
            connection.creation.destroy_test_db(own, verbosity=0, keepdb=keep)
        self._write(f"\nMaskinens belastning: {' '.join(f'{one:.1f}' for one in os.getloadavg())}\n")
        self._write(sum_up("".join(self._texts)))
        if keep:
            self.stdout.write(f"Databasen {own}_bench ligger kvar.")
        if self._failed:
            raise CommandError(f"Gick inte att mäta: {'; '.join(self._failed)}")

    def _measure(self, step: Callable[[], str]) -> None:
        """Do a step and tell its table. One that fails is told at the end, and stops none of the others."""
        try:
            self._write(f"\n{step()}")
        except Exception as error:
            traceback.print_exc(file=self.stderr)
            self._failed.append(f"{type(error).__name__}: {error}")

    def _write(self, text: str) -> None:
        self._texts.append(text)
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
