"""The texts of a round, and the history of anything in it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.core.lights import Light
from apps.followup import selectors
from apps.followup.entry.keys import BadKeyError, parse_key
from apps.followup.entry.texts import texts
from apps.followup.history import Change, row_history
from apps.imports.provenance import Source, sources_of
from apps.rounds.models import Round
from apps.web.reporting import formpost
from apps.web.reporting.frame import frame_of
from apps.web.reporting.links import file_url, round_url
from apps.web.reporting.moments import moment_text
from apps.web.reporting.scope import round_page
from apps.web.reporting.textpage import text_page


@require_safe
@round_page
def texts_page(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Ratings and comments."""
    page = text_page(texts(round_, user), part=request.GET.get("del", ""), about=request.GET.get("om", ""))
    return render(
        request,
        "reporting/texts.html",
        {
            "frame": frame_of(round_, "reporting_texts"),
            "page": page,
            "problems": page.problems,
            "seen": formpost.seen_text(page.cells),
            "save_url": round_url(round_, "reporting_save"),
            "paste_url": round_url(round_, "reporting_paste"),
            "history_url": round_url(round_, "reporting_history"),
            "lights": list(Light),
        },
    )


@require_safe
@round_page
def history(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Every change of one row: who, when, from what to what, why, by hand or from which file and where in it."""
    asked = request.GET.get("cell", "")
    try:
        parse_key(asked)
    except BadKeyError as error:
        raise Http404 from error
    told, sources = row_history(round_, asked), sources_of(round_, asked)
    may_fetch = bool(sources) and selectors.may_report(user, round_)
    context = {
        "frame": frame_of(round_, "reporting_history", "Historik"),
        "told": told,
        "changes": [_shown(change, sources, round_) for change in told.changes],
        "sources": [(source, file_url(round_, source.job)) for source in _latest(sources)],
        "may_fetch": may_fetch,
    }
    return render(request, "reporting/history.html", context)


def _shown(change: Change, sources: list[Source], round_: Round) -> dict[str, Any]:
    """A change with the place in the file that it came from, which is taken from ``sources``: both are latest first."""
    found = next((one for one in sources if (one.field, one.file) == (change.field, change.source)), None)
    if found:
        sources.remove(found)
    return {
        "change": change,
        "when": moment_text(change.at),
        "place": found.place if found else "",
        "file_url": file_url(round_, found.job) if found else "",
    }


def _latest(sources: list[Source]) -> list[Source]:
    """The latest of each field; of those that a printed table of the report states there is no change to show."""
    return list({one.field: one for one in reversed(sources)}.values())
