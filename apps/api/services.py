"""All writes of service accounts, their tokens, and the calls that are remembered so that none is carried out twice."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import HeldRole, User
from apps.accounts.roles import Permission, list_roles_with
from apps.accounts.services import create_system_user
from apps.api.models import AccessToken, IdempotentCall, ServiceAccount, TokenScope
from apps.audit.services import record_event
from apps.organisation.models import Board

MAX_TOKEN_DAYS = 366  # days
REPLAY_PERIOD = timedelta(days=7)


def list_administered_boards(user: Any) -> Any:
    """The boards whose service accounts the user looks after."""
    if not user.is_authenticated:
        return Board.objects.none()
    roles = HeldRole.objects.filter(user=user, role__in=list_roles_with(Permission.ADMINISTER))
    return Board.objects.filter(pk__in=roles.values("board")).select_related("municipality")


@transaction.atomic
def create_account(*, by: User, board: Board, name: str) -> ServiceAccount:
    """A system that may report for the board, as a user of its own. ``PermissionDenied`` if ``by`` may not."""
    _check_administrator(by, board)
    user = create_system_user(board=board, name=name)
    account = ServiceAccount.objects.create(
        municipality_id=board.municipality_id, board=board, user=user, name=name, made_by=by
    )
    record_event(by=by, action="serviceaccount.created", target=account, board_id=board.pk, after={"name": name})
    return account


@transaction.atomic
def create_token(
    *, by: User, account: ServiceAccount, name: str, scopes: Sequence[str], days: int
) -> tuple[AccessToken, str]:
    """A token that holds for so many days, and its secret: it is shown once and never kept."""
    _check_administrator(by, account.board)
    if not scopes or not set(scopes) <= set(TokenScope.values):
        raise ValueError("Välj minst en sak som nyckeln får göra.")
    if not 1 <= days <= MAX_TOKEN_DAYS:
        raise ValueError(f"En nyckel gäller i 1 till {MAX_TOKEN_DAYS} dagar.")
    token, secret = AccessToken.objects.create(
        account.user, expiry=timedelta(days=days), name=name, scopes=list(scopes), made_by=by
    )
    particulars = {"name": name, "scopes": list(scopes), "expires": token.expiry.isoformat()}
    record_event(by=by, action="accesstoken.created", target=account, board_id=account.board_id, after=particulars)
    return token, secret


@transaction.atomic
def revoke_token(*, by: User, account: ServiceAccount, token: AccessToken) -> None:
    """The token stops working at once."""
    _check_administrator(by, account.board)
    record_event(
        by=by, action="accesstoken.revoked", target=account, board_id=account.board_id, before={"name": token.name}
    )
    token.delete()


def _check_administrator(by: User, board: Board) -> None:
    if not list_administered_boards(by).filter(pk=board.pk).exists():
        raise PermissionDenied


def store_call(*, user: User, key: str, request_hash: str, body: bytes) -> None:
    """Remember a call by its ``Idempotency-Key``, with its answer; those older than ``REPLAY_PERIOD`` go."""
    IdempotentCall.objects.filter(at__lt=timezone.now() - REPLAY_PERIOD).delete()
    IdempotentCall.objects.create(user=user, key=key, request_hash=request_hash, status=200, body=body)
