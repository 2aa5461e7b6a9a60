"""The administrator's page about small numbers: what would change is shown first, then done. And sealed versions."""

import base64
import zlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.accounts.roles import Permission
from apps.organisation.models import Board
from apps.publishing.models import Publication
from apps.publishing.protection import ProtectionPlan, change_protection, plan_protection
from apps.publishing.reissue import VersionChange, name_cell
from apps.rounds.models import Round
from apps.web.reporting.protection_forms import ProtectionForm, digest_of, is_empty
from apps.web.reporting.scope import board_page, round_page

UNPROCESSABLE = 422
NOTHING_CHANGED = "Inget är ändrat. Ändra gränsen, ett kryss eller ett svar först."
SEEN_OTHERWISE = "Det som döljs är inte längre detsamma som du såg. Se listan igen innan du sparar."


@require_http_methods(["GET", "HEAD", "POST"])
@board_page(Permission.ADMINISTER)
def page(request: HttpRequest, *, board: Board, user: User, **_: Any) -> HttpResponse:
    """The rules, and what a change of them would hide."""
    if request.method != "POST":
        return _page(request, board, ProtectionForm(board=board))
    form = ProtectionForm(request.POST, board=board)
    if not form.is_valid():
        return _page(request, board, form, status=UNPROCESSABLE)
    change = form.change()
    if is_empty(change):
        form.add_error(None, NOTHING_CHANGED)
        return _page(request, board, form, status=UNPROCESSABLE)
    plan = plan_protection(board=board, change=change)
    if "seen" not in request.POST or "back" in request.POST:
        return _page(request, board, form, plan=None if "back" in request.POST else plan)
    if request.POST["seen"] != digest_of(plan):
        form.add_error(None, SEEN_OTHERWISE)
        return _page(request, board, form, plan=plan, status=UNPROCESSABLE)
    done = change_protection(by=user, board=board, change=change, reason=form.cleaned_data["reason"])
    messages.success(request, _what_was_done(done))
    return HttpResponseRedirect(_url(board))


@require_safe
@round_page
def sealed(request: HttpRequest, *, round_: Round, user: User, version: int, **_: Any) -> HttpResponse:
    """A version as the board adopted it, to the byte, for those who work with the report."""
    publication = Publication.objects.filter(round=round_, version=version).first()
    if publication is None:
        raise Http404
    digest = base64.b64encode(bytes.fromhex(publication.sha256)).decode()
    name = f"{round_.board.slug}-{round_.year}-{round_.period.slug}-v{version}.json"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Repr-Digest": f"sha-256=:{digest}:",
    }
    return HttpResponse(zlib.decompress(publication.report), content_type="application/json", headers=headers)


def _page(
    request: HttpRequest, board: Board, form: ProtectionForm, plan: ProtectionPlan | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "board": board,
        "url": _url(board),
        "structure_url": reverse("reporting_structure", kwargs=_where(board)),
        "form": form,
        "groups": form.indicator_groups(),
        "plan": plan,
        "seen": digest_of(plan) if plan else "",
        "versions": [(_name_version(one), *_cells(one)) for one in plan.changes] if plan else [],
    }
    return render(request, "reporting/protection.html", context, status=status)


def _cells(change: VersionChange) -> tuple[list[str], int]:
    return [name_cell(change.before, cell) for cell in change.shown.cells], change.shown.texts


def _name_version(change: VersionChange) -> str:
    return f"{change.before.period.label}, version {change.publication.version}"


def _what_was_done(plan: ProtectionPlan) -> str:
    if not plan.changes:
        return "Skyddet är ändrat. Inget i det som redan är publicerat behövde döljas."
    versions = len(plan.changes)
    hidden = "1 uppgift är dold" if plan.cells == 1 else f"{plan.cells} uppgifter är dolda"
    return (
        f"Skyddet är ändrat. {hidden} i"
        f" {versions} publicerad{'e' if versions > 1 else ''} version{'er' if versions > 1 else ''}."
    )


def _where(board: Board) -> dict[str, str]:
    return {"municipality": board.municipality.slug, "board": board.slug}


def _url(board: Board) -> str:
    return reverse("reporting_protection", kwargs=_where(board))
