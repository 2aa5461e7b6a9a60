"""The steps that a round has taken, told in Swedish, from the audit log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.organisation.models import ServiceArea
from apps.rounds.models import Round
from apps.workflow.states import BACKWARD_STEPS

MAX_STEPS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundStep:
    """A step that was taken.

    ``is_return`` when something was given back: the area with ``area_code``, or everything when it
    is empty.
    """

    at: datetime
    author: str
    text: str
    reason: str
    is_return: bool
    area_code: str


def list_round_steps(round_: Round) -> list[RoundStep]:
    """The steps of a round, latest first, at most ``MAX_STEPS``: one query."""
    log = AuditEvent.objects.filter(object_type="rounds.round", object_id=str(round_.pk))
    actor = User.objects.filter(pk=OuterRef("actor_id"))
    area = ServiceArea.objects.filter(board=round_.board_id, code=OuterRef("area_code"))
    events = log.filter(action__in=[*_STEP_TEXTS, "round.moved"]).annotate(
        area_code=KT("after__area"),
        who=Subquery(actor.values(who=Coalesce(NullIf("name", Value("")), "email", output_field=CharField()))),
        area_name=Subquery(area.values("name")),
    )
    return [
        RoundStep(
            at=event.at,
            author=event.who or "",
            text=_format_step(event, event.area_name),
            reason=event.reason.strip(),
            is_return=_is_return(event),
            area_code=(event.after or {}).get("area", ""),
        )
        for event in events.order_by("-pk")[:MAX_STEPS]
    ]


def find_return_comment(steps: Iterable[RoundStep]) -> RoundStep | None:
    """The latest return that still concerns the writers. ``steps`` are latest first."""
    return next(iter_open_returns(steps), None)


def iter_open_returns(steps: Iterable[RoundStep]) -> Iterator[RoundStep]:
    """The returns that still concern the writers: of the report, and of each area, not handed in
    since.

    ``steps`` are latest first; of each area, and of the whole report, only the latest is told.
    """
    settled: set[str] = set()
    for step in steps:
        if step.text == _MOVE_TEXTS["open", "submitted"]:
            return
        if step.is_return and step.area_code not in settled:
            yield step
        if step.is_return or step.area_code:
            settled.add(step.area_code)


_STEP_TEXTS = {
    "round.created": "Rapporten lades upp",
    "area.submitted": "{area} lämnades in",
    "area.returned": "{area} lämnades tillbaka",
    "round.shared": "Utkastet delades med de förtroendevalda",
    "round.correction_opened": "Rapporten öppnades för rättelse",
    "round.plan_corrected": "Det valdes vad rättelsen tar med av planen",
    "round.correction_withdrawn": "Rättelsen återkallades",
}
_MOVE_TEXTS = {
    ("planned", "open"): "Rapporten öppnades",
    ("open", "submitted"): "Rapporten lämnades in",
    ("submitted", "approved"): "Rapporten godkändes",
    ("submitted", "open"): "Rapporten lämnades tillbaka",
    ("approved", "open"): "Rapporten lämnades tillbaka",
    ("approved", "adopted"): "Nämndens beslut skrevs in och rapporten publicerades",
}


def _format_step(event: AuditEvent, area: str | None) -> str:
    before, after = event.before or {}, event.after or {}
    if event.action == "round.moved":
        return _MOVE_TEXTS[before["state"], after["state"]]
    if event.action == "round.shared" and not after["shared"]:
        return "Utkastet delas inte längre med de förtroendevalda"
    return _STEP_TEXTS[event.action].format(area=area or after.get("area", ""))


def _is_return(event: AuditEvent) -> bool:
    if event.action == "area.returned":
        return True
    before, after = event.before or {}, event.after or {}
    return event.action == "round.moved" and BACKWARD_STEPS.get(before["state"]) == after["state"]
