"""Who looks after a whole municipality: its boards, those that are added, and the roles in all of them."""

from django.db import transaction

from apps.accounts.models import MunicipalityAdministrator, User
from apps.accounts.roles import NotAllowedError
from apps.accounts.services.members import MemberError, create_board_with_root, find_or_create_account
from apps.audit.services import record_event
from apps.organisation.addresses import build_board_slug, find_board
from apps.organisation.models import Board, Municipality


def is_municipality_administrator(user: User, municipality: Municipality) -> bool:
    """May the user set what all of the municipality's boards share, and add boards to it?"""
    return user.is_superuser or MunicipalityAdministrator.objects.filter(user=user, municipality=municipality).exists()


@transaction.atomic
def add_municipality_administrator(
    *, by: User | None, municipality: Municipality, email: str, name: str = ""
) -> MunicipalityAdministrator:
    """Let someone look after the municipality, with an account if they have none yet.

    ``NotAllowedError`` unless ``by`` does so, or is None, the system itself; ``MemberError`` for a closed account.
    """
    _require_municipality_administrator(by, municipality)
    user = find_or_create_account(by, email, name)
    made, is_new = MunicipalityAdministrator.objects.get_or_create(user=user, municipality=municipality)
    if is_new:
        after = {"user": user.pk, "municipality": municipality.code}
        record_event(by=by, action="municipalityadministrator.saved", target=made, after=after)
    return made


@transaction.atomic
def remove_municipality_administrator(*, by: User | None, administrator: MunicipalityAdministrator) -> None:
    """Someone no longer looks after the municipality. What roles they have on its boards they keep.

    ``NotAllowedError`` as above; ``MemberError`` for the last one.
    """
    municipality = Municipality.objects.select_for_update().get(pk=administrator.municipality_id)
    _require_municipality_administrator(by, municipality)
    others = MunicipalityAdministrator.objects.filter(municipality=municipality, user__is_active=True)
    if not others.exclude(pk=administrator.pk).exists():
        raise MemberError("Kommunen behöver minst en kommunadministratör. Ge någon annan rollen först.")
    before = {"user": administrator.user_id, "municipality": municipality.code}
    record_event(by=by, action="municipalityadministrator.removed", target=administrator, before=before)
    administrator.delete()


@transaction.atomic
def add_board(*, by: User | None, municipality: Municipality, name: str) -> Board:
    """A new board with its root area. It has no people but the municipality's administrators, who give the roles.

    ``NotAllowedError`` as above; ``MemberError`` where the municipality has a board of that name, or one that had it.
    """
    _require_municipality_administrator(by, municipality)
    name = " ".join(name.split())
    if not build_board_slug(name):
        raise MemberError("Skriv nämndens namn med bokstäver.")
    other = find_board(municipality, name)
    if other is not None:
        raise MemberError(f"Kommunen har redan nämnden: {other.name}.")
    return create_board_with_root(by=by, municipality=municipality, name=name)


def _require_municipality_administrator(by: User | None, municipality: Municipality) -> None:
    if by is not None and not is_municipality_administrator(by, municipality):
        raise NotAllowedError("Bara kommunens administratör gör det.")
