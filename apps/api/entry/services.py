"""Saving a call's rows: through the entry service, in one transaction, all or nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from apps.accounts.models import User
from apps.api.entry.input_rows import OperatingRow, OutcomeRow
from apps.api.models import ServiceAccount
from apps.audit.models import AuditEvent
from apps.core.swedish import format_clock
from apps.entry.drafts import REFUSED_ACTION as LOGGED_AS_REFUSED
from apps.entry.drafts import record_refused_cells
from apps.entry.filled_cells.services import RefusedValue, mark_filled_cells, note_refused_values
from apps.entry.keys import parse_key
from apps.entry.services import save_cells
from apps.entry.shapes import SaveResult, SaveStatus
from apps.entry.stored.manual_edits import ManualEdit, ManualEdits, find_manual_edits
from apps.rounds.models import AmountUnit, Round
from apps.rounds.services import lock_rounds

DUPLICATE_ROW = "Samma rad står två gånger i anropet."
EMPTY_ROW = "Raden har inget att spara."
_WORST_FIRST = (SaveStatus.INVALID, SaveStatus.STALE, SaveStatus.LOCKED, SaveStatus.SAVED, SaveStatus.UNCHANGED)
REFUSED_STATUSES = frozenset({SaveStatus.INVALID, SaveStatus.STALE, SaveStatus.LOCKED})


@dataclass(slots=True)
class RowSaveResult:
    """What became of a row, or would. ``messages`` say what is wrong, ``warnings`` what looks odd; both by field."""

    row: int
    status: SaveStatus
    messages: list[dict[str, str]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)

    def to_payload(self) -> dict[str, Any]:
        """As it stands in an answer."""
        return {"row": self.row, "status": self.status, "messages": self.messages, "warnings": self.warnings}


class _RollBack(Exception):
    """Undoes what was written."""


class RowsRefusedError(Exception):
    """Rows were refused, so nothing was saved: see the ``answers``."""

    def __init__(self, answers: list[RowSaveResult]) -> None:
        super().__init__()
        self.answers = answers


def save_rows(
    *, round_: Round, rows: Sequence[OutcomeRow | OperatingRow], by: User, source: str, dry_run: bool, overwrite: bool
) -> list[RowSaveResult]:
    """Save all the rows, or none if any is refused or it is a dry run. The round must come from a scoped queryset.

    What systems wrote is replaced. What a person changed last is not, and such a row is refused as stale, unless
    ``overwrite``. Money is whole kronor.
    """
    answers = [RowSaveResult(place, SaveStatus.UNCHANGED) for place in range(len(rows))]
    good = _check_rows(rows, answers)
    try:
        with transaction.atomic():
            _save_valid_rows(round_, rows, good, by, source, overwrite, answers)
            if dry_run or any(answer.status in REFUSED_STATUSES for answer in answers):
                raise _RollBack
    except _RollBack:
        pass
    return answers


@transaction.atomic
def log_refused_rows(
    *, round_: Round, rows: Sequence[OutcomeRow | OperatingRow], answers: Sequence[RowSaveResult], by: User, source: str
) -> None:
    """Log a value that a person's own stopped, once however often it is sent: the row tells of it, and its history.

    To be called when the call's own transaction has been undone.
    """
    stale = [answer for answer in answers if answer.status == SaveStatus.STALE]
    fields = {answer.row: {message["field"] for message in answer.messages} for answer in stale}
    cells = [cell for place, stopped in fields.items() for cell in rows[place].cells() if cell.field in stopped]
    logged = AuditEvent.objects.filter(
        actor_id=by.pk, board_id=round_.board_id, action=LOGGED_AS_REFUSED, object_id=str(round_.pk)
    ).values_list("after__key", "after__field", "after__raw")
    known = set(logged) if cells else set()
    new = [(cell, AmountUnit.KR.value) for cell in cells if (cell.key, cell.field, cell.raw) not in known]
    record_refused_cells(round_=round_, by=by, refused=new, source=source)
    refused = [RefusedValue(parse_key(cell.key), cell.field, cell.raw, AmountUnit.KR) for cell in cells]
    note_refused_values(round_=round_, cells=refused, source=str(by), by=by)


def _check_rows(rows: Sequence[OutcomeRow | OperatingRow], answers: list[RowSaveResult]) -> list[int]:
    """The places of rows that can be saved; the others get a message of what is wrong."""
    times = Counter(row.key for row in rows)
    good = []
    for place, row in enumerate(rows):
        fault = row.fault() or (DUPLICATE_ROW if times[row.key] > 1 else "") or ("" if row.texts() else EMPTY_ROW)
        if fault:
            answers[place].status = SaveStatus.INVALID
            answers[place].messages.append({"field": "", "message": fault})
        else:
            good.append(place)
    return good


def _save_valid_rows(
    round_: Round,
    rows: Sequence[OutcomeRow | OperatingRow],
    good: list[int],
    by: User,
    source: str,
    overwrite: bool,
    answers: list[RowSaveResult],
) -> None:
    lock_rounds(board_id=round_.board_id, also=[round_.pk])  # so that people type nothing between look and write
    typed = {} if overwrite else _load_typed_cells(round_, [rows[place] for place in good])
    owned = [(place, cell) for place in good for cell in rows[place].cells()]
    cells = [cell for _, cell in owned]
    if not cells:
        return
    saved = save_cells(round_=round_, cells=cells, by=by, unit=AmountUnit.KR, source=source, with_feedback=False)
    written = [(parse_key(one.key), one.field) for one in saved if one.status == SaveStatus.SAVED]
    mark_filled_cells(round_=round_, cells=written, source=str(by), by=by)
    for (place, _), answer in zip(owned, saved, strict=True):
        hand = typed.get((answer.key, answer.field)) if answer.status == SaveStatus.SAVED else None
        stopped = replace(answer, status=SaveStatus.STALE, message=_format_stale_message(hand)) if hand else answer
        _merge_cell_result(answers[place], stopped)


def _load_typed_cells(round_: Round, rows: Sequence[OutcomeRow | OperatingRow]) -> ManualEdits:
    systems = ServiceAccount.objects.filter(board=round_.board_id).values_list("user", flat=True)
    keys = [parse_key(row.key) for row in rows]
    return find_manual_edits(round_=round_, keys=keys, system_users=list(systems)) if keys else {}


def _format_stale_message(hand: ManualEdit) -> str:
    at = localtime(hand.at)
    when = f"{at:%Y-%m-%d} kl. {format_clock(at)}"
    did = "håller på att ändra här" if hand.is_draft else "har ändrat här sedan ett system skrev sist"
    return f"En människa {did}, {when}. Skicka overwrite=true om systemets uppgift ändå ska gälla."


def _merge_cell_result(row: RowSaveResult, cell: SaveResult) -> None:
    """The row is as its worst cell."""
    row.status = min(row.status, cell.status, key=_WORST_FIRST.index)
    if cell.message:
        row.messages.append({"field": cell.field, "message": cell.message})
    known_messages = {warning["message"] for warning in row.warnings}
    row.warnings += [
        {"field": cell.field, "message": warning.message}
        for warning in cell.warnings
        if warning.message not in known_messages
    ]
