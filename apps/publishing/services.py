"""Freezing a report: what the board adopted stays as it was, to the digit."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import msgspec
from django.db import transaction

from apps.audit.services import record_event
from apps.checks.checked_report import build_checked_report
from apps.core.prepared_queries import fetch_prepared
from apps.core.tertials import Tertial
from apps.goals.relations import propose_relations
from apps.organisation.models import Board
from apps.organisation.services import raise_edition
from apps.publishing.models import Publication, PublishedPicture
from apps.publishing.pictures import list_text_pictures
from apps.publishing.records.services import add_correction, add_first_version, add_reissues, lock_records
from apps.publishing.report_json import decode_stored_report, encode_report
from apps.publishing.search.services import add_to_search, replace_in_search, replace_reissued_in_search
from apps.publishing.suppression.reissues import (
    BoardSuppression,
    create_reissues,
    save_withheld_figures,
    suppress_board_versions,
)
from apps.report.board_report import BoardReport
from apps.report.frozen_source import References, freeze_source
from apps.report.over_time.headlines import Headline, Headlines, build_headline, decode_headline
from apps.report.services import delete_chosen_rows
from apps.report.source import load_source_with_frozen
from apps.report.source_types import SourceData
from apps.rounds.models import Round, RoundState
from apps.texts.models import TextPicture
from apps.workflow.states import StateError, lock_round, move_round

JOINT_REISSUE_REASON = "En senare rapport döljer uppgifter för att skydda enskilda. Det som avslöjar dem är dolt här."


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What the minutes say: the meeting's date, the paragraph's number without ``§``, the case's number."""

    date: date
    paragraph: str
    case_number: str


class EarlierReports(NamedTuple):
    """What the board has adopted before: headline figures of all, and the recent reports themselves."""

    headlines: Headlines
    reports: list[BoardReport]
    publications: list[tuple[int, str]]

    def as_references(self) -> References:
        """As they are frozen with a report that leans on them."""
        headlines = [[when.year, when.number, msgspec.to_builtins(headline)] for when, headline in self.headlines]
        return References(headlines, [list(publication) for publication in self.publications])


_ADOPTED_REPORTS_QUERY = """
SELECT DISTINCT ON (p.round_id) p.id, r.year, r.tertial, p.headline, p.sha256,
    CASE WHEN r.year = %(year)s - 1 OR (r.year = %(year)s AND r.tertial < %(tertial)s) THEN p.report END
FROM publishing_publicversion AS p JOIN rounds_round AS r ON r.id = p.round_id
WHERE p.board_id = %(board)s AND r.state = 'adopted' AND (r.year, r.tertial) < (%(year)s, %(tertial)s)
ORDER BY p.round_id, p.version DESC
"""
# A report leaned on what was public then: the publication itself, or one of its re-issues.
_REFERENCED_REPORTS_QUERY = """
SELECT p.id, v.sha256, v.report FROM publishing_publication AS p CROSS JOIN LATERAL (
    SELECT p.sha256, p.report UNION ALL
    SELECT r.sha256, r.report FROM publishing_reissue AS r WHERE r.publication_id = p.id) AS v
WHERE p.id = ANY(%s) AND v.sha256 = ANY(%s)
ORDER BY p.round_id
"""


def load_adopted_before(round_: Round) -> EarlierReports:
    """The board's earlier adopted reports, each by its latest version, in one query.

    The reports of this year and last year come whole, for the checks that hold a report against them.
    """
    here = {"board": round_.board_id, "year": round_.year, "tertial": round_.tertial}
    rows = fetch_prepared(_ADOPTED_REPORTS_QUERY, here)
    headlines = [(Tertial(year, tertial), decode_headline(headline)) for _, year, tertial, headline, *_ in rows]
    recent = [(key, sha256, report) for key, *_, sha256, report in rows if report]
    return _build_earlier_reports(headlines, recent)


def load_referenced_reports(references: References) -> EarlierReports:
    """The earlier reports that a published report leaned on, as they were then."""
    keys, hashes = ([one[place] for one in references.publications] for place in (0, 1))
    rows = fetch_prepared(_REFERENCED_REPORTS_QUERY, [keys, hashes]) if keys else []
    headlines = [
        (Tertial(year, tertial), msgspec.convert(headline, Headline))
        for year, tertial, headline in references.headlines
    ]
    return _build_earlier_reports(headlines, [(key, sha256, report) for key, sha256, report in rows])


def _build_earlier_reports(headlines: Headlines, reports: Sequence[tuple[int, str, bytes]]) -> EarlierReports:
    whole = [decode_stored_report(sha256, report) for _, sha256, report in reports]
    return EarlierReports(headlines, whole, [(key, sha256) for key, sha256, _ in reports])


class BuiltReport(NamedTuple):
    """A report as it would be published now, small numbers shown, with what it is built from."""

    report: BoardReport
    rows: SourceData
    before: EarlierReports


def build_round_report(round_: Round) -> BuiltReport:
    """Build the round's report. An adopted report is built from what it was published with, see ``report.source``."""
    rows, frozen = load_source_with_frozen(round_)
    before = load_referenced_reports(frozen.references) if frozen else load_adopted_before(round_)
    return BuiltReport(build_checked_report(rows, before.headlines, before.reports), rows, before)


def suppress_built_report(built: BuiltReport, board: Board) -> BoardReport:
    """The built report as anyone may read it: small numbers hidden, also what other versions would reveal."""
    return _suppress_built(built, board).fresh or built.report


def _suppress_built(built: BuiltReport, board: Board) -> BoardSuppression:
    return suppress_board_versions(board, fresh=built.report, leans_on=[key for key, _ in built.before.publications])


def build_draft_report(round_: Round) -> BoardReport:
    """The report as it would be published now, small numbers shown: for those who may read drafts."""
    return build_round_report(round_).report


def _store_pictures(publication: Publication, report: BoardReport) -> None:
    """Hold on to the pictures that the version shows. Without any nothing is asked."""
    shown = {one.id for one in list_text_pictures(report)}
    if not shown:
        return
    owner = {"municipality_id": publication.municipality_id, "board_id": publication.board_id}
    pictures = TextPicture.objects.filter(board=publication.board_id, sha256__in=shown).values_list("pk", flat=True)
    PublishedPicture.objects.bulk_create(
        PublishedPicture(**owner, publication=publication, picture_id=key) for key in pictures
    )


@transaction.atomic
def publish(*, round_: Round, by: Any, decision: Meeting | None = None) -> Publication:
    """Freeze an approved round as version 1, or an approved correction as the next version with its reason.

    ``decision`` is the board's; without it the round's own. That of a correction stands on its version only: the report
    keeps the decision that it was adopted by. Small numbers are suppressed before anything is stored, and versions that
    would tell them are issued anew without them. ``StateError`` when the round is in no such state.
    """
    locked = lock_round(round_)
    if locked.state == RoundState.ADOPTED and not locked.correction_state:
        raise StateError("En fastställd rapport ändras genom en rättelse. Öppna den för rättelse först.")
    previous = Publication.objects.filter(round=locked).defer("report").order_by("-version").first()
    reason = locked.correction_reason
    move_round(round_=locked, to=RoundState.ADOPTED, by=by)
    draft = build_round_report(locked)
    lock_records(locked.board_id)
    protected = _suppress_built(draft, locked.board)
    view = protected.fresh or draft.report
    data = encode_report(view)
    publication = Publication.objects.create(
        municipality=locked.board.municipality,
        board=locked.board,
        round=locked,
        version=previous.version + 1 if previous else 1,
        report=zlib.compress(data),
        sha256=hashlib.sha256(data).hexdigest(),
        headline=build_headline(view),
        reason=reason,
        decision_date=decision.date if decision else locked.decision_date,
        decision_paragraph=decision.paragraph if decision else locked.decision_paragraph,
        case_number=decision.case_number if decision else locked.case_number,
    )
    freeze_source(rows=draft.rows, references=draft.before.as_references(), version=publication.version)
    delete_chosen_rows(locked)
    record_event(
        by=by,
        action="round.published",
        target=publication,
        board_id=locked.board_id,
        after={"version": publication.version, "sha256": publication.sha256},
        reason=reason,
    )
    _store_pictures(publication, view)
    save_withheld_figures(publication, draft.report, view, protected.facts)
    create_reissues(by=by, board=locked.board, found=protected, reason=JOINT_REISSUE_REASON)
    propose_relations(board=locked.board, sums=[one[:2] for one in protected.rules.formulas])
    if protected.changes:
        reissued = [change.publication for change in protected.changes]
        add_reissues(locked.board, {locked.pk, *(one.round_id for one in reissued)}, publication)
        replace_reissued_in_search(reissued)
    elif publication.version == 1:
        add_first_version(publication)
    else:
        add_correction(publication)
    if publication.version == 1:
        add_to_search(publication)
    else:
        replace_in_search(publication)
    raise_edition(locked.board_id)
    for name in ("state", "correction_state", "correction_reason"):
        setattr(round_, name, getattr(locked, name))
    return publication
