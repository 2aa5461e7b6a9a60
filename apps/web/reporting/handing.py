"""The hand-over: where the report is, what is locked and why, and the one step that is yours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.followup import correcting, handover
from apps.followup.access import OPENS, Access, access_of
from apps.followup.entry.progress import progress
from apps.followup.journal import ball_of, comment_to_writers, journal
from apps.followup.states import StateError
from apps.publishing.adoption import Meeting, adopt_round
from apps.publishing.faces import versions_of
from apps.rounds.models import Round, RoundState
from apps.web.links import Place
from apps.web.reporting import asking
from apps.web.reporting.coming import read_coming_version
from apps.web.reporting.frame import frame_of
from apps.web.reporting.links import round_url
from apps.web.reporting.moments import moment_text
from apps.web.reporting.rounds import AreaView, area_views
from apps.web.reporting.scope import round_page
from apps.web.tasks import turn_has_moved

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way: ``state`` is done, now or later."""

    name: str
    who: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed in a form that was refused, and why it was."""

    step: str = ""
    area: str = ""
    error: str = ""
    values: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A service area with what the user may do with it now."""

    view: AreaView
    can_submit: bool
    can_return: bool
    expected: bool


@require_safe
@round_page
def page(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """The steps, and the forms that are the user's."""
    return _page(request, round_, user, Typed())


@require_POST
@round_page
def take_step(request: HttpRequest, *, round_: Round, user: User, step: str, **_: Any) -> HttpResponse:
    """Take a step. What was typed in a refused form is still there."""
    if step not in STEPS:
        raise Http404
    area = request.POST.get("area", "") if step == asking.AREA else ""
    if step in (asking.AREA, asking.ROUND) and "sure" not in request.POST:
        where = asking.asks_first(round_, user, step, area)
        if where:
            return HttpResponseRedirect(where)
    try:
        told = STEPS[step](round_, user, request.POST)
    except NotAllowedError as error:
        raise Http404 from error
    except StateError as error:
        values = {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
        typed = Typed(step=step, area=values.get("area", ""), error=str(error), values=values)
        if "sure" in values and round_.stage == RoundState.OPEN and step == asking.ROUND:
            return asking.answer(request, round_, user, "", typed=typed, status=UNPROCESSABLE)
        return _page(request, round_, user, typed, status=UNPROCESSABLE)
    turn_has_moved(round_)
    messages.success(request, told)
    return HttpResponseRedirect(round_url(round_, "reporting_handover"))


def steps_of(stage: RoundState, *, waiting: bool) -> list[Step]:
    """The steps, and where the report is among them. ``waiting`` tells that an area has not handed in."""
    at = _AT[stage] + (stage == RoundState.OPEN and not waiting)
    return [
        Step(name, who, "done" if at > place else "now" if at == place else "later")
        for place, (name, who) in enumerate(_STEPS)
    ]


_STEPS = (
    ("Rapporten öppnas", "en controller eller administratören"),
    ("Verksamheterna fyller i och lämnar in", "rapportörerna"),
    ("Controllern lämnar in hela rapporten", "en controller"),
    ("Förvaltningschefen godkänner", "förvaltningschefen"),
    ("Nämnden fastställer och rapporten publiceras", "nämndsekreteraren"),
)
_AT = {
    RoundState.PLANNED: 0,
    RoundState.OPEN: 1,
    RoundState.SUBMITTED: 3,
    RoundState.APPROVED: 4,
    RoundState.ADOPTED: 5,
}
# What holds for everybody in each state, whatever their role.
_STANDING = {
    RoundState.PLANNED: "Rapporten är planerad. Ingen kan skriva i den förrän den är öppnad.",
    RoundState.OPEN: "Rapporten är öppen. En verksamhet som är inlämnad är låst för sin rapportör.",
    RoundState.SUBMITTED: "Rapporten är inlämnad. Ingen kan skriva i den medan förvaltningschefen läser.",
    RoundState.APPROVED: "Rapporten är godkänd. Ingen kan skriva i den i väntan på nämndens beslut.",
    RoundState.ADOPTED: "Rapporten är fastställd och publicerad. Den ändras bara genom en rättelse.",
}


def _page(request: HttpRequest, round_: Round, user: User, typed: Typed, status: int = 200) -> HttpResponse:
    access = access_of(round_, user)
    opened = round_.stage == RoundState.OPEN
    ball, happened = ball_of(round_, user, access.submitted), journal(round_)
    areas = _area_rows(round_, access, ball.expected) if opened else []
    can = _can(round_, access)
    context = {
        "frame": frame_of(round_, "reporting_handover"),
        "round": round_,
        "steps": steps_of(round_.stage, waiting=ball.waiting),
        "standing": _standing(round_),
        "ball": ball,
        "comment": comment_to_writers(happened) if opened else None,
        "journal": [(one, moment_text(one.at)) for one in happened],
        "areas": areas,
        "other_areas": [row.view.area.area for row in areas if not row.expected],
        "opened": opened,
        "waits": handover.waits(round_) if opened and access.may(Permission.SUBMIT) else [],
        "unfinished": asking.unfinished(round_) if can["approve"] or can["adopt"] else [],
        "coming": read_coming_version(round_) if can["submit"] or can["approve"] or can["adopt"] else None,
        "can": can,
        "typed": typed,
        "versions": versions_of(round_) if round_.state == RoundState.ADOPTED else [],
        "public_url": Place.of_round(round_).url(),
        "changes_url": round_url(round_, "reporting_changes"),
    }
    return render(request, "reporting/handover.html", context, status=status)


def _standing(round_: Round) -> str:
    told = _STANDING[round_.stage]
    return told.replace("Rapporten", "Rättelsen", 1) if round_.correction_state else told


def _can(round_: Round, access: Access) -> dict[str, bool]:
    stage = round_.stage
    submits, approves = access.may(Permission.SUBMIT), access.may(Permission.APPROVE)
    return {
        "open": stage == RoundState.PLANNED and access.may(*OPENS),
        "submit": stage == RoundState.OPEN and submits,
        "approve": stage == RoundState.SUBMITTED and approves,
        "return": stage in (RoundState.SUBMITTED, RoundState.APPROVED) and approves,
        "adopt": stage == RoundState.APPROVED and access.may(Permission.ADOPT),
        "correct": stage == RoundState.ADOPTED and submits,
        "withdraw": bool(round_.correction_state) and submits,
        "share": stage != RoundState.ADOPTED and (submits or approves),
    }


def _area_rows(round_: Round, access: Access, expected: frozenset[int]) -> list[AreaRow]:
    """The areas of an open round. Those that someone is to hand in are the first to be seen."""
    return [
        AreaRow(
            view=view,
            can_submit=not view.area.submitted and access.is_own(view.area.area_id),
            can_return=view.area.submitted and access.may(Permission.SUBMIT),
            expected=not expected or view.area.submitted or view.area.area_id in expected,
        )
        for view in area_views(progress(round_))
    ]


def _open(round_: Round, by: User, posted: QueryDict) -> str:
    handover.open_round(round_=round_, by=by)
    return "Rapporten är öppen. Nu kan verksamheterna fylla i."


def _submit_area(round_: Round, by: User, posted: QueryDict) -> str:
    handover.submit_area(round_=round_, area=posted.get("area", ""), by=by)
    return "Verksamheten är inlämnad."


def _return_area(round_: Round, by: User, posted: QueryDict) -> str:
    handover.return_area(round_=round_, area=posted.get("area", ""), by=by, reason=posted.get("reason", ""))
    return "Verksamheten är lämnad tillbaka till rapportören."


def _submit(round_: Round, by: User, posted: QueryDict) -> str:
    handover.submit_round(round_=round_, by=by, reason=posted.get("reason", ""))
    return "Rapporten är inlämnad. Nu är det förvaltningschefens tur."


def _approve(round_: Round, by: User, posted: QueryDict) -> str:
    handover.approve_round(round_=round_, by=by)
    return "Rapporten är godkänd. Nu väntar den på nämndens beslut."


def _return(round_: Round, by: User, posted: QueryDict) -> str:
    handover.return_round(round_=round_, by=by, reason=posted.get("reason", ""))
    return "Rapporten är öppen igen."


def _adopt(round_: Round, by: User, posted: QueryDict) -> str:
    try:
        day = date.fromisoformat(posted.get("date", "").strip())
    except ValueError as error:
        raise StateError("Skriv sammanträdets datum som år-månad-dag, till exempel 2024-05-21.") from error
    if "public" not in posted:
        raise StateError("Kryssa i att rapporten får bli offentlig. Den publiceras så snart beslutet är sparat.")
    meeting = Meeting(date=day, paragraph=posted.get("paragraph", ""), case_number=posted.get("case_number", ""))
    publication = adopt_round(round_=round_, by=by, meeting=meeting)
    return "Rapporten är publicerad." if publication.version == 1 else f"Version {publication.version} är publicerad."


def _correct(round_: Round, by: User, posted: QueryDict) -> str:
    correcting.open_correction(round_=round_, by=by, reason=posted.get("reason", ""))
    return "Rapporten är öppen för rättelse. Den publicerade versionen står kvar tills rättelsen är fastställd."


def _withdraw(round_: Round, by: User, posted: QueryDict) -> str:
    correcting.withdraw_correction(round_=round_, by=by, reason=posted.get("reason", ""))
    return "Rättelsen är återkallad. Den publicerade versionen gäller, och siffrorna är som de var innan."


def _share(round_: Round, by: User, posted: QueryDict) -> str:
    shared = posted.get("shared") == "1"
    handover.share_draft(round_=round_, by=by, shared=shared)
    return "De förtroendevalda kan läsa utkastet." if shared else "De förtroendevalda kan inte längre läsa utkastet."


STEPS: dict[str, Callable[[Round, User, QueryDict], str]] = {
    "oppna": _open,
    "lamna-in-verksamhet": _submit_area,
    "lamna-tillbaka-verksamhet": _return_area,
    "lamna-in": _submit,
    "godkann": _approve,
    "lamna-tillbaka": _return,
    "faststall": _adopt,
    "ratta": _correct,
    "aterkalla-rattelse": _withdraw,
    "dela": _share,
}
