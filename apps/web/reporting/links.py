"""Addresses of a round's pages under ``/rapportera/``."""

from urllib.parse import urlencode

from django.urls import reverse

from apps.rounds.models import Round


def round_url(round_: Round, name: str = "reporting_round", **query: str) -> str:
    """The address of a page of the round by its URL name."""
    board = round_.board
    where = {
        "municipality": board.municipality.slug,
        "board": board.slug,
        "year": round_.year,
        "tertial": round_.tertial,
    }
    asked = {key: value for key, value in query.items() if value}
    return reverse(name, kwargs=where) + (f"?{urlencode(asked)}" if asked else "")
