"""Renders a board's pages before anyone asks for them: every page of every report and version, where it is not stored.

Of the latest report the picture, the filtered lists and the charts as files are rendered too. Those of earlier reports
are made for their first reader, and documents by jobs of their own.
A page is asked for as a reader without log-in does, and the view stores it. What is stored already is left alone, so
that it can be done at any time, and again from where it was broken off.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve, reverse

from apps.core.release import compute_release_fingerprint
from apps.organisation.models import Board
from apps.publishing.models import PublicVersion, RenderedPage
from apps.publishing.published_reports import load_current_report
from apps.rounds.models import Round
from apps.web.board.common_addresses import iter_common_addresses
from apps.web.links import ReportAddress

# Of a report, those of one thing each aside.
WHOLE_PAGES = (
    "board",
    "goals",
    "indicators",
    "economy",
    "internal_control",
    "events",
    "over_time",
    "findings",
    "whole_report",
    "presentation",
)


def render_board_pages(board_id: int) -> int:
    """Render and store what is not stored of a public board, the latest report first. Gives the number of pages.

    The start page and the municipality's are seen to as well.
    """
    board = Board.objects.select_related("municipality").filter(pk=board_id, is_public=True).first()
    if board is None:
        return 0
    count = sum(_render(address) for address in _select_missing(board, _iter_addresses(board)))
    for address in (reverse("municipality", args=[board.municipality.slug]), reverse("start")):
        _render(address)
    return count


def _select_missing(board: Board, addresses: Iterable[str]) -> Iterator[str]:
    stored = RenderedPage.objects.filter(board=board, build=compute_release_fingerprint(), edition=board.edition)
    known = set(stored.values_list("address", flat=True))
    return (address for address in addresses if address not in known)


def _iter_addresses(board: Board) -> Iterator[str]:
    rounds = Round.objects.published().filter(board=board).select_related("board__municipality")
    for number, round_ in enumerate(rounds.order_by("-year", "-tertial")):
        place = ReportAddress.for_round(round_)
        yield from (place.url(name) for name in WHOLE_PAGES)
        report = load_current_report(round_).report
        yield from iter_common_addresses(report) if number == 0 else ()
        yield from (place.url("goal", code=goal.code) for goal in report.goals)
        yield from (place.url("indicator", code=one.code) for one in report.indicators)
        yield from (place.url("area", code=area.code) for area in report.areas)
        versions = sorted(PublicVersion.objects.filter(round=round_).values_list("version", flat=True))
        yield from (place.url("version", version=number) for number in versions)
        yield from (place.url("compared", old=old, new=new) for old, new in pairwise(versions))


def _render(address: str) -> int:
    """One page. 0 where there is none: a report has not a page for every area."""
    request = HttpRequest()
    path, _, query = address.partition("?")
    request.method, request.path, request.path_info, request.GET = "GET", path, path, QueryDict(query)
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "REQUEST_METHOD": "GET"}
    found = resolve(path)
    try:
        answer = found.func(request, *found.args, **found.kwargs)
    except Http404:
        return 0
    return int(answer.status_code == 200)
