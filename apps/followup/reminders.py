"""Who should be reminded of what today. Says who, never sends: ``web.tasks`` does, and notes that it has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apps.accounts.models import MutedReminder, User
from apps.accounts.roles import Permission, Reminder
from apps.audit.models import AuditEvent
from apps.entry.progress.area_progress import Participants, Turn, find_turn, list_active_rounds, load_participants
from apps.organisation.models import ServiceArea
from apps.rounds.models import AreaSubmission, Round, RoundState, SentReminder

DAYS_BEFORE = (1, 7)
DAYS_AFTER = (1, 7)
_BEGINS_A_TURN = ["round.created", "round.moved", "round.correction_opened", "area.returned", "area.submitted"]


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
    rounds = list(list_active_rounds() if round_ids is None else list_active_rounds().filter(pk__in=round_ids))
    seats = load_participants({round_.board_id for round_ in rounds})
    wanted: list[Wanted] = []
    for round_ in rounds:
        here = seats[round_.board_id]
        submitted = set(AreaSubmission.objects.filter(round=round_).values_list("service_area_id", flat=True))
        turn, users = find_turn(round_, here, submitted)
        wanted += [(user, round_, *told) for user, told in _turns(round_, turn, users, here)]
        # Deadlines concern those who are to act, and the controllers.
        for told in _deadlines(round_, turn, today):
            wanted += [(user, round_, *told) for user in users | here.users["controller"]]
    return _unsent(wanted)


Told = tuple[Reminder, str, str, str]  # kind, occasion, subject, text
Wanted = tuple[int, Round, Reminder, str, str, str]


def _turns(round_: Round, turn: Turn, users: set[int], seats: Participants) -> Iterator[tuple[int, Told]]:
    """To each whose turn it is: that it is, and what was written when it became so. Nobody is told of their own act."""
    if round_.stage == RoundState.PLANNED:
        return
    log = AuditEvent.objects.filter(object_type="rounds.round", object_id=str(round_.pk), action__in=_BEGINS_A_TURN)
    events = list(log.order_by("-pk"))
    codes = dict(ServiceArea.objects.filter(board=round_.board_id).values_list("pk", "code"))
    for user in users:
        own = {codes[area] for area in seats.areas.get(user, ())}
        began = next((event for event in events if _begins(event, turn, own)), None)
        if began and began.actor_id == user:
            continue
        text = turn.what
        if began and began.reason:
            text += f"\n\nSå här skrev den som lämnade över: ”{began.reason.strip()}”"
        yield user, (Reminder.BALL, f"ball-{began.pk if began else 0}", f"Din tur: {_name(round_)}", text)


def _begins(event: AuditEvent, turn: Turn, own: set[str]) -> bool:
    """Does the event begin the turn? An area that is handed in or back only concerns those who wait for it."""
    if event.action == "area.submitted":
        return Permission.SUBMIT in turn.permissions
    if event.action == "area.returned":
        return Permission.REPORT_OWN in turn.permissions and (event.after or {}).get("area") in own
    return True


def _deadlines(round_: Round, turn: Turn, today: date) -> Iterator[Told]:
    if round_.deadline is None or round_.correction_state or round_.stage not in (RoundState.PLANNED, RoundState.OPEN):
        return
    left = (round_.deadline - today).days
    when = round_.deadline.isoformat()
    for days in DAYS_BEFORE:
        if 0 <= left <= days:
            yield Reminder.BEFORE, f"before-{days}-{when}", f"{_name(round_)}: sista dag är {when}", turn.what
            break
    late = [days for days in DAYS_AFTER if -left >= days]
    if late:
        text = f"Sista dag var {when} och rapporten är inte inlämnad. {turn.what}"
        yield Reminder.AFTER, f"after-{late[-1]}-{when}", f"{_name(round_)}: sista dag har passerat", text


def _name(round_: Round) -> str:
    return f"{round_.period.label}, {round_.board}"


def _unsent(wanted: list[Wanted]) -> list[Due]:
    ids = {user for user, *_ in wanted}
    users = User.objects.filter(is_active=True).in_bulk(ids)
    muted = set(MutedReminder.objects.filter(user__in=ids).values_list("user_id", "kind"))
    sent = set(SentReminder.objects.filter(user__in=ids).values_list("user_id", "round_id", "occasion"))
    return [
        Due(users[user], round_, kind, occasion, subject, text)
        for user, round_, kind, occasion, subject, text in wanted
        if user in users and (user, kind.value) not in muted and (user, round_.pk, occasion) not in sent
    ]
