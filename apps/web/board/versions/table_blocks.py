"""A part of a version's figures and texts as a table to take along, where what is a number is one."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from apps.core.swedish import NBSP
from apps.documents.blocks import DocumentCell, DocumentColumn, DocumentRow, TableBlock
from apps.documents.cells import build_number_cell, build_text_cell
from apps.web.board.versions.presenter import FactPart, FactRow

# As pages write it: 1 531,5 with a unit of one word. A figure that begins with more zeros is a code.
_NUMBER = re.compile(rf"([+-]?)(0|[1-9]\d{{0,2}}(?:{NBSP}\d{{3}})*|[1-9]\d*)(,\d+)?(?:[ {NBSP}]([^\W\d]+|%))?")


def find_part(parts: Iterable[FactPart], key: str) -> FactPart | None:
    """The part of that key."""
    return next((part for part in parts if part.key == key), None)


def build_fact_block(part: FactPart, columns: Sequence[str]) -> TableBlock:
    """Every row of the part, a column for each version; units stand by themselves, so that numbers are numbers."""
    rows = [*part.rows, *(row for group in part.groups for row in group.rows)]
    texts = [(label, False) for label in ("Vad", "Uppgift", "Enhet")]
    return TableBlock(
        title=part.name,
        columns=tuple(
            DocumentColumn(label=label, is_number=is_number, weight=3)
            for label, is_number in (*texts, *((column, True) for column in columns))
        ),
        rows=tuple(_build_row(row) for row in rows),
    ).drop_empty_columns()


def _build_row(row: FactRow) -> DocumentRow:
    read = [_read_number(text) for _, text in row.texts]
    units = {unit for (_, text), (value, unit) in zip(row.texts, read, strict=True) if text}
    is_of_one_unit = len(units) == 1
    cells = [
        _build_cell(text, value if is_of_one_unit else None)
        for (_, text), (value, _) in zip(row.texts, read, strict=True)
    ]
    unit = units.pop() if is_of_one_unit else ""
    names = (row.name or row.part, row.what, unit)
    return DocumentRow(cells=(*(build_text_cell(name) for name in names), *cells))


def _build_cell(text: str, value: Decimal | None) -> DocumentCell:
    return build_text_cell(text) if value is None else build_number_cell(value, text)


def _read_number(text: str) -> tuple[Decimal | None, str]:
    """The number that a text is, and its unit; None and no unit for any other text."""
    found = _NUMBER.fullmatch(text.replace("\u2212", "-"))
    if found is None:
        return None, ""
    sign, whole, decimals, unit = found.groups(default="")
    return Decimal(f"{sign}{whole.replace(NBSP, '')}{decimals.replace(',', '.')}"), unit
