"""Whose turn it is, by the state of the round: the writers, the head, or whoever registers the
decision.
"""

from dataclasses import dataclass

from apps.accounts.roles import Permission
from apps.rounds.access import OPENING_PERMISSIONS
from apps.rounds.models import Round, RoundState
from apps.workflow.participants import Participants
from apps.workflow.round_areas import RoundAreas


@dataclass(frozen=True, slots=True)
class Turn:
    """Who has the next task in a round (any of ``permissions``), and what it is, in Swedish."""

    permissions: tuple[Permission, ...]
    role_label: str
    task: str

    def format_next_actor(self, *, is_own: bool) -> str:
        """Who has the next task, as a reader is told; empty when nobody has."""
        return "Nu hos dig" if is_own else f"Nu hos {self.role_label}" if self.role_label else ""


_TURN_BY_STATE = {
    RoundState.PLANNED: Turn(OPENING_PERMISSIONS, "controllern eller administratören", "Öppna rapporten."),
    RoundState.SUBMITTED: Turn((Permission.APPROVE,), "förvaltningschefen", "Godkänn eller lämna tillbaka."),
    RoundState.APPROVED: Turn((Permission.ADOPT,), "nämndsekreteraren", "Skriv in nämndens beslut och publicera."),
    RoundState.ADOPTED: Turn((), "", "Klar."),
}


_CONTROLLER_TURN = Turn((Permission.SUBMIT,), "controllern", "Gå igenom och lämna in för godkännande.")


_REPORTER_TURN = Turn((Permission.REPORT_OWN,), "rapportörerna", "Fyll i och lämna in.")


def find_turn(round_: Round, participants: Participants, round_areas: RoundAreas) -> tuple[Turn, set[int]]:
    """Whose turn it is, and the ids of those users.

    In an open round the reporters' turn lasts until each of their areas is handed in.
    """
    if round_.stage != RoundState.OPEN:
        turn = _TURN_BY_STATE[round_.stage]
        return turn, participants.find_users_with(turn.permissions)
    waiting = participants.find_expected_areas(round_, round_areas) - round_areas.submitted
    late = {user for user, areas in participants.areas_by_user.items() if areas & waiting}
    if late:
        return _REPORTER_TURN, late
    return _CONTROLLER_TURN, participants.find_users_with(_CONTROLLER_TURN.permissions)
