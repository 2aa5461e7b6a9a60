"""What is not kept: the names of those who left long ago. What they did is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.accounts.services import add_member, mute_reminders, remove_member
from apps.entry.services import save_cell
from apps.web.tasks import tidy
from apps.workflow.row_history import list_changes
from tests.small_board import SmallBoard

KEY = "u:nojdhet:namnden:T"


@pytest.fixture
def small(small: SmallBoard) -> SmallBoard:
    save_cell(round_=small.round, key=KEY, field="value", raw="80", version=0, by=small["controller"])
    return small


def leave(small: SmallBoard, role: str) -> User:
    membership = Membership.objects.get(user=small[role], board=small.board)
    remove_member(by=small["administrator"], membership=membership)
    return small[role]


def days_later(time_machine, days: int) -> int:
    time_machine.move_to(timezone.now() + timedelta(days=days))
    return tidy()


@pytest.mark.slow
def test_a_name_goes_two_years_after_the_last_role(small, time_machine):
    mute_reminders(by=small["controller"], kinds=["ball"])
    user = leave(small, "controller")
    assert days_later(time_machine, 729) == 0
    assert list_changes(small.round, KEY)[0].author == "En controller"
    days_later(time_machine, 2)
    user.refresh_from_db()
    assert (user.name, user.is_active, user.has_usable_password()) == ("Tidigare användare", False, False)
    assert "controller" not in user.email
    assert not user.muted_reminders.exists()
    change = list_changes(small.round, KEY)[0]
    assert (change.after, change.author) == ("80", "Tidigare användare")
    assert days_later(time_machine, 1) == 0, "once"


def test_those_who_are_needed_stay(small, time_machine):
    User.objects.create_superuser("drift@demo.example")
    back = leave(small, "head")
    time_machine.move_to(timezone.now() + timedelta(days=700))
    add_member(by=small["administrator"], board=small.board, email=back.email, role="head")
    logged_in = leave(small, "registrar")
    User.objects.filter(pk=logged_in.pk).update(last_login=timezone.now() + timedelta(days=20))
    days_later(time_machine, 740)
    kept = set(User.objects.filter(is_active=True).values_list("email", flat=True))
    assert {"drift@demo.example", back.email, logged_in.email, small["administrator"].email} <= kept


def test_it_can_be_switched_off(small, time_machine, settings):
    settings.KEEP_NAMES_DAYS = 0
    leave(small, "controller")
    assert days_later(time_machine, 5000) == 0
