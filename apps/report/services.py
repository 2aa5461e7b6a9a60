"""All writes of a report's own tables: answers to findings, frozen sources, and what a correction takes along."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import record_event
from apps.report.models import AnswerReason, CorrectedPlanRow, FindingAnswer, ReportSource
from apps.rounds.models import Round, RoundState
from apps.rounds.services import touch_rounds

MAX_ANSWER_LENGTH = 2000


class FindingAnswerError(ValueError):
    """The answer can't be given; the message says why in Swedish."""


@transaction.atomic
def answer_finding(
    *, by: Any, round_: Round, fingerprint: str, reason: str, text: str = "", size: Decimal | None = None
) -> FindingAnswer:
    """Answer a finding of an open round, or change the answer. ``size`` is the difference that is answered.

    ``FindingAnswerError`` when the round is not open, the reason unknown, or ”annat” is not explained.
    """
    if not Round.objects.select_for_update().filter(pk=round_.pk, state=RoundState.OPEN).exists():
        raise FindingAnswerError("Rapporten är inte öppen. Svara på iakttagelser medan den är det.")
    if reason not in AnswerReason.values:
        raise FindingAnswerError("Välj ett skäl.")
    text = text.strip()
    if len(text) > MAX_ANSWER_LENGTH:
        raise FindingAnswerError(f"Skriv högst {MAX_ANSWER_LENGTH} tecken.")
    if reason == AnswerReason.OTHER and not text:
        raise FindingAnswerError("Skriv vad skillnaden beror på.")
    before = FindingAnswer.objects.filter(board=round_.board_id, fingerprint=fingerprint).first()
    answer, _ = FindingAnswer.objects.update_or_create(
        board_id=round_.board_id,
        fingerprint=fingerprint,
        defaults={
            "municipality_id": round_.municipality_id,
            "reason": reason,
            "text": text,
            "size": size,
            "answered_by": by,
        },
    )
    touch_rounds(board_id=round_.board_id)
    record_event(
        by=by,
        action="finding.answered",
        target=answer,
        board_id=round_.board_id,
        before={"reason": before.reason, "text": before.text} if before else None,
        after={"reason": reason, "text": text, "fingerprint": fingerprint},
    )
    return answer


@transaction.atomic
def withdraw_answer(*, by: Any, round_: Round, fingerprint: str) -> bool:
    """Take an answer back. Gives whether there was one. ``FindingAnswerError`` when the round is not open."""
    if not Round.objects.select_for_update().filter(pk=round_.pk, state=RoundState.OPEN).exists():
        raise FindingAnswerError("Rapporten är inte öppen. Svara på iakttagelser medan den är det.")
    answer = FindingAnswer.objects.filter(board=round_.board_id, fingerprint=fingerprint).first()
    if answer is None:
        return False
    before = {"reason": answer.reason, "text": answer.text, "fingerprint": fingerprint}
    answer.delete()
    touch_rounds(board_id=round_.board_id)
    record_event(by=by, action="finding.answer_withdrawn", target=answer, board_id=round_.board_id, before=before)
    return True


def save_source(*, round_: Round, version: int, source: bytes) -> ReportSource:
    """Keep what a version of the round's report is built from: ``frozen_source`` says how it is packed."""
    return ReportSource.objects.create(
        municipality_id=round_.municipality_id,
        board_id=round_.board_id,
        round_id=round_.pk,
        version=version,
        source=source,
    )


def save_chosen_rows(*, round_: Round, by: User, rows: Collection[tuple[str, str]]) -> None:
    """The parts of today's plan that the round's correction takes along, by part and key: these and no others."""
    delete_chosen_rows(round_)
    owner = {"municipality_id": round_.municipality_id, "board_id": round_.board_id, "round": round_}
    CorrectedPlanRow.objects.bulk_create(
        CorrectedPlanRow(**owner, part=part, key=key, chosen_by=by) for part, key in sorted(rows)
    )


def delete_chosen_rows(round_: Round) -> None:
    """The round's correction has ended, or takes nothing along."""
    CorrectedPlanRow.objects.filter(round=round_).delete()
