"""``…/spara/`` saves cells, from scripts or from a form; ``…/klistra/`` previews a pasted block without saving it.

``…/granska/`` says yes to what sources have filled in; without scripts the form does, at ``…/spara/``.
"""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from apps.accounts.models import User
from apps.entry import services
from apps.entry.blocks.preview import preview_block
from apps.entry.drafts import delete_draft
from apps.entry.filled_cells.services import ConfirmStatus, confirm_rows, reopen_rows
from apps.rounds.models import Round
from apps.web.reporting.access import require_round
from apps.web.reporting.cells import cell_payloads, form_post
from apps.web.reporting.cells.units import parse_unit
from apps.web.reporting.links import build_round_url

MOST_IN_A_FORM = 5_000


@require_POST
@require_round
def save_posted_cells(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Save cells: from the script as JSON, each with its answer; or from the form, which leads back to its page."""
    try:
        if request.content_type == "application/json":
            return _save_json(request, round_, user)
        return _save_form(request, round_, user)
    except cell_payloads.BadRequestError:
        return HttpResponseBadRequest("Det som skickades gick inte att läsa.")


@require_POST
@require_round
def preview_paste(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """How a block from a spreadsheet would be read. Nothing is saved."""
    try:
        body = cell_payloads.read_body(request)
        preview = preview_block(
            round_=round_,
            user=user,
            key=cell_payloads.read_text(body, "key"),
            field=cell_payloads.read_text(body, "field"),
            text=cell_payloads.read_text(body, "text", cell_payloads.LONGEST_TEXT * 10),
            unit=parse_unit(request.GET.get("enhet")),
            visible_keys=cell_payloads.read_keys(body, "shown"),
            chosen_rows=cell_payloads.read_chosen_rows(body),
            signs=cell_payloads.read_text(body, "signs") if "signs" in body else "",
        )
    except cell_payloads.BadRequestError:
        return HttpResponseBadRequest("Det som skickades gick inte att läsa.")
    return JsonResponse(cell_payloads.build_preview_payload(preview))


@require_POST
@require_round
def confirm_filled_rows(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Say yes to what sources have filled in of rows, or take one's own yes back; each with its answer."""
    try:
        body = cell_payloads.read_body(request)
        rows = cell_payloads.read_rows(body)
    except cell_payloads.BadRequestError:
        return HttpResponseBadRequest("Det som skickades gick inte att läsa.")
    decide = reopen_rows if body.get("act") == form_post.REOPEN_NAME else confirm_rows
    answers = decide(round_=round_, rows=rows, by=user, unit=parse_unit(request.GET.get("enhet")))
    return JsonResponse({"answers": [cell_payloads.build_confirm_payload(answer, user.pk) for answer in answers]})


def _save_json(request: HttpRequest, round_: Round, user: User) -> HttpResponse:
    writes = cell_payloads.read_cells(cell_payloads.read_body(request))
    unit = parse_unit(request.GET.get("enhet"))
    answers = services.save_cells(round_=round_, cells=writes, by=user, unit=unit)
    return JsonResponse({"answers": [cell_payloads.build_answer_payload(answer, user.pk) for answer in answers]})


def _save_form(request: HttpRequest, round_: Round, user: User) -> HttpResponse:
    seen = form_post.parse_sent_cells(request.POST.get("seen"))
    form, confirmed = form_post.parse_form(request.POST, seen), form_post.parse_confirmed_rows(request.POST, seen)
    if len(form.writes) > MOST_IN_A_FORM:
        raise cell_payloads.BadRequestError
    unit = parse_unit(request.POST.get("unit"))
    for key, field in form.dropped:
        delete_draft(round_=round_, by=user, key=key, field=field)
    answers = services.save_cells(round_=round_, cells=form.writes, by=user, unit=unit)
    result = form_post.summarize_answers(answers)
    message = form_post.format_summary(result)
    reopened = form_post.parse_confirmed_rows(request.POST, seen, form_post.REOPEN_NAME)
    if message and not ((confirmed or reopened) and not result.saved):
        messages.success(request, message)
    results = confirm_rows(round_=round_, rows=confirmed, by=user) if confirmed else []
    if count := sum(1 for one in results if one.status == ConfirmStatus.SAVED):
        messages.success(request, "Raden är granskad." if count == 1 else f"{count} rader är granskade.")
    taken_back = reopen_rows(round_=round_, rows=reopened, by=user) if reopened else []
    if any(one.status == ConfirmStatus.SAVED for one in taken_back):
        messages.success(request, "Raden är inte granskad längre.")
    for text, refused in Counter(one.message for one in results if one.message).items():
        messages.warning(request, text if refused == 1 else f"{refused} rader är inte granskade: {text}")
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = build_round_url(round_)
    return HttpResponseRedirect(back + ("#fel" if result.refused else ""))
