"""Keeps what is searched: made of a board's public versions, and made anew when one of them is corrected or re-issued.

A round's first version is added to what is there and a correction takes its round's place, so that they cost the same
however much the board has published.
"""

import zlib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from apps.organisation.models import Board
from apps.publishing.models import Publication, PublicVersion, SearchEntry, SearchKind, SearchSpelling
from apps.publishing.records.record_fields import build_record_key
from apps.publishing.records.round_statements import find_latest_rounds
from apps.publishing.report_json import decode_report
from apps.publishing.search.entries import FoundText, iter_report_texts
from apps.publishing.search.spellings import build_forms, split_text
from apps.report.board_report import BoardReport

BATCH_SIZE = 1000
IN_EACH_REPORT = frozenset({SearchKind.TEXT, SearchKind.FINDING})
"""What is found once in each report; all else is found in the latest."""
_RESOURCES = {SearchKind.AREA: "service-areas", SearchKind.GOAL: "goals", SearchKind.INDICATOR: "indicators"}


@transaction.atomic
def sync_search(board_id: int) -> int:
    """Make what is searched of a board anew from its public versions. Gives the number of entries."""
    board = Board.objects.get(pk=board_id)
    SearchEntry.objects.filter(board=board_id).delete()
    for version in _select_latest(PublicVersion.objects.filter(board=board_id)):
        _save_entries(board, version, _load_report(version))
    return SearchEntry.objects.filter(board=board_id).count()


@transaction.atomic
def add_to_search(publication: Publication) -> None:
    """Add a round's first version to what is searched of its board."""
    version = PublicVersion.objects.select_related("round").defer("report").get(pk=publication.pk)
    _save_entries(publication.board, version, _load_report(version))


@transaction.atomic
def replace_reissued_in_search(reissued: Iterable[PublicVersion]) -> None:
    """Let versions that have been issued anew take their rounds' places, where they are the latest of them."""
    for version in reissued:
        if not Publication.objects.filter(round=version.round_id, version__gt=version.version).exists():
            replace_in_search(version)


@transaction.atomic
def replace_in_search(publication: Publication | PublicVersion) -> None:
    """Let a correction take its round's place in what is searched, whatever else the board has published.

    The records must have been changed already: they tell in which report what it has left out is found now.
    """
    version = PublicVersion.objects.select_related("round").defer("report").get(pk=publication.pk)
    report = _load_report(version)
    stated = {(one.kind.value, one.key) for one in iter_report_texts(report)}
    period = version.round.year * 10 + version.round.tertial
    own = SearchEntry.objects.filter(board=publication.board, period=period)
    gone = [one for one in own.exclude(kind__in=IN_EACH_REPORT) if (one.kind, one.key) not in stated]
    own.filter(Q(kind__in=IN_EACH_REPORT) | Q(pk__in=[one.pk for one in gone])).delete()
    _save_entries(publication.board, version, report)
    names = [(_RESOURCES[SearchKind(one.kind)], build_record_key(one.key)) for one in gone]
    rounds = set(find_latest_rounds(publication.board_id, names).values())
    for other in _select_latest(PublicVersion.objects.filter(round__in=rounds)):
        _save_entries(publication.board, other, _load_report(other))


def _select_latest(versions: QuerySet[PublicVersion]) -> QuerySet[PublicVersion]:
    """The latest version of each round, the rounds in order."""
    ordered = versions.select_related("round").defer("report").order_by("round__year", "round__tertial", "-version")
    return ordered.distinct("round__year", "round__tertial")


def sync_all_search() -> int:
    """What is searched of every board that has published, made anew. Gives the number of entries."""
    forget_spellings()
    boards = Publication.objects.order_by("board_id").values_list("board_id", flat=True).distinct()
    return sum(sync_search(board_id) for board_id in list(boards))


def forget_spellings() -> None:
    """Before all is made anew: of names that are no longer there."""
    SearchSpelling.objects.all().delete()


def _load_report(version: PublicVersion) -> BoardReport:
    data = PublicVersion.objects.values_list("report", flat=True).get(pk=version.pk)
    return decode_report(zlib.decompress(data))


def _save_entries(board: Board, version: PublicVersion, report: BoardReport) -> None:
    """The entries of one report; a thing that a later report has keeps what that says."""
    period = version.round.year * 10 + version.round.tertial
    found = list(iter_report_texts(report))
    later = SearchEntry.objects.filter(board=board, period__gt=period).exclude(kind__in=IN_EACH_REPORT)
    known = set(later.values_list("kind", "key"))
    rows = [
        _build_entry(board, version, one, period if one.kind in IN_EACH_REPORT else 0)
        for one in {(each.kind, each.key): each for each in found}.values()
        if (one.kind.value, one.key) not in known
    ]
    SearchEntry.objects.bulk_create(
        rows,
        batch_size=BATCH_SIZE,
        update_conflicts=True,
        unique_fields=["board", "kind", "key", "of_period"],
        update_fields=["period", "title", "text", "page", "code"],
    )
    _save_spellings([report.municipality.name, *(one.title for one in found if one.kind not in IN_EACH_REPORT)])


def _build_entry(board: Board, version: PublicVersion, one: FoundText, of_period: int) -> SearchEntry:
    return SearchEntry(
        municipality_id=board.municipality_id,
        board=board,
        kind=one.kind,
        key=one.key,
        period=version.round.year * 10 + version.round.tertial,
        of_period=of_period,
        title=board.name if one.kind == SearchKind.BOARD else one.title,
        text=one.text,
        page=one.page,
        code=one.code,
    )


def _save_spellings(names: Iterable[str]) -> None:
    """The words of the names, to guess from where no name is found. They hold no figures, and name no board."""
    spellings = {spelling for name in names for spelling in split_text(name)}
    rows = [SearchSpelling(spelling=one, forms=forms) for one in sorted(spellings) if (forms := build_forms(one))]
    SearchSpelling.objects.bulk_create(rows, batch_size=BATCH_SIZE, ignore_conflicts=True)
