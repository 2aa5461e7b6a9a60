"""A board that has been renamed is found by its former addresses too: systems go on without being set up anew."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.api.models import TokenScope
from apps.api.services import create_account
from apps.organisation.models import Board
from apps.publishing.board_rename import rename_published_board
from apps.publishing.models import PublishedRecord
from apps.publishing.records import services as store
from apps.rounds.models import Round
from tests.api.addresses import api_rows
from tests.api.test_files import send as send_file
from tests.api.test_writing import NOJDHET, OUTCOMES, send, system
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]


def rename(board: Board, by: User) -> Board:
    return rename_published_board(by=by, board=board, name="Välfärdsnämnden", holds_from=None, decision="KF § 1")


@pytest.fixture
def renamed(kalmar: Board, cast: dict[str, User]) -> Board:
    return rename(kalmar, cast["administrator"])


def test_every_address_answers_the_same_at_the_old_as_at_the_new(renamed: Board, client: Client) -> None:
    tried = 0
    for route, probes in api_rows(("anonymous",)).items():
        for address, status in probes:
            if "<code:board>" not in route or status["anonymous"] != 200:
                continue
            old = f"/{address}"
            new = old.replace("socialnamnden", "valfardsnamnden")
            first, second = client.get(old), client.get(new)
            assert (first.status_code, second.status_code) == (200, 200), old
            assert first.content == second.content
            tried += 1
    assert tried > 12


def test_rows_tell_the_address_that_the_board_has_now(renamed: Board, client: Client) -> None:
    for asked in ("", "&municipality=kalmar"):
        old = client.get(f"/api/v1/outcomes?board=socialnamnden&limit=1000{asked}").json()
        new = client.get(f"/api/v1/outcomes?board=valfardsnamnden&limit=1000{asked}").json()
        assert new["total"] > 0
        assert {row["board"] for row in new["items"]} == {"valfardsnamnden"}
        assert {row["board_name"] for row in new["items"]} == {"Socialnämnden"}, "the name of the report's own time"
        assert [row for row in old["items"] if row["municipality"] == "kalmar"] == new["items"]
    (board,) = client.get("/api/v1/boards?municipality=kalmar").json()["items"]
    assert (board["key"], board["board"]) == ("valfardsnamnden", "valfardsnamnden")
    assert store.sync_records(renamed.pk) == 0
    assert not PublishedRecord.objects.filter(board=renamed, document__contains='"socialnamnden"').exists()


def test_the_frozen_bytes_are_what_was_decided(kalmar: Board, cast: dict[str, User], client: Client) -> None:
    there = "/api/v1/boards/kalmar/{}/reports/2020-t3/versions/1/bytes"
    before = client.get(there.format("socialnamnden")).content
    rename(kalmar, cast["administrator"])
    assert client.get(there.format("valfardsnamnden")).content == before
    assert client.get(there.format("socialnamnden")).content == before


def test_a_board_that_is_not_public_is_not_found_by_its_old_address(
    renamed: Board, client: Client, bearer: Client
) -> None:
    Board.objects.filter(pk=renamed.pk).update(is_public=False)
    report = "/api/v1/boards/kalmar/socialnamnden/reports/2020-t3"
    answers = [
        client.get(address).status_code
        for address in (report, f"{report}/versions/1", "/api/v1/boards/kalmar/socialnamnden")
    ]
    assert answers == [404, 404, 404]
    assert client.get("/api/v1/outcomes?board=socialnamnden&municipality=kalmar").json()["total"] == 0
    assert bearer.get(report).status_code == 200


def test_systems_write_on(small: SmallBoard) -> None:
    account = create_account(by=small["administrator"], board=small.board, name="Verksamhetssystemet")
    writer = system(small, account, *TokenScope)
    rename(small.board, small["administrator"])
    written: Any = send(writer, OUTCOMES, {**NOJDHET, "value": 91})
    assert written.status_code == 200, written.content
    sent = send_file(
        writer, b"verksamhet;indikator;\xc3\xa5r;tertial;v\xc3\xa4rde\nnamnden;arenden;2024;2;12\n", "utfall.csv"
    )
    assert sent.status_code == 201
    assert writer.get(sent.headers["Location"]).json()["state"] == "preview"


def test_another_boards_system_finds_nothing(small: SmallBoard) -> None:
    from tests.small_board import make_small_board

    other = make_small_board("Storköping", "9902")
    account = create_account(by=other["administrator"], board=other.board, name="Annat")
    rename(small.board, small["administrator"])
    assert send(system(other, account, *TokenScope), OUTCOMES, {**NOJDHET, "value": 91}).status_code == 404
    assert Round.objects.filter(board=small.board).exists()
