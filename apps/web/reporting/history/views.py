"""``…/historik/?cell=<key>``: every change of one row, by whom and why, and the file that it came from."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.entry.keys import BadKeyError, parse_key
from apps.imports.files.figure_sources import FigureSource, list_figure_sources
from apps.rounds import selectors
from apps.rounds.models import Round
from apps.web.reporting.access import require_round
from apps.web.reporting.dates import format_moment
from apps.web.reporting.links import build_file_url
from apps.web.reporting.page_header import build_round_header
from apps.workflow.row_history import FieldChange, load_row_history


@require_safe
@require_round
def show_history(request: HttpRequest, *, round_: Round, user: User, **_: Any) -> HttpResponse:
    """Every change of one row: who, when, from what to what, why, by hand or from which file and where in it."""
    key = request.GET.get("cell", "")
    try:
        parse_key(key)
    except BadKeyError as error:
        raise Http404 from error
    row_history, sources = load_row_history(round_, key), list_figure_sources(round_, key)
    may_fetch = bool(sources) and selectors.may_report(user, round_)
    context = {
        "header": build_round_header(round_, "reporting_history", "Historik"),
        "row_history": row_history,
        "changes": [_build_change_item(change, sources, round_) for change in row_history.changes],
        "sources": [(source, build_file_url(round_, source.job)) for source in _list_latest_sources(sources)],
        "may_fetch": may_fetch,
    }
    return render(request, "reporting/history.html", context)


def _build_change_item(change: FieldChange, sources: list[FigureSource], round_: Round) -> dict[str, Any]:
    """A change with the place in the file that it came from, which is taken from ``sources``: both are latest first."""
    found = next((one for one in sources if (one.field, one.file) == (change.field, change.source)), None)
    if found:
        sources.remove(found)
    return {
        "change": change,
        "when": format_moment(change.at),
        "place": found.place if found else "",
        "file_url": build_file_url(round_, found.job) if found else "",
    }


def _list_latest_sources(sources: list[FigureSource]) -> list[FigureSource]:
    """The latest of each field; of those that a printed table of the report states there is no change to show."""
    return list({one.field: one for one in reversed(sources)}.values())
