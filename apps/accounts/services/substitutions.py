"""Substitutes: someone has another's role on a board for a time, and then no longer."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import SYSTEM_DOMAIN, HeldRole, Membership, Substitution, User
from apps.accounts.roles import NotAllowedError
from apps.accounts.services.members import MemberError, find_or_create_account, is_administrator
from apps.audit.services import record_event

LONGEST_DAYS = 366


@transaction.atomic
def add_substitute(
    *, by: User | None, membership: Membership, email: str, starts_on: date, ends_on: date, name: str = ""
) -> Substitution:
    """Give someone another's role from one day to another, both included; a reporter's with the same areas.

    Whoever has the role chooses among those who have one in the municipality; an administrator of the board may choose
    anyone, who gets an account if they have none yet. ``NotAllowedError`` for others, a substitute among them;
    ``MemberError`` says what is wrong.
    """
    board = membership.board
    administers = by is None or is_administrator(by, board)
    if not administers and (by is None or membership.user_id != by.pk):
        raise NotAllowedError("Bara den som har rollen, eller nämndens administratör, väljer en ersättare.")
    _require_possible_days(starts_on, ends_on)
    substitute = (
        find_or_create_account(by, email, name, board_id=board.pk)
        if administers
        else _find_colleague(membership, email)
    )
    _require_other_person(membership, substitute)
    others = Substitution.objects.select_for_update().filter(membership=membership, substitute=substitute)
    if others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise MemberError(f"{substitute} är redan ersättare någon av de dagarna.")
    made = Substitution.objects.create(
        membership=membership,
        board=board,
        absent_id=membership.user_id,
        substitute=substitute,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    record_event(by=by, action="substitution.saved", target=made, board_id=board.pk, after=_describe_substitution(made))
    return made


@transaction.atomic
def end_substitution(*, by: User | None, substitution: Substitution) -> None:
    """It is over now, or never begins: said by who is substituted, who substitutes, or an administrator."""
    own = by is not None and by.pk in (substitution.absent_id, substitution.substitute_id)
    if by is not None and not own and not is_administrator(by, substitution.board):
        raise NotAllowedError("Bara de som det gäller, eller nämndens administratör, avslutar det.")
    record_event(
        by=by,
        action="substitution.ended",
        target=substitution,
        board_id=substitution.board_id,
        before=_describe_substitution(substitution),
    )
    substitution.delete()


def _require_possible_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise MemberError("Sista dagen är före den första.")
    if ends_on < timezone.localdate():
        raise MemberError("Sista dagen har redan varit.")
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        raise MemberError("En ersättare har rollen högst ett år. Ge annars personen en egen roll.")


def _find_colleague(membership: Membership, email: str) -> User:
    """Someone who already has a role in the municipality."""
    roles = HeldRole.objects.filter(board__municipality=membership.board.municipality_id)
    found = User.objects.filter(email=email.strip().lower(), is_active=True, pk__in=roles.values("user")).first()
    if found is None:
        raise MemberError("Välj någon som har en roll i kommunen. Administratören kan ge rollen till någon ny.")
    return found


def _require_other_person(membership: Membership, substitute: User) -> None:
    if substitute.pk == membership.user_id:
        raise MemberError("Välj någon annan än den som ska ersättas.")
    if substitute.email.endswith(f"@{SYSTEM_DOMAIN}"):
        raise MemberError("Ett system kan inte ersätta en person.")


def _describe_substitution(one: Substitution) -> dict[str, object]:
    return {
        "substitute": one.substitute_id,
        "absent": one.absent_id,
        "role": one.membership.role,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
    }
