"""What becomes of each cell of a file: it is as it stands, changes it, would empty it, or must be asked about.

A template is compared three ways: with what it was made from and with what stands. A cell that people have not changed
in it is no change, however old it is. Other files are compared with what stands.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.goals.models import MissingReason
from apps.imports.cellvalues import MEASURED, Cell, RowKey, Source, cells_of_sheet, clear_cell, copy_cell, is_blank
from apps.imports.meaning import NO_VALUE_SIGN
from apps.imports.parse import Record

_NOT_REPORTED = f"{NO_VALUE_SIGN} {MissingReason.NOT_REPORTED.value}"


class Verdict(StrEnum):
    """What a cell of the file would do."""

    CHANGE = "change"
    EMPTYING = "emptying"
    CONFLICT = "conflict"


class Why(StrEnum):
    """Why a person is asked about a cell."""

    TEMPLATE = "template", "ändrad här sedan mallen hämtades"
    SEEN = "seen", "ändrad här sedan filen granskades"
    PERSON = "person", "skriven av en person, inte av ekonomisystemet"
    DRAFT = "draft", "någon håller på att skriva här"

    label: str

    def __new__(cls, value: str, label: str) -> "Why":
        made = str.__new__(cls, value)
        made._value_ = value
        made.label = label
        return made


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who applies a file has chosen: are cells emptied, and where is the file's figure taken."""

    empty: bool = False
    take: frozenset[str] = frozenset()

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> "Choices":
        """From what the job keeps."""
        told = stored or {}
        return cls(bool(told.get("empty")), frozenset(told.get("take", ())))


@dataclass(frozen=True, slots=True)
class Seen:
    """What each touched cell held when the preview was made, and the cells that must be asked about since then."""

    cells: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> "Seen":
        """From what the job keeps."""
        told = stored or {}
        return cls(told.get("cells", {}), frozenset(told.get("asked", ())))

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return {"cells": dict(self.cells), "asked": sorted(self.asked)}


@dataclass(frozen=True, slots=True)
class Touched:
    """A cell of the file that is not as it stands. ``now`` is what stands, as ``Source.value`` tells it."""

    id: str
    sheet: str
    key: RowKey
    cell: Cell
    verdict: Verdict
    why: Why | None
    now: str
    now_text: str
    file_text: str
    record: Record
    is_written: bool


def id_of_cell(sheet: str, key: RowKey, name: str) -> str:
    """A short name of a cell, the same every time."""
    text = "\x1f".join([sheet, *("" if part is None else str(part) for part in key), name])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


class Decider:
    """Decides cell by cell, and makes the file's rows what should be written."""

    def __init__(
        self,
        *,
        file: Source,
        stored: Source,
        template: Source | None,
        is_system: bool = False,
        typed: Mapping[tuple[str, RowKey, str], Why] | None = None,
        choices: Choices | None = None,
        asked: Collection[str] = (),
    ) -> None:
        self.file, self.stored, self.template = file, stored, template
        self.is_system = is_system
        self.typed = typed or {}
        self.choices = choices or Choices()
        self.asked = asked
        self.touched: list[Touched] = []

    def decide_row(self, sheet: str, key: RowKey, record: Record, stored: Record | None, base: Record | None) -> bool:
        """Merge one row of the file with what stands. Is anything of it to be written?"""
        is_written = False
        for cell in cells_of_sheet(sheet):
            is_written |= self.decide_cell(sheet, key, cell, record, stored, base)
        return is_written

    def decide_cell(
        self, sheet: str, key: RowKey, cell: Cell, record: Record, stored: Record | None, base: Record | None
    ) -> bool:
        """Decide on one cell: the file's row then holds what should stand in it. Is it to be written?"""
        if not record.given.isdisjoint(cell.keys) and record.unread.isdisjoint(cell.keys):
            told = self._touched(sheet, key, cell, record, stored, base)
            if told is not None:
                self.touched.append(told)
                if told.is_written:
                    if told.verdict == Verdict.EMPTYING or is_blank(record, cell):
                        clear_cell(cell, record)
                    elif cell.keys == MEASURED:
                        self._complete_reason(record, stored)
                    return True
        copy_cell(sheet, cell, self.stored, stored, self.file, record)
        return False

    def _touched(
        self, sheet: str, key: RowKey, cell: Cell, record: Record, stored: Record | None, base: Record | None
    ) -> Touched | None:
        now, wanted = self.stored.value(sheet, stored, cell), self.file.value(sheet, record, cell)
        blank = is_blank(record, cell)
        if wanted == now or (blank and (self.is_system or now in ("", _NOT_REPORTED))):
            return None
        before = self.template.value(sheet, base, cell) if self.template else None
        if before is not None and wanted == before:
            return None
        identity = id_of_cell(sheet, key, cell.name)
        why = self._why(identity, sheet, key, cell, now, before)
        verdict = Verdict.CONFLICT if why else Verdict.EMPTYING if blank else Verdict.CHANGE
        written = {
            Verdict.CHANGE: True,
            Verdict.EMPTYING: self.choices.empty,
            Verdict.CONFLICT: identity in self.choices.take,
        }
        now_text, file_text = self.stored.text(sheet, stored, cell), self.file.text(sheet, record, cell)
        return Touched(identity, sheet, key, cell, verdict, why, now, now_text, file_text, record, written[verdict])

    def _why(self, identity: str, sheet: str, key: RowKey, cell: Cell, now: str, before: str | None) -> Why | None:
        if before is not None and before != now:
            return Why.TEMPLATE
        if identity in self.asked:
            return Why.SEEN
        return self.typed.get((sheet, key, cell.name)) if self.is_system else None

    @staticmethod
    def _complete_reason(record: Record, stored: Record | None) -> None:
        """A file with only one of the columns that tell why there is no outcome keeps the others as they stand."""
        if record["value"] not in ("", NO_VALUE_SIGN) or stored is None:
            return
        for name in ("missing", "stated_text"):
            if name not in record.given and stored["value"] in ("", NO_VALUE_SIGN):
                record.values[name], record.found[name] = stored.values[name], stored.found.get(name, "")


def find_moved(touched: Collection[Touched], seen: Seen, choices: Choices) -> frozenset[str]:
    """The cells that would be written, or were asked about, and no longer hold what the preview showed."""
    return frozenset(
        one.id
        for one in touched
        if (one.verdict != Verdict.EMPTYING or choices.empty) and seen.cells.get(one.id) != one.now
    )
