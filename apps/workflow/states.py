"""The states of a round and the steps between them: one forward at a time, or back with a reason.

A correction of an adopted round takes the same steps in ``correction_state``, while the round
itself stays adopted. Who may take a step is ``workflow.handover``'s; adoption is publishing's.
"""

from typing import Any

from django.db import transaction

from apps.audit.services import record_event
from apps.rounds.models import Round, RoundState
from apps.rounds.services import lock_rounds, write_round

FORWARD_STEPS: dict[str, str] = {
    RoundState.PLANNED: RoundState.OPEN,
    RoundState.OPEN: RoundState.SUBMITTED,
    RoundState.SUBMITTED: RoundState.APPROVED,
    RoundState.APPROVED: RoundState.ADOPTED,
}
BACKWARD_STEPS: dict[str, str] = {RoundState.SUBMITTED: RoundState.OPEN, RoundState.APPROVED: RoundState.OPEN}


class StateError(Exception):
    """The step can't be taken from this state; the message says why in Swedish."""


def lock_round(round_: Round) -> Round:
    """The round as the database has it now, locked with all the board's others until the
    transaction ends.

    All of them, because a figure of one is read in the reports of the others.
    """
    held = lock_rounds(board_id=round_.board_id, also=[round_.pk])
    locked = next(found for found in held if found.pk == round_.pk)
    locked.board = round_.board
    return locked


@transaction.atomic
def move_round(*, round_: Round, to: str, by: Any, reason: str = "") -> Round:
    """Move a round, or its correction, a step forward, or back with a reason; else ``StateError``.

    ``round_`` gets the new state too, so that its caller needn't load it again.
    """
    locked = lock_round(round_)
    before = locked.stage
    if BACKWARD_STEPS.get(before) == to:
        if not reason.strip():
            raise StateError("Skriv varför rapporten lämnas tillbaka.")
    elif FORWARD_STEPS.get(before) != to:
        raise StateError(f"En rapport som är {before.label} kan inte bli {RoundState(to).label}.")
    if not locked.correction_state:
        write_round(locked, state=to)
    elif to == RoundState.ADOPTED:
        write_round(locked, correction_state="", correction_reason="")
    else:
        write_round(locked, correction_state=to)
    record_event(
        by=by,
        action="round.moved",
        target=locked,
        board_id=locked.board_id,
        before={"state": before},
        after={"state": to},
        reason=reason,
    )
    for name in ("state", "correction_state", "correction_reason"):
        setattr(round_, name, getattr(locked, name))
    return locked
