"""Which period a row or a heading is about: ”202608”, ”aug 2026”, ”jan–aug 2026”, ”T2”, ”2026”."""

import re
from typing import NamedTuple

from apps.core.swedish import tidy_text
from apps.core.tertials import FIRST_YEAR, LAST_YEAR, MONTH_NAMES, Tertial
from apps.imports.ledgers.periods import parse_ledger_period
from apps.imports.outcome_files.texts import show_text

DECEMBER = 12
_SHORT_MONTHS = [name[:3] for name in MONTH_NAMES]
_MONTH = "(?:" + "|".join(name for name in _SHORT_MONTHS if name) + r")[a-zåäö]*\.?"
_YEAR = r"(?<!\d)(20\d\d|19\d\d)(?!\d)"
_TO = r"\s*(?:-|till och med|tom|t\.?\s?o\.?\s?m\.?|till)\s*"
_TERTIAL_PATTERN = re.compile(r"(?<![a-zåäö])(?:t|tertial|tert\.?)[ .]?([123])(?!\d)", re.IGNORECASE)
_QUARTER_PATTERN = re.compile(r"(?<![a-zåäö])(?:q|kv|kvartal)[ .]?([1-4])(?!\d)", re.IGNORECASE)
_HALF_PATTERN = re.compile(r"(?<![a-zåäö])(?:h|halvår)[ .]?([12])(?!\d)", re.IGNORECASE)
_MONTHS_PATTERN = re.compile(rf"\b({_MONTH})(?: ?20\d\d)?{_TO}({_MONTH})", re.IGNORECASE)
# The end without a year only after a start without dashes: 2026-09-03 is a day.
_DIGITS_PATTERN = re.compile(
    rf"(?<!\d)(?:(20\d\d)-?(0[1-9]|1[0-2])(?:-?[0-3]\d)?{_TO}(20\d\d)-?|(20\d\d)(0[1-9]|1[0-2]){_TO})"
    r"(0[1-9]|1[0-2])(?:-?[0-3]\d)?(?!\d)",
    re.IGNORECASE,
)
_MONTH_PATTERN = re.compile(rf"\b({_MONTH})(?![a-zåäö])", re.IGNORECASE)
_YEAR_MONTH_PATTERN = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])(?!-?\d)")
_WHOLE_YEAR_PATTERN = re.compile(r"\bhel(?:a\s*)?år(?:et)?\b|\bårs(?:utfall|värde|resultat)", re.IGNORECASE)
_YEAR_PATTERN = re.compile(_YEAR)


class PeriodMark(NamedTuple):
    """The months that something is about, both included; a year of None is not stated, a ``first`` of 0 is a month of
    the year before.

    ``tertial`` is the number where it is named as one, which doesn't say if it counts from January.
    """

    year: int | None
    first: int
    last: int
    tertial: int = 0

    @property
    def is_month(self) -> bool:
        return self.first == self.last

    @property
    def is_whole_year(self) -> bool:
        return not self.tertial and (self.first, self.last) == (1, DECEMBER)

    @property
    def label(self) -> str:
        """In words: ”augusti 2026”, ”januari–mars”, ”T2 2026”, ”hela 2026”."""
        year = f" {self.year}" if self.year else ""
        if self.tertial:
            return f"T{self.tertial}{year}"
        if self.is_whole_year:
            return f"hela{year or ' året'}"
        months = (MONTH_NAMES[self.first] or "året före") + ("" if self.is_month else f"–{MONTH_NAMES[self.last]}")
        return months + year


def parse_period_cells(period: str, year: str = "") -> PeriodMark | None:
    """The period that a row's cells say, the year in a column of its own or not. ``ValueError`` in Swedish.

    None where both are empty.
    """
    own_year = _parse_year(year)
    text = tidy_text(show_text(period))
    if not text:
        return PeriodMark(own_year, 1, DECEMBER) if own_year else None
    mark = _parse_text(text)
    if mark is None:
        found_year, month = parse_ledger_period(text)
        mark = PeriodMark(found_year, month or 1, month or DECEMBER)
    if own_year and mark.year not in (None, own_year):
        raise ValueError(f"Perioden ”{period[:40]}” och året ”{year[:40]}” säger olika.")
    return mark._replace(year=mark.year or own_year)


def is_period_text(cell: str) -> bool:
    """Is a cell a period, and nothing else?"""
    try:
        return parse_period_cells(cell) is not None
    except ValueError:
        return False


def find_heading_period(heading: str) -> PeriodMark | None:
    """The period that a heading or a line above a table names; None where it names none. A bare year is no period."""
    text = tidy_text(show_text(heading))
    return _find_span(text, _find_year(text)) or _find_month(text)


def list_years(text: str) -> set[int]:
    """The years that a text names."""
    plain = tidy_text(show_text(text))
    named = {int(year) for year in _YEAR_PATTERN.findall(plain)}
    return named | {int(year) for year, _ in _YEAR_MONTH_PATTERN.findall(plain)}


def is_accumulated(mark: PeriodMark, period: Tertial) -> bool:
    """Is the mark January to the end of the report's period, or named as that very tertial?"""
    if mark.tertial:
        return mark.tertial == period.number
    return mark.first == 1 and mark.last == period.end.month and not mark.is_month


def _parse_year(cell: str) -> int | None:
    text = tidy_text(show_text(cell))
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:9]) <= LAST_YEAR):
        raise ValueError(f"”{cell[:40]}” är inget årtal. Skriv till exempel 2026.")
    return int(text)


def _parse_text(text: str) -> PeriodMark | None:
    """A span, a tertial or a year as the whole of a cell; None for what may be a month or a date."""
    year = _find_year(text)
    if text.isdigit() and len(text) == 4 and year:
        return PeriodMark(year, 1, DECEMBER)
    return _find_span(text, year)


def _find_span(text: str, year: int | None) -> PeriodMark | None:
    if found := _DIGITS_PATTERN.search(text):
        first_year, first, last_year, only_year, only_first, last = found.groups()
        start = int(first or only_first)
        is_one_year = (only_year or first_year == last_year) and start <= int(last)
        return PeriodMark(int(last_year or only_year), start if is_one_year else 0, int(last))
    if found := _MONTHS_PATTERN.search(text):
        first, last = (_find_month_number(name) for name in found.groups())
        years = _YEAR_PATTERN.findall(text)
        return PeriodMark(
            int(years[-1]) if years else None, first if first <= last and len(set(years)) < 2 else 0, last
        )
    if found := _TERTIAL_PATTERN.search(text):
        number = int(found[1])
        return PeriodMark(year, 4 * number - 3, 4 * number, number)
    if found := _QUARTER_PATTERN.search(text):
        return PeriodMark(year, 3 * int(found[1]) - 2, 3 * int(found[1]))
    if found := _HALF_PATTERN.search(text):
        return PeriodMark(year, 6 * int(found[1]) - 5, 6 * int(found[1]))
    return PeriodMark(year, 1, DECEMBER) if _WHOLE_YEAR_PATTERN.search(text) else None


def _find_month(text: str) -> PeriodMark | None:
    if found := _YEAR_MONTH_PATTERN.search(text):
        return PeriodMark(int(found[1]), int(found[2]), int(found[2]))
    if found := _MONTH_PATTERN.search(text):
        number = _find_month_number(found[1])
        name = found[1].casefold().rstrip(".")
        if name in (MONTH_NAMES[number], _SHORT_MONTHS[number], MONTH_NAMES[number][:4]):
            return PeriodMark(_find_year(text), number, number)
    return None


def _find_month_number(name: str) -> int:
    return _SHORT_MONTHS.index(name[:3].casefold())


def _find_year(text: str) -> int | None:
    found = _YEAR_PATTERN.search(text)
    return int(found[1]) if found else None
