"""A board's public versions as suppression knows them: their facts, which are stored, and the reports, read if needed.

The facts of a version are good while it is read as it was, by the release that collected them; else the report is read
and they are collected anew. They hold numbers that nobody may see, as ``WithheldFigures`` do.
"""

import zlib
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec

from apps.core.release import compute_release_fingerprint
from apps.goals.models import Outcome
from apps.organisation.models import Board
from apps.publishing.models import Publication, PublicVersion, WithheldFigures
from apps.publishing.report_json import decode_stored_report
from apps.publishing.suppression.headcounts import get_point_cell
from apps.publishing.suppression.models import SuppressionFacts, SuppressionYear
from apps.publishing.suppression.version_facts import (
    CollectedFacts,
    VersionFacts,
    YearFigures,
    collect_facts,
    decode_year,
)
from apps.publishing.suppression.version_suppression import (
    VersionSource,
    WithheldPoints,
    list_hidden_parts,
    restore_withheld_points,
)
from apps.report import board_report

_WithheldFigure = tuple[str, board_report.Point]


class VersionSources:
    """A board's public versions in the order of publication, each read when it is asked for by its place."""

    def __init__(self, board: Board) -> None:
        query = PublicVersion.objects.filter(board=board).select_related("round").order_by("pk")
        self.board = board
        self.versions = list(query.defer("report"))
        self._loaded: dict[int, VersionSource] = {}
        self._stored_outcomes: dict[Any, Outcome] | None = None

    def add_fresh(self, view: board_report.BoardReport, leans_on: Collection[int] | None) -> VersionSource:
        """The version that is about to be published, last; ``leans_on`` as in ``suppress_board_versions``."""
        places = [place for place, version in enumerate(self.versions) if version.pk in (leans_on or ())]
        source = VersionSource(view, view, fresh=True, leans_on=None if leans_on is None else tuple(places))
        self._loaded[len(self.versions)] = source
        return source

    def load(self, place: int) -> VersionSource:
        """The version with the numbers that are hidden of it put back."""
        if place not in self._loaded:
            self._loaded[place] = self._load(self.versions[place])
        return self._loaded[place]

    def _load(self, version: PublicVersion) -> VersionSource:
        data = PublicVersion.objects.values_list("report", flat=True).get(pk=version.pk)
        public = sealed = decode_stored_report(version.sha256, bytes(data))
        if version.reissued_at:
            data = Publication.objects.values_list("report", flat=True).get(pk=version.pk)
            sealed = decode_stored_report(version.sealed_sha256, bytes(data))
        withheld = WithheldFigures.objects.filter(publication=version.pk).values_list("figures", flat=True).first()
        figures: WithheldPoints = ()
        if withheld is not None:
            figures = msgspec.json.decode(zlib.decompress(withheld), type=list[_WithheldFigure])
        elif any(point.suppressed for one in sealed.indicators for point in one.series):
            if self._stored_outcomes is None:
                self._stored_outcomes = _load_outcomes(self.board)
            figures = list(_iter_stored_figures(sealed, self._stored_outcomes))
        return VersionSource(public, restore_withheld_points(sealed, figures))


def _load_outcomes(board: Board) -> dict[Any, Outcome]:
    """The outcomes in the tables now: the only source of numbers hidden before withheld figures were stored."""
    rows = Outcome.objects.filter(board=board).select_related("indicator", "service_area")
    return {(o.indicator.code, o.year, o.tertial, o.service_area.code, o.gender): o for o in rows}


def _iter_stored_figures(sealed: board_report.BoardReport, stored: dict[Any, Outcome]) -> Iterable[_WithheldFigure]:
    for indicator in sealed.indicators:
        for point in indicator.series:
            outcome = stored.get((indicator.code, *get_point_cell(point)[:4])) if point.suppressed else None
            if outcome is not None and not outcome.missing:
                names = ("value", "numerator", "denominator", "forecast")
                values = {name: getattr(outcome, name) for name in names}
                yield indicator.code, msgspec.structs.replace(point, suppressed=False, **values)


class BoardFacts:
    """The facts of a board's versions by their places, and the figures of the years by their digests.

    What is not stored as it is here is in ``unsaved``, and in ``encoded`` the figures of years.
    """

    def __init__(self) -> None:
        self.versions: list[VersionFacts] = []
        self.years: dict[str, YearFigures] = {}
        self.unsaved: set[int] = set()
        self.encoded: dict[str, bytes] = {}

    def add(self, source: VersionSource) -> None:
        """The facts of one more version, which are not stored."""
        self._take(len(self.versions), collect_facts(source.whole, source.public, list_hidden_parts))

    def add_stored(self, facts: VersionFacts) -> None:
        """The facts of one more version, as they are stored."""
        self.versions.append(facts)

    def replace(self, place: int, whole: board_report.BoardReport, public: board_report.BoardReport) -> None:
        """The facts of a version as it will be read from now on."""
        self._take(place, collect_facts(whole, public, list_hidden_parts), self.versions[place].hidden)

    def note_hidden(self, digests: Sequence[str]) -> None:
        """That the versions have been read with just this hidden."""
        for place, digest in enumerate(digests):
            if self.versions[place].hidden != digest:
                self.versions[place] = msgspec.structs.replace(self.versions[place], hidden=digest)
                self.unsaved.add(place)

    def _take(self, place: int, collected: CollectedFacts, hidden: str = "") -> None:
        self.versions[place:place] = [] if place < len(self.versions) else [collected.facts]
        self.versions[place] = msgspec.structs.replace(collected.facts, hidden=hidden)
        self.unsaved.add(place)
        for digest, data in collected.years.items():
            if digest not in self.years:
                self.years[digest] = decode_year(data)
                self.encoded[digest] = data


def load_board_facts(sources: VersionSources) -> BoardFacts:
    """The facts of the board's versions. Where they are not stored, the report is read."""
    known = BoardFacts()
    stored = {one.publication_id: one for one in SuppressionFacts.objects.filter(board=sources.board)}
    figures = SuppressionYear.objects.filter(board=sources.board).values_list("digest", "figures") if stored else ()
    known.years = {digest: decode_year(zlib.decompress(data)) for digest, data in figures}
    release = compute_release_fingerprint()
    for place, version in enumerate(sources.versions):
        row = stored.get(version.pk)
        if row is not None and (row.sha256, row.release) == (version.sha256, release):
            facts = msgspec.json.decode(zlib.decompress(row.facts), type=VersionFacts)
            if known.years.keys() >= set(facts.years.values()):
                known.add_stored(facts)
                continue
        known.add(sources.load(place))
    return known


def save_board_facts(board: Board, known: BoardFacts) -> None:
    """Store what is not stored yet. The versions must be stored as the facts tell them."""
    owner = {"municipality_id": board.municipality_id, "board_id": board.pk}
    rows = [
        SuppressionYear(**owner, digest=digest, figures=zlib.compress(data)) for digest, data in known.encoded.items()
    ]
    SuppressionYear.objects.bulk_create(rows, ignore_conflicts=True)
    versions = PublicVersion.objects.filter(board=board).order_by("pk").values_list("pk", "sha256")
    facts = [
        SuppressionFacts(
            **owner,
            publication_id=pk,
            sha256=sha256,
            release=compute_release_fingerprint(),
            facts=zlib.compress(msgspec.json.encode(known.versions[place])),
        )
        for place, (pk, sha256) in enumerate(versions)
        if place in known.unsaved
    ]
    SuppressionFacts.objects.bulk_create(
        facts, update_conflicts=True, unique_fields=["publication"], update_fields=["sha256", "release", "facts"]
    )
    known.unsaved.clear()
    known.encoded.clear()
