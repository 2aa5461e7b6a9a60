"""What the readers of foreign spreadsheets have in common; nothing here or in them knows of Django.

They run in a process of their own (``reader_process``), behind limits on memory and time.
"""

from collections.abc import Callable, Iterator
from typing import Any

from apps.imports.table_files.sheet_facts import SheetFacts

MAX_SHEETS = 30
MAX_CELLS = 3_000_000
MAX_READ_COLUMNS = 61  # one more than a row may have, so that the next reader sees that there were more
Row = tuple[int, list[str]]
SheetRows = tuple[SheetFacts, list[Row]]
SpreadsheetReader = Callable[[bytes, int], Iterator[SheetRows]]


class UnreadableFileError(ValueError):
    """The file can't be read; the message says why in Swedish."""


class CellGrid:
    """The texts of a sheet as they come, in any order within a row. ``most_rows`` is where reading may end."""

    def __init__(self, most_rows: int) -> None:
        self.most_rows = most_rows
        self.rows: list[Row] = []
        self.is_full = False
        self._cells = 0

    def write(self, row: int, column: int, text: Any) -> None:
        """One cell; row and column from 1. Empty ones say nothing, and cost nothing."""
        if not text or self.is_full:
            return
        if not self.rows or self.rows[-1][0] != row:
            self.rows.append((row, []))
        cells = self.rows[-1][1]
        place = min(column, MAX_READ_COLUMNS)
        if place > len(cells):
            self._cells += place - len(cells)
            cells.extend([""] * (place - len(cells)))
        cells[place - 1] = str(text)
        self.is_full = row > self.most_rows or self._cells > MAX_CELLS
        if self._cells > MAX_CELLS:
            raise UnreadableFileError("Bladet är för stort. Spara bara det som behövs, som .xlsx eller CSV.")
