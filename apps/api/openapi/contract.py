"""The whole contract."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from apps.api.openapi.paths import build_paths
from apps.api.openapi.schemas import build_schemas
from apps.api.problems import PROBLEM_CONTENT_TYPE, PROBLEM_KINDS
from apps.api.resources import RESOURCES

API_VERSION = "1.1.0"
API_RELEASED = "2026-11-26"
API_DESCRIPTION = Path(__file__).with_name("description.md").read_text(encoding="utf-8").strip()
_HEADERS = {
    "ETag": ("Innehållets märke. Skicka det i If-None-Match för att slippa samma svar igen.", '"9f86d081884c7d65"'),
    "traceparent": (
        "Spårning enligt W3C Trace Context.",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
    ),
    "RateLimit-Limit": ("Så många anrop på en minut.", "300"),
    "RateLimit-Remaining": ("Så många anrop är kvar.", "299"),
    "RateLimit-Reset": ("Sekunder tills räkningen börjar om.", "41"),
    "Repr-Digest": ("Innehållets SHA-256 enligt RFC 9530.", "sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:"),
    "Retry-After": ("Sekunder att vänta.", "41"),
}


@lru_cache(maxsize=8)
def render_contract(site: str) -> bytes:
    """The contract as JSON for a site, ``https://namndkollen.example.se``."""
    return msgspec.json.format(msgspec.json.encode(build_contract(site)), indent=1)


def build_contract(site: str) -> dict[str, Any]:
    """The contract as a dictionary."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nämndkollen",
            "version": API_VERSION,
            "summary": "Hur det går för kommunens socialnämnd.",
            "description": API_DESCRIPTION,
            "termsOfService": f"{site}/oppna-data/#villkor",
            "contact": {"name": "Den som driver tjänsten", "url": f"{site}/om/#kontakt"},
            "license": {"name": "CC0 1.0", "url": "https://creativecommons.org/publicdomain/zero/1.0/"},
        },
        "externalDocs": {"description": "Kom igång", "url": f"{site}/oppna-data/kom-igang/"},
        "servers": [{"url": f"{site}/api/v1", "description": "Denna tjänst."}],
        "tags": _build_tags(),
        "paths": build_paths(),
        "components": {
            "schemas": build_schemas(),
            "parameters": _build_parameters(),
            "headers": {name: _build_header(*texts) for name, texts in _HEADERS.items()},
            "responses": _build_responses(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "En nyckel för ett systemkonto. Nämndens administratör gör den under Systemkonton.",
                }
            },
        },
    }


def _build_tags() -> list[dict[str, str]]:
    document = {
        "Hela rapporter": "Rapporten som ett dokument.",
        **{resource.title: resource.description for resource in RESOURCES.values()},
        "Serier": "En indikator över tid och mellan kommuner.",
        "Skriva": "För system som rapporterar åt en nämnd.",
        "Om API:et": "API:et självt.",
    }
    return [{"name": name, "description": description} for name, description in document.items()]


def _build_header(description: str, shown: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}, "example": shown}


def _build_parameters() -> dict[str, Any]:
    document = {
        "accept-language": ("Accept-Language", "Språk i felmeddelanden: sv eller en.", "sv"),
        "if-none-match": ("If-None-Match", "ETag ur ett tidigare svar: är innehållet detsamma blir svaret 304.", '"x"'),
        "traceparent": ("traceparent", *_HEADERS["traceparent"]),
    }
    return {
        name: {
            "name": header,
            "in": "header",
            "description": description,
            "schema": {"type": "string"},
            "example": shown,
        }
        for name, (header, description, shown) in document.items()
    }


def _build_responses() -> dict[str, Any]:
    found: dict[str, Any] = {"not-modified": {"description": "Innehållet är detsamma som förut."}}
    for status, kind in PROBLEM_KINDS.items():
        shown = {
            "type": f"/oppna-data/#{kind.slug}",
            "title": kind.title.sv,
            "status": status,
            "detail": kind.detail.sv,
            "instance": "/api/v1/outcomes",
        }
        content = {PROBLEM_CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": shown}}
        found[kind.slug] = {"description": f"{kind.title.sv}. {kind.detail.sv}", "content": content}
    for slug in ("too-many-requests", "unavailable"):
        found[slug]["headers"] = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    return found
