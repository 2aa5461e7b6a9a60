"""Periods 13 to 16, which are the year-end entries: they count as December, and that is told."""

from collections.abc import Iterable
from decimal import Decimal

from apps.core.swedish import format_number
from apps.imports.ledgers.amounts import format_amount
from apps.imports.ledgers.extract import DECEMBER, LedgerFileMapping, LedgerRow
from apps.imports.ledgers.periods import parse_ledger_period
from apps.imports.report_format.raw_sheets import RawSheet


def format_closing_periods(sheet: RawSheet, mapping: LedgerFileMapping, rows: Iterable[LedgerRow]) -> str:
    """A sentence of the rows that are of period 13 or later, with what they say; empty where there are none."""
    place = mapping.columns.get("period")
    late = [row for row in rows if row.month == DECEMBER]
    if place is None or not late:
        return ""
    wanted = {row.number for row in late}
    lines = (line for line in sheet.lines if line.number in wanted and place < len(line.cells))
    months = {line.number: parse_ledger_period(line.cells[place], closing=True)[1] or 0 for line in lines}
    closing = [row for row in late if months.get(row.number, 0) > DECEMBER]
    if not closing:
        return ""
    actual = sum((row.amount or Decimal(0) for row in closing), Decimal(0))
    budget = sum((row.budget or Decimal(0) for row in closing), Decimal(0))
    count = "1 rad" if len(closing) == 1 else f"{format_number(len(closing))} rader"
    more = f" och budget {format_amount(budget)}" if budget else ""
    return (
        f"{count} gäller period 13 eller senare, bokslutets bokföring, och räknas till december: utfall"
        f" {format_amount(actual)}{more} i filens enhet."
    )
