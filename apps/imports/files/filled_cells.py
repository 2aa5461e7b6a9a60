"""Which cells of the entry a file has changed: from the words of the import format to keys and fields."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from apps.accounts.models import User
from apps.entry.filled_cells.services import (
    EntryCell,
    RefusedValue,
    confirm_written_cells,
    mark_filled_cells,
    note_refused_values,
)
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.imports.merge.cell_decisions import ConflictReason, DecidedCell
from apps.imports.merge.changes import SheetChange
from apps.imports.merge.manual_cells import is_system_account
from apps.imports.models import FileKind, ImportJob
from apps.imports.report_format.schema import SCHEMAS_BY_NAME
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET
from apps.rounds.models import AmountUnit, Round

KeyCells = Mapping[str, str]
_KEYS_BY_SHEET: Mapping[str, tuple[EntryKind, Callable[[KeyCells], EntryKey]]] = {
    "outcomes": (
        EntryKind.OUTCOME,
        lambda row: EntryKey(EntryKind.OUTCOME, row["indicator"], row["area"], row["gender"]),
    ),
    "operating": (EntryKind.OPERATING, lambda row: EntryKey(EntryKind.OPERATING, row["area"], row["cost_type"])),
    "investments": (EntryKind.INVESTMENT, lambda row: EntryKey(EntryKind.INVESTMENT, row["project"], row["flow"])),
}


def note_source_of_cells(
    *, job: ImportJob, round_: Round, found: Sequence[SheetChange], touched: Sequence[DecidedCell] = ()
) -> None:
    """Mark the figures that a system's file has written as not looked at; what a person's template writes is typed.

    What of ``touched`` a person's own value stopped is noted as what the source says.
    """
    cells = list(list_changed_cells(round_, found))
    if job.file.kind != FileKind.REPORT or is_system_account(job.file.uploaded_by):
        mark_filled_cells(round_=round_, cells=cells, source=job.file.name, by=job.created_by)
        refused = list(iter_refused_values(round_, touched))
        note_refused_values(round_=round_, cells=refused, source=job.file.name, by=job.created_by)
    elif isinstance(job.created_by, User):
        confirm_written_cells(round_=round_, cells=cells, by=job.created_by)


def iter_refused_values(round_: Round, touched: Sequence[DecidedCell]) -> Iterator[RefusedValue]:
    """The round's own figures that the file has and that a person's own value stopped."""
    for one in touched:
        is_stopped = one.why in (ConflictReason.PERSON, ConflictReason.DRAFT) and not one.is_written
        if not is_stopped or one.sheet not in _KEYS_BY_SHEET or one.record.values.get("table"):
            continue
        if (one.record["year"], one.record["tertial"]) == (round_.year, round_.tertial):
            _, build_key = _KEYS_BY_SHEET[one.sheet]
            key = build_key({name: one.record.values.get(name) or "" for name in ROW_KEYS_BY_SHEET[one.sheet]})
            yield RefusedValue(key, one.cell.name, one.file_text.removesuffix(" tkr"), AmountUnit.TKR)


def list_changed_cells(round_: Round, found: Sequence[SheetChange]) -> Iterator[EntryCell]:
    """The figures of the round's own period that a file has changed, but for those of printed tables."""
    for sheet in found:
        schema = SCHEMAS_BY_NAME.get(sheet.name)
        if schema is None or schema.key not in _KEYS_BY_SHEET:
            continue
        kind, build_key = _KEYS_BY_SHEET[schema.key]
        fields = {column.name: column.key for column in schema.columns if column.key in ROW_DEFINITIONS[kind].fields}
        for row in sheet.rows:
            cells = dict(zip(ROW_KEYS_BY_SHEET[schema.key], row.key.split(" · "), strict=True))
            is_own = (cells["year"], cells["tertial"]) == (str(round_.year), str(round_.tertial))
            if is_own and not cells.get("table"):
                key = build_key(cells)
                yield from ((key, fields[cell.column]) for cell in row.cells if cell.column in fields)
