"""The balance of a file from an economy system: what was read is what is read in, left out, and not understood.

Amounts are in kronor with the file's signs, before they are rounded; the budget is that of the year or of its months,
as the file states it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.imports.ledgers.extract import LedgerRow
from apps.imports.ledgers.reading import OmittedRows

READ_IN = "läses in"
UNKNOWN = "koder utan koppling"
EXCLUDED = "räknas inte enligt kopplingen"
OTHER_YEARS = "andra år"
LATER_MONTHS = "månader efter perioden"
UNUSED_BUDGET = "budget som inte kan läsas in för perioden"
_FIELDS = ("actual", "budget", "period_budget")


@dataclass
class BalanceLine:
    """A part of the file: how many rows, and what they say. ``period_budget`` is of a column of its own."""

    label: str
    rows: int = 0
    actual: Decimal = Decimal(0)
    budget: Decimal = Decimal(0)
    period_budget: Decimal = Decimal(0)

    def add(self, other: "BalanceLine") -> None:
        """What another line says too."""
        self.rows += other.rows
        for name in _FIELDS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.actual or self.budget or self.period_budget)

    def as_json(self) -> dict[str, Any]:
        """For storing: amounts as they are written, with a point."""
        return {"label": self.label, "rows": self.rows, **{name: f"{getattr(self, name):f}" for name in _FIELDS}}


@dataclass
class Balance:
    """The parts of a file by label. ``scale`` turns the file's unit into kronor."""

    scale: int = 1
    parts: dict[str, BalanceLine] = field(default_factory=dict)

    def add(
        self,
        label: str,
        *,
        rows: int = 0,
        actual: Decimal | None = None,
        budget: Decimal | None = None,
        period_budget: Decimal | None = None,
    ) -> None:
        """Rows and amounts that belong to a part, in the file's unit."""
        line = self.parts.get(label)
        if line is None:
            line = self.parts[label] = BalanceLine(label)
        line.rows += rows
        if actual:
            line.actual += actual * self.scale
        if budget:
            line.budget += budget * self.scale
        if period_budget:
            line.period_budget += period_budget * self.scale

    def add_row(self, label: str, row: LedgerRow, *, actual: bool, budget: bool, period_budget: bool) -> None:
        """A row that belongs to a part with the amounts that are said to count there, and elsewhere with the others."""
        self.add(
            label,
            rows=1,
            actual=row.amount if actual else None,
            budget=row.budget if budget else None,
            period_budget=row.period_budget if period_budget else None,
        )
        if row.amount and not actual:
            self.add(LATER_MONTHS, actual=row.amount)
        if (row.budget and not budget) or (row.period_budget and not period_budget):
            self.add(
                UNUSED_BUDGET,
                budget=None if budget else row.budget,
                period_budget=None if period_budget else row.period_budget,
            )

    def add_omitted(self, omitted: Iterable[OmittedRows]) -> None:
        """What the reader has left out."""
        for one in omitted:
            self.add(one.reason, rows=one.rows, actual=one.actual, budget=one.budget, period_budget=one.period_budget)

    def list_lines(self) -> list[BalanceLine]:
        """What is read in first, what is not understood last; parts without anything are left out."""
        order = {READ_IN: 0, UNKNOWN: 2}
        return sorted(
            (line for line in self.parts.values() if not line.is_empty or line.label == READ_IN),
            key=lambda line: order.get(line.label, 1),
        )

    def sum_up(self) -> BalanceLine:
        """All parts together, which is all that was read."""
        total = BalanceLine("läst ur filen")
        for line in self.parts.values():
            total.add(line)
        return total


def count_contents(rows: Iterable[LedgerRow], omitted: Iterable[OmittedRows], scale: int) -> BalanceLine:
    """What a reading holds, counted without regard to where it goes; the other side of ``Balance.sum_up``."""
    balance = Balance(scale)
    for row in rows:
        balance.add("", rows=1, actual=row.amount, budget=row.budget, period_budget=row.period_budget)
    balance.add_omitted(omitted)
    return balance.sum_up()
