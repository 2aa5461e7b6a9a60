"""What an indicator's values are held against: its earlier ones, sorted once for all checks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.definition_changes import list_comparable_points

SeriesKey = tuple[str, str]
"""An area's code and a gender."""


@dataclass(frozen=True, slots=True)
class IndicatorHistory:
    """An indicator's values of the report's own period, and those of earlier ones by area and gender.

    ``comparable`` are the points with a value since the definition was last changed, the latest first; ``a_year_ago``
    and ``before`` all that was stated of the same tertial last year, and of the period before this.
    """

    indicator: board_report.Indicator
    latest: list[board_report.Point]
    comparable: Mapping[SeriesKey, list[board_report.Point]]
    a_year_ago: Mapping[SeriesKey, Decimal | None]
    before: Mapping[SeriesKey, Decimal | None]


def collect_histories(report: board_report.BoardReport) -> list[IndicatorHistory]:
    """The history of every indicator, in order."""
    return [_collect_history(indicator, report.period) for indicator in report.indicators]


def _collect_history(indicator: board_report.Indicator, period: Tertial) -> IndicatorHistory:
    now, previous = (period.year, period.number), period.previous()
    comparable: dict[SeriesKey, list[board_report.Point]] = defaultdict(list)
    for point in list_comparable_points(indicator, indicator.series):
        if point.value is not None and (point.year, point.tertial) < now:
            comparable[point.area, point.gender].append(point)
    for points in comparable.values():
        points.sort(key=lambda one: (one.year, one.tertial), reverse=True)
    return IndicatorHistory(
        indicator=indicator,
        latest=[reading.point for reading in indicator.readings if reading.point.value is not None],
        comparable=comparable,
        a_year_ago=_collect_values(indicator, period.year - 1, period.number),
        before=_collect_values(indicator, previous.year, previous.number),
    )


def _collect_values(indicator: board_report.Indicator, year: int, tertial: int) -> dict[SeriesKey, Decimal | None]:
    return {
        (one.area, one.gender): one.value for one in indicator.series if one.year == year and one.tertial == tertial
    }
