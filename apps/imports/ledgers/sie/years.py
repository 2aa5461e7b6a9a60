"""One calendar year of an SIE file: which of its lines tell the actual and the budget, in a dimension."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from apps.imports.ledgers.sie.book import BALANCE, BUDGET, RESULT, VOUCHER_ROW, SieBook, SieEntry
from apps.imports.ledgers.sie.dimensions import (
    ADD_UP,
    COUNT_ONCE,
    WHOLE_FILE,
    DimensionChoice,
    ObjectFinder,
    list_dimensions,
)
from apps.imports.ledgers.sie.levels import (
    Evidence,
    Key,
    Placement,
    measure_placement,
    place_levels,
    place_parts,
    sum_entries,
)

MonthSums = dict[tuple[str, int | None], Decimal]
_NEARLY_ALL = Decimal("0.9")


class SieYear:
    """The lines on accounts of the result in one calendar year, by label."""

    def __init__(self, book: SieBook, year: int) -> None:
        self.book = book
        self.year = year
        self.entries: dict[str, list[SieEntry]] = defaultdict(list)
        for entry in book.iter_result_entries():
            if entry.year in (year, None) and entry.month != 0:
                self.entries[entry.label].append(entry)
        self.sums = {label: sum_entries(entries) for label, entries in self.entries.items()}
        self._measures: dict[tuple[str, DimensionChoice], Decimal] = {}
        self._without_object: dict[tuple[str, DimensionChoice], MonthSums] = {}
        self._placements: dict[tuple[str, DimensionChoice], Placement] = {}

    def get_sums(self, label: str) -> Mapping[Key, Decimal]:
        """The money of a label by account, month and objects."""
        return self.sums.get(label, {})

    @cached_property
    def results(self) -> dict[str, Decimal]:
        """The results by account, where they are of this calendar year."""
        starts = [first for first, _ in self.book.years.values() if first.year == self.year]
        if any(first.month != 1 for first in starts):
            return {}
        return {account: amount for (account, _, _), amount in self.get_sums(RESULT).items()}

    def has_months(self) -> bool:
        """Does the file tell the actual month by month?"""
        return bool(self.entries.get(BALANCE) or self.entries.get(VOUCHER_ROW))

    def find_actual_label(self, choice: DimensionChoice) -> str:
        """Which lines tell the actual: the months' balances, unless the vouchers alone tell the dimension."""
        if not self.has_months():
            return RESULT
        if not self.entries.get(VOUCHER_ROW):
            return BALANCE
        if not self.entries.get(BALANCE):
            return VOUCHER_ROW
        by_balances, by_vouchers = (self.measure(label, choice) for label in (BALANCE, VOUCHER_ROW))
        return BALANCE if by_balances >= _NEARLY_ALL * by_vouchers else VOUCHER_ROW

    def measure(self, label: str, choice: DimensionChoice) -> Decimal:
        """How much of a label's money has an object in the dimension, revenue and cost alike."""
        key = label, choice
        if key not in self._measures:
            self._measures[key] = measure_placement(self.place(label, choice), self.get_sums(label))
        return self._measures[key]

    def place(self, label: str, choice: DimensionChoice) -> Placement:
        """The lines of a label that count in a dimension."""
        key = label, choice
        if key not in self._placements:
            self._placements[key] = self._place(label, choice)
        return self._placements[key]

    def _place(self, label: str, choice: DimensionChoice) -> Placement:
        sums, finder = self.get_sums(label), ObjectFinder(self.book, choice.dimension)
        if label not in (BALANCE, BUDGET):
            return place_parts(sums, finder)
        found = place_levels(self.book, sums, finder, self._build_evidence(label, choice), choice.levels)
        if found.is_sure or choice.levels:
            return found
        levels = self._find_levels_elsewhere(label, choice)
        return place_levels(self.book, sums, finder, Evidence(), levels) if levels else found

    def _build_evidence(self, label: str, choice: DimensionChoice) -> Evidence:
        sums = self.get_sums(label)
        vouchers = {}
        if label == BALANCE and self.entries.get(VOUCHER_ROW):
            vouchers = self.place(VOUCHER_ROW, choice).sum_by_cell(self.get_sums(VOUCHER_ROW))
        totals = {}
        if choice.dimension != WHOLE_FILE and not self.place(label, DimensionChoice(WHOLE_FILE)).is_adding:
            totals = {(account, month): amount for (account, month, dims), amount in sums.items() if not dims}
        return Evidence(vouchers, totals, self.results if label == BALANCE else {})

    def _find_levels_elsewhere(self, label: str, choice: DimensionChoice) -> str:
        """How levels are read where a label's own lines don't show it: as the whole file's, as the actual's."""
        if choice.dimension != WHOLE_FILE:
            whole = self.place(label, DimensionChoice(WHOLE_FILE))
            if whole.is_adding and whole.is_sure:
                return ADD_UP
        if label == BUDGET and self.entries.get(BALANCE):
            actual = self.place(BALANCE, choice)
            if actual.difference and actual.is_sure:
                return ADD_UP if actual.is_adding else COUNT_ONCE
        return ""

    def sum_without_object(self, label: str, choice: DimensionChoice) -> MonthSums:
        """The money that no object of the dimension has, by account and month."""
        key = label, choice
        if key not in self._without_object:
            self._without_object[key] = self._sum_without_object(label, choice)
        return self._without_object[key]

    def _sum_without_object(self, label: str, choice: DimensionChoice) -> MonthSums:
        sums, placement = self.get_sums(label), self.place(label, choice)
        finder = ObjectFinder(self.book, choice.dimension)
        placed = placement.sum_by_month(sums)
        is_adding = label not in (BALANCE, BUDGET) or self.place(label, DimensionChoice(WHOLE_FILE)).is_adding
        others: dict[tuple[str, int | None], dict[tuple[str, ...], Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for (account, month, dims), amount in sums.items():
            if finder.find(dims) is None:
                others[account, month][tuple(number for number, _ in dims)] += amount
        found: MonthSums = {}
        for place, by_level in others.items():
            have = placed.get(place, Decimal(0))
            if is_adding:
                found[place] = sum(by_level.values(), Decimal(0))
            elif () in by_level:
                found[place] = by_level[()] - have
            else:
                found[place] = max([have, *by_level.values()], key=abs) - have
        return found

    def find_default_choice(self) -> DimensionChoice:
        """The dimension that tells most of the money; of equals the first; the whole file where there is none."""
        choices = [DimensionChoice(number) for number in list_dimensions(self.book)]
        best, most = DimensionChoice(WHOLE_FILE), (Decimal(0), Decimal(0))
        for choice in choices:
            money = self.measure(self.find_actual_label(choice), choice), self.measure(BUDGET, choice)
            if money > most:
                best, most = choice, money
        return best
