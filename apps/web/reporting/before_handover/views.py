"""``…/overlamning/innan/``: the question "hand in anyway?", with a list of what is not filled in.

``?verksamhet=<code>`` is for one service area; without it the page is for the report as a whole.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.checks.finding_counts import count_findings
from apps.publishing.services import build_draft_report
from apps.rounds.access import load_access
from apps.rounds.models import Round, RoundState
from apps.web.reporting.access import require_round
from apps.web.reporting.before_handover.presenter import AREA_STEP, ROUND_STEP, find_handover_question, group_remaining
from apps.web.reporting.chapters.presenter import list_unready_sections
from apps.web.reporting.findings.presenter import find_walk_url
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.web.reporting.questions.presenter import build_summary


@require_safe
@require_round
def show_before_handover(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """The page, for the service area in the address or for the report as a whole."""
    return render_before_handover(request, round_, user, request.GET.get("verksamhet", ""))


def render_before_handover(
    request: HttpRequest, round_: Round, user: User, area: str, *, typed: Any = None, status: int = 200
) -> HttpResponse:
    """The page. ``typed`` is the form (``RefusedForm``) that was refused when it was sent."""
    question = find_handover_question(round_, user, area)
    if question is None:
        raise Http404
    if round_.stage != RoundState.OPEN:
        return HttpResponseRedirect(build_round_url(round_, "reporting_handover"))
    context = {
        "header": build_round_header(round_, "reporting_handover", "Innan du lämnar in"),
        "question": question,
        "step": AREA_STEP if area else ROUND_STEP,
        "groups": group_remaining(round_, question.remaining),
        **({} if area else _load_findings(round_, user)),
        "changes_url": "" if area else build_round_url(round_, "reporting_changes"),
        "unready": list_unready_sections(round_, area),
        "questions": build_summary(round_, user, area),
        "typed": typed,
    }
    return render(request, "reporting/before_handover.html", context, status=status)


def _load_findings(round_: Round, user: User) -> dict[str, Any]:
    """What the checks ask about the report as a whole, and where it is answered."""
    return {
        "counts": count_findings(build_draft_report(round_).findings),
        "walk_url": find_walk_url(round_, load_access(round_, user)),
    }
