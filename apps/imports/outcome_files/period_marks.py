"""Which period a row or a heading is about: ”202608”, ”aug 2026”, ”jan–aug 2026”, ”T2”, ”2026”."""

from apps.core.period_marks import DECEMBER, PeriodMark, find_named_period, find_span, find_year
from apps.core.swedish import tidy_text
from apps.core.tertials import FIRST_YEAR, LAST_YEAR
from apps.imports.ledgers.periods import parse_ledger_period
from apps.imports.outcome_files.texts import show_text


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
    return find_named_period(show_text(heading))


def _parse_year(cell: str) -> int | None:
    text = tidy_text(show_text(cell))
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:9]) <= LAST_YEAR):
        raise ValueError(f"”{cell[:40]}” är inget årtal. Skriv till exempel 2026.")
    return int(text)


def _parse_text(text: str) -> PeriodMark | None:
    """A span, a tertial or a year as the whole of a cell; None for what may be a month or a date."""
    year = find_year(text)
    if text.isdigit() and len(text) == 4 and year:
        return PeriodMark(year, 1, DECEMBER)
    return find_span(text, year)
