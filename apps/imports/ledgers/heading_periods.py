"""The months that a column's heading names: ”jan-apr 2021”, ”T1 2021”, ”202101-202104”."""

import re

from apps.core.period_marks import split_period
from apps.core.tertials import MONTH_NAMES, Tertial

_SHORT_NAMES = [name[:3] for name in MONTH_NAMES]
_MONTHS_PATTERN = re.compile(rf"\bjan(?:uari|\.)?\s*[-–]\s*(?P<last>{'|'.join(_SHORT_NAMES[1:])})", re.IGNORECASE)
_NUMBERS_PATTERN = re.compile(r"(?<!\d)(?P<year>20\d\d)01\s*[-–]\s*(?:(?P=year))?(?P<last>0[1-9]|1[0-2])(?!\d)")
_TERTIAL_PATTERN = re.compile(r"\b(?:t|tertial )(?P<number>[123])\b", re.IGNORECASE)
_MONTHS_IN_TERTIAL = 4
_YEAR_PATTERN = re.compile(r"(?<!\d)(?P<year>20\d\d)(?=(?:0[1-9]|1[0-2])?(?!\d))")


def find_last_month(header: str) -> int | None:
    """The last month of those from January that a heading names; None where it names none."""
    if months := _MONTHS_PATTERN.search(header):
        return _SHORT_NAMES.index(months["last"].lower())
    if numbers := _NUMBERS_PATTERN.search(header):
        return int(numbers["last"])
    tertial = _TERTIAL_PATTERN.search(header)
    return _MONTHS_IN_TERTIAL * int(tertial["number"]) if tertial else None


def find_other_period(header: str, period: Tertial, *, is_accumulated: bool) -> str:
    """The period that a heading names in words, where it is not the report's; empty otherwise."""
    year = _YEAR_PATTERN.search(header)
    if year and int(year["year"]) != period.year:
        return year["year"]
    last = find_last_month(header)
    if last is None or not is_accumulated or last == period.end.month:
        return ""
    return f"januari–{MONTH_NAMES[last]}"


def is_moved(before: str, now: str, period: Tertial, *, is_accumulated: bool) -> bool:
    """Is it the same heading of another period, which names the report's?"""
    text = split_period(before)[1]
    is_same = text != before and text == split_period(now)[1]
    months = find_last_month(now) is not None
    is_named = months or _YEAR_PATTERN.search(now) is not None
    is_alike = months == (find_last_month(before) is not None)  # ”Budget 2026” is the year's, ”Budget T2 2026” is not
    return is_same and is_named and is_alike and not find_other_period(now, period, is_accumulated=is_accumulated)
