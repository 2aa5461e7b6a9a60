"""The page of what the coming version changes, before it is public."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.rounds.models import Round
from apps.web.links import Place
from apps.web.reporting.asking import unfinished
from apps.web.reporting.coming import read_coming_version
from apps.web.reporting.frame import frame_of
from apps.web.reporting.scope import round_page


@require_safe
@round_page
def page(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Everything that the coming version changes, or, before the first one, what becomes public."""
    coming = read_coming_version(round_)
    first = coming is not None and coming.contents is not None
    context = {
        "frame": frame_of(round_, "reporting_changes", "Det här blir offentligt" if first else "Det här ändras"),
        "round": round_,
        "coming": coming,
        "unfinished": unfinished(round_) if first else [],
        "public_url": Place.of_round(round_).url(),
    }
    return render(request, "reporting/changes.html", context)
