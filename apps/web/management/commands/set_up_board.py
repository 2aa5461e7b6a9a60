"""``manage.py set_up_board``: where an empty installation begins."""

import re
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.core.validators import validate_email
from django.urls import reverse

from apps.accounts.adapter import build_password_path
from apps.accounts.services import MemberError, set_up_board
from apps.organisation.models import Municipality
from apps.web.reporting.links import build_structure_url


class Command(BaseCommand):
    """Makes a board and its first administrator, and prints the addresses where both begin."""

    help = "Skapar en nämnd och dess första administratör. Administratören sätter sedan upp resten i webbläsaren."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="kommunkod enligt SCB, fyra siffror")
        parser.add_argument("municipality", help="kommunens namn")
        parser.add_argument("board", help="nämndens namn, till exempel Socialnämnden")
        parser.add_argument("email", help="administratörens e-post")
        parser.add_argument("--name", default="", help="administratörens namn")
        parser.add_argument("--site", default=settings.SITE_URL, help="webbplatsens adress, där den är en annan")

    def handle(
        self, *args: Any, code: str, municipality: str, board: str, email: str, name: str, site: str, **options: Any
    ) -> None:
        _check(code, municipality, board, email)
        try:
            made = set_up_board(by=None, code=code, municipality=municipality, board=board, email=email, name=name)
        except MemberError as error:
            raise CommandError(str(error)) from error
        site = site.rstrip("/")
        self.stdout.write(f"{made.user.email} är administratör för {made.board}.")
        if made.user.has_usable_password():
            self.stdout.write("Logga in här, med det lösenord som redan finns:")
            self.stdout.write(f"{site}{reverse('account_login')}")
        else:
            self.stdout.write("Välj lösenord här. Länken gäller i tre dagar; kör kommandot igen för en ny:")
            self.stdout.write(f"{site}{build_password_path(made.user)}")
        # Not the name as it was typed: a board may already have an address of its own.
        self.stdout.write("Sätt sedan upp nämnden här:")
        self.stdout.write(f"{site}{build_structure_url(made.board)}")


def _check(code: str, municipality: str, board: str, email: str) -> None:
    if not re.fullmatch(r"[0-9]{4}", code):
        raise CommandError(f"Kommunkoden är fyra siffror, inte {code}.")
    if not municipality.strip() or not board.strip():
        raise CommandError("Skriv kommunens och nämndens namn.")
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommandError(f"{email} är ingen e-postadress.") from error
    other = Municipality.objects.filter(code=code).exclude(name=municipality).first()
    if other:
        raise CommandError(f"Kommunkoden {code} hör till {other.name}.")
