"""Who has which role on which board, accounts that come and go, and what each is reminded of."""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import (
    SYSTEM_DOMAIN,
    HeldRole,
    Membership,
    MunicipalityAdministrator,
    MutedReminder,
    RememberedAttempt,
    Substitution,
    User,
)
from apps.accounts.roles import NotAllowedError, Permission, Reminder, Role, list_roles_with
from apps.audit.models import AuditEvent
from apps.audit.services import record_event
from apps.organisation.models import Board, Municipality, ServiceArea
from apps.organisation.services import AreaRow, save_areas, save_board, save_municipality

FORGOTTEN_NAME, FORGOTTEN_DOMAIN = "Tidigare användare", "borttagen.invalid"


class MemberError(ValueError):
    """The role can't be given or taken away; the message says why in Swedish."""


@transaction.atomic
def mute_reminders(*, by: User, kinds: Collection[str]) -> None:
    """Switch off exactly these kinds of reminder for oneself. ``ValueError`` on a kind that does not exist."""
    wanted = {Reminder(kind) for kind in kinds}
    MutedReminder.objects.filter(user=by).exclude(kind__in=wanted).delete()
    MutedReminder.objects.bulk_create([MutedReminder(user=by, kind=kind) for kind in wanted], ignore_conflicts=True)


@transaction.atomic
def set_up_board(
    *, by: User | None, code: str, municipality: str, board: str, email: str, name: str = ""
) -> Membership:
    """A board with its root and its first administrator: where an empty installation begins.

    ``by`` is None for the system itself. What is there already stays: run again it only adds the administrator.
    """
    place, _ = save_municipality(by=by, code=code, name=municipality)
    made = create_board_with_root(by=by, municipality=place, name=board)
    return add_member(by=by, board=made, email=email, name=name, role=Role.ADMINISTRATOR)


def create_board_with_root(*, by: User | None, municipality: Municipality, name: str) -> Board:
    """The board of that name with a root area, each made where it is missing. Who may do so, the caller asks."""
    board, _ = save_board(by=by, municipality=municipality, name=name)
    if not ServiceArea.objects.filter(board=board).exists():
        save_areas(by=by, board=board, rows=[AreaRow(code=board.slug, name=board.name, kind="board")])
    return board


@transaction.atomic
def add_member(
    *, by: User | None, board: Board, email: str, role: str, name: str = "", areas: Collection[str] = ()
) -> Membership:
    """Give someone a role on a board, with an account if they have none yet; a reporter for the areas (by code).

    A new account has no password: its owner sets one through ”glömt lösenord”. A reporter's areas become exactly those
    given. ``NotAllowedError`` unless ``by`` administers the board, or is None, the system itself; ``MemberError`` when
    the role can't be given.
    """
    _require_administrator(by, board)
    if role not in Role.values:
        raise MemberError("Rollen finns inte.")
    found = _find_areas(board, role, areas)
    user = find_or_create_account(by, email, name, board_id=board.pk)
    membership, is_new = Membership.objects.get_or_create(user=user, board=board, role=role)
    before = sorted(membership.service_areas.values_list("code", flat=True))
    after = sorted(area.code for area in found)
    if is_new or before != after:
        membership.service_areas.set(found)
        record_event(
            by=by,
            action="membership.saved",
            target=membership,
            board_id=board.pk,
            before={"areas": before},
            after={"user": user.pk, "role": role, "areas": after},
        )
    return membership


@transaction.atomic
def add_member_to_boards(
    *, by: User | None, boards: Iterable[Board], email: str, role: str, name: str = ""
) -> list[Membership]:
    """Give someone the same role on several boards: on all or on none. A reporter writes for each whole board.

    ``NotAllowedError`` and ``MemberError`` as for ``add_member``.
    """
    made = []
    for board in boards:
        roots = ServiceArea.objects.filter(board=board, parent=None).values_list("code", flat=True)
        areas = list(roots) if role == Role.REPORTER else []
        made.append(add_member(by=by, board=board, email=email, name=name, role=role, areas=areas))
    if not made:
        raise MemberError("Välj minst en nämnd.")
    return made


@transaction.atomic
def remove_member(*, by: User | None, membership: Membership) -> None:
    """Take a role away, and with it its substitutes. The account stays, and so does what was written with it.

    ``NotAllowedError`` as for ``add_member``; ``MemberError`` for the last who administers the board.
    """
    board = Board.objects.select_for_update().get(pk=membership.board_id)  # two who leave at once take turns
    _require_administrator(by, board)
    if membership.role == Role.ADMINISTRATOR and not _select_other_administrators(membership).exists():
        raise MemberError("Nämnden behöver minst en administratör. Ge någon annan rollen först.")
    before = {
        "user": membership.user_id,
        "role": membership.role,
        "areas": sorted(membership.service_areas.values_list("code", flat=True)),
    }
    record_event(by=by, action="membership.removed", target=membership, board_id=membership.board_id, before=before)
    membership.delete()


@transaction.atomic
def forget_departed(*, before: datetime) -> int:
    """Take the name and the e-mail from accounts that have had no role since before a moment; how many there were.

    The log and the history hold a number and not a name, so that they go on and no longer tell of a person. Those who
    look after the installation are no board's members, and stay.
    """
    gone = _select_departed(before)
    for user in gone:
        for related in (user.emailaddress_set, user.socialaccount_set, user.authenticator_set, user.muted_reminders):
            related.all().delete()
        user.email, user.name = f"{user.pk}@{FORGOTTEN_DOMAIN}", FORGOTTEN_NAME
        user.is_active, user.last_login = False, None
        user.set_unusable_password()
        user.save()
        record_event(by=None, action="user.forgotten", target=user)
    return len(gone)


def delete_old_attempts(*, before: datetime) -> int:
    """Take away the log-in attempts that no longer count at a moment; how many there were."""
    return RememberedAttempt.objects.filter(expires__lt=before).delete()[0]


def _select_departed(before: datetime) -> list[Any]:
    removed = AuditEvent.objects.filter(action="membership.removed", at__gte=before).values_list(
        "before__user", flat=True
    )
    users = User.objects.select_for_update(of=("self",)).filter(
        ~Exists(Membership.objects.filter(user=OuterRef("pk"))),
        ~Exists(Substitution.objects.filter(substitute=OuterRef("pk"), ends_on__gte=before)),
        ~Exists(MunicipalityAdministrator.objects.filter(user=OuterRef("pk"))),
        Q(last_login=None) | Q(last_login__lt=before),
        created_at__lt=before,
        is_staff=False,
        is_superuser=False,
    )
    system_users = Q(email__endswith=f"@{FORGOTTEN_DOMAIN}") | Q(email__endswith=f"@{SYSTEM_DOMAIN}")
    return list(users.exclude(system_users).exclude(pk__in=set(removed)))


def has_permission(user: User, board: Board, *permissions: Permission) -> bool:
    """Does a role that the user holds on the board carry one of the permissions? A superuser has every role."""
    roles = {role for permission in permissions for role in list_roles_with(permission)}
    return user.is_superuser or HeldRole.objects.filter(user=user, board=board, role__in=roles).exists()


def is_administrator(user: User, board: Board) -> bool:
    """May the user set up the board's structure and people?"""
    return has_permission(user, board, Permission.ADMINISTER)


def _require_administrator(by: User | None, board: Board) -> None:
    if by is not None and not is_administrator(by, board):
        raise NotAllowedError("Bara nämndens administratör ger och tar bort roller.")


def _select_other_administrators(membership: Membership) -> Any:
    """Who goes on administering the board: its own, or the municipality's, and nobody whose time is limited."""
    held = HeldRole.objects.filter(board=membership.board_id, role=Role.ADMINISTRATOR, absent=None)
    return held.filter(user__is_active=True).exclude(membership=membership)


def _find_areas(board: Board, role: str, codes: Collection[str]) -> list[ServiceArea]:
    if role != Role.REPORTER and codes:
        raise MemberError("Bara en rapportör har egna verksamheter.")
    if role == Role.REPORTER and not codes:
        raise MemberError("Välj minst en verksamhet som rapportören skriver för.")
    found = list(ServiceArea.objects.filter(board=board, code__in=codes))
    if len(found) != len(set(codes)):
        raise MemberError("En av verksamheterna finns inte.")
    return found


def find_or_create_account(by: User | None, email: str, name: str, *, board_id: int | None = None) -> User:
    """The account of an e-mail, made without a password where there is none. ``MemberError`` for one that is closed."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name.strip())
        record_event(by=by, action="user.created", target=user, board_id=board_id)
    if not user.is_active:
        raise MemberError("Kontot är avstängt. Den som sköter Nämndkollen kan öppna det.")
    return user


def create_system_user(*, board: Board, name: str) -> User:
    """The user of a system that reports for the whole board. It gets no e-mail."""
    user = User.objects.create_user(f"{secrets.token_hex(8)}@{SYSTEM_DOMAIN}", name=name)
    membership = Membership.objects.create(user=user, board=board, role=Role.REPORTER)
    membership.service_areas.set(ServiceArea.objects.filter(board=board, parent=None))
    MutedReminder.objects.bulk_create([MutedReminder(user=user, kind=kind) for kind in Reminder])
    return user
