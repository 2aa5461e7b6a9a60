"""The figures of a report that texts speak of: the rows of money and the outcomes of indicators, found by name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from apps.checks.texts.masked_clauses import NameIndex
from apps.checks.texts.own_cost_types import build_own_names
from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.money import Amounts

# ”(%)”, ”, andel (%)”, ” %”, ”, kalenderår”: what stands last in a name for the table's sake.
_TABLE_ENDING = re.compile(
    r"(?:,? (?:andel|antal|procent))?\s*(?:\([^()]*\)|%)$|, (?:andel|antal|procent|kalenderår|helår|totalt)$"
)
_SHORTEST_NAME = 8


@lru_cache(maxsize=64)
def build_name_index(names: tuple[str, ...]) -> NameIndex:
    """The index of these names; the same object for the same names, so that texts are not read twice."""
    return NameIndex(names)


def _iter_short_names(indicators: Iterable[board_report.Indicator]) -> Iterator[tuple[str, str]]:
    """The names that a sentence uses of indicators: without the unit, and what else only a table has. Name and code."""
    for one in indicators:
        name = one.name.lower()
        short = _TABLE_ENDING.sub("", name)
        if short != name and len(short) >= _SHORTEST_NAME:
            yield short, one.code


class ReportFigures:
    """A report's figures by area, kind of cost and indicator."""

    def __init__(self, report: board_report.BoardReport) -> None:
        self.report = report
        self.period = report.period
        self.root = report.economy.areas[0].area if report.economy.areas else ""
        self.area_names = {area.area: area.name for area in report.economy.areas}
        self.rows: dict[tuple[str, str], board_report.MoneyRow] = {}
        self.children: dict[str, list[str]] = defaultdict(list)
        self._parents: dict[str, str] = {}
        by_name: dict[str, set[str]] = defaultdict(set)
        own_types: dict[str, str] = {}
        for area in report.economy.areas:
            by_name[area.name.lower()].add(area.area)
            if area.parent:
                self.children[area.parent].append(area.area)
                self._parents[area.area] = area.parent
            if area.net:
                self.rows[area.area, "net"] = area.net
            for row in area.cost_types:
                self.rows[area.area, row.cost_type] = row
                if row.belongs_to:
                    own_types[row.cost_type] = row.cost_type_label
        self._areas_by_name = by_name
        self.indicators = {one.code: one for one in report.indicators}
        indicators_by_name: dict[str, set[str]] = defaultdict(set)
        for one in report.indicators:
            indicators_by_name[one.name.lower()].add(one.code)
        stated = {*by_name, *indicators_by_name}
        for name, code in _iter_short_names(report.indicators):
            if name not in stated:
                indicators_by_name[name].add(code)
        self._indicators_by_name = indicators_by_name
        self._points: dict[str, dict[PointKey, board_report.Point]] = {}
        self.own_types = build_own_names(tuple(own_types.items()))
        self.index = build_name_index((*(area.name for area in report.areas), *indicators_by_name))

    def find_area(self, name: str) -> str:
        """The code of the one area with the name; empty where there is none, or several."""
        found = self._areas_by_name.get(name, set())
        return next(iter(found)) if len(found) == 1 else ""

    def find_indicator(self, name: str) -> str:
        """The code of the one indicator with the name; empty where there is none, or several."""
        found = self._indicators_by_name.get(name, set())
        return next(iter(found)) if len(found) == 1 else ""

    def is_near(self, area: str, other: str) -> bool:
        """Is the area one that a text on the other means by its name?

        A unit far down may have its name in common with a unit elsewhere, that has no row: only an area at the top of
        the tree, or one above or below the other, is sure.
        """
        if not other or other == self.root or self._parents.get(area, "") in {"", self.root}:
            return True
        return other in self._list_above(area) or area in self._list_above(other)

    def _list_above(self, area: str) -> list[str]:
        """The area and those above it."""
        found = [area]
        while parent := self._parents.get(found[-1]):
            found.append(parent)
        return found

    def get_amounts(self, area: str, cost_type: str, year: int) -> Amounts | None:
        """The amounts of the report's own period, or of the final accounts of an earlier year."""
        row = self.rows.get((area, cost_type or "net"))
        if row is None:
            return None
        if year == self.period.year:
            return row.now
        return next((one for one in row.past if one.period == Tertial(year, 3)), None)

    def list_past(self, area: str, cost_type: str) -> list[Amounts]:
        """The amounts of earlier periods."""
        row = self.rows.get((area, cost_type or "net"))
        return list(row.past) if row else []

    def get_point(self, indicator: str, key: "PointKey") -> board_report.Point | None:
        """An outcome of an indicator that has a value."""
        return self._map_points(indicator).get(key)

    def list_points(self, indicator: str) -> list[board_report.Point]:
        """Every outcome of an indicator that has a value."""
        return list(self._map_points(indicator).values())

    def _map_points(self, indicator: str) -> "dict[PointKey, board_report.Point]":
        if indicator not in self._points:
            self._points[indicator] = {
                PointKey(one.year, one.tertial, one.area, one.gender): one
                for one in self.indicators[indicator].series
                if one.value is not None
            }
        return self._points[indicator]

    def find_column(self, amounts: Amounts, column: str) -> Decimal | None:
        """A figure of a row as a number, None where it is missing."""
        value = getattr(amounts, column)
        return None if value is None else Decimal(value)


class PointKey(NamedTuple):
    """Which outcome of a series is meant."""

    year: int
    tertial: int
    area: str
    gender: str
