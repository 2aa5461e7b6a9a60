"""How an indicator's figures and their periods are written."""

from collections.abc import Iterable
from decimal import Decimal

from apps.core.swedish import format_unit_suffix, format_value
from apps.core.tertials import Tertial
from apps.report.measures import Indicator, Point


def format_with_unit(value: Decimal, indicator: Indicator) -> str:
    """``7,3 %``, ``12 dagar``; a plain number for counts and indexes."""
    return format_value(value, indicator.decimals) + format_unit_suffix(indicator.unit)


def format_series_period(year: int, tertial: int, *, whole_years: bool) -> str:
    """``2020`` in a series of yearly figures, else ``T2 2020``."""
    return str(year) if whole_years else Tertial(year, tertial).label


def has_only_full_years(points: Iterable[Point]) -> bool:
    """Is every figure of the series from a year's last tertial, and so for the full year?"""
    return all(point.tertial == 3 for point in points)
