"""How a round moves: one step down the list at a time, or back with a reason. Adoption is publishing's."""

from typing import Any

from django.db import transaction

from apps.audit.services import record
from apps.rounds.models import Round, RoundState

FORWARD: dict[str, str] = {
    RoundState.PLANNED: RoundState.OPEN,
    RoundState.OPEN: RoundState.SUBMITTED,
    RoundState.SUBMITTED: RoundState.APPROVED,
    RoundState.APPROVED: RoundState.ADOPTED,
}
BACKWARD: dict[str, str] = {RoundState.SUBMITTED: RoundState.OPEN, RoundState.APPROVED: RoundState.OPEN}


class StateError(Exception):
    """The step is not allowed; the message says why in Swedish."""


@transaction.atomic
def move_round(*, round_: Round, to: str, by: Any, reason: str = "") -> Round:
    """Move a round one step forward, or back with a reason. ``StateError`` on anything else."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    before = locked.state
    if BACKWARD.get(before) == to:
        if not reason.strip():
            raise StateError("Skriv varför rapporten lämnas tillbaka.")
    elif FORWARD.get(before) != to:
        raise StateError(f"En rapport som är {locked.get_state_display()} kan inte bli {RoundState(to).label}.")
    locked.state = to
    locked.save(update_fields=["state"])
    record(
        by=by,
        action="round.moved",
        target=locked,
        board_id=locked.board_id,
        before={"state": before},
        after={"state": to},
        reason=reason,
    )
    round_.state = to
    return locked
