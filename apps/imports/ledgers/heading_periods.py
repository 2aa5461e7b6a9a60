"""The months that a column's heading names: ”jan-apr 2021”, ”T1 2021”, ”202101-202104”."""

import re

from apps.core.tertials import MONTH_NAMES

_SHORT_NAMES = [name[:3] for name in MONTH_NAMES]
_MONTHS_PATTERN = re.compile(rf"\bjan(?:uari|\.)?\s*[-–]\s*(?P<last>{'|'.join(_SHORT_NAMES[1:])})", re.IGNORECASE)
_NUMBERS_PATTERN = re.compile(r"(?<!\d)(?P<year>20\d\d)01\s*[-–]\s*(?:(?P=year))?(?P<last>0[1-9]|1[0-2])(?!\d)")
_TERTIAL_PATTERN = re.compile(r"\b(?:t|tertial )(?P<number>[123])\b", re.IGNORECASE)
_MONTHS_IN_TERTIAL = 4


def find_last_month(header: str) -> int | None:
    """The last month of those from January that a heading names; None where it names none."""
    if months := _MONTHS_PATTERN.search(header):
        return _SHORT_NAMES.index(months["last"].lower())
    if numbers := _NUMBERS_PATTERN.search(header):
        return int(numbers["last"])
    tertial = _TERTIAL_PATTERN.search(header)
    return _MONTHS_IN_TERTIAL * int(tertial["number"]) if tertial else None
