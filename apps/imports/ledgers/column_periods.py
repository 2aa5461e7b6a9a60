"""What a column's heading says of its period: ”Utfall jan-apr 2021” is no figure of a report for August."""

from apps.core.tertials import Tertial
from apps.imports.ledgers.extract import LedgerFileMapping
from apps.imports.ledgers.heading_periods import find_other_period
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet

_CHOOSE = "Välj en annan kolumn, eller en fil för rätt period."


def check_column_periods(sheet: RawSheet, mapping: LedgerFileMapping, period: Tertial, log: ErrorLog) -> None:
    """Add an error for each chosen column whose heading names another period than the report's."""
    headers = sheet.lines[0].cells
    for key in ("amount", "budget", "period_budget"):
        place = mapping.columns.get(key)
        header = headers[place] if place is not None and place < len(headers) else ""
        if found := find_other_period(header, period, is_accumulated=key != "budget"):
            log.file(
                sheet.file,
                f"Kolumnen ”{header.strip()[:60]}” gäller {found}, men rapporten {period.long_label}. {_CHOOSE}",
            )
