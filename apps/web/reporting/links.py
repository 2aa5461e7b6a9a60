"""Addresses of a round's pages under ``/rapportera/``."""

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from apps.organisation.models import Board
from apps.rounds.models import Round
from apps.web.links import ReportAddress


def build_round_url(round_: Round, name: str = "reporting_round", **query: str) -> str:
    """The address of a page of the round by its URL name."""
    parameters = {key: value for key, value in query.items() if value}
    return ReportAddress.for_round(round_).url(name) + (f"?{urlencode(parameters)}" if parameters else "")


def build_own_table_url(round_: Round, code: str, unit: str = "") -> str:
    """The address where a table of the board's own is filled in."""
    address = ReportAddress.for_round(round_).url("reporting_own_table", table=code)
    return f"{address}?{urlencode({'enhet': unit})}" if unit else address


def build_structure_url(board: Board) -> str:
    """The address of the page where an administrator sets the board up."""
    return reverse("reporting_structure", kwargs={"municipality": board.municipality.slug, "board": board.slug})


def build_relations_url(board: Board) -> str:
    """The address of the page where relations between the board's indicators are answered."""
    return reverse("reporting_relations", kwargs={"municipality": board.municipality.slug, "board": board.slug})


def build_document_settings_url(board: Board) -> str:
    """The address of the page where an administrator sets what the board's documents are made with."""
    return reverse("document_settings", kwargs={"municipality": board.municipality.slug, "board": board.slug})


def build_file_url(round_: Round, job: UUID) -> str:
    """The address of a file as it was sent in."""
    return ReportAddress.for_round(round_).url("upload_original", job=job)
