"""``manage.py appoint_administrator``: who looks after a whole municipality first. They appoint the next ones."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.core.management.base import BaseCommand
from django.core.validators import validate_email
from django.urls import reverse

from apps.accounts.adapter import build_password_path
from apps.accounts.services import MemberError, add_municipality_administrator
from apps.organisation.models import Municipality


class Command(BaseCommand):
    """Makes someone administrator of a municipality that is there, and prints the addresses where they begin."""

    help = "Gör någon till kommunadministratör: för alla kommunens nämnder. Nästa utses i webbläsaren."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="kommunkod enligt SCB, fyra siffror")
        parser.add_argument("email", help="kommunadministratörens e-post")
        parser.add_argument("--name", default="", help="kommunadministratörens namn")
        parser.add_argument("--site", default=settings.SITE_URL, help="webbplatsens adress, där den är en annan")

    def handle(self, *args: Any, code: str, email: str, name: str, site: str, **options: Any) -> None:
        municipality = Municipality.objects.filter(code=code).first()
        if municipality is None:
            raise CommandError(f"Ingen kommun har koden {code}. Kommunen läggs upp med sin första nämnd: set_up_board.")
        try:
            validate_email(email)
            made = add_municipality_administrator(by=None, municipality=municipality, email=email, name=name)
        except ValidationError as error:
            raise CommandError(f"{email} är ingen e-postadress.") from error
        except MemberError as error:
            raise CommandError(str(error)) from error
        site = site.rstrip("/")
        self.stdout.write(f"{made.user.email} är kommunadministratör för {municipality.name}.")
        if not made.user.has_usable_password():
            self.stdout.write("Välj lösenord här. Länken gäller i tre dagar; kör kommandot igen för en ny:")
            self.stdout.write(f"{site}{build_password_path(made.user)}")
        self.stdout.write("Nämnder, personer och roller sköts sedan här:")
        self.stdout.write(f"{site}{reverse('reporting_municipality', kwargs={'municipality': municipality.slug})}")
