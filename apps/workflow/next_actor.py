"""Who has the next task in a round, by name: the first thing that the hand-over page says."""

from dataclasses import dataclass

from apps.accounts.models import User
from apps.rounds.models import Round
from apps.workflow.participants import load_participants
from apps.workflow.turns import find_turn

MAX_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NextActor:
    """Who has the next task, and what it is.

    ``label`` is Swedish: ”Nu hos dig”. ``names`` are some of the people and ``more_count`` how many
    others there are; no names when nobody has the role. ``expected`` are the ids of the areas that
    have a reporter, and ``is_waiting`` when one of them is not handed in.
    """

    label: str
    task: str
    is_own_turn: bool
    names: tuple[str, ...]
    more_count: int
    expected: frozenset[int]
    is_waiting: bool


def load_next_actor(round_: Round, user: User, submitted: frozenset[int]) -> NextActor:
    """Who has the next task in the round, as ``user`` is told it: one query.

    ``submitted`` are the ids of the areas that are handed in.
    """
    participants = load_participants([round_.board_id])[round_.board_id]
    turn, users = find_turn(round_, participants, set(submitted))
    names = sorted(participants.names[one] for one in users)
    return NextActor(
        label=turn.format_next_actor(is_own=user.pk in users),
        task=turn.task,
        is_own_turn=user.pk in users,
        names=tuple(names[:MAX_NAMES]),
        more_count=max(0, len(names) - MAX_NAMES),
        expected=frozenset(participants.get_expected_areas(round_)),
        is_waiting=bool(participants.get_expected_areas(round_) - submitted),
    )
