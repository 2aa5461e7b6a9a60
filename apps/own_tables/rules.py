"""What the rows and columns of a board's table come to. Pure functions: kronor and numbers as decimals.

A line (a row or a column) may follow from others, its parts. What is typed in such a cell goes before what is computed,
as a printed sum does; then ``find_broken_cells`` says where the two differ by more than rounding explains.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

SUMMED_KINDS = frozenset({"amount", "number"})
"""The columns whose values can be summed over rows. Shares can't."""
NUMERIC_KINDS = SUMMED_KINDS | {"percent"}
_HALF = Decimal("0.5")
_LEAST_AMOUNT_PLACE = Decimal(1)

Cell = tuple[str, str]
"""The codes of a row and a column."""
Values = Mapping[Cell, Decimal]


class TableAxis(StrEnum):
    """Which lines a relation is between."""

    ROWS = "rows"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column: its code, and how it follows from others. ``kind`` is a column's unit, empty of a row."""

    code: str
    relation: str = ""
    parts: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell that is not what its relation says: what it should be, and what it is."""

    row: str
    column: str
    axis: TableAxis
    expected: Decimal
    found: Decimal


def compute_relation(relation: str, parts: Sequence[Decimal | None]) -> Decimal | None:
    """What the parts come to. None while any is missing: a sum with a hole in it is no sum."""
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    if relation == "difference":
        return known[0] - sum(known[1:], Decimal(0))
    return sum(known, Decimal(0))


def has_circle(lines: Collection[Line]) -> bool:
    """Does any line follow from itself, at whatever distance?"""
    parts = {line.code: line.parts for line in lines}

    def reaches(code: str, seen: tuple[str, ...]) -> bool:
        return code in seen or any(reaches(part, (*seen, code)) for part in parts.get(code, ()))

    return any(reaches(code, ()) for code in parts)


class TableValues:
    """The values of a table: what is typed, and what follows from it."""

    def __init__(self, rows: Sequence[Line], columns: Sequence[Line], typed: Values) -> None:
        self.rows = {line.code: line for line in rows}
        self.columns = {line.code: line for line in columns}
        self._typed = typed
        self._found: dict[Cell, Decimal | None] = {}

    def is_typed(self, row: str, column: str) -> bool:
        """Does the cell show what is typed there?"""
        return (row, column) in self._typed

    def get(self, row: str, column: str) -> Decimal | None:
        """What the cell shows: what is typed, else what it comes to."""
        cell = (row, column)
        if cell in self._typed:
            return self._typed[cell]
        if cell not in self._found:
            self._found[cell] = None  # a circle comes to nothing
            self._found[cell] = self.compute(row, column)
        return self._found[cell]

    def compute(self, row: str, column: str) -> Decimal | None:
        """What the cell comes to by its row's relation, else by its column's."""
        found = self.compute_by(TableAxis.ROWS, row, column)
        return self.compute_by(TableAxis.COLUMNS, row, column) if found is None else found

    def compute_by(self, axis: TableAxis, row: str, column: str) -> Decimal | None:
        """What the cell comes to by one of its relations; None where it has none, or a part is missing."""
        here, kind = self.rows.get(row), self.columns.get(column)
        if here is None or kind is None or kind.kind not in NUMERIC_KINDS:
            return None
        if axis == TableAxis.ROWS:
            parts = [self.get(part, column) for part in here.parts] if kind.kind in SUMMED_KINDS else []
            return compute_relation(here.relation, parts)
        return compute_relation(kind.relation, [self.get(row, part) for part in kind.parts])

    def iter_broken_cells(self) -> Iterator[BrokenCell]:
        """The cells that are not what their relations say, by more than the rounding of their terms explains."""
        for row in self.rows:
            for column in self.columns:
                yield from (broken for axis in TableAxis if (broken := self._find_broken(axis, row, column)))

    def _find_broken(self, axis: TableAxis, row: str, column: str) -> BrokenCell | None:
        found, expected = self.get(row, column), self.compute_by(axis, row, column)
        if found is None or expected is None:
            return None
        terms = [self.get(*cell) for cell in self._list_parts(axis, row, column)]
        if abs(found - expected) <= compute_rounding([found, *filter(None, terms)], self.columns[column].kind):
            return None
        return BrokenCell(row, column, axis, expected, found)

    def _list_parts(self, axis: TableAxis, row: str, column: str) -> list[Cell]:
        if axis == TableAxis.ROWS:
            return [(part, column) for part in self.rows[row].parts]
        return [(row, part) for part in self.columns[column].parts]


def compute_rounding(values: Sequence[Decimal], kind: str) -> Decimal:
    """By how much a sum may differ when its terms and itself are rounded to the last place that any of them shows.

    Half a place for each value. Amounts in whole kronor may be typed in thousands, or in millions, and then that is
    their place; a number that shows no decimals is counted, and is exact.
    """
    if kind == "amount":
        place = _find_amount_place(values)
        return Decimal(0) if place <= _LEAST_AMOUNT_PLACE else place * _HALF * len(values)
    place = min((_find_last_place(value) for value in values), default=Decimal(1))
    return Decimal(0) if place >= 1 and kind == "number" else place * _HALF * len(values)


def _find_amount_place(values: Sequence[Decimal]) -> Decimal:
    """1 000 000, 100 000, 1 000 or 100 kronor, if all the amounts are whole in it; else a krona."""
    places = (Decimal(1_000_000), Decimal(100_000), Decimal(1000), Decimal(100))
    return next((place for place in places if all(value % place == 0 for value in values)), Decimal(1))


def _find_last_place(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(int(exponent), 0))
