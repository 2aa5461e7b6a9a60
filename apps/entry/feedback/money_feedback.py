"""What is shown beside amounts: what cost and net come to, and where figures contradict each other.

The sums are the report's own, and so are the checks; what is said of them is what to do in the sheet. Used by the
sheet and by the result of a save.
"""

from collections import defaultdict
from dataclasses import dataclass

from apps.checks import operating_budget
from apps.checks.base import StatedMoney, TableRounding, list_stated_rows
from apps.core.tertials import Tertial
from apps.entry.feedback.typed_sums import build_typed_sum_warning
from apps.entry.feedback.warnings import find_budget_warnings
from apps.entry.shapes import CellWarning
from apps.entry.values import format_exact_amount
from apps.report import board_report
from apps.report.economy import SUMMED_COLUMNS, compute_sums

AmountKey = tuple[str, str, str]
_MONEY_CHECKS = (
    operating_budget.check_children,
    operating_budget.check_cost_types,
    operating_budget.check_own_cost_types,
    operating_budget.check_net,
)
_PARTS_NOUNS = {
    "children": "Delarna",
    "cost_types": "Kostnadsslagen",
    "own_cost_types": "De egna kostnadsslagen",
    "net": "Kostnader minus intäkter",
}


def list_variance_columns(period: Tertial) -> tuple[str, ...]:
    """The variances that a period has, as columns of ``report.Amounts``: at T3 that so far is the year's."""
    return ("variance",) if period.is_final_accounts else ("variance_so_far", "variance")


@dataclass(frozen=True, slots=True)
class _MoneyReport:
    """The part of a report that the checks of money read."""

    period: Tertial
    areas: tuple[board_report.Area, ...]
    economy: board_report.Economy
    tables: tuple[board_report.SourceTableRef, ...]


class MoneyFeedback:
    """Sums and warnings, by area, cost type and column."""

    def __init__(
        self,
        period: Tertial,
        areas: tuple[board_report.Area, ...],
        economy: board_report.Economy,
        tables: tuple[board_report.SourceTableRef, ...],
        unit: str,
    ) -> None:
        """``areas`` are in tree order; ``tables`` are the printed tables of the round itself; ``unit`` is what is
        shown."""
        self.sums, self._unit = compute_sums(economy), unit
        self._rows = {
            (area.area, row.cost_type): row for area in economy.areas for row in (area.net, *area.cost_types) if row
        }
        self._below: dict[str | None, list[str]] = defaultdict(list)
        for area in areas:
            self._below[area.parent].append(area.code)
        view = _MoneyReport(period, areas, economy, tables)
        rows = [row for row in list_stated_rows(view) if row.period == period]
        found = StatedMoney(view, rows, TableRounding(view, rows))
        self._warnings: dict[AmountKey, list[CellWarning]] = defaultdict(list)
        for check in _MONEY_CHECKS:
            for finding in check(found):
                self._add_finding(finding)
        for one in economy.areas:
            self._add_budget_shift(one)

    def format_computed_sum(self, area: str, kind: str, column: str) -> str:
        """What an empty sum comes to; empty where its parts don't say."""
        amount = self.sums.get((area, kind, column))
        return "" if amount is None else f"Räknas ut: {format_exact_amount(amount, self._unit)}"

    def get_warnings(self, area: str, kind: str, column: str) -> list[CellWarning]:
        """Where the amount contradicts others."""
        return self._warnings.get((area, kind, column), [])

    def _add_finding(self, finding: board_report.Finding) -> None:
        """Keep a contradiction as a warning of the cell that shows the figure.

        Not while figures that it is compared with are still to come: half a form always
        contradicts.
        """
        row = self._rows[finding.key, finding.part]
        waits = finding.check == "children" and self._is_waiting_for_part(finding.key, finding.part, finding.column)
        if finding.column not in SUMMED_COLUMNS or finding.table != row.now.table or waits:
            return
        place = self._warnings[finding.key, finding.part, finding.column]
        warning = self._build_warning(finding, row)
        if warning not in place:
            place.append(warning)

    def _build_warning(self, finding: board_report.Finding, row: board_report.MoneyRow) -> CellWarning:
        """The two amounts and what to do. What is printed stands under an emptied cell, so no sum comes there."""
        found = getattr(row.now, finding.column)
        expected = found - int(finding.size or 0)
        comes_back = not finding.table and self.sums.get((finding.key, finding.part, finding.column)) == expected
        amounts = (self._format_amount(expected), self._format_amount(found))
        return build_typed_sum_warning(
            finding.check, amounts, row.footnote, comes_back=comes_back, parts=_PARTS_NOUNS[finding.check]
        )

    def _format_amount(self, kronor: int) -> str:
        return f"{format_exact_amount(kronor, self._unit)} {self._unit}"

    def _add_budget_shift(self, area: board_report.AreaEconomy) -> None:
        """Ask about the rows whose budget makes the area's another than before."""
        shift = area.budget_shift
        for row in (*area.cost_types, *([area.net] if area.net else [])) if shift else ():
            before = next((past.budget for past in row.past if shift and past.period == shift.period), None)
            found = find_budget_warnings(row.now.budget, before, shift)
            if found and not row.summed:
                self._warnings[area.area, row.cost_type, "budget"] += found

    def _is_waiting_for_part(self, area: str, kind: str, column: str) -> bool:
        """Is an amount missing in the nearest known row below, on any branch?"""
        for below in self._below[area]:
            row = self._rows.get((below, kind))
            if self._is_waiting_for_part(below, kind, column) if row is None else getattr(row.now, column) is None:
                return True
        return False
