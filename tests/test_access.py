"""Every address x every role. A new address without a row here fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from apps.accounts.models import User
from apps.organisation.models import Board
from apps.rounds.models import Round
from tests.api.addresses import api_rows

MEMBERS = ("politician", "reporter", "controller", "head", "registrar", "administrator")
ROLES = ("anonymous", "stranger", *MEMBERS)
PUBLISHED = "kalmar/socialnamnden/2020/t3/"
DRAFT = "kalmar/socialnamnden/2021/t1/"
PAGES = ("", "mal/", "mal/{goal}/", "indikator/", "indikator/{indicator}/", "ekonomi/", "intern-kontroll/")
CODES = {"goal": "saker", "indicator": "beslut-i-domstol"}

EVERYONE = dict.fromkeys(ROLES, 200)
MEMBERS_ONLY = {"anonymous": 404, "stranger": 404, **dict.fromkeys(MEMBERS, 200)}

# Route as the resolver writes it -> (address, status by role)
REPORT = "<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/"
MATRIX: dict[str, list[tuple[str, dict[str, int]]]] = {
    **api_rows(ROLES),
    "": [("", EVERYONE)],
    "om/": [("om/", EVERYONE)],
    "tillganglighet/": [("tillganglighet/", EVERYONE)],
    "livez": [("livez", EVERYONE)],
    "readyz": [("readyz", EVERYONE)],
    "<slug:municipality>/<slug:board>/": [
        ("kalmar/socialnamnden/", dict.fromkeys(ROLES, 302)),
        ("kalmar/ingen-sadan-namnd/", dict.fromkeys(ROLES, 404)),
    ],
    **{
        REPORT + page.replace("{goal}", "<slug:code>").replace("{indicator}", "<slug:code>"): [
            (PUBLISHED + page.format(**CODES), EVERYONE),
            (DRAFT + page.format(**CODES), MEMBERS_ONLY),
            (PUBLISHED.replace("2020", "1999") + page.format(**CODES), dict.fromkeys(ROLES, 404)),
        ]
        for page in PAGES
    },
}
# Whole sub-trees that other people's code draws: one probe each.
SUBTREES: dict[str, tuple[str, dict[str, int]]] = {
    "admin/": ("admin/", {**dict.fromkeys(ROLES, 302), "administrator": 200}),
    "konto/": ("konto/login/", {**dict.fromkeys(ROLES, 302), "anonymous": 200}),
}


def routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Every address that the product answers, as its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and route not in SUBTREES:
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern | URLResolver):
            yield route


def test_every_address_has_a_row() -> None:
    assert set(routes()) == set(MATRIX) | set(SUBTREES)


@pytest.fixture
def draft(db: None) -> Round:
    board = Board.objects.get(municipality__slug="kalmar")
    return Round.objects.create(municipality=board.municipality, board=board, year=2021, tertial=1, state="open")


def visitor(role: str, cast: dict[str, User]) -> Client:
    client = Client()
    if role != "anonymous":
        client.force_login(cast[role])
    return client


@pytest.mark.parametrize("role", ROLES)
def test_status_by_role(role: str, cast: dict[str, User], draft: Round) -> None:
    client = visitor(role, cast)
    probes = [probe for row in MATRIX.values() for probe in row] + list(SUBTREES.values())
    answers = {address: client.get("/" + address).status_code for address, _ in probes}
    assert answers == {address: expected[role] for address, expected in probes}


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_written_by_asking_wrongly(role: str, cast: dict[str, User], draft: Round) -> None:
    client = visitor(role, cast)
    for method in (client.post, client.put, client.patch, client.delete):
        assert method("/" + PUBLISHED).status_code in {403, 405}


def test_the_start_page_names_no_draft_board_to_a_stranger(cast: dict[str, User]) -> None:
    board = Board.objects.get(municipality__slug="kalmar")
    Board.objects.filter(pk=board.pk).update(is_public=False)
    assert "/kalmar/" not in visitor("stranger", cast).get("/").content.decode()
    assert "/kalmar/" not in Client().get("/").content.decode()
    assert "/kalmar/" in visitor("politician", cast).get("/").content.decode()
    assert Client().get("/" + PUBLISHED).status_code == 404
