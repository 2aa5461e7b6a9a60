"""All writes of accounts: who has which role, and what each is reminded of."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from apps.accounts.models import Membership, MutedReminder, User
from apps.accounts.roles import Reminder, Role
from apps.audit.services import record
from apps.organisation.models import Board, ServiceArea


@transaction.atomic
def mute_reminders(*, by: User, kinds: Collection[str]) -> None:
    """Switch off exactly these kinds of reminder for oneself. ``ValueError`` on a kind that does not exist."""
    wanted = {Reminder(kind) for kind in kinds}
    MutedReminder.objects.filter(user=by).exclude(kind__in=wanted).delete()
    MutedReminder.objects.bulk_create([MutedReminder(user=by, kind=kind) for kind in wanted], ignore_conflicts=True)


@transaction.atomic
def add_member(
    *, by: Any, board: Board, email: str, role: str, name: str = "", areas: Collection[str] = ()
) -> Membership:
    """Give someone a role on a board, with an account if they have none yet; a reporter for the areas (by code).

    A new account has no password: its owner sets one by ”glömt lösenord”. ``ValueError`` on an unknown role or area.
    """
    chosen = Role(role)
    found = _areas(board, areas)
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email.strip(), name=name.strip())
        record(by=by, action="user.created", target=user, board_id=board.pk)
    membership, _ = Membership.objects.get_or_create(user=user, board=board, role=chosen)
    before = sorted(membership.service_areas.values_list("code", flat=True))
    membership.service_areas.set(found)
    record(
        by=by,
        action="membership.saved",
        target=membership,
        board_id=board.pk,
        before={"areas": before},
        after={"user": user.pk, "role": chosen.value, "areas": sorted(area.code for area in found)},
    )
    return membership


@transaction.atomic
def remove_member(*, by: Any, membership: Membership) -> None:
    """Take a role away. The account stays, and so does what was written with it."""
    before = {"user": membership.user_id, "role": membership.role}
    record(by=by, action="membership.removed", target=membership, board_id=membership.board_id, before=before)
    membership.delete()


def _areas(board: Board, codes: Collection[str]) -> list[ServiceArea]:
    found = list(ServiceArea.objects.filter(board=board, code__in=codes))
    if len(found) != len(set(codes)):
        raise ValueError("En av verksamheterna finns inte.")
    return found
