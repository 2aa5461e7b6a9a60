"""Which more figures must be hidden, so that nobody can work out the small ones from what is left to see.

A ``Sheet`` holds numbers of persons and the sums that bind them: women + men = total, areas = board, April + the months
after = August, one indicator = others together. It holds what every public version says. Two rules make a hidden small
number safe:

- *the group rule*: where a whole is shown, its hidden parts are together zero or at least the threshold, since a reader
  can subtract the shown parts from the whole;
- *the exchange rule*: every small number can be one more or one less, still small, while other hidden numbers give
  way by one so that every sum comes out as before. The reader then has at least two answers to choose from.

Where a rule is broken the cheapest further unit is hidden. The tertials are taken in order of time and what an earlier
one shows is never hidden for the sake of a later one: it stands already in an earlier report. So all the reports of a
year hide the same figures, and where a tertial differs from the one before by a small number, the later is hidden.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

# How low a stated number may fall in an exchange, and how many attempts are made to find one.
SWAP_SEARCH_LIMITS = ((1, 1000), (0, 4000))


class SuppressionCell(NamedTuple):
    """The place of a figure. ``indicator`` is its code where several indicators are solved together."""

    year: int
    tertial: int
    area: str
    gender: str
    indicator: str = ""


class SuppressionUnit(NamedTuple):
    """What is hidden as one: a whole point (``part`` is ``point``), or its forecast alone.

    Versions of a report may state different numbers at one cell; ``numbers`` tells which of them is meant.
    """

    cell: SuppressionCell
    part: str
    numbers: tuple[tuple[str, Decimal], ...] = ()


class SuppressionQuantity(NamedTuple):
    """A number. ``units``: hiding any of them hides it, the cheapest first.

    Without units it stands nowhere: it is what arithmetic gives from other quantities. One that doesn't count
    ``persons`` is never secret itself, but may tell one that is.
    """

    value: Decimal
    tertial: int
    units: tuple[SuppressionUnit, ...]
    persons: bool = True


class QuantitySum(NamedTuple):
    """The parts add up to the whole; all are places in ``Sheet.quantities``."""

    whole: int
    parts: tuple[int, ...]


@dataclass
class SuppressionSheet:
    """Quantities that hang together. ``costs`` is what each unit costs to lose."""

    quantities: list[SuppressionQuantity] = field(default_factory=list)
    sums: list[QuantitySum] = field(default_factory=list)
    costs: dict[SuppressionUnit, int] = field(default_factory=dict)

    def select_until(self, tertial: int) -> "SuppressionSheet":
        """The sheet as it was at a tertial, short sums first, since they leave the fewest choices."""
        known = [total for total in self.sums if self._get_tertial(total) <= tertial]
        return SuppressionSheet(self.quantities, sorted(known, key=lambda total: (len(total.parts), total)), self.costs)

    def _get_tertial(self, total: QuantitySum) -> int:
        return max(self.quantities[place].tertial for place in (total.whole, *total.parts))


@dataclass(frozen=True, slots=True)
class TertialSuppression:
    """A sheet at a tertial, while its small numbers are being protected."""

    sheet: SuppressionSheet
    tertial: int
    threshold: int
    hidden: set[SuppressionUnit]
    touching: dict[int, list[tuple[int, int]]]

    def is_small(self, value: Decimal) -> bool:
        """A number of persons that may not be known."""
        return 0 < value < self.threshold

    def is_out_of_sight(self, place: int) -> bool:
        """The quantity is hidden, or not printed at all."""
        units = self.sheet.quantities[place].units
        return not units or any(unit in self.hidden for unit in units)

    def compute_price(self, place: int) -> tuple[int, tuple[SuppressionUnit, ...]] | None:
        """What it costs to get the quantity out of sight, and by hiding what; None if an earlier report shows it."""
        if self.is_out_of_sight(place):
            return 0, ()
        quantity = self.sheet.quantities[place]
        if quantity.tertial < self.tertial:
            return None
        return self.sheet.costs[quantity.units[0]], quantity.units[:1]


def solve_sheet(
    sheet: SuppressionSheet, threshold: int, hidden_before: Iterable[SuppressionUnit] = ()
) -> set[SuppressionUnit]:
    """The units of the small numbers themselves, and those that would reveal them; what is hidden before stays so."""
    hidden: set[SuppressionUnit] = set(hidden_before)
    for tertial in sorted({quantity.tertial for quantity in sheet.quantities}):
        known = sheet.select_until(tertial)
        guard = TertialSuppression(known, tertial, threshold, hidden, _index_sums_by_quantity(known))
        small = [
            place
            for place, quantity in enumerate(sheet.quantities)
            if quantity.tertial <= tertial and quantity.persons and guard.is_small(quantity.value)
        ]
        for place in small:
            hidden.update(sheet.quantities[place].units[:1])
        _hide_until_safe(guard, small)
    return hidden


def _hide_until_safe(guard: TertialSuppression, small: list[int]) -> None:
    """Apply both rules until nothing more has to be hidden."""
    before = -1
    while small and before < len(guard.hidden):
        before = len(guard.hidden)
        for total in guard.sheet.sums:
            while unit := _find_unit_for_group(guard, total):
                guard.hidden.add(unit)
        for place in small:
            guard.hidden.update(_find_units_for_swap(guard, place))


def _find_unit_for_group(guard: TertialSuppression, total: QuantitySum) -> SuppressionUnit | None:
    """What to hide for the group rule: the cheapest that lifts the group over the threshold, else the largest part."""
    if guard.is_out_of_sight(total.whole):
        return None
    values = guard.sheet.quantities
    group = sum(values[place].value for place in total.parts if guard.is_out_of_sight(place))
    if not guard.is_small(Decimal(group)):
        return None
    choices = [
        (group + values[place].value < guard.threshold and place != total.whole, price[0], price[1][0], place)
        for place in (total.whole, *total.parts)
        if (price := guard.compute_price(place)) and price[1]
    ]
    if not choices:
        return None
    falls_short, _, unit, _ = min(choices)
    return max(choices, key=lambda choice: (values[choice[3]].value, choice[2]))[2] if falls_short else unit


def _find_units_for_swap(guard: TertialSuppression, place: int) -> set[SuppressionUnit]:
    """What to hide for the exchange rule; the whole tertial if no exchange is found in reasonable time.

    An exchange where no stated number falls to zero comes first: a reader may know that a zero is seldom hidden. There
    is none for a total of 2 that is one woman and one man, if 3 is not small.
    """
    for floor, patience in SWAP_SEARCH_LIMITS:
        exchange = _find_cheapest_swap(guard, place, floor, patience)
        if exchange is not None:
            return set(exchange)
    return {unit for unit in guard.sheet.costs if unit.cell.tertial == guard.tertial}


@dataclass(frozen=True, slots=True)
class _SwapAttempt:
    """An exchange in the making: what has moved by one, which sums are off by how much, what must be hidden for it."""

    cost: int
    moves: dict[int, int]
    off: dict[int, int]
    hide: frozenset[SuppressionUnit]


def _find_cheapest_swap(
    guard: TertialSuppression, place: int, floor: int, patience: int
) -> frozenset[SuppressionUnit] | None:
    """Search from the cheapest: move the number by one, then mend one sum at a time. None if there is no exchange."""
    serial = count()
    queue: list[tuple[int, int, int, int, _SwapAttempt]] = []
    seen: set[frozenset[tuple[int, int]]] = set()

    def consider(attempt: _SwapAttempt) -> None:
        heappush(queue, (attempt.cost, len(attempt.off), len(attempt.moves), next(serial), attempt))

    value = guard.sheet.quantities[place].value
    for step in (1, -1):
        if guard.is_small(value + step) or (guard.threshold == 2 and step == 1):
            consider(_move_quantity(_SwapAttempt(0, {}, {}, frozenset()), place, step, 0, (), guard.touching[place]))
    while queue and len(seen) < patience:
        attempt = heappop(queue)[-1]
        if not attempt.off:
            return attempt.hide
        key = frozenset(attempt.moves.items())
        if key in seen:
            continue
        seen.add(key)
        for other, step, price in _iter_repairs(guard, attempt, floor):
            consider(_move_quantity(attempt, other, step, price[0], price[1], guard.touching[other]))
    return None


def _index_sums_by_quantity(sheet: SuppressionSheet) -> dict[int, list[tuple[int, int]]]:
    """For every quantity the sums that it is in, with +1 as a part and -1 as the whole."""
    touching: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, total in enumerate(sheet.sums):
        touching[total.whole].append((number, -1))
        for part in total.parts:
            touching[part].append((number, 1))
    return touching


def _iter_repairs(
    guard: TertialSuppression, attempt: _SwapAttempt, floor: int
) -> Iterator[tuple[int, int, tuple[int, tuple[SuppressionUnit, ...]]]]:
    """Every single move that mends the first sum that is off, with its price."""
    number, imbalance = min(attempt.off.items())
    total = guard.sheet.sums[number]
    up = 1 if imbalance > 0 else -1
    for other, step in ((total.whole, up), *((part, -up) for part in total.parts)):
        if other in attempt.moves or not _can_move(guard.sheet.quantities[other], step, floor):
            continue
        price = guard.compute_price(other)
        if price is not None:
            yield other, step, (0, ()) if set(price[1]) <= attempt.hide else price


def _can_move(quantity: SuppressionQuantity, step: int, floor: int) -> bool:
    """No number of persons is below zero, and one that is stated somewhere stays at the floor, unless it was below."""
    lowest = min(quantity.value, Decimal(floor)) if quantity.units else Decimal(0)
    return quantity.value + step >= lowest


def _move_quantity(
    attempt: _SwapAttempt,
    place: int,
    step: int,
    cost: int,
    hide: tuple[SuppressionUnit, ...],
    sums: list[tuple[int, int]],
) -> _SwapAttempt:
    off = dict(attempt.off)
    for number, sign in sums:
        off[number] = off.get(number, 0) + sign * step
        if not off[number]:
            del off[number]
    return _SwapAttempt(attempt.cost + cost, {**attempt.moves, place: step}, off, attempt.hide.union(hide))
