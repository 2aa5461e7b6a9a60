"""``manage.py api_contract``: writes ``docs/openapi.json``, and refuses to break what others have built upon it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client, override_settings

from apps.api.openapi import examples
from apps.api.openapi.breaking import breaking_changes
from apps.api.openapi.contract import contract
from apps.api.openapi.schemas import schemas
from apps.api.resources import RESOURCES

FILE = Path(settings.BASE_DIR) / "docs" / "openapi.json"
SITE = "https://namndkollen.example.se"
KALMAR: dict[str, str | int] = {"municipality": "kalmar", "limit": 1}
# When the demo was loaded says nothing about the contract, and would change every example each time they are fetched.
FIXED_TIME = "2026-11-22T08:20:00.000000Z"
TIME_FIELDS = frozenset({"changed_at", "published_at", "reissued_at"})


class Command(BaseCommand):
    """The committed contract is what a later version is held against."""

    help = "Skriver docs/openapi.json. Vägrar när något skulle gå sönder för den som använder API:et."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--examples", action="store_true", help="hämta också nya exempel ur demons databas")
        parser.add_argument("--breaking", action="store_true", help="skriv ändå: för en ny huvudversion")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["examples"]:
            with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
                found = with_fixed_times(_examples(Client()))
            text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
            examples.FILE.write_text(text + "\n")
            self.stdout.write("Exemplen är hämtade. Kör kommandot en gång till utan --examples.")
            return
        new = contract(SITE)
        if FILE.exists() and not options["breaking"]:
            broken = breaking_changes(json.loads(FILE.read_text()), json.loads(new))
            if broken:
                raise CommandError("Detta skulle gå sönder för andra:\n" + "\n".join(broken))
        FILE.write_bytes(new + b"\n")
        self.stdout.write(f"Skrev {FILE.relative_to(settings.BASE_DIR)}.")


def _examples(client: Client) -> dict[str, Any]:
    found = {}
    for resource in RESOURCES.values():
        listed = client.get(f"/api/v1/{resource.name}", KALMAR).json()
        name = resource.record.__name__
        if not listed["items"]:  # no report of the demo has been corrected
            listed |= {"count": 1, "total": 1, "items": [_made_up(name)]}
        found[f"{name}List"] = listed
        found[name] = listed["items"][0]
    found["SeriesList"] = client.get("/api/v1/series/beslut-i-domstol", KALMAR).json()
    report = client.get("/api/v1/boards/kalmar/socialnamnden/reports/2020-t3").json()
    kept = ("schema", "municipality", "board", "period", "state", "state_label", "decision", "source_title")
    found["Report"] = {**report, "report": {name: report["report"][name] for name in kept}}
    found["ApiInfo"] = {**client.get("/api-info").json(), "apiDocumentation": f"{SITE}/oppna-data/"}
    return found


def _made_up(name: str) -> dict[str, Any]:
    """A row of the fields' own examples."""
    return {field: told["examples"][0] for field, told in schemas()[name]["properties"].items()}


def with_fixed_times(value: Any) -> Any:
    """The examples with ``FIXED_TIME`` wherever an answer tells when the database got something."""
    if isinstance(value, list):
        return [with_fixed_times(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: FIXED_TIME if name in TIME_FIELDS and item is not None else with_fixed_times(item)
        for name, item in value.items()
    }
