"""Saving what is typed: each cell by itself, with an answer for each.

A cell is refused as stale when its field has changed since the version that the writer saw; other fields of the same
row don't matter. What can't be taken is kept as typed, as the writer's own draft. Four queries of its own for a cell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import MANUAL_SOURCE, HistoryContext, set_history_context
from apps.core.cell_numbers import UnreadableError
from apps.entry.drafts import record_refused_cells, save_refused_cells
from apps.entry.feedback import save_results
from apps.entry.keys import BadKeyError, EntryKey, parse_key
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.shapes import CellInput, SaveResult, SaveStatus
from apps.entry.stored.events import load_conflicts, load_old_columns
from apps.entry.stored.printed_rows import find_printed_row
from apps.entry.stored.row_statements import RowWrite, write_rows
from apps.entry.stored.save_context import SaveContext, StoredRow, load_save_context
from apps.entry.values import find_field, normalize_row, parse_field
from apps.rounds.models import AmountUnit, Round
from apps.rounds.services import lock_rounds

STALE_MESSAGE = "Någon annan har ändrat här sedan du såg värdet. Välj vilket som ska gälla."
UNKNOWN_MESSAGE = "Cellen finns inte i den här rapporten."
PRINTED_MESSAGE = (
    "Siffran står i rapportens tryckta tabell och kan inte tas bort. Skriv den siffra som ska gälla i stället."
)


def save_cell(
    *,
    round_: Round,
    key: str,
    field: str,
    raw: str,
    version: int,
    by: User,
    reason: str = "",
    unit: str = AmountUnit.TKR,
) -> SaveResult:
    """Save one cell. ``raw`` is what was typed, ``version`` that of the row that the writer saw.

    Money without a unit of its own is read in ``unit``. The round must come from a scoped queryset.
    """
    cells = [CellInput(key, field, raw, version)]
    return save_cells(round_=round_, cells=cells, by=by, reason=reason, unit=unit)[0]


@transaction.atomic
def save_cells(
    *,
    round_: Round,
    cells: Sequence[CellInput],
    by: User,
    reason: str = "",
    unit: str = AmountUnit.TKR,
    source: str = MANUAL_SOURCE,
    with_feedback: bool = True,
) -> list[SaveResult]:
    """Save many cells at once, such as a pasted block, with an answer for each in their order.

    All that can be taken is written in one transaction; a bad, stale or locked cell doesn't stop the others.
    Without ``beside`` the answers tell of no light and of nothing else that changed.
    """
    keys = [_parse_key_or_none(cell.key) for cell in cells]
    locked = lock_rounds(board_id=round_.board_id, also=[round_.pk])
    now = next(found for found in locked if found.pk == round_.pk)
    now.board = round_.board
    context = load_save_context(now, by, filter(None, keys), unit)
    batch = _SaveBatch(context, by, [found.pk for found in locked])
    batch.load_seen_columns(cells, keys)
    for place, (cell, key) in enumerate(zip(cells, keys, strict=True)):
        batch.take(place, cell, key)
    with set_history_context(by=by, reason=reason, source=source) as history:
        batch.write(cells, history)
    return batch.build_results(cells, unit, with_feedback=with_feedback, source=source)


def _parse_key_or_none(text: str) -> EntryKey | None:
    try:
        return parse_key(text)
    except BadKeyError:
        return None


@dataclass(slots=True)
class _CellDecision:
    """What is to become of one cell."""

    status: SaveStatus
    message: str = ""


@dataclass(slots=True)
class _SaveBatch:
    context: SaveContext
    by: User
    rounds: list[int]
    verdicts: dict[int, _CellDecision] = field(default_factory=dict)
    working: dict[EntryKey, dict[str, Any]] = field(default_factory=dict)
    taken: dict[EntryKey, list[int]] = field(default_factory=dict)
    seen: dict[tuple[EntryKey, int], dict[str, Any]] = field(default_factory=dict)
    versions: dict[EntryKey, int] = field(default_factory=dict)
    parsed: list[EntryKey | None] = field(default_factory=list)

    def load_seen_columns(self, cells: Sequence[CellInput], keys: list[EntryKey | None]) -> None:
        """Find what writers saw who come with an older version: one query for each kind, and none in the plain case."""
        self.parsed = keys
        rows = self.context.rows
        old = [
            (rows[key], cell.version)
            for cell, key in zip(cells, keys, strict=True)
            if key in rows and cell.version is not None and cell.version not in (0, rows[key].version)
        ]
        self.seen = load_old_columns(old) if old else {}

    def take(self, place: int, cell: CellInput, key: EntryKey | None) -> None:
        """Decide on a cell, and note what it changes."""
        stored_row = self.context.rows.get(key) if key else None
        if stored_row is None or key is None or find_field(key.kind, cell.field) is None:
            self.verdicts[place] = _CellDecision(SaveStatus.INVALID, UNKNOWN_MESSAGE)
            return
        lock = self.context.access.lock(stored_row.area_id)
        if lock:
            self.verdicts[place] = _CellDecision(SaveStatus.LOCKED, str(lock))
            return
        row = self.working.get(key, stored_row.values)
        try:
            changed = parse_field(key.kind, cell.field, cell.raw, row, stored_row.about)
            wanted = {**row, **changed}
            settled = normalize_row(key.kind, wanted)
        except UnreadableError as error:
            self.verdicts[place] = _CellDecision(SaveStatus.INVALID, str(error))
            return
        if settled is None and stored_row.pk is None and find_printed_row(self.context, stored_row):
            self.verdicts[place] = _CellDecision(SaveStatus.INVALID, PRINTED_MESSAGE)
        elif all(row.get(name) == value for name, value in changed.items()):
            self.verdicts[place] = _CellDecision(SaveStatus.UNCHANGED)
        elif self._is_stale(cell, stored_row):
            self.verdicts[place] = _CellDecision(SaveStatus.STALE, STALE_MESSAGE)
        else:
            self.verdicts[place] = _CellDecision(SaveStatus.SAVED)
            self.working[key] = wanted if settled is None else settled
            self.taken.setdefault(key, []).append(place)

    def _is_stale(self, cell: CellInput, stored_row: StoredRow) -> bool:
        """Has this field changed since the version that the writer saw?"""
        if cell.version is None or cell.version == stored_row.version:
            return False
        subject = ROW_DEFINITIONS[stored_row.key.kind]
        seen: Mapping[str, Any] | None = self.seen.get((stored_row.key, cell.version))
        then = seen if cell.version else find_printed_row(self.context, stored_row) or subject.empty()
        columns = subject.fields[cell.field].columns
        return then is None or any(then[name] != stored_row.values[name] for name in columns)

    def write(self, cells: Sequence[CellInput], history: HistoryContext) -> None:
        """Write every row that was changed. Cells of a row that someone else got to first become stale."""
        writes = [RowWrite(self.context.rows[key], normalize_row(key.kind, row)) for key, row in self.working.items()]
        for subject in {id(ROW_DEFINITIONS[write.row.key.kind]) for write in writes}:
            same = [write for write in writes if id(ROW_DEFINITIONS[write.row.key.kind]) == subject]
            self.versions |= write_rows(
                round_=self.context.round,
                touched=self.rounds,
                writes=same,
                cleared=self._list_cleared_drafts(same, cells),
                by=self.by,
                history=history,
            )
        lost = [key for key in self.working if key not in self.versions]
        for key in lost:
            del self.working[key]
            for place in self.taken.pop(key):
                self.verdicts[place] = _CellDecision(SaveStatus.STALE, STALE_MESSAGE)
        if lost:
            self.context = load_save_context(
                self.context.round, self.by, self.context.rows, next(iter(self.context.rows.values())).about.unit
            )

    def _list_cleared_drafts(self, writes: Iterable[RowWrite], cells: Sequence[CellInput]) -> list[tuple[str, str]]:
        """The writer's earlier drafts of the cells that are written now."""
        places = [place for write in writes for place in self.taken[write.row.key]]
        return [draft for place in places if (draft := (cells[place].key, cells[place].field)) in self.context.drafts]

    def build_results(
        self, cells: Sequence[CellInput], unit: str, *, with_feedback: bool, source: str
    ) -> list[SaveResult]:
        """An answer for each cell, and the drafts of those that were not taken."""
        stale = {
            place: (self.context.rows[key], cells[place].field)
            for place, key in enumerate(self.parsed)
            if key and self.verdicts[place].status == SaveStatus.STALE
        }
        found = load_conflicts(stale.values()) if stale else {}
        theirs = {place: found[stored_row.key, field] for place, (stored_row, field) in stale.items()}
        save_refused_cells(
            round_=self.context.round,
            by=self.by,
            refused=[
                (cells[place], verdict.status, verdict.message)
                for place, verdict in self.verdicts.items()
                if verdict.status in (SaveStatus.INVALID, SaveStatus.STALE) and verdict.message != UNKNOWN_MESSAGE
            ],
            resolved=[
                (cells[place].key, cells[place].field)
                for place, verdict in self.verdicts.items()
                if verdict.status == SaveStatus.UNCHANGED
            ],
            existing=self.context.drafts,
        )
        record_refused_cells(
            round_=self.context.round,
            by=self.by,
            refused=[(cells[place], stored_row.about.unit) for place, (stored_row, _) in stale.items()],
            source=source,
        )
        history = save_results.SaveResultBuilder(self.context, self.working, self.versions, unit, rest=with_feedback)
        return [
            history.answer(cell, key, self.verdicts[place].status, self.verdicts[place].message, theirs.get(place))
            for place, (cell, key) in enumerate(zip(cells, self.parsed, strict=True))
        ]
