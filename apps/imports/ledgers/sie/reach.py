"""How far an SIE file reaches: what its years, its stated coverage and its last month say, beside the report's period.

A year's result is never taken for a tertial's, and a file that ends before the period does is asked about.
"""

import calendar
from collections.abc import Iterator
from datetime import date

from apps.core.swedish import format_day
from apps.core.tertials import MONTH_NAMES, Tertial
from apps.imports.ledgers.reading import FileQuestion
from apps.imports.ledgers.sie.book import RESULT, SieBook
from apps.imports.ledgers.sie.years import SieYear

_EXPORT = "Exportera månadssaldon (SIE typ 2, 3 eller 4)."


def describe_reach(year: SieYear, label: str) -> str:
    """A sentence of the file's financial year and how far its actual goes."""
    book = year.book
    parts = []
    if years := _find_financial_year(book, year.year):
        parts.append(f"gäller räkenskapsåret {format_day(years[0])}–{format_day(years[1])}")
    months = _list_actual_months(year, label)
    if label == RESULT and year.entries.get(RESULT):
        parts.append("säger årets resultat, inte månad för månad")
    elif months:
        parts.append(f"har utfall från {MONTH_NAMES[months[0]]} till och med {MONTH_NAMES[months[-1]]} {year.year}")
    else:
        parts.append(f"har inget utfall för {year.year}")
    if book.covers_until:
        parts.append(f"säger sig räcka till {format_day(book.covers_until)} (#OMFATTN)")
    return f"Filen {', '.join(parts[:-1])} och {parts[-1]}." if len(parts) > 1 else f"Filen {parts[0]}."


def find_reach_problem(year: SieYear, label: str, period: Tertial) -> str:
    """Why the file can't be read for the period, or empty: it has only sums that are not of the period."""
    if label != RESULT or not year.entries.get(RESULT):
        return ""
    years = _find_financial_year(year.book, year.year)
    if years is None:
        if period.is_final_accounts:
            return ""
        return f"Filen säger bara vad ett helt år blev, inte vad {period.long_label} blev. {_EXPORT}"
    if (years[0].month, years[0].day) != (1, 1):
        return (
            f"Filen säger bara vad räkenskapsåret {format_day(years[0])}–{format_day(years[1])} blev, och rapporten"
            f" räknar från januari. {_EXPORT}"
        )
    end = _find_result_end(year, years)
    if end > period.end:
        is_year = (end.month, end.day) == (12, 31)
        what = f"hela {year.year}" if is_year else f"1 januari–{format_day(end)}"
        return f"Filen säger bara vad {what} blev, inte vad {period.long_label} blev. {_EXPORT}"
    return ""


def iter_reach_questions(year: SieYear, label: str, period: Tertial) -> Iterator[FileQuestion]:
    """What must be answered before the file is applied: does it begin and end where the report does?"""
    years = _find_financial_year(year.book, year.year)
    if label == RESULT:
        if not year.entries.get(RESULT):
            return
        if years is None:
            text = f"Filen säger inte vilket år den gäller. Ett ja betyder att den gäller hela {year.year}."
            yield FileQuestion(f"year:{year.year}", text)
            return
        end = _find_result_end(year, years)
    else:
        months = _list_actual_months(year, label)
        if not months:
            return
        if months[0] > 1:
            yield FileQuestion(
                f"begins:{year.year}{months[0]:02}",
                f"Filens utfall börjar i {MONTH_NAMES[months[0]]} {year.year}, men rapporten räknar från januari."
                f" Ett ja betyder att inget saknas före {MONTH_NAMES[months[0]]}.",
            )
        end = _find_month_end(year.year, months[-1])
        if (covered := _find_coverage(year)) and covered < end:
            end = covered
    if end < period.end:
        is_month_end = end == _find_month_end(end.year, end.month)
        where = f"i {MONTH_NAMES[end.month]} {end.year}" if is_month_end else format_day(end)
        yield FileQuestion(
            f"ends:{end:%Y%m%d}:{period.end:%Y%m}",
            f"Filens utfall slutar {where}, men rapporten gäller till och med {period.end_month_name}."
            " Ett ja betyder att inget saknas efter det.",
        )


def _list_actual_months(year: SieYear, label: str) -> list[int]:
    return sorted({month for (_, month, _), amount in year.get_sums(label).items() if amount and month})


def _find_financial_year(book: SieBook, year: int) -> tuple[date, date] | None:
    """The financial year that begins in a calendar year, else one that reaches into it."""
    found = sorted(
        (first, last) for first, last in book.years.values() if first.year == year or first.year < year <= last.year
    )
    return found[-1] if found else None


def _find_result_end(year: SieYear, years: tuple[date, date]) -> date:
    covered = _find_coverage(year)
    return min(covered, years[1]) if covered else years[1]


def _find_coverage(year: SieYear) -> date | None:
    """The day that the file says it reaches to, where that is said of this year."""
    covered, current = year.book.covers_until, year.book.years.get(0)
    if covered is None or covered.year != year.year or (current and not current[0] <= covered <= current[1]):
        return None
    return covered


def _find_month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
