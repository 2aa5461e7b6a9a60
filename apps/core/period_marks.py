"""The period that a text names: ”jan–aug 2026”, ”T2”, ”202608”, ”helår”. Pure functions."""

import re
from typing import NamedTuple

from apps.core.swedish import tidy_text
from apps.core.tertials import MONTH_NAMES, Tertial

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
_DATE_PATTERN = re.compile(r"(?<!\d)(20\d\d)-?(0[1-9]|1[0-2])-?[0-3]\d(?!\d)")
_DAY_PATTERN = re.compile(rf"(?<!\d)(?:[12]?\d|3[01])\.? ?({_MONTH})(?![a-zåäö])", re.IGNORECASE)


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


def find_named_period(text: str) -> PeriodMark | None:
    """The period that a heading or a line above a table names; None where it names none. A bare year is no period."""
    plain = tidy_text(text)
    return find_span(plain, find_year(plain)) or _find_month(plain)


def split_period(text: str) -> tuple[PeriodMark | None, str]:
    """The period that a heading names, and what it says besides. A day is its year until then, from January."""
    plain = tidy_text(text)
    years = list_years(plain)
    mark = find_named_period(plain)
    if found := _DATE_PATTERN.search(plain):
        mark = PeriodMark(int(found[1]), 1, int(found[2]))
    elif (found := _DAY_PATTERN.search(plain)) and mark and mark.is_month:
        mark = mark._replace(first=1)
    rest = plain
    for pattern in (_DATE_PATTERN, _DIGITS_PATTERN, _MONTHS_PATTERN, _DAY_PATTERN, _TERTIAL_PATTERN, _QUARTER_PATTERN,
                    _HALF_PATTERN, _WHOLE_YEAR_PATTERN, _YEAR_MONTH_PATTERN):  # fmt: skip
        rest = pattern.sub(" ", rest)
    if mark and mark.is_month:
        rest = _MONTH_PATTERN.sub(lambda one: " " if _find_month(one[1]) else one[0], rest)
    return mark, " ".join((_YEAR_PATTERN.sub(" ", rest) if years else rest).split())


def list_years(text: str) -> set[int]:
    """The years that a text names."""
    plain = tidy_text(text)
    named = {int(year) for year in _YEAR_PATTERN.findall(plain)}
    return named | {int(year) for year, _ in _YEAR_MONTH_PATTERN.findall(plain)}


def is_accumulated(mark: PeriodMark, period: Tertial) -> bool:
    """Is the mark January to the end of the report's period, or named as that very tertial?"""
    if mark.tertial:
        return mark.tertial == period.number
    return mark.first == 1 and mark.last == period.end.month and not mark.is_month


def find_span(text: str, year: int | None) -> PeriodMark | None:
    """The months from one to another, a tertial, quarter or half, or the whole year; not a single month."""
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
            return PeriodMark(find_year(text), number, number)
    return None


def _find_month_number(name: str) -> int:
    return _SHORT_MONTHS.index(name[:3].casefold())


def find_year(text: str) -> int | None:
    """The first year that a text names."""
    found = _YEAR_PATTERN.search(text)
    return int(found[1]) if found else None
