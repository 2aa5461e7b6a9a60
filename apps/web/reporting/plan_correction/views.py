"""``…/overlamning/planen/``: corrects the plan of an adopted report.

An adopted report keeps the plan that it was decided with (docs/decisions/0019). While it is corrected, the controller
ticks which later changes of the plan the correction takes in.
"""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.report.source import find_plan_differences
from apps.rounds.access import load_access
from apps.rounds.models import Round, RoundState
from apps.web.reporting.access import require_round
from apps.web.reporting.links import build_round_url
from apps.web.reporting.page_header import build_round_header
from apps.workflow.corrections import choose_plan_rows
from apps.workflow.states import StateError

_TITLES = {"area": "Verksamheter", "goal": "Mål", "indicator": "Indikatorer", "target": "Målvärden"}


@require_http_methods(["GET", "HEAD", "POST"])
@require_round
def edit_plan_correction(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """The differences with a box each: for the board's controllers, while the report is corrected."""
    if not round_.correction_state or not load_access(round_, user).has_permission(Permission.SUBMIT):
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            count = choose_plan_rows(round_=round_, by=user, chosen=request.POST.getlist("rad"))
        except NotAllowedError as refused:
            raise Http404 from refused
        except StateError as refused:
            error = str(refused)
        else:
            messages.success(request, _describe_choice(count))
            return HttpResponseRedirect(build_round_url(round_, "reporting_handover"))
    differences = find_plan_differences(round_)
    context = {
        "header": build_round_header(round_, "reporting_plan_correction", "Rätta planen"),
        "round": round_,
        "error": error,
        "is_open": round_.correction_state == RoundState.OPEN,
        "parts": [(_TITLES[part], list(rows)) for part, rows in groupby(differences, key=lambda one: one.part)],
    }
    return render(request, "reporting/plan_correction.html", context, status=422 if error else 200)


def _describe_choice(count: int) -> str:
    if not count:
        return "Rättelsen behåller planen som den var när rapporten fastställdes."
    return f"Rättelsen tar med {'en ändring' if count == 1 else f'{count} ändringar'} av planen."
