"""Freezing a report: what the board adopted stays as it was, to the digit."""

import hashlib
import zlib
from typing import Any

from django.db import transaction

from apps.audit.services import record
from apps.followup.build import Headlines, build_report, headline_of
from apps.followup.report import BoardReport
from apps.followup.states import StateError, locked_round, move_round
from apps.publishing.models import Publication
from apps.publishing.records.frozen import decode, encode
from apps.publishing.records.store import keep_records
from apps.publishing.suppression import suppress
from apps.rounds.models import Round, RoundState

__all__ = ["decode", "draft_report", "encode", "headlines_before", "publish"]


def headlines_before(round_: Round) -> Headlines:
    """The headline figures of the board's earlier adopted reports, each by its latest version: one query."""
    latest = (
        Publication.objects.filter(board=round_.board_id, round__state=RoundState.ADOPTED)
        .exclude(round=round_.pk)
        .order_by("round_id", "-version")
        .distinct("round_id")
        .select_related("round")
        .only("headline", "round__year", "round__tertial")
    )
    return [(publication.round.period, publication.headline) for publication in latest]


def draft_report(round_: Round) -> BoardReport:
    """The report as it would be published now, small numbers shown: for those who may read drafts."""
    return build_report(round_, headlines_before(round_))


@transaction.atomic
def publish(*, round_: Round, by: Any, reason: str = "") -> Publication:
    """Freeze an approved round as version 1, or an adopted one as a correction, which needs a reason.

    A correction that has been opened must be approved too, and brings its own reason.

    Small numbers are suppressed before anything is stored. ``StateError`` when the round is in no such state.
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
    view = suppress(draft_report(locked))
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
    keep_records(locked.board_id)
    for name in ("state", "correction_state", "correction_reason"):
        setattr(round_, name, getattr(locked, name))
    return publication
