"""Periods as economy systems write them: 202104, 2021-04-30, jan 2021, 4, 202113."""

import re
from functools import lru_cache

from apps.core.swedish import tidy_text
from apps.core.tertials import FIRST_YEAR, LAST_YEAR, MONTH_NAMES

LAST_CLOSING_PERIOD = 16
"""Periods 13 to 16 are the year-end entries of December."""
_ENGLISH_NAMES = ("", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                  "november", "december")  # fmt: skip
_MONTHS_BY_NAME = {
    short: number
    for names in (MONTH_NAMES, _ENGLISH_NAMES)
    for number, name in enumerate(names)
    if name
    for short in (name, name[:3], name[:4])
}
_DAY = r"(?P<day>\d{1,2})"
_TIME = r"(?:[ T].*)?"
_PATTERNS = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)?" + _TIME,
        r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})(?:[-/. ]" + _DAY + ")?" + _TIME,
        r"(?P<year>\d{4}) ?[mp](?P<month>\d\d)",
        r"(?P<month>\d{1,2})[-/. ](?P<year>\d{4})",
        _DAY + r"\.(?P<month>\d{1,2})\.(?P<year>\d{4})" + _TIME,
        r"(?P<month>\d{1,2})",
    )
)
_SLASHED_PATTERN = re.compile(r"(?P<first>\d{1,2})[/-](?P<second>\d{1,2})[/-](?P<year>\d{4})" + _TIME, re.ASCII)
_NAMED_PATTERN = re.compile(
    r"(?:(?P<before>\d{4})[-/. ]*)?(?P<name>[^\W\d_]+)\.?[-/. ']*(?P<after>\d{4}|\d\d)?", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def parse_ledger_period(cell: str, *, closing: bool = False) -> tuple[int | None, int | None]:
    """Year and month of ``202104``, ``2021-04-30``, ``jan 2021`` or ``4``. ``ValueError`` in Swedish.

    With ``closing`` the month may be 13 to 16, which are the year-end entries of December.
    """
    text = tidy_text(cell)
    if not text:
        return None, None
    year, month = _find_year_and_month(text)
    if month is None or not 1 <= month <= (LAST_CLOSING_PERIOD if closing else 12):
        raise ValueError(f"”{cell[:40]}” är ingen period. Skriv till exempel 202104.")
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"”{cell[:40]}” är ingen period: året {year} är orimligt. Skriv till exempel 202104.")
    return year, month


def _find_year_and_month(text: str) -> tuple[int | None, int | None]:
    slashed = _SLASHED_PATTERN.fullmatch(text)
    if slashed:
        return int(slashed["year"]), _choose_month(int(slashed["first"]), int(slashed["second"]))
    for pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found and 1 <= int(found.groupdict().get("day") or 1) <= 31:
            parts = found.groupdict()
            return _convert_to_number(parts.get("year")), _convert_to_number(parts.get("month"))
    named = _NAMED_PATTERN.fullmatch(text)
    month = _MONTHS_BY_NAME.get(named["name"].lower()) if named else None
    if named is None or month is None or (named["before"] and named["after"]):
        return None, None
    year = _convert_to_number(named["before"] or named["after"])
    return (year + 2000 if year is not None and year < 100 else year), month


def _choose_month(first: int, second: int) -> int:
    """The month of 30/4/2021 or 4/30/2021; 99, which no month is, where it can't be known."""
    if first == second or (12 < first <= 31):
        return second
    return first if 12 < second <= 31 else 99


def _convert_to_number(text: str | None) -> int | None:
    return int(text) if text else None
