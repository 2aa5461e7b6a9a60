"""The rounds that a user has a task in, and how far each has come: the first page after log-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apps.accounts.models import HeldRole
from apps.accounts.roles import Permission, list_roles_with
from apps.entry.progress.stored_counts import CountedArea, load_counted_areas
from apps.rounds.models import Round, RoundState
from apps.workflow.participants import Participants, load_participants
from apps.workflow.round_areas import RoundAreas, load_round_areas
from apps.workflow.turns import find_turn


@dataclass(frozen=True, slots=True)
class RoundStatus:
    """A round in a user's list. ``next_actor`` says who acts next, ``is_own_turn`` if that is the
    user.

    A round ``is_upcoming`` while its tertial has not ended and nobody has opened it.
    """

    round_id: int
    municipality: str
    board: str
    board_name: str
    year: int
    tertial: int
    label: str
    state: str
    state_label: str
    deadline: date | None
    days_remaining: int | None
    next_actor: str
    is_own_turn: bool
    is_upcoming: bool
    task: str
    expected: int
    reported: int
    warned: int
    areas_submitted: int
    areas_expected: int


def list_active_rounds() -> Any:
    """The rounds where someone has a task: not adopted, or being corrected."""
    return Round.objects.filter(~Q(state=RoundState.ADOPTED) | ~Q(correction_state="")).select_related(
        "board__municipality"
    )


def list_user_rounds(user: Any, today: date | None = None) -> list[RoundStatus]:
    """The rounds of the boards where the user has a task, with what is due and how far it has come.

    The user's own turn first, then by deadline. ``today`` is for tests.
    """
    rounds = list(_filter_by_task(list_active_rounds(), user))
    participants = load_participants({round_.board_id for round_ in rounds})
    areas = load_round_areas(round_.pk for round_ in rounds)
    entered = load_counted_areas([round_ for round_ in rounds if round_.stage != RoundState.PLANNED])
    today = today or timezone.localdate()
    found = [
        _build_round_status(one, user, participants[one.board_id], areas[one.pk], entered.get(one.pk, ()), today)
        for one in rounds
    ]
    return sorted(
        found, key=lambda one: (not one.is_own_turn, one.deadline or date.max, one.year, one.tertial, one.board_name)
    )


def _filter_by_task(rounds: Any, user: Any) -> Any:
    """Those of the boards where the user has a role with a task; all of them for a superuser."""
    if user.is_superuser:
        return rounds
    roles = {role for permission in _TASK_PERMISSIONS for role in list_roles_with(permission)}
    return rounds.filter(Exists(HeldRole.objects.filter(board=OuterRef("board_id"), user=user, role__in=roles)))


_TASK_PERMISSIONS = (
    Permission.REPORT_OWN,
    Permission.REPORT,
    Permission.SUBMIT,
    Permission.APPROVE,
    Permission.ADOPT,
    Permission.ADMINISTER,
)


def _build_round_status(
    round_: Round,
    user: Any,
    participants: Participants,
    areas: RoundAreas,
    entered: Sequence[CountedArea],
    today: date,
) -> RoundStatus:
    turn, users = find_turn(round_, participants, areas)
    expected = participants.find_expected_areas(round_, areas)
    is_upcoming = round_.stage == RoundState.PLANNED and today <= round_.period.end
    is_own_turn = user.pk in users and not is_upcoming
    board = round_.board
    return RoundStatus(
        round_id=round_.pk,
        municipality=board.municipality.slug,
        board=board.slug,
        board_name=str(board),
        year=round_.year,
        tertial=round_.tertial,
        label=round_.period.label,
        state=round_.stage.value,
        state_label=f"rättelse: {round_.stage.label}" if round_.correction_state else round_.stage.label,
        deadline=round_.deadline,
        days_remaining=(round_.deadline - today).days if round_.deadline else None,
        next_actor="" if is_upcoming else turn.format_next_actor(is_own=is_own_turn),
        is_own_turn=is_own_turn,
        is_upcoming=is_upcoming,
        task=f"Tertialet slutar {round_.period.end.isoformat()}." if is_upcoming else turn.task,
        expected=sum(area.expected for area in entered),
        reported=sum(area.reported for area in entered),
        warned=sum(area.warned for area in entered),
        areas_submitted=len(expected & areas.submitted),
        areas_expected=len(expected),
    )
