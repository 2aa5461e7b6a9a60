"""Who looks after a municipality administers all its boards, adds boards, and sets what they share."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.models import Membership, MunicipalityAdministrator, User
from apps.accounts.roles import NotAllowedError
from apps.accounts.services import (
    MemberError,
    add_board,
    add_member_to_boards,
    add_municipality_administrator,
    forget_departed,
    is_administrator,
    remove_member,
    remove_municipality_administrator,
)
from apps.audit.models import AuditEvent
from apps.documents.services import may_set_for_municipality, save_proposal
from apps.organisation.models import Board
from apps.rounds.access import load_access
from tests.small_board import SmallBoard, make_small_board

NEW = "kommunen@demo.example"


@pytest.fixture
def keeper(small: SmallBoard) -> User:
    """The municipality's administrator, made by the system."""
    return add_municipality_administrator(by=None, municipality=small.board.municipality, email=NEW, name="Kim").user


def test_every_board_of_the_municipality_and_none_of_another(small, keeper):
    other = make_small_board("Storköping", "9902")
    assert is_administrator(keeper, small.board)
    assert not is_administrator(keeper, other.board)
    later = add_board(by=keeper, municipality=small.board.municipality, name="  Äldrenämnden ")
    assert (later.name, later.slug) == ("Äldrenämnden", "aldrenamnden")
    assert is_administrator(keeper, later)
    assert [area.kind for area in later.service_areas.all()] == ["board"]
    assert load_access(small.round, keeper).permissions == load_access(small.round, small["administrator"]).permissions
    with pytest.raises(NotAllowedError):
        add_board(by=keeper, municipality=other.board.municipality, name="Äldrenämnden")


def test_what_the_boards_share(small, keeper):
    municipality = small.board.municipality
    add_board(by=keeper, municipality=municipality, name="Äldrenämnden")
    assert may_set_for_municipality(keeper, municipality)
    save_proposal(by=keeper, owner=municipality, text="Nämnden beslutar att godkänna rapporten.")
    assert not may_set_for_municipality(small["administrator"], municipality)
    with pytest.raises(NotAllowedError):
        save_proposal(by=small["administrator"], owner=municipality, text="")


def test_a_role_on_several_boards_at_once_or_on_none(small, keeper):
    later = add_board(by=keeper, municipality=small.board.municipality, name="Äldrenämnden")
    made = add_member_to_boards(by=keeper, boards=[small.board, later], email=NEW, role="controller")
    assert [(one.board, one.role) for one in made] == [(small.board, "controller"), (later, "controller")]
    (_, reporter) = add_member_to_boards(
        by=keeper, boards=[small.board, later], email="r@demo.example", role="reporter"
    )
    assert [area.parent for area in reporter.service_areas.all()] == [None]
    with pytest.raises(NotAllowedError):
        add_member_to_boards(
            by=small["administrator"], boards=[small.board, later], email="h@demo.example", role="head"
        )
    assert not Membership.objects.filter(user__email="h@demo.example").exists()
    with pytest.raises(MemberError, match="minst en nämnd"):
        add_member_to_boards(by=keeper, boards=[], email=NEW, role="head")


@pytest.mark.parametrize("name", ["Socialnämnden", " socialnämnden ", "--"])
def test_a_board_that_is_there_is_not_added(small, keeper, name):
    with pytest.raises(MemberError):
        add_board(by=keeper, municipality=small.board.municipality, name=name)
    assert Board.objects.filter(municipality=small.board.municipality).count() == 1


@pytest.mark.parametrize("by", ["administrator", "head", "stranger"])
def test_only_a_municipality_administrator_gives_the_role(small, keeper, by):
    municipality = small.board.municipality
    with pytest.raises(NotAllowedError):
        add_municipality_administrator(by=small[by], municipality=municipality, email="x@demo.example")
    with pytest.raises(NotAllowedError):
        remove_municipality_administrator(by=small[by], administrator=MunicipalityAdministrator.objects.get())
    assert not User.objects.filter(email="x@demo.example").exists()


def test_the_last_one_stays_and_the_act_is_logged(small, keeper):
    own = MunicipalityAdministrator.objects.get(user=keeper)
    with pytest.raises(MemberError, match="minst en kommunadministratör"):
        remove_municipality_administrator(by=keeper, administrator=own)
    second = add_municipality_administrator(by=keeper, municipality=own.municipality, email="k2@demo.example")
    remove_municipality_administrator(by=second.user, administrator=own)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_id, event.before) == (
        "municipalityadministrator.removed", second.user_id, {"user": keeper.pk, "municipality": "9901"},
    )  # fmt: skip
    assert not is_administrator(keeper, small.board)


def test_a_board_that_the_municipality_looks_after_needs_none_of_its_own(small, keeper):
    own = Membership.objects.get(user=small["administrator"])
    remove_member(by=small["administrator"], membership=own)
    assert not is_administrator(small["administrator"], small.board)


def test_the_name_is_not_taken_from_one_who_has_the_task(small, keeper):
    User.objects.filter(pk=keeper.pk).update(created_at=timezone.now() - timedelta(days=3000))
    forget_departed(before=timezone.now() - timedelta(days=1))
    keeper.refresh_from_db()
    assert keeper.email == NEW


def test_once_for_each_municipality(small, keeper):
    with pytest.raises(IntegrityError), transaction.atomic():
        MunicipalityAdministrator.objects.create(user=keeper, municipality=small.board.municipality)


def test_the_first_one_is_appointed_by_a_command(small):
    out = io.StringIO()
    call_command("appoint_administrator", "9901", NEW, name="Kim", site="https://followup.example/", stdout=out)
    made = MunicipalityAdministrator.objects.get(municipality=small.board.municipality)
    assert (made.user.email, made.user.name) == (NEW, "Kim")
    told = out.getvalue()
    assert f"{NEW} är kommunadministratör för Lillköping." in told
    assert "https://followup.example/rapportera/kommun/lillkoping/" in told
    assert "Välj lösenord här" in told
    call_command("appoint_administrator", "9901", NEW, stdout=out)
    assert MunicipalityAdministrator.objects.count() == 1
    for code, email, message in (("9999", NEW, "Ingen kommun har koden 9999"), ("9901", "kim", "ingen e-postadress")):
        with pytest.raises(CommandError, match=message):
            call_command("appoint_administrator", code, email)
