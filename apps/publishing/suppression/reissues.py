"""Issuing public versions anew: read them all, hide what the rules demand of them together, keep what has changed.

``suppress_board_versions`` says how a board's versions would be read under some rules, and writes nothing;
``create_reissues`` writes.
A publication's own row is never changed. A board without a limit, where nothing is hidden, pays one query.
"""

import hashlib
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from apps.audit.services import record_event
from apps.goals.models import Outcome
from apps.organisation.models import Board
from apps.organisation.services import raise_edition
from apps.publishing.models import Publication, PublicVersion, Reissue, WithheldFigures
from apps.publishing.report_json import decode_report, encode_report
from apps.publishing.suppression.detected_sums import find_sum_formulas
from apps.publishing.suppression.headcounts import POINT_PART, get_point_cell
from apps.publishing.suppression.selectors import has_protected_figures, load_protection_rules
from apps.publishing.suppression.version_suppression import (
    HiddenCell,
    ProtectionRules,
    SuppressedVersion,
    VersionSource,
    WithheldPoints,
    list_withheld_points,
    restore_withheld_points,
    suppress_versions,
)
from apps.report import board_report
from apps.report.over_time.headlines import build_headline

_WithheldFigure = tuple[str, board_report.Point]


@dataclass(frozen=True, slots=True)
class PlannedReissue:
    """A public version that is to be read otherwise."""

    publication: PublicVersion
    before: board_report.BoardReport
    shown: SuppressedVersion


class BoardSuppression(NamedTuple):
    """What changes of a board's public versions, and how the version is read that is about to be published."""

    changes: list[PlannedReissue]
    fresh: board_report.BoardReport | None
    rules: ProtectionRules


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
    found by arithmetic are added to them.
    """
    if rules is None and not has_protected_figures(board, fresh):
        return BoardSuppression([], fresh, ProtectionRules(frozenset(), 0))
    versions = list(PublicVersion.objects.filter(board=board).select_related("round").order_by("pk"))
    sources = list(_iter_version_sources(board, versions))
    if fresh:
        held_against = [place for place, version in enumerate(versions) if version.pk in (leans_on or ())]
        sources.append(
            VersionSource(fresh, fresh, fresh=True, leans_on=None if leans_on is None else tuple(held_against))
        )
    rules = _add_detected_sums(rules or load_protection_rules(board), sources, board)
    shown = suppress_versions(sources, rules)
    changes = [
        PlannedReissue(version, source.public, one)
        for version, source, one in zip(versions, sources, shown, strict=False)
        if one.view is not source.public
    ]
    return BoardSuppression(changes, shown[-1].view if fresh else None, rules)


def _add_detected_sums(rules: ProtectionRules, sources: Sequence[VersionSource], board: Board) -> ProtectionRules:
    """The rules with the sums that a reader could find. Those that people have dismissed are left out."""
    found = find_sum_formulas(
        [one.whole for one in sources], rules.counting, _compute_strictest_threshold(rules, sources)
    )
    known = {(formula.total, formula.parts) for formula in rules.formulas} | rules.dismissed
    fresh = tuple(formula for formula in found if (formula.total, formula.parts) not in known)
    return rules._replace(formulas=(*rules.formulas, *fresh))


def _compute_strictest_threshold(rules: ProtectionRules, sources: Sequence[VersionSource]) -> int:
    return max(rules.threshold, *(one.public.board.small_number_threshold for one in sources), 0)


def _iter_version_sources(board: Board, versions: Sequence[PublicVersion]) -> Iterable[VersionSource]:
    """Every public version, with the numbers that are hidden of it put back."""
    withheld = dict(WithheldFigures.objects.filter(board=board).values_list("publication_id", "figures"))
    stored: dict[Any, Outcome] | None = None
    for version in versions:
        public = sealed = decode_report(zlib.decompress(version.report))
        if version.reissued_at:
            data = Publication.objects.values_list("report", flat=True).get(pk=version.pk)
            sealed = decode_report(zlib.decompress(data))
        if version.pk in withheld:
            figures: WithheldPoints = _decode_figures(bytes(withheld[version.pk]))
        elif any(point.suppressed for one in sealed.indicators for point in one.series):
            stored = _load_outcomes(board) if stored is None else stored
            figures = list(_iter_stored_figures(sealed, stored))
        else:
            figures = ()
        yield VersionSource(public, restore_withheld_points(sealed, figures))


def _decode_figures(data: bytes) -> list[_WithheldFigure]:
    return msgspec.json.decode(zlib.decompress(data), type=list[_WithheldFigure])


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


def save_withheld_figures(
    publication: Publication, view: board_report.BoardReport, shown: board_report.BoardReport
) -> None:
    """Keep the numbers that are hidden of a report that is published, if there are any."""
    figures = list_withheld_points(view, shown) if shown is not view else []
    if figures:
        WithheldFigures.objects.create(
            municipality_id=publication.municipality_id,
            board_id=publication.board_id,
            publication=publication,
            figures=zlib.compress(msgspec.json.encode(figures)),
        )


def create_reissues(*, by: Any, board: Board, changes: Sequence[PlannedReissue], reason: str) -> int:
    """Issue the versions anew, and raise the board's edition so that no page made before is shown. How many."""
    for change in changes:
        _create_reissue(by, board, change, reason)
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
