"""Addresses of a round's pages under ``/rapportera/``."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from apps.rounds.models import Round


def round_url(round_: Round, name: str = "reporting_round", **query: str) -> str:
    """The address of a page of the round by its URL name."""
    asked = {key: value for key, value in query.items() if value}
    return reverse(name, kwargs=_where(round_)) + (f"?{urlencode(asked)}" if asked else "")


def file_url(round_: Round, job: UUID) -> str:
    """The address of a file as it was sent in."""
    return reverse("upload_original", kwargs={**_where(round_), "job": job})


def _where(round_: Round) -> dict[str, Any]:
    board = round_.board
    return {
        "municipality": board.municipality.slug,
        "board": board.slug,
        "year": round_.year,
        "tertial": round_.tertial,
    }
