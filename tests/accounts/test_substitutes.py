"""A substitute has exactly another's role, from one day to another, and then no longer."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts.models import HeldRole, Membership, Substitution, User
from apps.accounts.roles import NotAllowedError
from apps.accounts.services import MemberError, add_member, add_substitute, end_substitution, remove_member
from apps.api.services import create_account
from apps.audit.models import AuditEvent
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput
from apps.rounds.access import load_access
from apps.rounds.models import Round
from apps.workflow.participants import load_participants
from apps.workflow.row_history import list_changes
from tests.small_board import SmallBoard, make_small_board

TODAY, DAY = timezone.localdate(), timedelta(days=1)


def find_membership(small: SmallBoard, role: str) -> Membership:
    return Membership.objects.select_related("board").get(board=small.board, user=small[role], role=role)


def substitute(small: SmallBoard, role: str, who: str, by: str = "administrator", days: tuple[int, int] = (0, 5)):
    first, last = (TODAY + number * DAY for number in days)
    return add_substitute(
        by=small[by], membership=find_membership(small, role), email=small[who].email, starts_on=first, ends_on=last
    )


def list_held_roles(user: User) -> set[str]:
    return set(HeldRole.objects.filter(user=user).values_list("role", flat=True))


def test_a_stranger_is_a_reporter_for_the_same_areas_and_writes_as_themself(small):
    User.objects.filter(pk=small["stranger"].pk).update(name="Vik Arie")
    stranger = small["stranger"]
    assert not Round.objects.worked_on_by(stranger).exists()
    substitute(small, "reporter", "stranger")
    access = load_access(small.round, stranger)
    assert access == load_access(small.round, small["reporter"])
    assert access.is_own(small.areas["hemtjanst-norr"])
    assert not access.is_own(small.areas["ifo"])
    assert Round.objects.worked_on_by(stranger).count() == 3
    save_cells(round_=small.round, cells=[CellInput("u:nojdhet:hemtjanst:T", "value", "82", None)], by=stranger)
    assert {change.author for change in list_changes(small.round, "u:nojdhet:hemtjanst:T")} == {"Vik Arie"}
    people = load_participants([small.board.pk])[small.board.pk]
    assert people.areas_by_user[stranger.pk] == people.areas_by_user[small["reporter"].pk] == {small.areas["hemtjanst"]}


@pytest.mark.parametrize(
    ("days", "held"), [((-5, -1), False), ((-5, 0), True), ((0, 0), True), ((0, 5), True), ((1, 5), False)]
)
def test_it_holds_from_its_first_day_to_its_last(small, days, held):
    made = substitute(small, "head", "stranger", days=(0, 5))
    first, last = (TODAY + number * DAY for number in days)
    Substitution.objects.filter(pk=made.pk).update(starts_on=first, ends_on=last)
    assert list_held_roles(small["stranger"]) == ({"head"} if held else set())


def test_what_the_absent_person_gets_or_loses_the_substitute_does_too(small):
    substitute(small, "reporter", "stranger")
    find_membership(small, "reporter").service_areas.set([small.areas["ifo"]])
    assert load_access(small.round, small["stranger"]).is_own(small.areas["ifo"])
    remove_member(by=small["administrator"], membership=find_membership(small, "reporter"))
    assert list_held_roles(small["stranger"]) == set()
    assert not Substitution.objects.exists()


def test_a_person_chooses_a_colleague_and_an_administrator_anyone(small):
    with pytest.raises(MemberError, match="roll i kommunen"):
        substitute(small, "controller", "stranger", by="controller")
    substitute(small, "controller", "registrar", by="controller")
    assert list_held_roles(small["registrar"]) == {"registrar", "controller"}
    made = add_substitute(
        by=small["administrator"], membership=find_membership(small, "head"), email="Ny@Nyby.example", name="Ny",
        starts_on=TODAY, ends_on=TODAY,
    )  # fmt: skip
    assert (made.substitute.email, made.substitute.name) == ("ny@nyby.example", "Ny")
    event = AuditEvent.objects.filter(action="substitution.saved").latest("pk")
    assert event.after == {
        "substitute": made.substitute_id, "absent": small["head"].pk, "role": "head",
        "starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat(),
    }  # fmt: skip


@pytest.mark.parametrize("by", ["reporter", "head", "registrar", "politician", "stranger"])
def test_nobody_else_chooses(small, by):
    with pytest.raises(NotAllowedError):
        substitute(small, "controller", "registrar", by=by)


def test_a_substitute_gives_the_role_to_nobody(small):
    substitute(small, "controller", "registrar")
    with pytest.raises(NotAllowedError):
        substitute(small, "controller", "head", by="registrar")


def test_the_administrator_of_another_board_is_nobody_here(small):
    other = make_small_board("Storköping", "9902")
    with pytest.raises(NotAllowedError):
        add_substitute(
            by=other["administrator"], membership=find_membership(small, "head"), email="x@y.example",
            starts_on=TODAY, ends_on=TODAY,
        )  # fmt: skip
    made = substitute(small, "head", "registrar")
    with pytest.raises(NotAllowedError):
        end_substitution(by=other["administrator"], substitution=made)


@pytest.mark.parametrize(
    ("who", "days", "why"),
    [
        ("registrar", (3, 2), "före den första"),
        ("registrar", (-3, -1), "redan varit"),
        ("registrar", (0, 366), "högst ett år"),
        ("controller", (0, 1), "någon annan"),
    ],
)
def test_what_makes_no_sense_is_refused(small, who, days, why):
    with pytest.raises(MemberError, match=why):
        substitute(small, "controller", who, days=days)
    assert not Substitution.objects.exists()


def test_twice_the_same_days_is_refused_and_a_system_substitutes_nobody(small):
    substitute(small, "controller", "registrar", days=(0, 5))
    with pytest.raises(MemberError, match="redan ersättare"):
        substitute(small, "controller", "registrar", days=(5, 9))
    substitute(small, "controller", "registrar", days=(6, 9))
    system = create_account(by=small["administrator"], board=small.board, name="Ekonomisystemet").user
    small.people["system"] = system
    with pytest.raises(MemberError, match="system"):
        substitute(small, "head", "system")


@pytest.mark.parametrize("by", ["controller", "registrar", "administrator"])
def test_it_is_ended_by_those_it_is_about(small, by):
    made = substitute(small, "controller", "registrar")
    with pytest.raises(NotAllowedError):
        end_substitution(by=small["head"], substitution=made)
    end_substitution(by=small[by], substitution=made)
    assert list_held_roles(small["registrar"]) == {"registrar"}
    assert AuditEvent.objects.latest("pk").action == "substitution.ended"


def test_the_last_administrator_is_not_someone_whose_time_is_limited(small):
    substitute(small, "administrator", "head")
    own = find_membership(small, "administrator")
    with pytest.raises(MemberError, match="minst en administratör"):
        remove_member(by=small["administrator"], membership=own)


@pytest.mark.parametrize("column", ["absent_id", "board_id", "substitute_id", "ends_on"])
def test_the_database_holds_it_together(small, column):
    other = make_small_board("Storköping", "9902")
    made = substitute(small, "controller", "registrar")
    wrong = {
        "absent_id": small["head"].pk,
        "board_id": other.board.pk,
        "substitute_id": small["controller"].pk,
        "ends_on": date(2001, 1, 1),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Substitution.objects.filter(pk=made.pk).update(**{column: wrong[column]})


def test_one_who_is_both_loses_nothing_when_the_time_is_over(small):
    add_member(by=small["administrator"], board=small.board, email=small["registrar"].email, role="controller")
    made = substitute(small, "controller", "head")
    end_substitution(by=small["controller"], substitution=made)
    assert list_held_roles(small["registrar"]) == {"registrar", "controller"}
