"""Addresses of a round's pages under ``/rapportera/``."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from apps.rounds.models import Round


def round_url(round_: Round, name: str = "reporting_round", job: UUID | None = None, **query: str) -> str:
    """The address of a page of the round by its URL name; ``job`` for a page of a file."""
    board = round_.board
    where: dict[str, Any] = {
        "municipality": board.municipality.slug,
        "board": board.slug,
        "year": round_.year,
        "tertial": round_.tertial,
    }
    if job:
        where["job"] = job
    asked = {key: value for key, value in query.items() if value}
    return reverse(name, kwargs=where) + (f"?{urlencode(asked)}" if asked else "")
