"""Who should be reminded of what today. Nothing is sent here.

``web.tasks`` sends the e-mail, and notes that it was sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apps.accounts.models import MutedReminder, User
from apps.accounts.roles import Permission, Reminder
from apps.audit.models import AuditEvent
from apps.organisation.models import ServiceArea
from apps.rounds.models import Round, RoundState, SentReminder
from apps.workflow.participants import Participants, load_participants
from apps.workflow.round_areas import load_round_areas
from apps.workflow.turns import Turn, find_turn
from apps.workflow.user_rounds import list_active_rounds

DAYS_BEFORE = (1, 7)
DAYS_AFTER = (1, 7)
_TURN_ACTIONS = ["round.created", "round.moved", "round.correction_opened", "area.returned", "area.submitted"]


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder to send.

    Each person is reminded once of an ``occasion``, and never of a ``kind`` that they switched off.
    """

    user: User
    round: Round
    kind: Reminder
    occasion: str
    subject: str
    text: str


def list_due_reminders(today: date, round_ids: list[int] | None = None) -> list[DueReminder]:
    """All reminders of today, of every active round or of ``round_ids``, without those already
    sent.
    """
    rounds = list(list_active_rounds() if round_ids is None else list_active_rounds().filter(pk__in=round_ids))
    participants = load_participants({round_.board_id for round_ in rounds})
    areas = load_round_areas(round_.pk for round_ in rounds)
    wanted: list[AddressedMessage] = []
    for round_ in rounds:
        board_participants = participants[round_.board_id]
        turn, users = find_turn(round_, board_participants, areas[round_.pk])
        wanted += [
            (user, round_, *message) for user, message in _iter_turn_reminders(round_, turn, users, board_participants)
        ]
        # Deadlines concern those who are to act, and the controllers.
        for message in _iter_deadline_reminders(round_, turn, today):
            wanted += [(user, round_, *message) for user in users | board_participants.users_by_role["controller"]]
    return _list_unsent(wanted)


ReminderMessage = tuple[Reminder, str, str, str]  # kind, occasion, subject, text
AddressedMessage = tuple[int, Round, Reminder, str, str, str]


def _iter_turn_reminders(
    round_: Round, turn: Turn, users: set[int], participants: Participants
) -> Iterator[tuple[int, ReminderMessage]]:
    """By user, a message to each whose turn it is, with the comment of whoever handed over.

    Nobody is reminded of a turn that they gave themselves.
    """
    if round_.stage == RoundState.PLANNED:
        return
    log = AuditEvent.objects.filter(object_type="rounds.round", object_id=str(round_.pk), action__in=_TURN_ACTIONS)
    events = list(log.order_by("-pk"))
    codes = dict(ServiceArea.objects.filter(board=round_.board_id).values_list("pk", "code"))
    for user in users:
        own = {codes[area] for area in participants.areas_by_user.get(user, ())}
        began = next((event for event in events if _begins_turn(event, turn, own)), None)
        if began and began.actor_id == user:
            continue
        occasion = f"ball-{began.pk if began else 0}"
        subject = f"Din tur: {_format_round_name(round_)}"
        yield user, (Reminder.YOUR_TURN, occasion, subject, _format_turn_text(turn, began))


def _format_turn_text(turn: Turn, began: AuditEvent | None) -> str:
    """The task, and what was written by whoever handed over."""
    if began is None or not began.reason:
        return turn.task
    return f"{turn.task}\n\nSå här skrev den som lämnade över: ”{began.reason.strip()}”"


def _begins_turn(event: AuditEvent, turn: Turn, own: set[str]) -> bool:
    """Does the event begin the turn?

    An area that is handed in concerns the controller, and one that is returned its own reporter.
    """
    if event.action == "area.submitted":
        return Permission.SUBMIT in turn.permissions
    if event.action == "area.returned":
        return Permission.REPORT_OWN in turn.permissions and (event.after or {}).get("area") in own
    return True


def _iter_deadline_reminders(round_: Round, turn: Turn, today: date) -> Iterator[ReminderMessage]:
    if round_.deadline is None or round_.correction_state or round_.stage not in (RoundState.PLANNED, RoundState.OPEN):
        return
    remaining = (round_.deadline - today).days
    when = round_.deadline.isoformat()
    for days in DAYS_BEFORE:
        if 0 <= remaining <= days:
            yield (
                Reminder.BEFORE,
                f"before-{days}-{when}",
                f"{_format_round_name(round_)}: sista dag är {when}",
                turn.task,
            )
            break
    late = [days for days in DAYS_AFTER if -remaining >= days]
    if late:
        text = f"Sista dag var {when} och rapporten är inte inlämnad. {turn.task}"
        yield Reminder.AFTER, f"after-{late[-1]}-{when}", f"{_format_round_name(round_)}: sista dag har passerat", text


def _format_round_name(round_: Round) -> str:
    return f"{round_.period.label}, {round_.board}"


def _list_unsent(wanted: list[AddressedMessage]) -> list[DueReminder]:
    ids = {user for user, *_ in wanted}
    users = User.objects.filter(is_active=True).in_bulk(ids)
    muted = set(MutedReminder.objects.filter(user__in=ids).values_list("user_id", "kind"))
    sent = set(SentReminder.objects.filter(user__in=ids).values_list("user_id", "round_id", "occasion"))
    return [
        DueReminder(users[user], round_, kind, occasion, subject, text)
        for user, round_, kind, occasion, subject, text in wanted
        if user in users and (user, kind.value) not in muted and (user, round_.pk, occasion) not in sent
    ]
