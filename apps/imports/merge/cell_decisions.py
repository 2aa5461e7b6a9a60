"""What becomes of each cell of a file: the same as stored, a change, an emptying, or a conflict that a person decides.

A template is compared three ways: with what it was made from and with what stands. A cell that people have not changed
in it is no change, however old it is. Other files are compared with what stands.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.core.choices import MissingReason
from apps.imports.merge.cell_values import (
    OUTCOME_VALUE_KEYS,
    CellSchema,
    RowKey,
    RowSource,
    clear_cell,
    copy_cell,
    is_blank,
    list_cells,
)
from apps.imports.report_format.interpretation import NO_VALUE_SIGN
from apps.imports.report_format.records import ParsedRecord

_NOT_REPORTED_VALUE = f"{NO_VALUE_SIGN} {MissingReason.NOT_REPORTED.value}"


class CellEffect(StrEnum):
    """What a cell of the file would do."""

    CHANGE = "change"
    EMPTYING = "emptying"
    CONFLICT = "conflict"


class ConflictReason(StrEnum):
    """Why a person must decide on a cell."""

    TEMPLATE = "template", "ändrad här sedan mallen hämtades"
    SEEN = "seen", "ändrad här sedan filen granskades"
    PERSON = "person", "skriven av en person, inte av ett system"
    DRAFT = "draft", "någon håller på att skriva här"

    label: str

    def __new__(cls, value: str, label: str) -> "ConflictReason":
        made = str.__new__(cls, value)
        made._value_ = value
        made.label = label
        return made


@dataclass(frozen=True, slots=True)
class ApplyChoices:
    """What the person who applies a file has chosen: are cells emptied, and where is the file's figure taken."""

    empty: bool = False
    take: frozenset[str] = frozenset()

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> "ApplyChoices":
        """From what the job keeps."""
        given = stored or {}
        return cls(bool(given.get("empty")), frozenset(given.get("take", ())))


@dataclass(frozen=True, slots=True)
class PreviewedCells:
    """What each touched cell held when the preview was made, and the cells in conflict since then."""

    cells: Mapping[str, str] = field(default_factory=dict)
    conflict_ids: frozenset[str] = frozenset()

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> "PreviewedCells":
        """From what the job keeps."""
        given = stored or {}
        return cls(given.get("cells", {}), frozenset(given.get("asked", ())))

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return {"cells": dict(self.cells), "asked": sorted(self.conflict_ids)}


@dataclass(frozen=True, slots=True)
class DecidedCell:
    """A cell of the file that differs from the stored one.

    ``now`` is the stored value, as ``RowSource.value`` gives it.
    """

    id: str
    sheet: str
    key: RowKey
    cell: CellSchema
    verdict: CellEffect
    why: ConflictReason | None
    now: str
    now_text: str
    file_text: str
    record: ParsedRecord
    is_written: bool


def build_cell_id(sheet: str, key: RowKey, name: str) -> str:
    """A short name of a cell, the same every time."""
    text = "\x1f".join([sheet, *("" if part is None else str(part) for part in key), name])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


class CellDecider:
    """Decides cell by cell, and makes the file's rows what should be written."""

    def __init__(
        self,
        *,
        file: RowSource,
        stored: RowSource,
        template: RowSource | None,
        is_system: bool = False,
        typed: Mapping[tuple[str, RowKey, str], ConflictReason] | None = None,
        choices: ApplyChoices | None = None,
        conflict_ids: Collection[str] = (),
    ) -> None:
        self.file, self.stored, self.template = file, stored, template
        self.is_system = is_system
        self.typed = typed or {}
        self.choices = choices or ApplyChoices()
        self.conflict_ids = conflict_ids
        self.touched: list[DecidedCell] = []

    def decide_row(
        self, sheet: str, key: RowKey, record: ParsedRecord, stored: ParsedRecord | None, base: ParsedRecord | None
    ) -> bool:
        """Merge one row of the file with the stored one. Is anything of it to be written?"""
        is_written = False
        for cell in list_cells(sheet):
            is_written |= self.decide_cell(sheet, key, cell, record, stored, base)
        return is_written

    def decide_cell(
        self,
        sheet: str,
        key: RowKey,
        cell: CellSchema,
        record: ParsedRecord,
        stored: ParsedRecord | None,
        base: ParsedRecord | None,
    ) -> bool:
        """Decide on one cell: the file's row then holds the value to store. Is it to be written?"""
        if not record.given.isdisjoint(cell.keys) and record.unread.isdisjoint(cell.keys):
            decided = self._decide_cell(sheet, key, cell, record, stored, base)
            if decided is not None:
                self.touched.append(decided)
                if decided.is_written:
                    if decided.verdict == CellEffect.EMPTYING or is_blank(record, cell):
                        clear_cell(cell, record)
                    elif cell.keys == OUTCOME_VALUE_KEYS:
                        self._complete_reason(record, stored)
                    return True
        copy_cell(sheet, cell, self.stored, stored, self.file, record)
        return False

    def _decide_cell(
        self,
        sheet: str,
        key: RowKey,
        cell: CellSchema,
        record: ParsedRecord,
        stored: ParsedRecord | None,
        base: ParsedRecord | None,
    ) -> DecidedCell | None:
        now, wanted = self.stored.value(sheet, stored, cell), self.file.value(sheet, record, cell)
        blank = is_blank(record, cell)
        if wanted == now or (blank and (self.is_system or now in ("", _NOT_REPORTED_VALUE))):
            return None
        before = self.template.value(sheet, base, cell) if self.template else None
        if before is not None and wanted == before:
            return None
        identity = build_cell_id(sheet, key, cell.name)
        why = self._find_reason(identity, sheet, key, cell, now, before)
        verdict = CellEffect.CONFLICT if why else CellEffect.EMPTYING if blank else CellEffect.CHANGE
        written = {
            CellEffect.CHANGE: True,
            CellEffect.EMPTYING: self.choices.empty,
            CellEffect.CONFLICT: identity in self.choices.take,
        }
        now_text, file_text = self.stored.text(sheet, stored, cell), self.file.text(sheet, record, cell)
        return DecidedCell(identity, sheet, key, cell, verdict, why, now, now_text, file_text, record, written[verdict])

    def _find_reason(
        self, identity: str, sheet: str, key: RowKey, cell: CellSchema, now: str, before: str | None
    ) -> ConflictReason | None:
        if before is not None and before != now:
            return ConflictReason.TEMPLATE
        if identity in self.conflict_ids:
            return ConflictReason.SEEN
        return self.typed.get((sheet, key, cell.name)) if self.is_system else None

    @staticmethod
    def _complete_reason(record: ParsedRecord, stored: ParsedRecord | None) -> None:
        """A file with only one of the columns that explain a missing outcome keeps the others as stored."""
        if record["value"] not in ("", NO_VALUE_SIGN) or stored is None:
            return
        for name in ("missing", "stated_text"):
            if name not in record.given and stored["value"] in ("", NO_VALUE_SIGN):
                record.values[name], record.found[name] = stored.values[name], stored.found.get(name, "")


def find_cells_changed_since_preview(
    touched: Collection[DecidedCell], seen: PreviewedCells, choices: ApplyChoices
) -> frozenset[str]:
    """The cells to be written, or in conflict, that no longer hold what the preview showed."""
    return frozenset(
        one.id
        for one in touched
        if (one.verdict != CellEffect.EMPTYING or choices.empty) and seen.cells.get(one.id) != one.now
    )
