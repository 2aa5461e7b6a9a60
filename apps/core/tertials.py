"""The tertial: a third of a year, the beat of Swedish municipal follow-up.

Money is always accumulated from January, so the period of T2 contains that of T1.
Source: T2 is the statutory delårsrapport (LKBR chapter 13), T3 the final accounts (bokslut).
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

FIRST_YEAR, LAST_YEAR = 1990, 2100
_END_MONTH = {1: 4, 2: 8, 3: 12}
_DAYS_OF_APRIL = 30
MONTH_NAMES = (
    *("", "januari", "februari", "mars", "april", "maj", "juni", "juli"),
    *("augusti", "september", "oktober", "november", "december"),
)
"""The months by number, 1-12."""
_TERTIAL_PATTERN = re.compile(r"(?:(?P<year>\d{4})[ /-]*)?[tT](?P<number>[123])(?:[ /-]*(?P<year_after>\d{4}))?")


@dataclass(frozen=True, slots=True, order=True)
class Tertial:
    """One tertial of one year. Ordered in time. ``ValueError`` on a year or number outside the range."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"Året {self.year} ligger utanför {FIRST_YEAR}–{LAST_YEAR}.")
        if self.number not in _END_MONTH:
            raise ValueError(f"Tertial {self.number} finns inte. Tertialen är 1, 2 och 3.")

    def __hash__(self) -> int:
        """Periods are looked up half a million times for one report: a number is found faster than a pair."""
        return self.year * 10 + self.number

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``T1 2025``, ``2025 T1`` or ``2025/t1``. ``ValueError`` in Swedish on anything else."""
        match = _TERTIAL_PATTERN.fullmatch(text.strip())
        years = [match["year"], match["year_after"]] if match else []
        given = [year for year in years if year]
        if match is None or len(given) != 1:
            raise ValueError(f"”{text}” är ingen tertial. Skriv till exempel T2 2025.")
        return cls(int(given[0]), int(match["number"]))

    @property
    def slug(self) -> str:
        """The tertial in an address: ``t2``."""
        return f"t{self.number}"

    @property
    def label(self) -> str:
        """The short name people use: ``T2 2025``."""
        return f"T{self.number} {self.year}"

    @property
    def long_label(self) -> str:
        """The accumulated period in words: ``januari–augusti 2025``."""
        return f"januari–{self.end_month_name} {self.year}"

    @property
    def end_month_name(self) -> str:
        """The period's last month in words: ``augusti``."""
        return MONTH_NAMES[_END_MONTH[self.number]]

    @property
    def is_final_accounts(self) -> bool:
        """T3 closes the year: outcome replaces forecast."""
        return self.number == 3

    @property
    def start(self) -> date:
        """First day of the accumulated period: always 1 January."""
        return date(self.year, 1, 1)

    @property
    def end(self) -> date:
        """Last day of the period."""
        month = _END_MONTH[self.number]
        return date(self.year, month, _DAYS_OF_APRIL if month == _END_MONTH[1] else 31)

    def previous(self) -> Self:
        """The tertial before: T3 of last year before T1."""
        if self.number == 1:
            return type(self)(self.year - 1, 3)
        return type(self)(self.year, self.number - 1)

    def next(self) -> Self:
        """The tertial after: T1 of next year after T3."""
        if self.number == 3:
            return type(self)(self.year + 1, 1)
        return type(self)(self.year, self.number + 1)

    def same_last_year(self) -> Self:
        """The tertial that a fair comparison is made with."""
        return type(self)(self.year - 1, self.number)

    def __str__(self) -> str:
        return self.label
