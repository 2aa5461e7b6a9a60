"""Who follows a board by e-mail, and what each has been told. The log names the row and never the address."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.audit.services import record_event
from apps.organisation.models import Board
from apps.publishing.models import Follower, Publication


@transaction.atomic
def add_follower(*, by: Any, board: Board, email: str) -> Follower:
    """The address as a follower that has not said yes; one that is there already is left as it is, but for the time."""
    municipality_id = board.municipality_id
    follower, is_new = Follower.objects.select_for_update().get_or_create(
        board=board, email=email.strip().lower(), defaults={"municipality_id": municipality_id}
    )
    if is_new:
        record_event(by=by, action="follower.added", target=follower, board_id=board.pk)
    else:
        follower.save(update_fields=["requested_at"])
    return follower


@transaction.atomic
def confirm_follower(*, by: Any, follower: Follower) -> None:
    """The reader has said yes: from now on each publication is told. Saying it twice changes nothing."""
    latest = Publication.objects.filter(board=follower.board_id).aggregate(latest=Max("pk"))["latest"] or 0
    changed = Follower.objects.filter(pk=follower.pk, confirmed_at=None).update(
        confirmed_at=timezone.now(), latest_known=latest
    )
    if changed:
        record_event(by=by, action="follower.confirmed", target=follower, board_id=follower.board_id)


@transaction.atomic
def delete_follower(*, by: Any, follower: Follower) -> None:
    """Nothing is kept of whoever leaves."""
    record_event(by=by, action="follower.deleted", target=follower, board_id=follower.board_id)
    follower.delete()


def note_notice(*, follower: Follower, publication_id: int) -> bool:
    """The follower gets the e-mail about that publication now. False when they have had it, or have left."""
    behind = Follower.objects.filter(pk=follower.pk, latest_known__lt=publication_id).exclude(confirmed_at=None)
    return bool(behind.update(latest_known=publication_id))


def delete_unconfirmed(*, before: datetime) -> int:
    """Addresses whose reader has not said yes since then; how many."""
    return Follower.objects.filter(confirmed_at=None, requested_at__lt=before).delete()[0]
