"""A report's sheet as raw text, and how large one may be."""

from dataclasses import dataclass, field
from typing import NamedTuple

from apps.imports.report_format.errors import CellError, ErrorLog

MAX_FILES = 60
MAX_FILE_MB = 40
MAX_FILE_BYTES = MAX_FILE_MB * 1_000_000
MAX_TOTAL_BYTES = 60_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL_CHARACTERS = 10_000
MAX_TEXT_CHARACTERS = 32_767  # what a cell of Excel holds
TEXTS_SHEET = "texter"
"""The sheet whose cells hold whole texts."""


class RawLine(NamedTuple):
    """A row of raw text; ``number`` is its row in the file, from 1."""

    number: int
    cells: list[str]


CellPlace = tuple[int, int]
"""Row and column, both from 1."""


@dataclass(slots=True)
class RawSheet:
    """A sheet, or one of its parts: ``file`` is what a person would look for, the first line holds the headers.

    ``title`` is what a workbook calls the sheet; empty for a text file. ``remarks`` are Swedish sentences of what a
    person should know of how it was read. ``formulas`` are the cells whose text is the result of a formula, and
    ``filled_down`` those that got their text from a merged cell above, with that cell's range. A sheet that
    ``is_foreign`` is not of the format, and is left out.
    """

    name: str
    file: str
    lines: list[RawLine] = field(default_factory=list)
    title: str = ""
    hidden: bool = False
    remarks: list[str] = field(default_factory=list)
    formulas: frozenset[CellPlace] = frozenset()
    filled_down: dict[CellPlace, str] = field(default_factory=dict)
    is_foreign: bool = False


def add_line(sheet: RawSheet, row: int, cells: list[str], log: ErrorLog) -> None:
    """Add a row to the sheet, without what is empty at its end. Rows and cells that are too long are errors."""
    while cells and not cells[-1].strip():
        cells.pop()
    if not cells:
        return
    if len(cells) > MAX_COLUMNS:
        log.add(CellError(sheet.file, row, None, "", f"En rad får ha högst {MAX_COLUMNS} kolumner."))
        return
    most = MAX_TEXT_CHARACTERS if sheet.name == TEXTS_SHEET else MAX_CELL_CHARACTERS
    for place, cell in enumerate(cells, start=1) if max(map(len, cells)) > most else ():
        if len(cell) > most:
            message = f"En cell får ha högst {most} tecken. Kontrollera citattecknen."
            log.add(CellError(sheet.file, row, str(place), cell[:30], message))
            return
    sheet.lines.append(RawLine(row, cells))
