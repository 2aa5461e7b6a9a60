"""Who should be reminded of what today. Says who, never sends: ``web.tasks`` does, and notes that it has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apps.accounts.models import MutedReminder, User
from apps.accounts.roles import Reminder
from apps.audit.models import AuditEvent
from apps.followup.entry.progress import Seats, Turn, active_rounds, seats_of, turn_of
from apps.rounds.models import AreaSubmission, Round, RoundState, SentReminder

DAYS_BEFORE = (1, 7)
DAYS_AFTER = (1, 7)
_BEGINS_A_TURN = ["round.created", "round.moved", "round.correction_opened", "area.returned"]


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder to send. ``occasion`` is told once to each person; a kind that the person has switched off never."""

    user: User
    round: Round
    kind: Reminder
    occasion: str
    subject: str
    text: str


def due_reminders(today: date, round_ids: list[int] | None = None) -> list[Due]:
    """Everything to send today, of all rounds at work or of some; what has been sent is left out."""
    rounds = list(active_rounds() if round_ids is None else active_rounds().filter(pk__in=round_ids))
    seats = seats_of({round_.board_id for round_ in rounds})
    wanted: list[tuple[int, Round, Reminder, str, str, str]] = []
    for round_ in rounds:
        submitted = set(AreaSubmission.objects.filter(round=round_).values_list("service_area_id", flat=True))
        turn, users = turn_of(round_, seats[round_.board_id], submitted)
        for kind, occasion, subject, text in _occasions(round_, turn, today):
            wanted += [(user, round_, kind, occasion, subject, text) for user in _people(round_, kind, users, seats)]
    return _unsent(wanted)


def _people(round_: Round, kind: Reminder, turn: set[int], seats: dict[int, Seats]) -> set[int]:
    """Deadlines concern those who are to act, and the controllers; a turn only those whose it is."""
    if kind == Reminder.BALL:
        return turn
    return turn | seats[round_.board_id].users["controller"]


def _occasions(round_: Round, turn: Turn, today: date) -> Iterator[tuple[Reminder, str, str, str]]:
    name = f"{round_.period.label}, {round_.board}"
    if round_.stage != RoundState.PLANNED:
        yield Reminder.BALL, f"ball-{_began(round_, turn)}", f"Din tur: {name}", turn.what
    if round_.deadline is None or round_.stage not in (RoundState.PLANNED, RoundState.OPEN):
        return
    left = (round_.deadline - today).days
    when = round_.deadline.isoformat()
    for days in DAYS_BEFORE:
        if 0 <= left <= days:
            yield Reminder.BEFORE, f"before-{days}-{when}", f"{name}: sista dag är {when}", turn.what
            break
    late = [days for days in DAYS_AFTER if -left >= days]
    if late:
        text = f"Sista dag var {when} och rapporten är inte inlämnad. {turn.what}"
        yield Reminder.AFTER, f"after-{late[-1]}-{when}", f"{name}: sista dag har passerat", text


def _began(round_: Round, turn: Turn) -> int:
    """The event that began this turn: for controllers also that the last area was handed in."""
    actions = [*_BEGINS_A_TURN, "area.submitted"] if turn.who == "Controllern" else _BEGINS_A_TURN
    events = AuditEvent.objects.filter(object_type="rounds.round", object_id=str(round_.pk), action__in=actions)
    return events.order_by("-pk").values_list("pk", flat=True).first() or 0


def _unsent(wanted: list[tuple[int, Round, Reminder, str, str, str]]) -> list[Due]:
    ids = {user for user, *_ in wanted}
    users = User.objects.filter(is_active=True).in_bulk(ids)
    muted = set(MutedReminder.objects.filter(user__in=ids).values_list("user_id", "kind"))
    sent = set(SentReminder.objects.filter(user__in=ids).values_list("user_id", "round_id", "occasion"))
    return [
        Due(users[user], round_, kind, occasion, subject, text)
        for user, round_, kind, occasion, subject, text in wanted
        if user in users and (user, kind.value) not in muted and (user, round_.pk, occasion) not in sent
    ]
