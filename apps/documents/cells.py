"""Cells of a document's tables: a figure as text, as pages write it, and as the number that it is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from apps.core.lights import Light
from apps.core.swedish import format_number, format_tkr
from apps.documents.blocks import CellDifference, CellSum, DocumentCell, DocumentRow

EMPTY_CELL = DocumentCell()


def build_text_cell(text: str) -> DocumentCell:
    """Words."""
    return DocumentCell(text=text)


def build_light_cell(light: Light | None) -> DocumentCell:
    """A light as shape and word."""
    return DocumentCell(text=light.label, light=light) if light else EMPTY_CELL


def build_tkr_cell(kronor: int | None, *, exact: bool = False, sign: bool = False) -> DocumentCell:
    """An amount in thousand kronor; ``exact`` and ``sign`` as in ``format_tkr``. Empty where there is none."""
    if kronor is None:
        return EMPTY_CELL
    text = format_tkr(kronor, exact=exact, sign=sign)
    return DocumentCell(text=text, number=Decimal(kronor) / 1000, decimals=len(text.partition(",")[2]))


def build_number_cell(value: Decimal | int | None, text: str = "") -> DocumentCell:
    """A number with the ``text`` that says it, which gives its decimals."""
    if value is None:
        return DocumentCell(text=text)
    shown = text or format_number(value)
    return DocumentCell(text=shown, number=Decimal(value), decimals=max(0, -int(Decimal(value).as_tuple().exponent)))


def build_exact_cell(text: str) -> DocumentCell:
    """A number as spreadsheets have it, ``-1531,5``; empty for no text."""
    value = Decimal(text.replace(",", ".")) if text else None
    return build_number_cell(value, "" if value is None else format_number(value))


def add_sums(rows: Sequence[DocumentRow], find_parts: Callable[[int], Sequence[int]]) -> list[DocumentRow]:
    """The rows, where a figure that is exactly the sum of its parts gets the formula that says so.

    ``find_parts`` gives the rows that one is put together of, by their places.
    """
    found = list(rows)
    for place, row in enumerate(rows):
        parts = find_parts(place)
        if parts:
            cells = [
                replace(cell, formula=CellSum(tuple(parts))) if _is_sum(cell, rows, parts, column) else cell
                for column, cell in enumerate(row.cells)
            ]
            found[place] = replace(row, cells=tuple(cells))
    return found


def _is_sum(cell: DocumentCell, rows: Sequence[DocumentRow], parts: Sequence[int], column: int) -> bool:
    numbers = [rows[part].cells[column].number for part in parts]
    known = [number for number in numbers if number is not None]
    return cell.number is not None and len(known) == len(numbers) and sum(known) == cell.number


def add_difference(row: DocumentRow, column: int, minuend: int, subtrahend: int) -> DocumentRow:
    """The row, where a figure that is exactly the difference of two others gets the formula that says so."""
    cell, first, second = (row.cells[place] for place in (column, minuend, subtrahend))
    if cell.formula or cell.number is None or first.number is None or second.number is None:
        return row
    if first.number - second.number != cell.number:
        return row
    cells = list(row.cells)
    cells[column] = replace(cell, formula=CellDifference(minuend, subtrahend))
    return replace(row, cells=tuple(cells))
