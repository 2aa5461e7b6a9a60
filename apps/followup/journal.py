"""Where a round is: who is to act, and what has happened to it so far, told in Swedish."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.entry.progress.area_progress import find_turn, load_participants
from apps.followup.states import BACKWARD
from apps.organisation.models import ServiceArea
from apps.rounds.models import Round

MOST_NAMES, MOST_EVENTS = 5, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Ball:
    """Who is to act, as the reader is told, on what. ``names`` are some of the people; without any nobody has the role.

    ``expected`` are the areas that someone is to hand in, by id, and ``waiting`` tells that one of them is left.
    """

    whose: str
    what: str
    mine: bool
    names: tuple[str, ...]
    more: int
    expected: frozenset[int]
    waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One step that was taken. ``back`` is one that gave something back: ``area`` by code, or all when it is empty."""

    at: datetime
    who: str
    what: str
    reason: str
    back: bool
    area: str


def ball_of(round_: Round, user: User, submitted: frozenset[int]) -> Ball:
    """Who has the ball in the round, as the user sees it, in one query. ``submitted`` are the areas handed in."""
    seats = load_participants([round_.board_id])[round_.board_id]
    turn, users = find_turn(round_, seats, set(submitted))
    names = sorted(seats.names[one] for one in users)
    return Ball(
        whose=turn.whose(mine=user.pk in users),
        what=turn.what,
        mine=user.pk in users,
        names=tuple(names[:MOST_NAMES]),
        more=max(0, len(names) - MOST_NAMES),
        expected=frozenset(seats.expected(round_)),
        waiting=bool(seats.expected(round_) - submitted),
    )


def journal(round_: Round) -> list[Happening]:
    """The steps that have been taken, the latest first, in one query."""
    log = AuditEvent.objects.filter(object_type="rounds.round", object_id=str(round_.pk))
    actor = User.objects.filter(pk=OuterRef("actor_id"))
    area = ServiceArea.objects.filter(board=round_.board_id, code=OuterRef("area_code"))
    events = log.filter(action__in=[*_TOLD, "round.moved"]).annotate(
        area_code=KT("after__area"),
        who=Subquery(actor.values(who=Coalesce(NullIf("name", Value("")), "email", output_field=CharField()))),
        area_name=Subquery(area.values("name")),
    )
    return [
        Happening(
            at=event.at,
            who=event.who or "",
            what=_what(event, event.area_name),
            reason=event.reason.strip(),
            back=_is_back(event),
            area=(event.after or {}).get("area", ""),
        )
        for event in events.order_by("-pk")[:MOST_EVENTS]
    ]


def comment_to_writers(happenings: Iterable[Happening]) -> Happening | None:
    """What was last written when the report, or an area of it, was given back and has not been handed in since."""
    again: set[str] = set()
    for one in happenings:
        if one.what == _MOVES["open", "submitted"]:
            return None
        if one.back and one.area not in again:
            return one
        if one.area:
            again.add(one.area)
    return None


_TOLD = {
    "round.created": "Rapporten lades upp",
    "area.submitted": "{area} lämnades in",
    "area.returned": "{area} lämnades tillbaka",
    "round.shared": "Utkastet delades med de förtroendevalda",
    "round.correction_opened": "Rapporten öppnades för rättelse",
    "round.plan_corrected": "Det valdes vad rättelsen tar med av planen",
    "round.correction_withdrawn": "Rättelsen återkallades",
}
_MOVES = {
    ("planned", "open"): "Rapporten öppnades",
    ("open", "submitted"): "Rapporten lämnades in",
    ("submitted", "approved"): "Rapporten godkändes",
    ("submitted", "open"): "Rapporten lämnades tillbaka",
    ("approved", "open"): "Rapporten lämnades tillbaka",
    ("approved", "adopted"): "Nämndens beslut skrevs in och rapporten publicerades",
}


def _what(event: AuditEvent, area: str | None) -> str:
    before, after = event.before or {}, event.after or {}
    if event.action == "round.moved":
        return _MOVES[before["state"], after["state"]]
    if event.action == "round.shared" and not after["shared"]:
        return "Utkastet delas inte längre med de förtroendevalda"
    return _TOLD[event.action].format(area=area or after.get("area", ""))


def _is_back(event: AuditEvent) -> bool:
    if event.action == "area.returned":
        return True
    before, after = event.before or {}, event.after or {}
    return event.action == "round.moved" and BACKWARD.get(before["state"]) == after["state"]
