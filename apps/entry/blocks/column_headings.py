"""The headings of a block that is pasted with them: which column of the sheet each is. Pure functions."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.swedish import tidy_text
from apps.core.tertials import Tertial
from apps.entry.shapes import InputKind, SheetColumn
from apps.rounds.models import AmountUnit

_UNIT_PATTERN = re.compile(r"[(\[]?\b(tkr|kr|mkr|mnkr|kronor|tusen kronor)\b[)\]]?\.?", re.IGNORECASE)
_UNITS = {"kronor": "kr", "tusen kronor": "tkr"}
_PERIOD_PATTERN = re.compile(r"\b(?:t ?[123]|tertial ?[123]|(?:19|20)\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """A column of the block: the sheet's own, or None; the unit that its heading names; why it is not taken."""

    column: SheetColumn | None
    unit: str = ""
    why_not: str = ""


def read_headings(headings: Sequence[str], columns: Sequence[SheetColumn], period: Tertial) -> list[PlacedColumn]:
    """Each heading's column. One that names another period or an unknown unit is taken nowhere, nor two of one kind."""
    placed = [_read_heading(heading, columns, period) for heading in headings]
    counts = Counter(one.column.field for one in placed if one.column)
    return [
        PlacedColumn(None, why_not=f"Två kolumner heter {one.column.title}, så ingen av dem tas med.")
        if one.column and counts[one.column.field] > 1
        else one
        for one in placed
    ]


def is_heading(text: str, columns: Sequence[SheetColumn]) -> bool:
    """Is the text the name of a column, of whatever period?"""
    return _find_column(text, columns) is not None


def _read_heading(heading: str, columns: Sequence[SheetColumn], period: Tertial) -> PlacedColumn:
    plain = tidy_text(heading)
    if not plain:
        return PlacedColumn(None)
    column = _find_column(plain, columns)
    if column is None:
        return PlacedColumn(None, why_not=f"Kolumnen ”{plain}” finns inte här och tas inte med.")
    if column.title.casefold() != plain.casefold() and not _is_of_period(plain, period):
        return PlacedColumn(None, why_not=f"Kolumnen ”{plain}” gäller inte {period.label} och tas inte med.")
    named = _UNIT_PATTERN.search(plain)
    unit = _UNITS.get(named[1].lower(), named[1].lower()) if named else ""
    if unit and (column.kind != InputKind.NUMBER or unit not in AmountUnit.values):
        return PlacedColumn(None, why_not=f"Kolumnen ”{plain}” är i {unit} och tas inte med. Skriv om den i tkr.")
    return PlacedColumn(column, unit)


def _find_column(heading: str, columns: Sequence[SheetColumn]) -> SheetColumn | None:
    exact = next((one for one in columns if one.title.casefold() == tidy_text(heading).casefold()), None)
    if exact:  # a column of another year is known by its year
        return exact
    bare = _PERIOD_PATTERN.sub(" ", _UNIT_PATTERN.sub(" ", tidy_text(heading)))
    name = " ".join(bare.replace(",", " ").split()).casefold()
    return next((column for column in columns if column.title.casefold() == name), None)


def _is_of_period(heading: str, period: Tertial) -> bool:
    """Does each year and tertial that the heading names belong to the period?"""
    own = {str(period.year), period.slug, f"tertial{period.number}"}
    return {found.lower().replace(" ", "") for found in _PERIOD_PATTERN.findall(heading)} <= own
