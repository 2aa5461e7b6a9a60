"""Who has the next task in a round, by name: the first thing that the hand-over page says."""

from dataclasses import dataclass

from apps.accounts.models import User
from apps.rounds.models import Round
from apps.workflow.participants import load_participants
from apps.workflow.round_areas import load_round_areas
from apps.workflow.turns import find_turn

MAX_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NextActor:
    """Who has the next task, and what it is.

    ``label`` is Swedish: ”Nu hos dig”. ``names`` are some of the people and ``more_count`` how many
    others there are; no names when nobody has the role. ``expected`` are the ids of the areas that
    have a reporter, ``submitted`` of those handed in, themselves or with one above them, and
    ``is_waiting`` when one that is expected is not.
    """

    label: str
    task: str
    is_own_turn: bool
    names: tuple[str, ...]
    more_count: int
    expected: frozenset[int]
    submitted: frozenset[int]
    is_waiting: bool


def load_next_actor(round_: Round, user: User) -> NextActor:
    """Who has the next task in the round, as ``user`` is told it: two queries."""
    participants = load_participants([round_.board_id])[round_.board_id]
    areas = load_round_areas([round_.pk])[round_.pk]
    turn, users = find_turn(round_, participants, areas)
    expected = participants.find_expected_areas(round_, areas)
    names = sorted(participants.names[one] for one in users)
    return NextActor(
        label=turn.format_next_actor(is_own=user.pk in users),
        task=turn.task,
        is_own_turn=user.pk in users,
        names=tuple(names[:MAX_NAMES]),
        more_count=max(0, len(names) - MAX_NAMES),
        expected=frozenset(expected),
        submitted=areas.submitted,
        is_waiting=bool(expected - areas.submitted),
    )
