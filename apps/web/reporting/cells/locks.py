"""Why nothing on a page can be written: said once at the top when it is the same for every cell."""

from collections.abc import Iterable

from apps.entry.shapes import CellStatus, EntrySheet, SheetCell


def find_sheet_lock(grid: EntrySheet) -> str:
    """Why nothing in the sheet can be written, and who can open it; empty when something can."""
    typed = (row for section in grid.sections for row in section.rows if not row.is_total)
    return find_lock(cell for row in typed for cell in row.cells)


def find_lock(cells: Iterable[SheetCell]) -> str:
    """Why none of the cells can be written, and who can open them; empty when some can."""
    found = list(cells)
    if any(cell.editable for cell in found):
        return ""
    return " ".join(dict.fromkeys(cell.why_locked for cell in found if cell.status == CellStatus.LOCKED))
