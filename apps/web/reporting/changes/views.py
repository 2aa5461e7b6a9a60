"""``…/andras/``: what becomes public, or changes, with the next version, before anybody decides on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.rounds.models import Round
from apps.web.links import ReportAddress
from apps.web.reporting.access import require_round
from apps.web.reporting.before_handover.presenter import list_unfinished
from apps.web.reporting.changes.presenter import load_next_version
from apps.web.reporting.page_header import build_round_header


@require_safe
@require_round
def show_changes(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Everything that the coming version changes, or, before the first one, what becomes public."""
    coming = load_next_version(round_)
    first = coming is not None and coming.contents is not None
    context = {
        "header": build_round_header(
            round_, "reporting_changes", "Det här blir offentligt" if first else "Det här ändras"
        ),
        "round": round_,
        "coming": coming,
        "unfinished": list_unfinished(round_) if first else [],
        "public_url": ReportAddress.for_round(round_).url(),
    }
    return render(request, "reporting/changes.html", context)
