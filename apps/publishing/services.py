"""Freezing a report: what the board adopted stays as it was, to the digit."""

import hashlib
import json
import zlib
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from apps.audit.services import record
from apps.core.prepared import prepared_rows
from apps.core.tertials import Tertial
from apps.followup.build import Headlines, build_report, headline_of
from apps.followup.report import BoardReport
from apps.followup.states import StateError, locked_round, move_round
from apps.goals.relations import propose_relations
from apps.organisation.models import Board
from apps.publishing.models import Publication
from apps.publishing.records.frozen import decode, encode
from apps.publishing.records.store import keep_records, lock_records
from apps.publishing.reissue import keep_reissues, keep_withheld, show_board
from apps.rounds.models import Round, RoundState

HIDDEN_WITH_OTHERS = "En senare rapport döljer uppgifter för att skydda enskilda. Det som avslöjar dem är dolt här."


class Before(NamedTuple):
    """What the board has adopted before: headline figures of all, and the recent reports themselves."""

    headlines: Headlines
    reports: list[BoardReport]


_ADOPTED = """
SELECT DISTINCT ON (p.round_id) r.year, r.tertial, p.headline, p.sha256,
    CASE WHEN r.year = %(year)s - 1 OR (r.year = %(year)s AND r.tertial < %(tertial)s) THEN p.report END
FROM publishing_publicversion AS p JOIN rounds_round AS r ON r.id = p.round_id
WHERE p.board_id = %(board)s AND r.state = 'adopted' AND r.id <> %(round)s
ORDER BY p.round_id, p.version DESC
"""


def adopted_before(round_: Round) -> Before:
    """The board's earlier adopted reports, each by its latest version, in one query.

    The reports of this year and last year come whole, for the checks that hold a report against them.
    """
    here = {"board": round_.board_id, "round": round_.pk, "year": round_.year, "tertial": round_.tertial}
    rows = prepared_rows(_ADOPTED, here)
    headlines = [(Tertial(year, tertial), json.loads(headline)) for year, tertial, headline, *_ in rows]
    return Before(headlines, [decoded(sha256, report) for *_, sha256, report in rows if report])


@lru_cache(maxsize=32)
def decoded(sha256: str, data: bytes) -> BoardReport:
    """The report of stored bytes. The same bytes are the same report for ever, so the latest few are kept decoded."""
    return decode(zlib.decompress(data))


def draft_report(round_: Round) -> BoardReport:
    """The report as it would be published now, small numbers shown: for those who may read drafts."""
    before = adopted_before(round_)
    return build_report(round_, before.headlines, before.reports)


@transaction.atomic
def publish(*, round_: Round, by: Any, reason: str = "") -> Publication:
    """Freeze an approved round as version 1, or an adopted one as a correction, which needs a reason.

    A correction that has been opened must be approved too, and brings its own reason.

    Small numbers are suppressed before anything is stored, and versions that would tell them are issued anew without
    them. ``StateError`` when the round is in no such state.
    """
    locked = locked_round(round_)
    previous = Publication.objects.filter(round=locked).defer("report").order_by("-version").first()
    if locked.correction_state:
        reason = locked.correction_reason
        move_round(round_=locked, to=RoundState.ADOPTED, by=by)
    elif locked.state == RoundState.ADOPTED and previous:
        if not reason.strip():
            raise StateError("En rättelse av en fastställd rapport behöver ett skäl.")
    else:
        move_round(round_=locked, to=RoundState.ADOPTED, by=by)
    before = adopted_before(locked)
    whole = build_report(locked, before.headlines, before.reports)
    lock_records(locked.board_id)
    protected = show_board(locked.board, fresh=whole)
    view = protected.fresh or whole
    data = encode(view)
    publication = Publication.objects.create(
        municipality=locked.board.municipality,
        board=locked.board,
        round=locked,
        version=previous.version + 1 if previous else 1,
        report=zlib.compress(data),
        sha256=hashlib.sha256(data).hexdigest(),
        headline=headline_of(view),
        reason=reason,
        decision_date=locked.decision_date,
        decision_paragraph=locked.decision_paragraph,
        case_number=locked.case_number,
    )
    record(
        by=by,
        action="round.published",
        target=publication,
        board_id=locked.board_id,
        after={"version": publication.version, "sha256": publication.sha256},
        reason=reason,
    )
    keep_withheld(publication, whole, view)
    keep_reissues(by=by, board=locked.board, changes=protected.changes, reason=HIDDEN_WITH_OTHERS)
    propose_relations(board=locked.board, sums=[one[:2] for one in protected.rules.formulas])
    keep_records(locked.board_id)
    Board.objects.filter(pk=locked.board_id).update(edition=F("edition") + 1)
    for name in ("state", "correction_state", "correction_reason"):
        setattr(round_, name, getattr(locked, name))
    return publication
