"""``make demo``: from nothing to a page in a browser."""

import os
import socket
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from apps.accounts.roles import Role
from apps.publishing.source_backfill import backfill_missing_sources
from apps.rounds.models import Round
from apps.web import demo

HOST = "127.0.0.1"
FIRST_PORT, PORTS = 8000, 100


class Command(BaseCommand):
    """Makes the demo's database ready and serves the pages."""

    help = "Startar demon: läser in fyra verkliga rapporter och en påhittad kommun och visar dem i webbläsaren."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="börja om från en tom databas")
        parser.add_argument("--no-serve", action="store_true", help="gör databasen klar men starta ingen webbserver")
        parser.add_argument("--port", type=int, default=FIRST_PORT, help="första porten att prova")

    def handle(self, *args: Any, reset: bool, no_serve: bool, port: int, **options: Any) -> None:
        started = time.monotonic()
        if reset:
            self._empty_database()
        self.stdout.write("Förbereder databasen …")
        call_command("migrate", verbosity=0)
        if not Round.objects.exists():
            for round_ in demo.load_reports():
                self.stdout.write(f"  Läste in {round_.board}, {round_.period.label}")
        for round_ in demo.build_made_up_reports(timezone.localdate()):
            self.stdout.write(f"  Skrev {round_.board}, {round_.period.label} (påhittad)")
        list(backfill_missing_sources())  # of a demo that an older release has made
        demo.create_users()
        demo.create_stand_ins(timezone.localdate())
        demo.confirm_relations()
        demo.sync_missing_records()
        self.stdout.write(f"Klart på {time.monotonic() - started:.1f} sekunder.")
        if not no_serve:
            self._serve(find_free_port(port))

    def _empty_database(self) -> None:
        """Throw everything away; only in the embedded database."""
        if os.environ.get("DATABASE_URL"):
            raise CommandError("Demon börjar bara om i den inbyggda databasen. Ta bort DATABASE_URL och försök igen.")
        self.stdout.write("Tömmer demons databas …")
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def _serve(self, port: int) -> None:
        self.stdout.write(f"\nÖppna  http://localhost:{port}/\n")
        for round_ in Round.objects.select_related("board__municipality").order_by("board__municipality__name"):
            address = f"{round_.board.municipality.slug}/{round_.board.slug}/{round_.year}/{round_.period.slug}/"
            self.stdout.write(f"       http://localhost:{port}/{address}")
        self.stdout.write(f"\nLogga in på http://localhost:{port}/konto/login/ med lösenordet {demo.PASSWORD}")
        for role in Role:
            self.stdout.write(f"       {demo.build_email(role):32} {role.label}")
        for email, label in demo.STAND_INS.items():
            self.stdout.write(f"       {email:32} {label}")
        self.stdout.write("\nAvsluta med Ctrl-C. Det som ändras finns kvar till nästa gång; make demo-reset börjar om.")
        self.stdout.flush()
        os.environ["SITE_URL"] = f"http://localhost:{port}"  # links in e-mail lead to this port, if it is another
        server = [sys.executable, "-m", "gunicorn", "apps.config.wsgi"]
        options = ["--config", "python:apps.config.gunicorn_settings", "--bind", f"{HOST}:{port}", "--threads", "8"]
        os.execv(sys.executable, [*server, *options, "--log-level", "warning"])  # noqa: S606


def find_free_port(first: int) -> int:
    """The first free port from ``first`` on. ``CommandError`` when none is."""
    for port in range(first, first + PORTS):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise CommandError(f"Ingen port mellan {first} och {first + PORTS} är ledig. Välj en annan med --port.")
