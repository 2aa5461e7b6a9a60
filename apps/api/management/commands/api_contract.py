"""``manage.py api_contract``: writes ``docs/openapi.json``, and refuses to break what others have built upon it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client, override_settings

from apps.api.openapi import examples
from apps.api.openapi.breaking_changes import find_breaking_changes
from apps.api.openapi.contract import render_contract
from apps.api.openapi.schemas import build_schemas
from apps.api.resources import RESOURCES

CONTRACT_FILE = Path(settings.BASE_DIR) / "docs" / "openapi.json"
EXAMPLE_SITE = "https://namndkollen.example.se"
KALMAR_QUERY: dict[str, str | int] = {"municipality": "kalmar", "limit": 1}
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
                examples_found = replace_times(_collect_examples(Client()))
            text = json.dumps(examples_found, ensure_ascii=False, indent=1, sort_keys=True)
            examples.EXAMPLES_FILE.write_text(text + "\n")
            self.stdout.write("Exemplen är hämtade. Kör kommandot en gång till utan --examples.")
            return
        new = render_contract(EXAMPLE_SITE)
        if CONTRACT_FILE.exists() and not options["breaking"]:
            broken = find_breaking_changes(json.loads(CONTRACT_FILE.read_text()), json.loads(new))
            if broken:
                raise CommandError("Detta skulle gå sönder för andra:\n" + "\n".join(broken))
        CONTRACT_FILE.write_bytes(new + b"\n")
        self.stdout.write(f"Skrev {CONTRACT_FILE.relative_to(settings.BASE_DIR)}.")


def _collect_examples(client: Client) -> dict[str, Any]:
    found = {}
    for resource in RESOURCES.values():
        listed = client.get(f"/api/v1/{resource.name}", KALMAR_QUERY).json()
        name = resource.record.__name__
        if not listed["items"]:  # no report of the demo has been corrected
            listed |= {"count": 1, "total": 1, "items": [_build_example_row(name)]}
        found[f"{name}List"] = listed
        found[name] = listed["items"][0]
    found["SeriesList"] = client.get("/api/v1/series/beslut-i-domstol", KALMAR_QUERY).json()
    report = client.get("/api/v1/boards/kalmar/socialnamnden/reports/2020-t3").json()
    shown = ("schema", "municipality", "board", "period", "state", "state_label", "decision", "source_title")
    found["Report"] = {**report, "report": {name: report["report"][name] for name in shown}}
    found["ApiInfo"] = {**client.get("/api-info").json(), "apiDocumentation": f"{EXAMPLE_SITE}/oppna-data/"}
    return found


def _build_example_row(name: str) -> dict[str, Any]:
    """A row of the fields' own examples."""
    return {field: schema["examples"][0] for field, schema in build_schemas()[name]["properties"].items()}


def replace_times(value: Any) -> Any:
    """The examples with ``FIXED_TIME`` wherever an answer says when the database got something."""
    if isinstance(value, list):
        return [replace_times(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: FIXED_TIME if name in TIME_FIELDS and item is not None else replace_times(item)
        for name, item in value.items()
    }
