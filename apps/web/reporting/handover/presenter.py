"""What ``…/overlamning/`` shows: the steps of the hand-over, the areas, and which steps the user may take."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.accounts.roles import Permission
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.shapes import AreaProgress
from apps.rounds.access import OPENING_PERMISSIONS, RoundAccess
from apps.rounds.models import Round, RoundState
from apps.web.reporting.progress import AreaProgressView, build_area_progress_views
from apps.workflow.next_actor import NextActor


@dataclass(frozen=True, slots=True)
class HandoverStep:
    """A step of the hand-over and who takes it. ``state`` is ``done``, ``now`` or ``later``."""

    name: str
    who: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedForm:
    """What was typed in a form that was refused, and why it was."""

    step: str = ""
    area: str = ""
    error: str = ""
    values: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class HandoverAreaRow:
    """A service area with what the user may do with it now."""

    view: AreaProgressView
    can_submit: bool
    can_return: bool
    expected: bool


def build_steps(stage: RoundState, *, waiting: bool) -> list[HandoverStep]:
    """The steps from opening to publication, and how far the report is. ``waiting``: an area has not handed in yet."""
    at = _STEP_BY_STATE[stage] + (stage == RoundState.OPEN and not waiting)
    return [
        HandoverStep(name, who, "done" if at > place else "now" if at == place else "later")
        for place, (name, who) in enumerate(_STEP_NAMES)
    ]


_STEP_NAMES = (
    ("Rapporten öppnas", "en controller eller administratören"),
    ("Verksamheterna fyller i och lämnar in", "rapportörerna"),
    ("Controllern lämnar in hela rapporten", "en controller"),
    ("Förvaltningschefen godkänner", "förvaltningschefen"),
    ("Nämnden fastställer och rapporten publiceras", "nämndsekreteraren"),
)


_STEP_BY_STATE = {
    RoundState.PLANNED: 0,
    RoundState.OPEN: 1,
    RoundState.SUBMITTED: 3,
    RoundState.APPROVED: 4,
    RoundState.ADOPTED: 5,
}


# What holds for everybody in each state, whatever their role.
_STATE_SENTENCES = {
    RoundState.PLANNED: "Rapporten är planerad. Ingen kan skriva i den förrän den är öppnad.",
    RoundState.OPEN: "Rapporten är öppen. En verksamhet som är inlämnad är låst för sin rapportör.",
    RoundState.SUBMITTED: "Rapporten är inlämnad. Ingen kan skriva i den medan förvaltningschefen läser.",
    RoundState.APPROVED: "Rapporten är godkänd. Ingen kan skriva i den i väntan på nämndens beslut.",
    RoundState.ADOPTED: "Rapporten är fastställd och publicerad. Den ändras bara genom en rättelse.",
}


def format_state(round_: Round) -> str:
    """Where the round is, in one sentence; of a correction it says that it is one."""
    sentence = _STATE_SENTENCES[round_.stage]
    return sentence.replace("Rapporten", "Rättelsen", 1) if round_.correction_state else sentence


def format_submitted_areas(areas: Sequence[AreaProgress], actor: NextActor, *, is_correction: bool = False) -> str:
    """How far the service areas are, when nothing is waited for any more. An area is in with the one above it.

    ``areas`` are those with something to report.
    """
    if is_correction:
        return "En rättelse väntar inte på verksamheterna: controllern svarar för den."
    if actor.submitted and all(area.area_id in actor.submitted for area in areas if area.depth):
        return "Alla verksamheter är inlämnade."
    if actor.expected:
        return "Alla verksamheter som har en rapportör är inlämnade."
    return "Ingen verksamhet har en rapportör som ska lämna in."


def list_allowed_steps(round_: Round, access: RoundAccess) -> dict[str, bool]:
    """Each step of the hand-over, by name, and whether the user may take it now."""
    stage = round_.stage
    submits, approves = access.has_permission(Permission.SUBMIT), access.has_permission(Permission.APPROVE)
    return {
        "open": stage == RoundState.PLANNED and access.has_permission(*OPENING_PERMISSIONS),
        "submit": stage == RoundState.OPEN and submits,
        "approve": stage == RoundState.SUBMITTED and approves,
        "return": stage in (RoundState.SUBMITTED, RoundState.APPROVED) and approves,
        "adopt": stage == RoundState.APPROVED and access.has_permission(Permission.ADOPT),
        "correct": stage == RoundState.ADOPTED and submits,
        "withdraw": bool(round_.correction_state) and submits,
        "share": stage != RoundState.ADOPTED and (submits or approves),
    }


def build_area_rows(round_: Round, access: RoundAccess, actor: NextActor) -> list[HandoverAreaRow]:
    """The areas of an open round. Those that someone is to hand in are the first to be seen."""
    return [
        HandoverAreaRow(
            view=view,
            can_submit=view.area.area_id not in actor.submitted and access.is_own(view.area.area_id),
            can_return=view.area.submitted and access.has_permission(Permission.SUBMIT),
            expected=not actor.expected or view.area.submitted or view.area.area_id in actor.expected,
        )
        for view in build_area_progress_views(load_area_progress(round_))
    ]
