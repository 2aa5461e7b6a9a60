"""``…/struktur/skydd/``: an administrator hides numbers that are so small that they could point out a person.

What would change is shown first and done at a second click, since it also hides numbers in published versions.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.documents.tasks import start_document_jobs
from apps.organisation.models import Board
from apps.publishing.suppression.protection import ProtectionPlan, change_protection, plan_protection
from apps.publishing.suppression.reissues import PlannedReissue, format_hidden_cell
from apps.web.reporting.access import require_board
from apps.web.reporting.links import build_structure_url
from apps.web.reporting.protection.forms import ProtectionForm, compute_digest, is_empty

UNPROCESSABLE = 422
NOTHING_CHANGED = "Inget är ändrat. Ändra gränsen, ett kryss eller ett svar först."
PREVIEW_OUTDATED = "Det som döljs är inte längre detsamma som du såg. Se listan igen innan du sparar."


@require_http_methods(["GET", "HEAD", "POST"])
@require_board(Permission.ADMINISTER)
def edit_protection(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The rules, and what a change of them would hide."""
    if request.method != "POST":
        return _render_protection(request, board, ProtectionForm(board=board))
    form = ProtectionForm(request.POST, board=board)
    if not form.is_valid():
        return _render_protection(request, board, form, status=UNPROCESSABLE)
    change = form.change()
    if is_empty(change):
        form.add_error(None, NOTHING_CHANGED)
        return _render_protection(request, board, form, status=UNPROCESSABLE)
    plan = plan_protection(board=board, change=change)
    if "seen" not in request.POST or "back" in request.POST:
        return _render_protection(request, board, form, plan=None if "back" in request.POST else plan)
    if request.POST["seen"] != compute_digest(plan):
        form.add_error(None, PREVIEW_OUTDATED)
        return _render_protection(request, board, form, plan=plan, status=UNPROCESSABLE)
    done = change_protection(by=user, board=board, change=change, reason=form.cleaned_data["reason"])
    start_document_jobs(board.pk)
    messages.success(request, _format_result(done))
    return HttpResponseRedirect(_build_url(board))


def _render_protection(
    request: HttpRequest, board: Board, form: ProtectionForm, plan: ProtectionPlan | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "board": board,
        "url": _build_url(board),
        "structure_url": build_structure_url(board),
        "form": form,
        "groups": form.indicator_groups(),
        "plan": plan,
        "seen": compute_digest(plan) if plan else "",
        "versions": [(_format_version(one), *_list_hidden_cells(one)) for one in plan.changes] if plan else [],
    }
    return render(request, "reporting/protection.html", context, status=status)


def _list_hidden_cells(change: PlannedReissue) -> tuple[list[str], int]:
    return [format_hidden_cell(change.before, cell) for cell in change.shown.cells], change.shown.texts


def _format_version(change: PlannedReissue) -> str:
    return f"{change.before.period.label}, version {change.publication.version}"


def _format_result(plan: ProtectionPlan) -> str:
    if not plan.changes:
        return "Skyddet är ändrat. Inget i det som redan är publicerat behövde döljas."
    versions = len(plan.changes)
    hidden = "1 uppgift är dold" if plan.cells == 1 else f"{plan.cells} uppgifter är dolda"
    return (
        f"Skyddet är ändrat. {hidden} i"
        f" {versions} publicerad{'e' if versions > 1 else ''} version{'er' if versions > 1 else ''}."
    )


def _build_url(board: Board) -> str:
    where = {"municipality": board.municipality.slug, "board": board.slug}
    return reverse("reporting_protection", kwargs=where)
