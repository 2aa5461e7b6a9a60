"""Sums between indicators, found by arithmetic: what a reader with pen and paper would find. Pure functions.

An indicator that equals others together in every period is taken to be their sum: ”placerade barn” = ”i familjehem” +
”på institution”. Chance also makes sums, so it takes several periods with different numbers, and more of them the more
parts there are.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from apps.publishing.suppression.headcounts import SHARE_UNITS, SumFormula, map_points
from apps.publishing.suppression.secondary_suppression import SuppressionCell
from apps.report import board_report

ValuesByCell = Mapping[SuppressionCell, Decimal]
MAX_PARTS = 5
# How many different equations a sum must fulfil, and never fewer than it has parts.
MIN_EQUATIONS, MIN_PERIODS = 3, 2
MAX_CELLS_EXAMINED = 3
MAX_SUMS_TRIED = 20_000  # sums that are tried before the longest ones are given up


def find_sum_formulas(
    views: Sequence[board_report.BoardReport], counting: Collection[str], threshold: int
) -> list[SumFormula]:
    """The sums that tie an indicator with small or hidden numbers of persons to others.

    A figure may have been corrected: each version's numbers are held against one another, and what one of them tells
    is told.
    """
    sensitive = find_sensitive_indicators(views, counting, threshold)
    if not sensitive:
        return []
    series, units = collect_indicator_values(views)
    return sorted(set(iter_sums(series, units, sensitive)))


def find_sensitive_indicators(
    views: Sequence[board_report.BoardReport], counting: Collection[str], threshold: int
) -> set[str]:
    """The indicators with a number that is hidden, or would be."""
    return {
        indicator.code
        for view in views
        for indicator in view.indicators
        if indicator.code in counting
        and any(
            point.suppressed or (point.value is not None and 0 < point.value < threshold)
            for point in map_points(indicator).values()
        )
    }


def collect_indicator_values(
    views: Sequence[board_report.BoardReport],
) -> tuple[dict[str, ValuesByCell], dict[str, str]]:
    """The numbers of every indicator that is no share, and its unit.

    Where versions state different numbers at a cell, the cell is there once for each of them, marked by its
    ``indicator``: only numbers of one version belong together.
    """
    units: dict[str, str] = {}
    states: dict[SuppressionCell, dict[frozenset[tuple[str, Decimal]], None]] = defaultdict(dict)
    for view in views:
        stated: dict[SuppressionCell, dict[str, Decimal]] = defaultdict(dict)
        for indicator in view.indicators:
            if indicator.unit not in SHARE_UNITS:
                units[indicator.code] = indicator.unit
                for cell, point in map_points(indicator).items():
                    if point.value is not None and point.numerator is None:
                        stated[cell][indicator.code] = point.value
        for cell, numbers in stated.items():
            states[cell][frozenset(numbers.items())] = None
    series: dict[str, dict[SuppressionCell, Decimal]] = defaultdict(dict)
    for cell, versions in states.items():
        for version, known in enumerate(versions):
            for code, value in known:
                series[code][cell._replace(indicator=str(version))] = value
    return dict(series), units


def iter_sums(
    series: Mapping[str, ValuesByCell], units: Mapping[str, str], sensitive: Collection[str]
) -> Iterator[SumFormula]:
    """Every sum that holds wherever all of it is known, and that has a sensitive indicator in it."""
    search = _SumSearch(series, units)
    for code in sorted(sensitive):
        for other in sorted(series):
            if other != code and code in series:
                yield from search.find_with_two(code, other)
    for total in sorted(series, key=lambda code: -len(series[code])):
        for parts in search.find_many_parts(total):
            if any(code in sensitive for code in (total, *parts)):
                yield SumFormula(total, parts)


@dataclass
class _SumSearch:
    series: Mapping[str, ValuesByCell]
    units: Mapping[str, str]
    patience: int = MAX_SUMS_TRIED

    def __post_init__(self) -> None:
        self.by_value: dict[tuple[SuppressionCell, Decimal], list[str]] = defaultdict(list)
        for code, cells in self.series.items():
            for cell, value in cells.items():
                self.by_value[cell, value].append(code)

    def find_with_two(self, code: str, other: str) -> Iterator[SumFormula]:
        """``code`` + ``other`` = a third, and ``code`` - ``other`` = a third."""
        totals: set[str] = set()
        rests: set[str] = set()
        ours, theirs = self.series[code], self.series[other]
        for cell, value in ours.items():
            if value and (second := theirs.get(cell)):
                totals.update(self.by_value.get((cell, value + second), ()))
                rests.update(self.by_value.get((cell, value - second), ()))
        for total in totals - {code, other}:
            yield from self._check_sum(total, (code, other))
        for rest in rests - {code, other}:
            yield from self._check_sum(code, (other, rest))

    def find_many_parts(self, total: str) -> Iterator[tuple[str, ...]]:
        """Three parts or more, all in the unit of the total."""
        whole = self.series[total]
        parts = [code for code in self.series if code != total and self._may_be_part(code, total)]
        if len(parts) < 3:
            return
        parts.sort(key=lambda code: -sum(self.series[code].values()))
        for size in range(2, MAX_PARTS):
            for chosen in combinations(parts, size):
                self.patience -= 1
                if self.patience < 0:
                    return
                for last in self._find_missing_parts(whole, chosen) & set(parts) - set(chosen):
                    if parts.index(last) > parts.index(chosen[-1]):
                        for formula in self._check_sum(total, (*chosen, last)):
                            yield formula.parts

    def _may_be_part(self, code: str, total: str) -> bool:
        part, whole = self.series[code], self.series[total]
        common = part.keys() & whole.keys()
        periods = {cell[:2] for cell in common}
        if self.units[code] != self.units[total] or len(periods) < MIN_PERIODS:
            return False
        fits: dict[tuple[Any, ...], bool] = defaultdict(bool)
        for cell in common:
            fits[cell[:4]] |= part[cell] <= whole[cell]
        return all(fits.values())

    def _find_missing_parts(self, whole: ValuesByCell, chosen: tuple[str, ...]) -> set[str]:
        """What could be the last part: equal to what is left at one of the first cells where anything is left."""
        found: set[str] = set()
        looked_at = 0
        for cell, value in whole.items():
            stated = [self.series[code].get(cell) for code in chosen]
            if None in stated:
                continue
            rest = value - sum(number for number in stated if number is not None)
            if rest:
                found.update(self.by_value.get((cell, rest), ()))
                looked_at += 1
            if looked_at == MAX_CELLS_EXAMINED:
                break
        return found

    def _check_sum(self, total: str, parts: tuple[str, ...]) -> Iterator[SumFormula]:
        """The formula, if it holds wherever all is known, in enough periods and with enough different numbers."""
        whole, pieces = self.series[total], [self.series[code] for code in parts]
        equations, periods = set(), set()
        holds: dict[tuple[Any, ...], bool] = defaultdict(bool)
        for cell in set(whole).intersection(*pieces):
            numbers = tuple(piece[cell] for piece in pieces)
            agrees = sum(numbers) == whole[cell]
            holds[cell[:4]] |= agrees
            if agrees and sum(1 for number in numbers if number) > 1:
                equations.add(numbers)
                periods.add(cell[:2])
        if not all(holds.values()):
            return
        if len(periods) >= MIN_PERIODS and len(equations) >= max(MIN_EQUATIONS, len(parts)):
            yield SumFormula(total, tuple(sorted(parts)))
