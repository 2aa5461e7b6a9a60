"""What an SIE file holds: its chart of accounts, its objects, its years, and every line with an amount."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from apps.imports.ledgers.sie.amounts import SieAmounts

Dimensions = tuple[tuple[str, str], ...]
"""The objects of a line: pairs of dimension and object, by dimension; none for the account as a whole."""

BALANCE, BUDGET, RESULT = "PSALDO", "PBUDGET", "RES"
VOUCHER_ROW, ADDED_ROW, STRUCK_ROW = "TRANS", "RTRANS", "BTRANS"
_BALANCE_TYPES = frozenset("TS")
_RESULT_TYPES = frozenset("IK")


class SieEntry(NamedTuple):
    """A line with an amount. ``month`` is None where the line tells a whole year, 0 for what a year begins with."""

    line: int
    label: str
    account: str
    dims: Dimensions
    year: int | None
    month: int | None
    amount: Decimal


@dataclass
class SieFacts:
    """What is counted while the lines are read, and is worth a remark."""

    late_months: int = 0
    strange_dates: int = 0
    added_alone: int = 0
    unbalanced: list[str] = field(default_factory=list)


@dataclass
class SieBook:
    """The contents of a file. ``years`` are first and last day by SIE's number: 0 this year, -1 the one before.

    ``parents`` has the dimension above each that is a sub-dimension.
    """

    encoding: str = ""
    currency: str = ""
    dimensions: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    account_types: dict[str, str] = field(default_factory=dict)
    years: dict[int, tuple[date, date]] = field(default_factory=dict)
    covers_until: date | None = None
    has_balances: bool = False
    entries: list[SieEntry] = field(default_factory=list)
    amounts: SieAmounts = field(default_factory=SieAmounts)
    facts: SieFacts = field(default_factory=SieFacts)

    def is_balance_account(self, account: str) -> bool:
        """Is it an asset or a debt: as the file says, else by the first digit, which is 1 or 2?"""
        kind = self.account_types.get(account, "")
        if kind in _BALANCE_TYPES or kind in _RESULT_TYPES:
            return kind in _BALANCE_TYPES
        return account[:1] in ("1", "2")

    def iter_result_entries(self) -> Iterator[SieEntry]:
        """The lines on accounts of the result, in the order of the file."""
        balances: dict[str, bool] = {}
        for entry in self.entries:
            if entry.account not in balances:
                balances[entry.account] = self.is_balance_account(entry.account)
            if not balances[entry.account]:
                yield entry

    def iter_ancestors(self, dimension: str) -> Iterator[str]:
        """The dimensions above one, nearest first."""
        seen = {dimension}
        while (dimension := self.parents.get(dimension, "")) and dimension not in seen:
            seen.add(dimension)
            yield dimension

    def get_dimension_name(self, dimension: str) -> str:
        """What a dimension is called in the file."""
        return self.dimensions.get(dimension) or f"dimension {dimension}"
