"""Lines of a file tell money at several levels: the account's total, by one object, by pairs of objects.

Levels that repeat the same money must never be added up, and levels that are parts of a whole must. SIE doesn't say
which they are, so the file is asked: its vouchers, its totals, the year's results, and then the lines themselves.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeVar

from apps.imports.ledgers.sie.book import Dimensions, SieBook, SieEntry
from apps.imports.ledgers.sie.dimensions import ADD_UP, COUNT_ONCE, ObjectFinder

Key = tuple[str, int | None, Dimensions]
"""Account, month and objects of a line."""
Cell = tuple[str, int | None, str]
"""Account, month and object of the chosen dimension."""
Level = tuple[str, ...]
"""The dimensions that a line names."""

Group = TypeVar("Group", bound=Hashable)

_MANY = 10


class Evidence(NamedTuple):
    """What is known of the money apart from the lines in question. ``results`` are the year's by account."""

    vouchers: Mapping[Cell, Decimal] = {}
    totals: Mapping[tuple[str, int | None], Decimal] = {}
    results: Mapping[str, Decimal] = {}


@dataclass
class Placement:
    """The lines that count, each with the object that it belongs to.

    ``difference`` is how much more it would be if levels were added up than if they repeat the same money: zero where
    no object has its money at several levels. ``is_sure`` says that the file, or a person, has shown which they do.
    """

    codes: dict[Key, str] = field(default_factory=dict)
    is_adding: bool = False
    is_sure: bool = True
    difference: Decimal = Decimal(0)

    def sum_by_month(self, sums: Mapping[Key, Decimal]) -> dict[tuple[str, int | None], Decimal]:
        """The money that counts, by account and month."""
        found: dict[tuple[str, int | None], Decimal] = defaultdict(Decimal)
        for key in self.codes:
            found[key[0], key[1]] += sums[key]
        return found

    def sum_by_cell(self, sums: Mapping[Key, Decimal]) -> dict[Cell, Decimal]:
        """The money that counts, by account, month and object."""
        found: dict[Cell, Decimal] = defaultdict(Decimal)
        for key, code in self.codes.items():
            found[key[0], key[1], code] += sums[key]
        return found


def sum_entries(entries: Iterable[SieEntry]) -> dict[Key, Decimal]:
    """The money of lines that say the same account, month and objects."""
    sums: dict[Key, Decimal] = defaultdict(Decimal)
    for entry in entries:
        sums[entry.account, entry.month, entry.dims] += entry.amount
    return dict(sums)


def measure_placement(placement: Placement, sums: Mapping[Key, Decimal]) -> Decimal:
    """How much money has a place, revenue and cost alike."""
    return sum((abs(amount) for amount in placement.sum_by_cell(sums).values()), Decimal(0))


def place_parts(sums: Mapping[Key, Decimal], finder: ObjectFinder) -> Placement:
    """Rows of vouchers: each is a part of its own, so every one that has an object counts."""
    codes = ((key, finder.find(key[2])) for key in sums)
    return Placement({key: code for key, code in codes if code is not None}, is_adding=True)


def place_levels(
    book: SieBook, sums: Mapping[Key, Decimal], finder: ObjectFinder, evidence: Evidence, choice: str = ""
) -> Placement:
    """Balances: those that count in the chosen dimension, with no money twice. ``choice`` is what a person has said."""
    grid = _Grid(book, sums, finder)
    votes = grid.count_votes(evidence)
    is_adding = votes.is_adding if not choice else choice == ADD_UP
    difference = sum((abs(cell.both - cell.first) for cell in grid.overlaps.values()), Decimal(0))
    codes = grid.choose_all() if is_adding else grid.choose_first()
    return Placement(codes, is_adding, bool(choice) or votes.is_sure or not difference, difference)


class Votes(NamedTuple):
    """How many places show that levels are parts to add up, and how many that they repeat the same money."""

    add: int = 0
    once: int = 0
    is_strong: bool = True

    @property
    def is_adding(self) -> bool:
        """Are the levels parts? Where nothing shows it they are not: no money is counted twice."""
        return self.add > self.once

    @property
    def is_sure(self) -> bool:
        """Do the places agree?"""
        most, fewest = max(self.add, self.once), min(self.add, self.once)
        return most > 0 and self.is_strong and most >= _MANY * fewest

    def __bool__(self) -> bool:
        return self.add + self.once > 0


class _CellSums(NamedTuple):
    first: Decimal
    both: Decimal


class _Grid:
    """The lines by cell and level."""

    def __init__(self, book: SieBook, sums: Mapping[Key, Decimal], finder: ObjectFinder) -> None:
        self._sums = sums
        self.cells: dict[Cell, dict[Level, list[Key]]] = defaultdict(lambda: defaultdict(list))
        money: dict[Level, Decimal] = defaultdict(Decimal)
        levels: dict[Dimensions, Level] = {}
        for key, amount in sums.items():
            account, month, dims = key
            code = finder.find(dims)
            if code is None:
                continue
            level = levels.setdefault(dims, tuple(number for number, _ in dims))
            self.cells[account, month, code][level].append(key)
            money[level] += abs(amount)
        self._reach = {level: _list_with_ancestors(book, level) for level in money}
        # Fewest dimensions first; among as many, the level with most of the money.
        self._order = sorted(money, key=lambda level: (len(self._reach[level]), -money[level], level))
        self.overlaps = {
            cell: _CellSums(self._sum_level(by_level, self._find_first(by_level)), self._sum_all(by_level))
            for cell, by_level in self.cells.items()
            if len(by_level) > 1
        }

    def choose_all(self) -> dict[Key, str]:
        """Every line that has an object."""
        return {key: cell[2] for cell, by_level in self.cells.items() for keys in by_level.values() for key in keys}

    def choose_first(self) -> dict[Key, str]:
        """In each cell the lines of one level: the one with fewest dimensions."""
        return {key: cell[2] for cell, by_level in self.cells.items() for key in by_level[self._find_first(by_level)]}

    def count_votes(self, evidence: Evidence) -> Votes:
        """What the file shows: the vouchers' word, else that of totals and results, else of the lines themselves."""
        if not self.overlaps:
            return Votes(once=1)
        return (
            _count(self._compare_vouchers(evidence.vouchers))
            or _count([*self._compare_totals(evidence.totals), *self._compare_results(evidence.results)])
            or self._count_own_votes()
        )

    def _compare_vouchers(self, vouchers: Mapping[Cell, Decimal]) -> Iterator[str]:
        for cell, sums in self.overlaps.items():
            if cell in vouchers:
                yield _judge(sums.first, sums.both, vouchers[cell])

    def _compare_totals(self, totals: Mapping[tuple[str, int | None], Decimal]) -> Iterator[str]:
        groups = self._sum_groups({cell: (cell[0], cell[1]) for cell in self.cells})
        for place, sums in groups.items():
            if place in totals:
                yield _judge(sums.first, sums.both, totals[place]) or _judge_excess(sums, totals[place])

    def _compare_results(self, results: Mapping[str, Decimal]) -> Iterator[str]:
        groups = self._sum_groups({cell: cell[0] for cell in self.cells} if results else {})
        for account, sums in groups.items():
            if account in results:
                yield _judge(sums.first, sums.both, results[account])

    def _sum_groups(self, groups: Mapping[Cell, Group]) -> dict[Group, _CellSums]:
        """The sums of the cells in each group, where the two ways to read differ."""
        found: dict[Group, _CellSums] = {}
        for cell, group in groups.items():
            sums = self.overlaps.get(cell)
            if sums is None:
                one = self._sum_all(self.cells[cell])
                sums = _CellSums(one, one)
            before = found.get(group, _CellSums(Decimal(0), Decimal(0)))
            found[group] = _CellSums(before.first + sums.first, before.both + sums.both)
        return {group: sums for group, sums in found.items() if sums.first != sums.both}

    def _count_own_votes(self) -> Votes:
        """A cell that only a finer level has shows parts; one whose finer lines sum to the coarser's, a repetition."""
        add = once = 0
        for by_level in self.cells.values():
            for level in by_level:
                if self._lacks_coarser(level, by_level) and self._sum_level(by_level, level):
                    add += 1
            first = self._find_first(by_level)
            finer = [level for level in by_level if self._reach[first] < self._reach[level]]
            if finer and (total := self._sum_level(by_level, first)):
                sums = [self._sum_level(by_level, level) for level in finer]
                once += total in sums or total == sum(sums)
        # One cell in a hundred may lack its coarser line by chance; that is asked about.
        return Votes(add, once, is_strong=once > add or add * _MANY >= len(self.overlaps))

    def _lacks_coarser(self, level: Level, by_level: Mapping[Level, list[Key]]) -> bool:
        coarser = [other for other in self._order if self._reach[other] < self._reach[level]]
        return bool(coarser) and not any(other in by_level for other in coarser)

    def _find_first(self, by_level: Mapping[Level, list[Key]]) -> Level:
        return next(level for level in self._order if level in by_level)

    def _sum_level(self, by_level: Mapping[Level, list[Key]], level: Level) -> Decimal:
        return sum((self._sums[key] for key in by_level[level]), Decimal(0))

    def _sum_all(self, by_level: Mapping[Level, list[Key]]) -> Decimal:
        return sum((self._sums[key] for keys in by_level.values() for key in keys), Decimal(0))


def _list_with_ancestors(book: SieBook, level: Level) -> frozenset[str]:
    return frozenset({*level, *(ancestor for number in level for ancestor in book.iter_ancestors(number))})


def _judge(first: Decimal, both: Decimal, truth: Decimal) -> str:
    if first == both:
        return ""
    if both == truth:
        return ADD_UP
    return COUNT_ONCE if first == truth else ""


def _judge_excess(sums: _CellSums, total: Decimal) -> str:
    """More than there is can only be the same money twice."""
    is_excess = abs(sums.both) > abs(total) >= abs(sums.first) and sums.both * total > 0
    return COUNT_ONCE if is_excess else ""


def _count(judgements: Iterable[str]) -> Votes:
    found = list(judgements)
    return Votes(found.count(ADD_UP), found.count(COUNT_ONCE))
