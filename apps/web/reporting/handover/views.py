"""``…/t<tertial>/overlamning/``: hands a report over from one role to the next, up to the board's decision.

The page shows how far the report has come, who acts next, what is locked and why, and the forms for the steps that the
user may take. Each form posts to ``overlamning/<step>/``, a key of ``STEP_ACTIONS``.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.publishing.publication_jobs.models import PublicationJob, PublicationJobState
from apps.publishing.publication_jobs.services import begin_publication, find_publication_job
from apps.publishing.published_reports import list_versions
from apps.publishing.services import Meeting
from apps.questions.rules import may_ask_in
from apps.rounds.access import RoundAccess, load_access
from apps.rounds.models import Round, RoundState
from apps.web.links import ReportAddress
from apps.web.reporting.access import require_round
from apps.web.reporting.before_handover.presenter import AREA_STEP, ROUND_STEP, find_question_url, list_unfinished
from apps.web.reporting.before_handover.views import render_before_handover
from apps.web.reporting.changes.presenter import load_next_version
from apps.web.reporting.chapters.presenter import list_unready_sections
from apps.web.reporting.dates import format_moment
from apps.web.reporting.findings.presenter import find_walk_url
from apps.web.reporting.handover.presenter import (
    RefusedForm,
    build_area_rows,
    build_steps,
    format_state,
    format_submitted_areas,
    list_allowed_steps,
)
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.web.reporting.questions.presenter import build_summary
from apps.web.reporting.relations.presenter import count_waiting_relations
from apps.web.tasks import publish_decision_on_commit, send_reminders_on_commit
from apps.workflow import corrections, handover
from apps.workflow.next_actor import load_next_actor
from apps.workflow.round_steps import find_return_comment, list_round_steps
from apps.workflow.states import StateError

UNPROCESSABLE = 422
SECONDS_BETWEEN_LOOKS = "2"


@require_safe
@require_round
def show_handover(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """The steps, and the forms that are the user's."""
    return _render_handover(request, round_, user, RefusedForm())


@require_POST
@require_round
def take_step(request: HttpRequest, *, round_: Round, user: User, step: str, **_: Any) -> HttpResponse:
    """Take a step: 404 for one that the user's role may not take, 422 with the form when the step is refused."""
    if step not in STEP_ACTIONS:
        raise Http404
    question_url = _find_unanswered_question(request, round_, user, step)
    if question_url:
        return HttpResponseRedirect(question_url)
    try:
        message = STEP_ACTIONS[step](round_, user, request.POST)
    except NotAllowedError as error:
        raise Http404 from error
    except StateError as error:
        return _render_refused_step(request, round_, user, step, error)
    send_reminders_on_commit(round_)
    if message:
        messages.success(request, message)
    return HttpResponseRedirect(build_round_url(round_, "reporting_handover"))


def _find_unanswered_question(request: HttpRequest, round_: Round, user: User, step: str) -> str:
    """The address of "hand in anyway?" when something is left to fill in and the user hasn't said yes to that yet."""
    if step not in (AREA_STEP, ROUND_STEP) or "sure" in request.POST:
        return ""
    area = request.POST.get("area", "") if step == AREA_STEP else ""
    return find_question_url(round_, user, step, area)


def _render_refused_step(request: HttpRequest, round_: Round, user: User, step: str, error: StateError) -> HttpResponse:
    """The page that the form was sent from, with the reason and everything that was typed."""
    values = {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    typed = RefusedForm(step=step, area=values.get("area", ""), error=str(error), values=values)
    if "sure" in values and round_.stage == RoundState.OPEN and step == ROUND_STEP:
        return render_before_handover(request, round_, user, "", typed=typed, status=UNPROCESSABLE)
    return _render_handover(request, round_, user, typed, status=UNPROCESSABLE)


def _render_handover(
    request: HttpRequest, round_: Round, user: User, typed: RefusedForm, status: int = 200
) -> HttpResponse:
    access = load_access(round_, user)
    is_adopted = round_.state == RoundState.ADOPTED
    opened = round_.stage == RoundState.OPEN
    next_actor, happened = load_next_actor(round_, user), list_round_steps(round_)
    areas = build_area_rows(round_, access, next_actor) if opened else []
    can = list_allowed_steps(round_, access)
    job = find_publication_job(round_)
    if job and job.is_running:  # nothing else is to happen meanwhile
        can = dict.fromkeys(can, False)
    elif job and can["adopt"] and not typed.step:
        typed = RefusedForm(values=_list_decision_values(job))  # what was typed, so that it can be sent again
    context = {
        "job": job,
        "header": build_round_header(round_, "reporting_handover"),
        "round": round_,
        "steps": build_steps(round_.stage, waiting=next_actor.is_waiting),
        "state_sentence": format_state(round_),
        "next_actor": next_actor,
        "comment": find_return_comment(happened) if opened else None,
        "journal": [(one, format_moment(one.at)) for one in happened],
        "areas": areas,
        "other_areas": [row.view.area.area for row in areas if not row.expected],
        "opened": opened,
        "submitted_areas": format_submitted_areas(
            [row.view.area for row in areas], next_actor, is_correction=bool(round_.correction_state)
        ),
        **_load_step_lists(round_, access, can),
        "can": can,
        "typed": typed,
        "versions": list_versions(round_) if is_adopted else [],
        "public_url": ReportAddress.for_round(round_).url(),
        "changes_url": build_round_url(round_, "reporting_changes"),
        "questions": build_summary(round_, user) if may_ask_in(access) else None,
    }
    response = render(request, "reporting/handover.html", context, status=status)
    if job and job.is_running:
        response["Refresh"] = SECONDS_BETWEEN_LOOKS  # the page moves on without any script
    return response


def _list_decision_values(job: PublicationJob) -> dict[str, str]:
    if job.state == PublicationJobState.DONE:
        return {}
    return {"date": job.date.isoformat(), "paragraph": job.paragraph, "case_number": job.case_number}


def _load_step_lists(round_: Round, access: RoundAccess, can: dict[str, bool]) -> dict[str, Any]:
    """What to check before a step; loaded only for those who may take it.

    ``waits``: what must be ready before the controller hands in, ``walk_url``: where the findings are answered, and
    ``waiting_relations``: how many relations are proposed and not answered. ``unready``: texts that nobody has marked
    as ready. ``unfinished``: what is still missing when the head or the board decides. ``coming``: what the next
    version will make public or change.
    """
    hands_in = round_.stage == RoundState.OPEN and access.has_permission(Permission.SUBMIT)
    decides = can["approve"] or can["adopt"]
    return {
        "waits": handover.list_unready(round_) if hands_in else [],
        "walk_url": find_walk_url(round_, access) if hands_in else "",
        "waiting_relations": count_waiting_relations(round_) if hands_in else 0,
        "unready": list_unready_sections(round_) if hands_in or decides else [],
        "unfinished": list_unfinished(round_) if decides else [],
        "coming": load_next_version(round_) if can["submit"] or decides else None,
    }


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
    job, is_mine = begin_publication(round_=round_, by=by, meeting=meeting)
    if is_mine:
        publish_decision_on_commit(job)
    return ""  # the page tells how it goes


def _correct(round_: Round, by: User, posted: QueryDict) -> str:
    corrections.open_correction(round_=round_, by=by, reason=posted.get("reason", ""))
    return "Rapporten är öppen för rättelse. Den publicerade versionen står kvar tills rättelsen är fastställd."


def _withdraw(round_: Round, by: User, posted: QueryDict) -> str:
    corrections.withdraw_correction(round_=round_, by=by, reason=posted.get("reason", ""))
    return "Rättelsen är återkallad. Den publicerade versionen gäller, och siffrorna är som de var innan."


def _share(round_: Round, by: User, posted: QueryDict) -> str:
    shared = posted.get("shared") == "1"
    handover.share_draft(round_=round_, by=by, shared=shared)
    return "De förtroendevalda kan läsa utkastet." if shared else "De förtroendevalda kan inte längre läsa utkastet."


STEP_ACTIONS: dict[str, Callable[[Round, User, QueryDict], str]] = {
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
