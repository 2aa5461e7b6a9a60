"""The order of a sheet's rows: the report's own, or by a column. Pure; ``grid-order.js`` orders again in the page.

Rows stay under their headings with their sum last, and headings go by their sum, or else by their first row: so a
total still stands with its parts. What is empty is last whichever way. A number comes before a text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode

from apps.entry.shapes import EntrySheet, InputKind, SheetCell, SheetRow, SheetSection

BY_NAME = "namn"
BY_REMAINING = "kvar"
_SMALLEST_FIRST = (BY_NAME, BY_REMAINING, "variance", "variance_so_far")
_NUMBER = r"(?:\d{1,3}(?:\s\d{3})+|\d+)(?:,\d+)?"
_NUMBER_PATTERN = re.compile(rf"^\(?([-−–]?{_NUMBER})\)?(?:\s?/\s?({_NUMBER}))?")
_SPACES_PATTERN = re.compile(r"\s")
_SWEDISH_LETTERS = str.maketrans({"å": "{", "ä": "|", "ö": "}", "é": "e", "ü": "y"})  # after z, in their order
_LAST = (2, 0.0, "")
SortKey = tuple[int, float, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ColumnOrderLink:
    """A way to order the rows: ``code`` of the address, and ``aria_sort`` of its column while it holds."""

    code: str
    label: str
    url: str
    aria_sort: str
    current: bool


@dataclass(frozen=True, slots=True)
class RowOrder:
    """What an address asks for: a column's field, ``namn`` or ``kvar``; ``descending`` is the largest first."""

    field: str = ""
    descending: bool = False

    @property
    def code(self) -> str:
        """As the address has it."""
        return f"-{self.field}" if self.descending else self.field


def parse_row_order(code: str, sheet: EntrySheet) -> RowOrder:
    """The order that an address names; the report's own where it names none that the sheet has."""
    order = RowOrder(code.removeprefix("-"), code.startswith("-"))
    fields = {column.field for column in sheet.columns} | {BY_NAME, BY_REMAINING}
    return order if order.field in fields else RowOrder()


def sort_rows(sheet: EntrySheet, order: RowOrder) -> EntrySheet:
    """The sheet with its rows and headings in the order."""
    if not order.field:
        return sheet
    sections = [_sort_section(section, order) for section in sheet.sections]
    keyed = [(_find_section_key(section, order), section) for section in sections]
    return replace(sheet, sections=tuple(section for _, section in _sort(keyed, order)))


def build_order_link(field: str, label: str, order: RowOrder, others: dict[str, str]) -> ColumnOrderLink:
    """The link of a column: first the largest, of a variance the largest deficit, of a name the first letter; then the
    other way; then the report's own.
    """
    is_current = order.field == field
    first = RowOrder(field, descending=field not in _SMALLEST_FIRST)
    other = replace(first, descending=not first.descending)
    following = {first.code: other, other.code: RowOrder()}.get(order.code, first) if is_current else first
    if field == BY_REMAINING and is_current:
        following = RowOrder()
    query = {**others, **({"ordning": following.code} if following.field else {})}
    aria_sort = ("descending" if order.descending else "ascending") if is_current else ""
    return ColumnOrderLink(field, label, "?" + urlencode(query), aria_sort, is_current)


def _sort_section(section: SheetSection, order: RowOrder) -> SheetSection:
    rows = [(_find_row_key(row, order), row) for row in section.rows if not row.is_sum]
    totals = [row for row in section.rows if row.is_sum]
    return replace(section, rows=(*(row for _, row in _sort(rows, order)), *totals))


def _find_section_key(section: SheetSection, order: RowOrder) -> SortKey:
    if order.field == BY_NAME:
        return _read_text(section.title)
    sums = [row for row in reversed(section.rows) if row.is_sum and order.field != BY_REMAINING]
    keys = (_find_row_key(row, order) for row in (*sums, *section.rows))
    return next((key for key in keys if key != _LAST), _LAST)


def _find_row_key(row: SheetRow, order: RowOrder) -> SortKey:
    if order.field == BY_NAME:
        return _read_text(f"{row.label} {row.qualifier}")
    if order.field == BY_REMAINING:
        return (0, float(not _is_remaining(row)), "")
    cell = next((cell for cell in row.cells if cell.column == order.field), None)
    return _read_text(_get_shown_text(cell)) if cell else _LAST


def _is_remaining(row: SheetRow) -> bool:
    """Does the row wait for a figure, or for a mended one?"""
    fields = [cell for cell in row.cells if cell.kind in {InputKind.NUMBER, InputKind.CHOICE} and cell.editable]
    return row.is_expected and bool(fields) and not any(cell.text or cell.computed for cell in fields)


def _get_shown_text(cell: SheetCell) -> str:
    inherited = cell.inherited.text if cell.inherited else ""
    if cell.text and cell.choices:
        return next((choice.label for choice in cell.choices if choice.value == cell.text), cell.text)
    return cell.text or inherited or cell.computed.rpartition(": ")[2]


def _read_text(text: str) -> SortKey:
    """What a text is ordered by: a number by its size, a quotient by what it comes to, else its letters."""
    plain = text.strip()
    if not plain:
        return _LAST
    found = _NUMBER_PATTERN.match(plain)
    if not found:
        return (1, 0.0, plain.casefold().translate(_SWEDISH_LETTERS))
    value = _read_number(found[1]) * (-1 if plain.startswith("(") else 1)
    denominator = _read_number(found[2]) if found[2] else 1.0
    return (0, value / denominator if denominator else value, "")


def _read_number(text: str) -> float:
    """For ordering alone: nothing is stored or shown of it."""
    return float(_SPACES_PATTERN.sub("", text).replace("−", "-").replace("–", "-").replace(",", "."))


def _sort(keyed: Iterable[tuple[SortKey, T]], order: RowOrder) -> list[tuple[SortKey, T]]:
    """In order; what is empty is last, and equals stand as in the report."""
    pairs = list(keyed)
    known = [pair for pair in pairs if pair[0] != _LAST]
    known.sort(key=lambda pair: pair[0], reverse=order.descending)
    if order.descending:  # a reversed sort also keeps equals in their order; numbers still come before texts
        known.sort(key=lambda pair: pair[0][0])
    return [*known, *(pair for pair in pairs if pair[0] == _LAST)]
