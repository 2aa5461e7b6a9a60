"""Whose budget a file from an economy system tells: the year's in one sum, or month by month.

A year's budget is never taken for the period's, nor the period's for the year's: what a file doesn't say stays empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from apps.core.tertials import MONTH_NAMES, Tertial
from apps.imports.ledgers.extract import LedgerRow

BUDGET_BY_YEAR, BUDGET_BY_MONTH = "year", "month"
FEWEST_MONTHS = 3  # a year's budget laid on one month, and changed in another, is no budget by the month
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class BudgetReading:
    """How a file's budget is read, and the Swedish sentence that says so (empty for the plain case)."""

    counts_in_year: bool = True
    counts_in_period: bool = False
    note: str = ""

    def split(self, row: LedgerRow, period: Tertial) -> tuple[Decimal | None, Decimal | None]:
        """The row's part of the year's budget and of the period's, in the file's unit and sign."""
        in_period = self.counts_in_period and row.month is not None and row.month <= period.end.month
        year = row.budget if self.counts_in_year else None
        stated = row.period_budget if row.month is None or row.month <= period.end.month else None
        return year, row.budget if in_period else stated


def decide_budget_reading(rows: Iterable[LedgerRow], period: Tertial, choice: str = "") -> BudgetReading:
    """How the budgets of the period's year are read. ``choice`` is what the user has said, empty for a guess."""
    budgeted = [row for row in rows if row.budget and row.year in (None, period.year)]
    months = {row.month for row in budgeted}
    is_monthly = choice == BUDGET_BY_MONTH or (not choice and len(months) >= FEWEST_MONTHS)
    if not budgeted or not is_monthly or None in months:
        return BudgetReading()
    last = max(month for month in months if month is not None)
    if last == DECEMBER or last > period.end.month:
        if period.is_final_accounts:
            return BudgetReading()
        note = f"Filens månadsbudgetar ger både årets budget och periodens, till och med {period.end_month_name}."
        return BudgetReading(counts_in_period=True, note=note)
    where = f"Filens månadsbudgetar slutar i {MONTH_NAMES[last]} och säger inget om hela årets budget"
    if period.is_final_accounts or last < period.end.month:
        return BudgetReading(counts_in_year=False, note=f"{where} eller periodens. De läses inte in.")
    return BudgetReading(
        counts_in_year=False, counts_in_period=True, note=f"{where}. De läses som periodens budget; årets står kvar."
    )


def find_last_month(rows: Iterable[LedgerRow], period: Tertial) -> int:
    """The last month of the period's year with an actual; December where no row has a month."""
    months = [row.month for row in rows if row.amount and row.month and row.year in (None, period.year)]
    return max(months, default=DECEMBER)


def format_early_end(rows: Iterable[LedgerRow], period: Tertial) -> str:
    """A sentence where the file's actual ends before the period does; empty where it doesn't, or has no months."""
    last = find_last_month(rows, period)
    if last >= period.end.month:
        return ""
    return (
        f"Filens utfall slutar i {MONTH_NAMES[last]} {period.year}, men rapporten gäller till och med"
        f" {period.end_month_name}."
    )
