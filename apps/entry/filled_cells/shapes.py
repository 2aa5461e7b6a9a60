"""What is shown of cells that a source filled in. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


class FillNote(NamedTuple):
    """What is stored of a filled cell: a row of ``FilledCell`` without its address."""

    id: int
    source: str
    values: Mapping[str, Any]
    filled_at: datetime
    is_confirmed: bool
    confirmed_by: int | None


FillNotes = Mapping[tuple[str, str], FillNote]
"""By key and field of the cell."""


@dataclass(frozen=True, slots=True)
class CellFill:
    """The source of a cell, and whether a person has confirmed what the cell holds.

    ``source_text`` is what the source says where the cell holds something else; empty where they agree.
    """

    source: str
    at: datetime
    is_confirmed: bool
    source_text: str = ""
    confirmed_by: int | None = None


@dataclass(frozen=True, slots=True)
class RowFill:
    """What sources have filled in of a row: the fields that nobody has confirmed, and where the row says another thing.

    ``differing`` holds, for each field that the row has another value in, its label and what the source says.
    ``confirmed_by`` are the ids of those who have said yes.
    """

    unconfirmed: tuple[str, ...] = ()
    differing: tuple[tuple[str, str], ...] = ()
    confirmed_by: frozenset[int] = frozenset()

    def may_reopen(self, user_id: int) -> bool:
        """Has the person said yes to what the row holds? Where it says another thing there is no yes to take back."""
        return user_id in self.confirmed_by and not (self.unconfirmed or self.differing)

    @property
    def note(self) -> str:
        """What the sources say that the row does not, as a Swedish sentence; empty when they agree."""
        if not self.differing:
            return ""
        parts = [f"{text} ({label.lower()})" for label, text in self.differing]
        return f"Källan säger {', '.join(parts)}."


def sum_row_fill(fills: Mapping[str, CellFill], labels: Mapping[str, str]) -> RowFill:
    """The fills of a row's cells, by field, as one."""
    return RowFill(
        unconfirmed=tuple(name for name, fill in fills.items() if not fill.is_confirmed),
        differing=tuple((labels[name], fill.source_text) for name, fill in fills.items() if fill.source_text),
        confirmed_by=frozenset(fill.confirmed_by for fill in fills.values() if fill.confirmed_by is not None),
    )
