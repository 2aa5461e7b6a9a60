"""What every sheet is made of: the reader with their access and drafts, and cells from a row's
columns.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.core.tertials import Tertial
from apps.entry.drafts import load_drafts
from apps.entry.filled_cells.selectors import load_fill_notes
from apps.entry.filled_cells.shapes import FillNotes
from apps.entry.filled_cells.source_values import FILLED_KINDS, build_cell_fill
from apps.entry.keys import EntryKey, EntryKind, parse_key
from apps.entry.row_definitions import RICH_SUFFIX, ROW_DEFINITIONS
from apps.entry.shapes import (
    CellConflict,
    CellLight,
    CellStatus,
    CellWarning,
    InheritedBudget,
    InputKind,
    SheetCell,
    SheetColumn,
)
from apps.entry.stored.events import load_conflicts
from apps.entry.stored.save_context import load_save_context
from apps.entry.values import format_cell_input
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.rounds.access import RoundAccess
from apps.rounds.models import AmountUnit, CellDraft, Round


@dataclass(frozen=True, slots=True)
class EntryReader:
    """The user that a sheet is built for: what they may write, and their drafts.

    ``conflicts`` are what the database holds where a draft is stale, by key and field, ``fills``
    what sources have filled in.
    """

    access: RoundAccess
    drafts: Mapping[tuple[str, str], CellDraft]
    conflicts: Mapping[tuple[str, str], CellConflict] = field(default_factory=dict)
    fills: FillNotes = field(default_factory=dict)

    @property
    def read_only(self) -> str:
        """Why nothing at all can be written; empty when something can."""
        lock = self.access.find_lock(None)
        return str(lock) if lock else ""

    def may_see(self, area_id: int) -> bool:
        """A reporter sees the areas that they write for; everyone else sees all of them."""
        return not self.access.reports_only_own or self.access.is_own(area_id)


@dataclass(frozen=True, slots=True)
class RowValues:
    """The stored columns of a row, as a sheet shows them."""

    key: EntryKey
    area_id: int
    values: Mapping[str, Any]
    version: int
    unit: str


def load_reader(round_: Round, user: Any, kinds: Collection[EntryKind], unit: str = AmountUnit.TKR) -> EntryReader:
    """Load the user's access and drafts for a sheet of such rows, and what sources have filled in: three queries.

    One more for each table where a draft of theirs is stale.
    """
    drafts = load_drafts(round_, user)
    refused = ((parse_key(draft.key), draft.field) for draft in drafts.values() if draft.status == CellStatus.STALE)
    stale = [(key, name) for key, name in refused if key.kind in kinds]
    context = load_save_context(round_, user, {key for key, _ in stale}, unit)
    found = load_conflicts([(context.rows[key], name) for key, name in stale if key in context.rows])
    conflicts = {(key.text, name): theirs for (key, name), theirs in found.items()}
    fills = load_fill_notes(round_) if not FILLED_KINDS.isdisjoint(kinds) else {}
    return EntryReader(context.access, drafts, conflicts, fills)


def build_columns(kind: Any, tertial: int, *, extra: Iterable[SheetColumn] = ()) -> tuple[SheetColumn, ...]:
    """The fields of a kind of row at a tertial (1-3) as columns, then ``extra``."""
    fields = ROW_DEFINITIONS[kind].list_fields(tertial).items()
    return (*(SheetColumn(name, field.label, field.kind) for name, field in fields), *extra)


def build_cell(
    reader: EntryReader,
    row: RowValues,
    name: str,
    *,
    warnings: Iterable[CellWarning] = (),
    light: CellLight | None = None,
    computed: str = "",
    inherited: InheritedBudget | None = None,
) -> SheetCell:
    """One cell. A draft of the reader's is shown instead of the stored value, unless it is locked.

    A computed or inherited amount is only shown while nothing is stored.
    """
    definition = ROW_DEFINITIONS[row.key.kind].fields[name]
    stored = format_cell_input(row.key.kind, name, row.values, row.unit)
    key, lock = row.key.text, reader.access.find_lock(row.area_id)
    draft = None if lock else reader.drafts.get((key, name))
    warned = tuple(warnings)
    return SheetCell(
        key=key,
        field=name,
        label=definition.label,
        kind=definition.kind,
        text=draft.raw if draft else stored,
        stored=stored,
        version=row.version,
        status=_compute_status(locked=bool(lock), draft=draft, text=stored, warned=bool(warned)),
        editable=lock is None,
        message=draft.message if draft else "",
        why_locked=str(lock) if lock else "",
        warnings=warned,
        light=light,
        choices=definition.choices,
        conflict=reader.conflicts.get((key, name)) if draft else None,
        computed="" if stored or inherited else computed,
        inherited=None if stored else inherited,
        fill=build_cell_fill(row.key, name, reader.fills.get((key, name)), row.values, row.unit),
        is_marked_up=bool(row.values.get(name + RICH_SUFFIX)),
    )


def build_computed_cell(key: EntryKey, name: str, label: str, text: str) -> SheetCell:
    """A cell that is computed from others and never typed in."""
    return SheetCell(
        key=key.text,
        field=name,
        label=label,
        kind=InputKind.NUMBER,
        text=text,
        stored=text,
        version=0,
        status=CellStatus.OK if text else CellStatus.EMPTY,
        editable=False,
        why_locked="Räknas ut.",
    )


def _compute_status(*, locked: bool, draft: CellDraft | None, text: str, warned: bool) -> CellStatus:
    if locked:
        return CellStatus.LOCKED
    if draft:
        return CellStatus(draft.status)
    if not text:
        return CellStatus.EMPTY
    return CellStatus.WARNED if warned else CellStatus.OK


def map_area_ids(tree: AreaTree) -> dict[str, int]:
    """The ids of the tree's areas by code."""
    return {area.code: pk for pk, area in tree.by_id.items()}


def find_period_amounts(amounts: Iterable[board_report.Amounts], when: Tertial) -> board_report.Amounts | None:
    """The amounts of one period, if there are any."""
    return next((one for one in amounts if one.period == when), None)
