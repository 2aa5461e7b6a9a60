"""Saving what is typed: each cell by itself, with a result for each.

A cell is refused as stale when its field has changed since the version that the writer saw;
changes to other fields of the same row don't matter. What can't be saved is kept as a draft of
the writer's own. One cell takes four queries besides those of the transaction, which is why
the context is read, and the row written, in one statement each (see ``make bench``).
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
from apps.entry.filled_cells.source_values import find_typed_notes
from apps.entry.followed_sums import follow_sums, list_gender_keys, list_related_keys
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

    An amount is read in ``unit`` unless it was typed with one. ``round_`` must come from a queryset
    that is scoped to the user.
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
    """Save many cells at once, such as a pasted block, with a result for each in the same order.

    All that can be saved is written in one transaction; a bad, stale or locked cell doesn't stop
    the others. ``source`` is told in the history. Without ``with_feedback`` the results hold no
    light, no sums and no warnings about other cells: systems that write have no use for them.
    """
    keys = [_parse_key_or_none(cell.key) for cell in cells]
    locked = lock_rounds(board_id=round_.board_id, also=[round_.pk])
    locked_round = next(found for found in locked if found.pk == round_.pk)
    locked_round.board = round_.board
    context = _load_context(locked_round, by, cells, keys, unit, with_sums=source == MANUAL_SOURCE)
    batch = _SaveBatch(context, by, [found.pk for found in locked])
    batch.load_seen_columns(cells, keys)
    for place, (cell, key) in enumerate(zip(cells, keys, strict=True)):
        batch.decide(place, cell, key)
    if source == MANUAL_SOURCE:
        batch.follow_sums(cells)
    with set_history_context(by=by, reason=reason, source=source) as history:
        batch.write(cells, history, is_typed=source == MANUAL_SOURCE)
    return batch.build_results(cells, unit, with_feedback=with_feedback, source=source)


def _parse_key_or_none(text: str) -> EntryKey | None:
    try:
        return parse_key(text)
    except BadKeyError:
        return None


def _load_context(
    round_: Round,
    by: User,
    cells: Sequence[CellInput],
    keys: Sequence[EntryKey | None],
    unit: str,
    *,
    with_sums: bool,
) -> SaveContext:
    """What is known of the rows that are typed and of the totals that follow; one query more for confirmed sums."""
    wanted = {key: None for key in keys if key} | dict.fromkeys(list_gender_keys(cells, keys) if with_sums else ())
    context = load_save_context(round_, by, wanted, unit)
    related = list_related_keys(context, wanted) if with_sums else []
    more = dict.fromkeys(key for key in related if key not in wanted)
    return load_save_context(round_, by, wanted | more, unit) if more else context


@dataclass(slots=True)
class _CellDecision:
    """What is to become of one cell, and the message if it is not saved."""

    status: SaveStatus
    message: str = ""


@dataclass(slots=True)
class _SaveBatch:
    """The cells of one save, in three steps: decide on each, write the rows, build results.

    ``decisions`` is by the cell's place in the request. ``working`` holds the rows as they will
    become, and ``accepted`` the places of the cells that change them. ``seen_columns`` are rows at
    the older versions that some writers saw.
    """

    context: SaveContext
    by: User
    rounds: list[int]
    decisions: dict[int, _CellDecision] = field(default_factory=dict)
    working: dict[EntryKey, dict[str, Any]] = field(default_factory=dict)
    accepted: dict[EntryKey, list[int]] = field(default_factory=dict)
    seen_columns: dict[tuple[EntryKey, int], dict[str, Any]] = field(default_factory=dict)
    versions: dict[EntryKey, int] = field(default_factory=dict)
    confirmed_fills: set[int] = field(default_factory=set)
    parsed: list[EntryKey | None] = field(default_factory=list)

    def load_seen_columns(self, cells: Sequence[CellInput], keys: list[EntryKey | None]) -> None:
        """Load what was seen by writers who come with an older version.

        One query for each such row, and none in the usual case where nobody has written since.
        """
        self.parsed = keys
        rows = self.context.rows
        old = [
            (rows[key], cell.version)
            for cell, key in zip(cells, keys, strict=True)
            if key in rows and cell.version is not None and cell.version not in (0, rows[key].version)
        ]
        self.seen_columns = load_old_columns(old) if old else {}

    def decide(self, place: int, cell: CellInput, key: EntryKey | None) -> None:
        """Decide what becomes of a cell, and apply it to the row if it is accepted.

        The order of the checks is the order of the messages: a locked row says that it is locked
        whatever was typed, and a text that can't be read is told before the conflict.
        """
        stored_row = self.context.rows.get(key) if key else None
        if stored_row is None or key is None or find_field(key, cell.field) is None:
            self.decisions[place] = _CellDecision(SaveStatus.INVALID, UNKNOWN_MESSAGE)
            return
        lock = self.context.access.find_lock(stored_row.area_id)
        if lock:
            self.decisions[place] = _CellDecision(SaveStatus.LOCKED, str(lock))
        else:
            self.decisions[place] = self._decide_on_value(place, cell, stored_row)

    def _decide_on_value(self, place: int, cell: CellInput, stored_row: StoredRow) -> _CellDecision:
        """Decide on what was typed in a cell that the writer may change."""
        key = stored_row.key
        row = self.working.get(key, stored_row.values)
        field = ROW_DEFINITIONS[key.kind].fields[cell.field]
        if self.context.period.is_final_accounts and field.not_at_year_end and cell.raw.strip():
            return _CellDecision(SaveStatus.INVALID, field.not_at_year_end)
        try:
            changed = parse_field(key.kind, cell.field, cell.raw, row, stored_row.unit)
            wanted = {**row, **changed}
            settled = normalize_row(key.kind, wanted)
        except UnreadableError as error:
            return _CellDecision(SaveStatus.INVALID, str(error))
        if settled is None and stored_row.pk is None and find_printed_row(self.context, stored_row):
            return _CellDecision(SaveStatus.INVALID, PRINTED_MESSAGE)
        if all(row.get(name) == value for name, value in changed.items()):
            return _CellDecision(SaveStatus.UNCHANGED)
        if self._is_stale(cell, stored_row):
            return _CellDecision(SaveStatus.STALE, STALE_MESSAGE)
        self.working[key] = wanted if settled is None else settled
        self.accepted.setdefault(key, []).append(place)
        return _CellDecision(SaveStatus.SAVED)

    def follow_sums(self, cells: Sequence[CellInput]) -> None:
        """Let the totals that follow the typed rows be what these now come to."""
        typed = {key for key, places in self.accepted.items() if any(cells[one].field == "value" for one in places)}
        for key, row in follow_sums(self.context, self.working, typed).items():
            settled = normalize_row(key.kind, row)
            self.working[key] = row if settled is None else settled
            self.accepted.setdefault(key, [])

    def _is_stale(self, cell: CellInput, stored_row: StoredRow) -> bool:
        """Has this field changed since the version that the writer saw?

        The columns are compared, and not only the version: someone may have changed another
        field of the row. Version 0 is a row that did not exist; of money the writer then saw
        what the report's printed table says.
        """
        if cell.version is None or cell.version == stored_row.version:
            return False
        definition = ROW_DEFINITIONS[stored_row.key.kind]
        older_row: Mapping[str, Any] | None = self.seen_columns.get((stored_row.key, cell.version))
        seen_row = (
            older_row if cell.version else find_printed_row(self.context, stored_row) or definition.build_empty_row()
        )
        columns = definition.fields[cell.field].columns
        return seen_row is None or any(seen_row[name] != stored_row.values[name] for name in columns)

    def write(self, cells: Sequence[CellInput], history: HistoryContext, *, is_typed: bool) -> None:
        """Write every changed row. Cells of a row that someone else wrote first become stale.

        What a person has typed themselves (``is_typed``) needs nobody else to look at it.

        That can only be a writer who does not lock the rounds, such as a program outside the
        product: the version in the statement is the last guard. The context is then read anew,
        so that results show what the other writer stored.
        """
        writes = [RowWrite(self.context.rows[key], normalize_row(key.kind, row)) for key, row in self.working.items()]
        # Goals and indicators share one definition, and so one statement.
        for definition_id in {id(ROW_DEFINITIONS[write.row.key.kind]) for write in writes}:
            same = [write for write in writes if id(ROW_DEFINITIONS[write.row.key.kind]) == definition_id]
            self.versions |= write_rows(
                round_=self.context.round,
                round_ids=self.rounds,
                writes=same,
                cleared_drafts=self._list_cleared_drafts(same, cells),
                confirmed_fills=self._list_typed_fills(same, cells) if is_typed else (),
                by=self.by,
                history=history,
            )
        lost = [key for key in self.working if key not in self.versions]
        if lost:
            self._mark_lost(lost)

    def _mark_lost(self, lost: Iterable[EntryKey]) -> None:
        """Make the cells of rows that were not written stale, and load what is stored instead."""
        for key in lost:
            del self.working[key]
            for place in self.accepted.pop(key):
                self.decisions[place] = _CellDecision(SaveStatus.STALE, STALE_MESSAGE)
        rows = self.context.rows
        unit = next(iter(rows.values())).unit
        self.context = load_save_context(self.context.round, self.by, rows, unit)

    def _list_cleared_drafts(self, writes: Iterable[RowWrite], cells: Sequence[CellInput]) -> list[tuple[str, str]]:
        """The writer's own drafts of the cells that are saved now."""
        places = [place for write in writes for place in self.accepted[write.row.key]]
        return [draft for place in places if (draft := (cells[place].key, cells[place].field)) in self.context.drafts]

    def _list_typed_fills(self, writes: Iterable[RowWrite], cells: Sequence[CellInput]) -> list[int]:
        """The filled cells that are typed in now, or changed with what is typed, by id."""
        if not self.context.fills:
            return []
        found: list[int] = []
        for write in writes:
            key = write.row.key
            fields = {cells[place].field for place in self.accepted[key]}
            found += find_typed_notes(key, self.context.fills, fields, write.row.values, self.working[key])
        self.confirmed_fills |= set(found)
        return found

    def build_results(
        self, cells: Sequence[CellInput], unit: str, *, with_feedback: bool, source: str
    ) -> list[SaveResult]:
        """Build a result for each cell, and keep drafts of those that were not saved."""
        stale = {
            place: (self.context.rows[key], cells[place].field)
            for place, key in enumerate(self.parsed)
            if key and self.decisions[place].status == SaveStatus.STALE
        }
        found = load_conflicts(stale.values()) if stale else {}
        conflicts = {place: found[stored_row.key, field] for place, (stored_row, field) in stale.items()}
        self._save_drafts(cells)
        record_refused_cells(
            round_=self.context.round,
            by=self.by,
            refused=[(cells[place], stored_row.unit) for place, (stored_row, _) in stale.items()],
            source=source,
        )
        builder = save_results.SaveResultBuilder(
            self.context,
            self.working,
            self.versions,
            unit,
            with_feedback=with_feedback,
            confirmed_fills=self.confirmed_fills,
            followed=[key for key, places in self.accepted.items() if not places],
        )
        return [
            builder.build(cell, key, self.decisions[place].status, self.decisions[place].message, conflicts.get(place))
            for place, (cell, key) in enumerate(zip(cells, self.parsed, strict=True))
        ]

    def _save_drafts(self, cells: Sequence[CellInput]) -> None:
        """Keep what could not be saved; a cell that was put back to what is stored needs no draft."""
        save_refused_cells(
            round_=self.context.round,
            by=self.by,
            refused=[
                (cells[place], decision.status, decision.message)
                for place, decision in self.decisions.items()
                if decision.status in (SaveStatus.INVALID, SaveStatus.STALE) and decision.message != UNKNOWN_MESSAGE
            ],
            resolved=[
                (cells[place].key, cells[place].field)
                for place, decision in self.decisions.items()
                if decision.status == SaveStatus.UNCHANGED
            ],
            existing=self.context.drafts,
        )
