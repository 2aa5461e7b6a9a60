"""No draft, closed board's or suppressed number comes out through any resource, filter, format, order or error."""

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.api.models import TokenScope
from apps.api.resources import RESOURCES
from apps.api.services import create_account, create_token
from apps.goals.models import Indicator, Outcome
from apps.organisation.models import Board, ServiceArea
from apps.rounds.models import Round
from tests.api.conftest import SMALL
from tests.corrections import correction

pytestmark = pytest.mark.slow

SECRET = 23457
SMALL_TEXTS = (b"987.06", b"987,06")
FORMATS = ("json", "csv", "xlsx", "jsonl")


def everything(client: Client, **more: Any) -> Iterator[bytes]:
    """Every resource in every format, every sort order, and every filter with what it is documented with."""
    for resource in RESOURCES.values():
        address = f"/api/v1/{resource.name}"
        for form in FORMATS:
            yield body(client.get(address, {"format": form, "limit": 1000, **more}))
        for word in resource.sort.schema["items"]["enum"]:
            yield body(client.get(address, {"sort": word, "limit": 1000, **more}))
        for name, parameter in resource.parameters.items():
            if name in resource.filters and name not in more:
                shown = parameter.example
                value = ",".join(map(str, shown)) if isinstance(shown, list) else str(shown).lower()
                yield body(client.get(address, {name: value, "limit": 1000, **more}))


def body(response: Any) -> bytes:
    content: bytes = response.getvalue()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return b"".join(file.read(name) for name in file.namelist())
    return content


def has_number(told: bytes, number: str) -> bool:
    """Standing alone: the same digits within an instant's microseconds or a checksum are somebody else's."""
    digits = number.encode()
    return digits in told and re.search(rb"\b%b\b" % digits, told) is not None  # to look for plain bytes is far quicker


def token_for(board: Board, by: User, scopes: Any = TokenScope.values) -> Client:
    account = create_account(by=by, board=board, name="System")
    _, secret = create_token(by=by, account=account, name="nyckel", scopes=scopes, days=1)
    return Client(headers={"authorization": f"Bearer {secret}"})


@pytest.fixture
def harryda_token(cast: dict[str, User]) -> Client:
    return token_for(Board.objects.get(municipality__slug="harryda"), cast["administrator"])


def test_no_draft_number(kalmar: Board, bearer: Client, harryda_token: Client) -> None:
    """Not even the board's own token reads drafts here."""
    Round.objects.create(municipality=kalmar.municipality, board=kalmar, year=2021, tertial=1, state="open")
    indicator = Indicator.objects.filter(board=kalmar).first()
    assert indicator is not None
    for year, tertial in ((2021, 1), (2020, 1)):
        Outcome.objects.create(
            board=kalmar,
            municipality=kalmar.municipality,
            indicator=indicator,
            service_area=ServiceArea.objects.get(board=kalmar, parent=None),
            year=year,
            tertial=tertial,
            gender="M",
            value=Decimal(SECRET),
            footnote="hemligt utkast",
        )
    for client in (Client(), harryda_token, bearer):
        for told in everything(client):
            assert not has_number(told, str(SECRET))
            assert b"hemligt utkast" not in told
        for address in (
            "/api/v1/boards/kalmar/socialnamnden/reports/2021-t1",
            "/api/v1/rounds/kalmar/socialnamnden/2021-t1",
            f"/api/v1/outcomes/kalmar/socialnamnden/{indicator.code}~2021-t1~sn~m",
        ):
            assert client.get(address).status_code == 404
        assert client.get(f"/api/v1/series/{indicator.code}", {"year": 2021}).json()["items"] == []


def test_a_closed_board_is_its_members_own(kalmar: Board, bearer: Client, harryda_token: Client) -> None:
    cursor = bearer.get("/api/v1/outcomes", {"municipality": "kalmar"}).json()["next_cursor"]
    etag = Client().get("/api/v1/boards/kalmar/socialnamnden/reports/2020-t3")["ETag"]
    assert has_number(body(Client().get("/api/v1/municipalities")), "0880")
    Board.objects.filter(pk=kalmar.pk).update(is_public=False)
    hidden = [
        "/api/v1/boards/kalmar/socialnamnden",
        "/api/v1/municipalities/kalmar",
        "/api/v1/rounds/kalmar/socialnamnden/2020-t3",
        "/api/v1/boards/kalmar/socialnamnden/reports/2020-t3",
        "/api/v1/boards/kalmar/socialnamnden/reports/2020-t3/versions/1",
        "/api/v1/boards/kalmar/socialnamnden/reports/2020-t3/versions/1/bytes",
        "/api/v1/series/beslut-i-domstol",
    ]
    for client in (Client(), harryda_token):
        for told in everything(client):
            assert not has_number(told, "0880")
            assert b"Kalmar" not in told
        for address in hidden:
            closed = client.get(address, headers={"if-none-match": etag})
            nowhere = client.get(address.replace("kalmar", "kalmr").replace("beslut-i-", "beslt-i-"))
            assert closed.status_code == nowhere.status_code == 404
            assert {**closed.json(), "instance": ""} == {**nowhere.json(), "instance": ""}
        told = client.get("/api/v1/outcomes", {"municipality": "kalmar", "cursor": cursor}).json()
        assert told["items"] == []
    for address in hidden:
        mine = bearer.get(address)
        assert mine.status_code == 200
        assert mine["Cache-Control"] == "private, no-cache"
    assert bearer.get("/api/v1/outcomes", {"municipality": "kalmar"}).json()["total"] > 100


def test_a_token_without_the_right_to_read_sees_what_anyone_sees(kalmar: Board, cast: dict[str, User]) -> None:
    client = token_for(kalmar, cast["administrator"], scopes=[TokenScope.OUTCOMES])
    Board.objects.filter(pk=kalmar.pk).update(is_public=False)
    assert client.get("/api/v1/boards/kalmar/socialnamnden").status_code == 404


def test_no_suppressed_number(ockero: Board, cast: dict[str, User]) -> None:
    assert ockero.small_number_threshold == 1000
    assert Outcome.objects.filter(board=ockero, value=SMALL).exists()
    member = token_for(ockero, cast["administrator"]) if _joins(cast["administrator"], ockero) else Client()
    for client in (Client(), member):
        for told in everything(client, municipality="ockero"):
            assert not any(text in told for text in SMALL_TEXTS)
        report = client.get("/api/v1/boards/ockero/socialnamnden/reports/2024-t2")
        assert report.status_code == 200
        assert not any(text in report.content for text in SMALL_TEXTS)
        rows = client.get("/api/v1/outcomes", {"municipality": "ockero", "status": "suppressed"}).json()["items"]
        hidden = next(row for row in rows if row["service_area"] == "hemtjanst-nord")
        assert [hidden[name] for name in ("value", "numerator", "denominator", "forecast", "stated_change")] == [
            None
        ] * 5
        assert hidden["stated_text"] == hidden["missing"] == hidden["footnote"] == ""
        assert hidden["light"] in (None, "unknown")
        assert hidden["computed_light"] in (None, "unknown")


def test_a_correction_that_hides_takes_the_number_out_of_the_lists(ockero: Board) -> None:
    shown = "/api/v1/outcomes/ockero/socialnamnden/larm~2024-t2~hemtjanst~t"
    assert Client().get(shown).json()["value"] == 70_000
    with correction(Round.objects.get(board=ockero, state="adopted"), "Fel tal"):
        Outcome.objects.filter(board=ockero, value=70_000).update(value=SMALL)
    told = Client().get(shown).json()
    assert (told["value"], told["status"]) == (None, "suppressed")
    for each in everything(Client(), municipality="ockero"):
        assert not any(text in each for text in SMALL_TEXTS)


def _joins(user: User, board: Board) -> bool:
    user.memberships.create(board=board, role="administrator")
    return True
