"""The figures of a report that texts speak of: the rows of money and the outcomes of indicators, found by name."""

from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from apps.checks.texts.masked_clauses import NameIndex
from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.money import Amounts


@lru_cache(maxsize=64)
def build_name_index(names: tuple[str, ...]) -> NameIndex:
    """The index of these names; the same object for the same names, so that texts are not read twice."""
    return NameIndex(names)


class ReportFigures:
    """A report's figures by area, kind of cost and indicator."""

    def __init__(self, report: board_report.BoardReport) -> None:
        self.report = report
        self.period = report.period
        self.root = report.economy.areas[0].area if report.economy.areas else ""
        self.area_names = {area.area: area.name for area in report.economy.areas}
        self.rows: dict[tuple[str, str], board_report.MoneyRow] = {}
        self.children: dict[str, list[str]] = defaultdict(list)
        by_name: dict[str, set[str]] = defaultdict(set)
        for area in report.economy.areas:
            by_name[area.name.lower()].add(area.area)
            if area.parent:
                self.children[area.parent].append(area.area)
            if area.net:
                self.rows[area.area, "net"] = area.net
            for row in area.cost_types:
                self.rows[area.area, row.cost_type] = row
        self._areas_by_name = by_name
        self.indicators = {one.code: one for one in report.indicators}
        indicators_by_name: dict[str, set[str]] = defaultdict(set)
        for one in report.indicators:
            indicators_by_name[one.name.lower()].add(one.code)
        self._indicators_by_name = indicators_by_name
        self._points: dict[str, dict[PointKey, board_report.Point]] = {}
        self.index = build_name_index((*(area.name for area in report.areas), *(one.name for one in report.indicators)))

    def find_area(self, name: str) -> str:
        """The code of the one area with the name; empty where there is none, or several."""
        found = self._areas_by_name.get(name, set())
        return next(iter(found)) if len(found) == 1 else ""

    def find_indicator(self, name: str) -> str:
        """The code of the one indicator with the name; empty where there is none, or several."""
        found = self._indicators_by_name.get(name, set())
        return next(iter(found)) if len(found) == 1 else ""

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
