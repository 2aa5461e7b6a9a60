"""Which cost types an area has rows for: one rule for the sheet, the template and what is missing.

An area with lines in a printed report has rows for what it is reported with. Any other area has
rows for what its neighbours are reported with, and on a board without printed reports for every
cost type. So no row disappears because of what is typed.
"""

from collections import defaultdict
from typing import NamedTuple

from apps.budget.models import CostType
from apps.budget.own_cost_types import BoardCostTypes
from apps.budget.rules import COST_PARTS
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.source_types import SourceData

_ALL_COST_TYPES = frozenset(CostType.values)
_PART_TYPES = frozenset(COST_PARTS)
_USUAL_COST_TYPES = frozenset({CostType.REVENUE.value, *COST_PARTS})  # what is waited for: cost and net are their sums
CostTypes = frozenset[str]


class ExpectedCostTypes(NamedTuple):
    """The cost types of an area in their usual order, and which of them the round expects a value
    for.
    """

    cost_types: tuple[str, ...]
    expected: CostTypes


class ReportedCostTypes:
    """What the areas of a board are reported with, up to and including the round's period."""

    def __init__(self, rows: SourceData, tree: AreaTree) -> None:
        """From the operating lines of ``rows``."""
        self.types = BoardCostTypes(rows.cost_types)
        self._year = rows.round.year
        self._reported: dict[str, set[str]] = defaultdict(set)
        self._printed: dict[str, set[str]] = defaultdict(set)
        self._earlier: dict[str, set[str]] = defaultdict(set)
        self._parents = {area.code: area.parent for area in tree.areas}
        self._root = tree.root.code
        codes = {pk: area.code for pk, area in tree.by_id.items()}
        self._since = {area.code for area in rows.areas if area.valid_from}
        now = (rows.round.year, rows.round.tertial)
        for line in rows.operating:
            area, kind = codes.get(line.service_area_id), line.cost_type
            if area is None:
                continue
            self._reported[area].add(kind)
            if line.table_id is not None:
                self._printed[area].add(kind)
            if (line.year, line.tertial) != now:
                self._earlier[area].add(kind)

    def find_expected(self, area: board_report.AreaEconomy) -> ExpectedCostTypes:
        """The cost types that the area has rows for.

        An area that is printed, or is summed from the areas below it, only has rows for what it is
        reported with.
        """
        reported = frozenset(self._reported.get(area.area, ()))
        if area.area in self._printed or area.has_children:
            return self._sort(reported, reported)
        neighbours_types = self._find_neighbours_types(area.area, reported)
        expected = (
            self._find_expected_types(area.area, reported) if neighbours_types == _ALL_COST_TYPES else neighbours_types
        )
        return self._sort(*self._add_own_types(neighbours_types | reported, expected | reported, reported))

    def _add_own_types(
        self, cost_types: CostTypes, expected: CostTypes, reported: CostTypes
    ) -> tuple[CostTypes, CostTypes]:
        """With the board's own of the year: they are waited for in place of the one that they belong to, their sum,
        unless that is reported itself.
        """
        for base in self.types.parts.keys() & cost_types:
            own = self.types.list_valid_parts(base, self._year)
            cost_types |= frozenset(own)
            if own and base in expected and base not in reported:
                expected = (expected - {base}) | frozenset(own)
        return cost_types, expected

    def _sort(self, kinds: CostTypes, expected: CostTypes) -> ExpectedCostTypes:
        return ExpectedCostTypes(tuple(kind for kind in self.types.codes if kind in kinds), expected)

    def _find_neighbours_types(self, area: str, reported: CostTypes) -> CostTypes:
        """What the areas beside it are reported with in print, else what the whole board is.

        Where the printed reports leave out an area that existed, its money is part of a row above
        it, and so it has no rows. An area that is new since then can't have been left out.
        """
        if not self._printed:
            return _ALL_COST_TYPES
        parent = self._parents[area]
        siblings = [kinds for code, kinds in self._printed.items() if self._parents[code] == parent]
        if siblings:
            return frozenset[str]().union(*siblings)
        if not reported and area not in self._since:
            return frozenset()
        return frozenset(self._printed.get(self._root, _ALL_COST_TYPES))

    def _find_expected_types(self, area: str, reported: CostTypes) -> CostTypes:
        """Which cost types are expected where every cost type has a row.

        Those of earlier tertials; else revenue and the parts of cost, or the sum that was reported
        in place of the parts.
        """
        earlier = frozenset(self._earlier.get(area, ()))
        if earlier - {CostType.REVENUE}:
            return earlier
        if reported & _PART_TYPES:
            return _USUAL_COST_TYPES
        if CostType.COST in reported:
            return frozenset({CostType.REVENUE.value, CostType.COST.value})
        return reported if reported == {CostType.NET} else _USUAL_COST_TYPES
