"""What a column's heading says of its period: ”Utfall jan-apr 2021” is no figure of a report for August."""

import re

from apps.core.tertials import MONTH_NAMES, Tertial
from apps.imports.ledgers.extract import LedgerFileMapping
from apps.imports.ledgers.heading_periods import find_last_month
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet

_YEAR_PATTERN = re.compile(r"(?<!\d)(?P<year>20\d\d)(?=(?:0[1-9]|1[0-2])?(?!\d))")
_CHOOSE = "Välj en annan kolumn, eller en fil för rätt period."


def check_column_periods(sheet: RawSheet, mapping: LedgerFileMapping, period: Tertial, log: ErrorLog) -> None:
    """Add an error for each chosen column whose heading names another period than the report's."""
    headers = sheet.lines[0].cells
    for key in ("amount", "budget", "period_budget"):
        place = mapping.columns.get(key)
        header = headers[place] if place is not None and place < len(headers) else ""
        if found := _find_other_period(header, period, is_accumulated=key != "budget"):
            log.file(
                sheet.file,
                f"Kolumnen ”{header.strip()[:60]}” gäller {found}, men rapporten {period.long_label}. {_CHOOSE}",
            )


def _find_other_period(header: str, period: Tertial, *, is_accumulated: bool) -> str:
    """The period that a heading names in words, where it is not the report's; empty otherwise."""
    year = _YEAR_PATTERN.search(header)
    if year and int(year["year"]) != period.year:
        return year["year"]
    last = find_last_month(header)
    if last is None or not is_accumulated or last == period.end.month:
        return ""
    return f"januari–{MONTH_NAMES[last]}"
