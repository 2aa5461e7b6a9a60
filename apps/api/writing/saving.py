"""Saving a call's rows: through the entry service, in one transaction, all or nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.api.writing.rows import OperatingRow, OutcomeRow
from apps.followup.entry.cells import save_cells
from apps.followup.entry.context import read_context
from apps.followup.entry.keys import parse_key
from apps.followup.entry.shapes import AnswerStatus, CellAnswer, CellInput
from apps.rounds.models import Round, Unit
from apps.rounds.services import lock_rounds

TWICE = "Samma rad står två gånger i anropet."
EMPTY = "Raden har inget att spara."
_WORST = (AnswerStatus.INVALID, AnswerStatus.STALE, AnswerStatus.LOCKED, AnswerStatus.SAVED, AnswerStatus.UNCHANGED)
REFUSED = frozenset({AnswerStatus.INVALID, AnswerStatus.STALE, AnswerStatus.LOCKED})


@dataclass(slots=True)
class RowAnswer:
    """What became of a row, or would. ``messages`` say what is wrong, ``warnings`` what looks odd; both by field."""

    row: int
    status: AnswerStatus
    messages: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As it stands in an answer."""
        return {"row": self.row, "status": self.status, "messages": self.messages, "warnings": self.warnings}


class _NotSaved(Exception):
    """Undoes what was written."""


def save_rows(
    *, round_: Round, rows: Sequence[OutcomeRow | OperatingRow], by: User, source: str, dry_run: bool
) -> list[RowAnswer]:
    """Save all the rows, or none if any is refused or it is a dry run. The round must come from a scoped queryset.

    What stands is replaced, whoever wrote it: the source system is the writer's word. Money is whole kronor.
    """
    answers = [RowAnswer(place, AnswerStatus.UNCHANGED) for place in range(len(rows))]
    good = _read(rows, answers)
    try:
        with transaction.atomic():
            _save(round_, rows, good, by, source, answers)
            if dry_run or any(answer.status in REFUSED for answer in answers):
                raise _NotSaved
    except _NotSaved:
        pass
    return answers


def _read(rows: Sequence[OutcomeRow | OperatingRow], answers: list[RowAnswer]) -> list[int]:
    """The places of rows that can be tried; the others are told what is wrong."""
    times = Counter(row.key for row in rows)
    good = []
    for place, row in enumerate(rows):
        fault = row.fault() or (TWICE if times[row.key] > 1 else "") or ("" if row.texts() else EMPTY)
        if fault:
            answers[place].status = AnswerStatus.INVALID
            answers[place].messages.append({"field": "", "message": fault})
        else:
            good.append(place)
    return good


def _save(
    round_: Round,
    rows: Sequence[OutcomeRow | OperatingRow],
    good: list[int],
    by: User,
    source: str,
    answers: list[RowAnswer],
) -> None:
    lock_rounds(board_id=round_.board_id, also=[round_.pk])  # so that the versions below are still those that stand
    keys = {place: parse_key(rows[place].key) for place in good}
    standing = read_context(round_, by, keys.values(), Unit.KR).rows
    cells: list[CellInput] = []
    owners: list[int] = []
    for place, key in keys.items():
        found = standing.get(key)
        new = rows[place].cells(found.version if found else 0)
        cells += new
        owners += [place] * len(new)
    if not cells:
        return
    saved = save_cells(round_=round_, cells=cells, by=by, unit=Unit.KR, source=source)
    for place, answer in zip(owners, saved, strict=True):
        _take(answers[place], answer)


def _take(row: RowAnswer, cell: CellAnswer) -> None:
    """The row is as its worst cell."""
    row.status = min(row.status, cell.status, key=_WORST.index)
    if cell.message:
        row.messages.append({"field": cell.field, "message": cell.message})
    told = {warning["message"] for warning in row.warnings}
    row.warnings += [
        {"field": cell.field, "message": warning.message} for warning in cell.warnings if warning.message not in told
    ]
