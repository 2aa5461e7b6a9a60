"""What a foreign table looks like: an economy system's extract, or outcomes. A person sees and can change the guess."""

import re
from collections.abc import Iterable, Iterator, Sequence

from apps.imports.files.personal_numbers import Row
from apps.imports.models import FileKind
from apps.imports.outcome_files.headings import MAX_LINES_ABOVE_HEADINGS, looks_like_outcomes, normalise_heading
from apps.imports.report_format.raw_sheets import RawLine

_CODE_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAMES_HEADING = "indikator"


class TableHeads:
    """Keeps the first lines of each sheet of a file while its rows pass by."""

    def __init__(self) -> None:
        self.sheets: list[list[RawLine]] = []

    def iter_noting(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows. A row's number begins anew in each sheet."""
        last = None
        for number, cells in rows:
            if last is None or number <= last:
                self.sheets.append([])
            last = number
            if len(self.sheets[-1]) < MAX_LINES_ABOVE_HEADINGS:
                self.sheets[-1].append(RawLine(number, list(cells)))
            yield number, cells


def guess_table_kind(kind: FileKind, sheets: Sequence[Sequence[RawLine]], *, is_text: bool) -> FileKind:
    """The kind of a file that was taken for ``kind``, by the first lines of its sheets."""
    if kind == FileKind.LEDGER and any(looks_like_outcomes(lines) for lines in sheets):
        return FileKind.OUTCOMES
    if kind == FileKind.REPORT and is_text and sheets and _has_indicator_names(sheets[0]):
        return FileKind.OUTCOMES
    return kind


def _has_indicator_names(lines: Sequence[RawLine]) -> bool:
    """Has a table the format's heading ``indikator``, but names in it where the format has codes?"""
    headings = [normalise_heading(cell) for cell in lines[0].cells]
    if _NAMES_HEADING not in headings:
        return False
    place = headings.index(_NAMES_HEADING)
    cells = [line.cells[place].strip() for line in lines[1:] if place < len(line.cells)]
    return any(cells) and not any(_CODE_PATTERN.fullmatch(cell) for cell in cells)
