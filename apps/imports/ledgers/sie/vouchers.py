"""The vouchers of an SIE file while they are read: whose date a row has, and which rows are there twice."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from apps.imports.ledgers.sie.book import ADDED_ROW, STRUCK_ROW, VOUCHER_ROW, Dimensions, SieBook, SieEntry


@dataclass
class VoucherReader:
    """Takes the rows of one voucher after another.

    A row that was added later is written twice: as ``#RTRANS``, and right after as a ``#TRANS`` for programs that don't
    know the first. It counts once; and once too where a program has left out the second.
    """

    book: SieBook
    name: str = ""
    day: date | None = None
    total: Decimal = Decimal(0)
    pending: list[SieEntry] = field(default_factory=list)

    def begin(self, name: str, day: date | None) -> None:
        """A new voucher."""
        self.end()
        self.name, self.day = name, day

    def add(self, line: int, label: str, account: str, dims: Dimensions, day: date | None, amount: Decimal) -> None:
        """A row of the voucher. ``day`` is its own date, which counts where it lies in a year of the file."""
        chosen = self._choose_day(day)
        entry = SieEntry(
            line, label, account, dims, chosen.year if chosen else None, chosen.month if chosen else None, amount
        )
        if label == ADDED_ROW:
            self.pending.append(entry)
            return
        if label == STRUCK_ROW:
            self.book.entries.append(entry)
            return
        self._settle_pending(entry)
        self.total += amount
        self.book.entries.append(entry)

    def end(self) -> None:
        """The voucher is over: what was added and not repeated counts, and debit is to equal credit."""
        self._count_pending()
        if self.total and self.name:
            self.book.facts.unbalanced.append(self.name)
        self.name, self.day, self.total = "", None, Decimal(0)

    def _choose_day(self, day: date | None) -> date | None:
        if day is None or self.day is None or day == self.day:
            return day or self.day
        if self._is_in_years(day) or not self._is_in_years(self.day):
            return day
        self.book.facts.strange_dates += 1
        return self.day

    def _is_in_years(self, day: date) -> bool:
        years = self.book.years
        return not years or any(first <= day <= last for first, last in years.values())

    def _settle_pending(self, entry: SieEntry) -> None:
        """The ``#TRANS`` that repeats the oldest ``#RTRANS`` not repeated yet; another one ends the waiting."""
        if not self.pending:
            return
        added = self.pending[0]
        if (added.account, added.dims, added.amount) == (entry.account, entry.dims, entry.amount):
            self.book.entries.append(self.pending.pop(0))
        else:
            self._count_pending()

    def _count_pending(self) -> None:
        for added in self.pending:
            self.book.facts.added_alone += 1
            self.total += added.amount
            self.book.entries.append(added._replace(label=VOUCHER_ROW))
        self.pending.clear()
