"""Which cost types an area is asked about: one rule for the sheet, the template and the count of what is missing.

An area that a printed report tells of is asked about what it is reported with. Any other is asked about what its
neighbours are reported with, and on a board without printed reports about every cost type: so nothing that is typed
takes a row away.
"""

from collections import defaultdict
from typing import NamedTuple

from apps.budget.models import CostType
from apps.budget.rules import COST_PARTS
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.source_types import OPERATING_COLUMNS, SourceData

_ALL_COST_TYPES = frozenset(CostType.values)
_PART_TYPES = frozenset(COST_PARTS)
_USUAL_COST_TYPES = frozenset({CostType.REVENUE.value, *COST_PARTS})  # what is waited for: cost and net are their sums
CostTypes = frozenset[str]


class ExpectedCostTypes(NamedTuple):
    """The cost types of an area in their order, and which of them the round waits for."""

    kinds: tuple[str, ...]
    waited: CostTypes


class ReportedCostTypes:
    """What has been reported of a board's areas, up to the round's period."""

    def __init__(self, rows: SourceData, tree: AreaTree) -> None:
        """Of the operating lines that have been fetched."""
        self._reported: dict[str, set[str]] = defaultdict(set)
        self._printed: dict[str, set[str]] = defaultdict(set)
        self._earlier: dict[str, set[str]] = defaultdict(set)
        self._parents = {area.code: area.parent for area in tree.areas}
        self._root = tree.root.code
        codes = {pk: area.code for pk, area in tree.by_id.items()}
        self._since = {area["code"] for area in rows.frame["areas"] if area["valid_from"]}
        now = (rows.round.year, rows.round.tertial)
        for row in rows.operating:
            line = dict(zip(OPERATING_COLUMNS, row, strict=True))
            area, kind = codes.get(line["service_area_id"]), line["cost_type"]
            if area is None:
                continue
            self._reported[area].add(kind)
            if line["table_id"] is not None:
                self._printed[area].add(kind)
            if (line["year"], line["tertial"]) != now:
                self._earlier[area].add(kind)

    def find_expected(self, area: board_report.AreaEconomy) -> ExpectedCostTypes:
        """What the area is asked about. One that is summed from those below only tells what it is reported with."""
        reported = frozenset(self._reported.get(area.area, ()))
        if area.area in self._printed or area.has_children:
            return _sort_cost_types(reported, reported)
        around = self._find_neighbours_types(area.area, reported)
        waited = self._find_expected_types(area.area, reported) if around == _ALL_COST_TYPES else around
        return _sort_cost_types(around | reported, waited | reported)

    def _find_neighbours_types(self, area: str, reported: CostTypes) -> CostTypes:
        """What the areas beside it are reported with in print, else the whole board.

        Where the printed reports pass over an area that was there, they tell its money on a row above.
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
        """Of every cost type: those of earlier tertials, else revenue and the parts, or the sum told in their place."""
        earlier = frozenset(self._earlier.get(area, ()))
        if earlier - {CostType.REVENUE}:
            return earlier
        if reported & _PART_TYPES:
            return _USUAL_COST_TYPES
        if CostType.COST in reported:
            return frozenset({CostType.REVENUE.value, CostType.COST.value})
        return reported if reported == {CostType.NET} else _USUAL_COST_TYPES


def _sort_cost_types(kinds: CostTypes, waited: CostTypes) -> ExpectedCostTypes:
    return ExpectedCostTypes(tuple(kind for kind in CostType.values if kind in kinds), waited)
