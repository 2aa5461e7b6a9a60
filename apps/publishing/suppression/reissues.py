"""Issuing public versions anew: read them all, hide what the rules demand of them together, keep what has changed.

``suppress_board_versions`` says how a board's versions would be read under some rules, and writes nothing;
``create_reissues`` writes.
A publication's own row is never changed. A board without a limit, where nothing is hidden, pays one query.
"""

import hashlib
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from apps.audit.services import record_event
from apps.organisation.models import Board
from apps.organisation.services import raise_edition
from apps.publishing.models import Publication, PublicVersion, Reissue, WithheldFigures
from apps.publishing.report_json import encode_report
from apps.publishing.suppression.board_facts import BoardFacts, VersionSources, load_board_facts, save_board_facts
from apps.publishing.suppression.detected_sums import find_sum_formulas
from apps.publishing.suppression.headcounts import POINT_PART
from apps.publishing.suppression.selectors import has_protected_figures, load_protection_rules
from apps.publishing.suppression.version_facts import build_short_reports
from apps.publishing.suppression.version_suppression import (
    HiddenCell,
    ProtectionRules,
    SuppressedVersion,
    list_withheld_points,
    restore_withheld_points,
    suppress_changed_versions,
)
from apps.report import board_report
from apps.report.over_time.headlines import build_headline


@dataclass(frozen=True, slots=True)
class PlannedReissue:
    """A public version that is to be read otherwise."""

    publication: PublicVersion
    before: board_report.BoardReport
    shown: SuppressedVersion


class BoardSuppression(NamedTuple):
    """What changes of a board's public versions, and how the version is read that is about to be published.

    ``facts`` are those of the versions, to be saved when the changes are made. None where nothing is protected.
    """

    changes: list[PlannedReissue]
    fresh: board_report.BoardReport | None
    rules: ProtectionRules
    facts: BoardFacts | None = None


def suppress_board_versions(
    board: Board,
    *,
    fresh: board_report.BoardReport | None = None,
    leans_on: Collection[int] | None = None,
    rules: ProtectionRules | None = None,
) -> BoardSuppression:
    """How the board's public versions are to be read together, with a ``fresh`` one last if there is one.

    ``leans_on`` are the publications that the fresh one was held against, by their ids.
    ``rules`` are the board's own unless others are given, to see what they would do. Sums between indicators that are
    found by arithmetic are added to them. Only the versions that may change are read, see ``version_facts``.
    """
    if rules is None and not has_protected_figures(board, fresh):
        return BoardSuppression([], fresh, ProtectionRules(frozenset(), 0))
    sources = VersionSources(board)
    known = load_board_facts(sources)
    if fresh:
        known.add(sources.add_fresh(fresh, leans_on))
    rules = _add_detected_sums(rules or load_protection_rules(board), known)
    found = suppress_changed_versions(known.versions, known.years, sources.load, rules)
    changes = [
        PlannedReissue(version, sources.load(place).public, found.shown[place])
        for place, version in enumerate(sources.versions)
        if place in found.shown and found.shown[place].view is not sources.load(place).public
    ]
    known.note_hidden(found.digests)
    for change in changes:
        place = sources.versions.index(change.publication)
        known.replace(place, sources.load(place).whole, change.shown.view)
    return BoardSuppression(changes, found.shown[len(sources.versions)].view if fresh else None, rules, known)


def _add_detected_sums(rules: ProtectionRules, known: BoardFacts) -> ProtectionRules:
    """The rules with the sums that a reader could find. Those that people have dismissed are left out."""
    strictest = max(rules.threshold, *(one.public_threshold for one in known.versions), 0)
    found = find_sum_formulas(build_short_reports(known.versions, known.years), rules.counting, strictest)
    listed = {(formula.total, formula.parts) for formula in rules.formulas} | rules.dismissed
    fresh = tuple(formula for formula in found if (formula.total, formula.parts) not in listed)
    return rules._replace(formulas=(*rules.formulas, *fresh))


def save_withheld_figures(
    publication: Publication, view: board_report.BoardReport, shown: board_report.BoardReport, facts: BoardFacts | None
) -> None:
    """Keep the numbers that are hidden of a report that is published, if there are any, and the version's facts."""
    figures = list_withheld_points(view, shown) if shown is not view else []
    if facts:
        facts.replace(len(facts.versions) - 1, restore_withheld_points(shown, figures), shown)
    if figures:
        WithheldFigures.objects.create(
            municipality_id=publication.municipality_id,
            board_id=publication.board_id,
            publication=publication,
            figures=zlib.compress(msgspec.json.encode(figures)),
        )


def create_reissues(*, by: Any, board: Board, found: BoardSuppression, reason: str) -> int:
    """Issue the versions anew, and raise the board's edition so that no page made before is shown. How many."""
    changes = found.changes
    for change in changes:
        _create_reissue(by, board, change, reason)
    if found.facts:
        save_board_facts(board, found.facts)
    if changes:
        raise_edition(board.pk)
    return len(changes)


def _create_reissue(by: Any, board: Board, change: PlannedReissue, reason: str) -> None:
    publication, view = change.publication, change.shown.view
    latest = Reissue.objects.filter(publication=publication.pk).defer("report").order_by("-number").first()
    data = encode_report(view)
    cells = [*(latest.hidden if latest else []), *(list(cell) for cell in change.shown.cells)]
    reissue = Reissue.objects.create(
        municipality_id=publication.municipality_id,
        board_id=publication.board_id,
        publication_id=publication.pk,
        number=latest.number + 1 if latest else 1,
        report=zlib.compress(data),
        sha256=hashlib.sha256(data).hexdigest(),
        headline=build_headline(view),
        hidden=cells,
        reason=reason,
    )
    record_event(
        by=by,
        action="round.reissued",
        target=publication.round,
        board_id=board.pk,
        before={"version": publication.version, "sha256": publication.sha256},
        after={"version": publication.version, "sha256": reissue.sha256, "hidden": len(change.shown.cells)},
        reason=reason,
    )


def format_hidden_cell(view: board_report.BoardReport, cell: HiddenCell) -> str:
    """A hidden figure for people: ”Placerade barn, Barn och familj, kvinnor, T2 2024”."""
    names = {area.code: area.name for area in view.areas}
    indicator = next((one.name for one in view.indicators if one.code == cell.indicator), cell.indicator)
    area = "" if cell.area == view.areas[0].code else names.get(cell.area, cell.area)
    gender = {"K": "kvinnor", "M": "män"}.get(cell.gender, "")
    when = f"T{cell.tertial} {cell.year}"
    forecast = "" if cell.part == POINT_PART else "prognos"
    return ", ".join(filter(None, (indicator, area, gender, when, forecast)))
