"""Which rows of a sheet are shown, and how many of each kind there are. grid-filter.js counts again. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from apps.entry.filled_cells.shapes import RowFill

FILTERS = (
    ("", "Alla"),
    ("tomma", "Tomma"),
    ("varning", "Att titta på"),
    ("ogranskade", "Inte granskade"),
    ("skiljer", "Annat än källan"),
)
_FILTERS_OF_FILLED = frozenset({"ogranskade", "skiljer"})  # offered where a source has filled in something
_SHOWS: Mapping[str, Callable[[str, RowFill | None], bool]] = {
    "tomma": lambda state, _: state == "",
    "varning": lambda state, _: state in {"warned", "problem"},
    "ogranskade": lambda _, fill: bool(fill and fill.unconfirmed),
    "skiljer": lambda _, fill: bool(fill and fill.differing),
}


class FilteredRow(Protocol):
    """What is asked of a row."""

    @property
    def state(self) -> str: ...
    @property
    def waited(self) -> bool: ...
    @property
    def fill(self) -> RowFill | None: ...


@dataclass(frozen=True, slots=True)
class RowFilter:
    """A link that shows only some of the rows; ``count`` is how many."""

    code: str
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class FillCounts:
    """Of the rows that wait for a figure, how many have one; of all rows, how many nobody has looked at."""

    filled: int
    waited: int
    unconfirmed: int


def is_row_filter(code: str) -> bool:
    """Is it a filter that hides rows?"""
    return code in _SHOWS


def is_row_shown(code: str, state: str, fill: RowFill | None) -> bool:
    """Does the filter show a row? Any other code shows all."""
    return code not in _SHOWS or _SHOWS[code](state, fill)


def build_row_filters(rows: Collection[FilteredRow], shown: str, others: Mapping[str, str]) -> tuple[RowFilter, ...]:
    """The choices of rows, with how many each shows. ``shown`` is the address's choice, ``others`` what else it has."""
    listed = [row for row in rows if row.state != "total"]
    has_fills = any(row.fill for row in listed)
    current = shown if is_row_filter(shown) else ""
    return tuple(
        RowFilter(
            code=code,
            label=label,
            count=sum(1 for row in listed if is_row_shown(code, row.state, row.fill)),
            url="?" + urlencode({**others, "visa": code}),
            current=code == current,
        )
        for code, label in FILTERS
        if has_fills or code == current or code not in _FILTERS_OF_FILLED
    )


def count_fills(rows: Collection[FilteredRow]) -> FillCounts | None:
    """How far the rows are filled in; None when no source has filled in any."""
    listed = [row for row in rows if row.state != "total"]
    if not any(row.fill for row in listed):
        return None
    waited = [row for row in listed if row.waited]
    return FillCounts(
        filled=sum(1 for row in waited if row.state),
        waited=len(waited),
        unconfirmed=sum(1 for row in listed if row.fill and row.fill.unconfirmed),
    )
