"""A board's addresses: one address never means two boards, whoever writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from apps.organisation import services as organisation
from apps.organisation.addresses import find_board, is_board_name
from apps.organisation.models import Board, FormerAddress
from tests.small_board import SmallBoard


@pytest.fixture
def other(small: SmallBoard) -> Board:
    board, _ = organisation.save_board(by=None, municipality=small.board.municipality, name="Äldrenämnden")
    return board


def refused(write: str, *values: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(write, values)


def test_the_database_keeps_addresses_apart(small: SmallBoard, other: Board) -> None:
    organisation.rename_board(by=None, board=other, name="Omsorgsnämnden")
    add = (
        "INSERT INTO organisation_formeraddress (municipality_id, board_id, slug, name, left_at)"
        " VALUES (%s, %s, %s, 'x', now())"
    )
    here, there = small.board.municipality_id, small.board.pk
    refused("UPDATE organisation_board SET slug = 'aldrenamnden' WHERE id = %s", there)
    refused(add, here, there, "omsorgsnamnden")
    refused(add, here, there, "aldrenamnden")
    refused(add, here, there, "Äldre nämnden")
    elsewhere, _ = organisation.save_municipality(by=None, code="9909", name="Annanstans")
    refused(f"{add}; SET CONSTRAINTS ALL IMMEDIATE".replace("%s", "{}", 2).format(elsewhere.pk, there), "fri")
    same, _ = organisation.save_board(by=None, municipality=elsewhere, name="Äldrenämnden")
    assert same.pk != other.pk, "another municipality has its own"


def test_a_board_is_found_by_every_name_it_has_had(small: SmallBoard, other: Board) -> None:
    organisation.rename_board(by=None, board=other, name="Omsorgsnämnden", new_address=False)
    organisation.rename_board(by=None, board=other, name="Välfärdsnämnden", new_address=False)
    for name in ("Äldrenämnden", "Omsorgsnämnden", "Välfärdsnämnden", "VÄLFÄRDSNÄMNDEN"):
        assert find_board(small.board.municipality, name) == other
        assert is_board_name(Board.objects.get(pk=other.pk), name)
        assert not is_board_name(small.board, name)
        found, written = organisation.save_board(by=None, municipality=small.board.municipality, name=name)
        assert (found.pk, found.name, written) == (other.pk, "Välfärdsnämnden", False)
    assert FormerAddress.objects.filter(board=other).count() == 1


def test_setting_up_a_board_again_finds_it_by_its_old_name(small: SmallBoard) -> None:
    from apps.accounts.services import set_up_board

    organisation.rename_board(by=None, board=small.board, name="Välfärdsnämnden")
    place = small.board.municipality
    set_up_board(by=None, code=place.code, municipality=place.name, board="Socialnämnden", email="ny@demo.example")
    assert Board.objects.filter(municipality=place).count() == 1
