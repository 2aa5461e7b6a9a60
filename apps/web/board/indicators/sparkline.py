"""A small line chart beside each indicator in a list: one series over time, with the target as a level.

Drawn as SVG on the server, so that it is there without scripts and is kept with the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.core.choices import Accumulation
from apps.core.tertials import Tertial
from apps.report.course.figure_formats import format_series_period, format_with_unit, has_only_full_years
from apps.report.course.levels import build_target_band, find_line_target, is_for_year_end, list_same_tertial
from apps.report.course.outcome_values import find_main_series
from apps.report.definition_changes import list_comparable_points
from apps.report.measures import Indicator, Point

WIDTH, HEIGHT, MARGIN = 120, 32, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparkline:
    """The drawing in SVG units, in a box of 120 x 32 with y growing downwards.

    ``lines`` are SVG point lists, one for each stretch without a gap; ``dots`` are points with a gap on both sides.
    ``end`` is the latest point and ``target`` the y of the target's level. ``label`` tells the series in words.
    """

    width: int
    height: int
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    end: tuple[float, float]
    target: float | None
    label: str


def build_sparkline(indicator: Indicator, root: str, now: Tertial) -> Sparkline | None:
    """The chart of the indicator's main series; None with fewer than two numbers.

    ``root`` is the board's own area and ``now`` the report's period: of sums over the year its tertial of each year
    is drawn.
    """
    points = list_comparable_points(indicator, find_main_series(indicator, root))
    if indicator.accumulation == Accumulation.FLOW:
        points = list_same_tertial(points, now)
    known = [point for point in points if point.value is not None]
    if len(known) < 2:
        return None
    return _draw(points, _find_target_level(indicator, known[-1], now), _format_label(known, indicator))


def _find_target_level(indicator: Indicator, last: Point, now: Tertial) -> Decimal | None:
    """The level of the latest figure's target; a sum so far is not held against the year's."""
    period = Tertial(last.year, last.tertial)
    target = find_line_target(indicator, last.area, last.gender, last.year)
    if target is None or (is_for_year_end(indicator, target) and not period.is_final_accounts):
        return None
    return target.line if build_target_band(indicator, target, last.gender, period, now) else None


def _format_label(known: Sequence[Point], indicator: Indicator) -> str:
    whole_years = has_only_full_years(known)
    labels = (
        f"{format_series_period(point.year, point.tertial, whole_years=whole_years)}: "
        f"{format_with_unit(point.value, indicator)}"
        for point in known
        if point.value is not None
    )
    return _format_tertial(known, indicator) + ", ".join(labels)


def _format_tertial(known: Sequence[Point], indicator: Indicator) -> str:
    """Which part of each year a sum so far is of."""
    last = Tertial(known[-1].year, known[-1].tertial)
    if indicator.accumulation != Accumulation.FLOW or last.is_final_accounts:
        return ""
    return f"Januari–{last.end_month_name} varje år. "


def _draw(points: Sequence[Point], level: Decimal | None, label: str) -> Sparkline:
    values = [point.value for point in points]
    every = [value for value in [*values, level] if value is not None]
    scale = _VerticalScale(min(every), max(every))
    runs = _split_runs(_place_points(values, scale))
    return Sparkline(
        width=WIDTH,
        height=HEIGHT,
        lines=tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1),
        dots=tuple(run[0] for run in runs if len(run) == 1),
        end=runs[-1][-1],
        target=None if level is None else scale.find_y(level),
        label=label,
    )


@dataclass(frozen=True, slots=True)
class _VerticalScale:
    """Places values between ``low`` at the bottom and ``high`` at the top; in the middle when they are the same."""

    low: Decimal
    high: Decimal

    def find_y(self, value: Decimal) -> float:
        share = Decimal("0.5") if self.high == self.low else (value - self.low) / (self.high - self.low)
        return round(HEIGHT - MARGIN - float(share) * (HEIGHT - 2 * MARGIN), 1)


def _place_points(values: Sequence[Decimal | None], scale: _VerticalScale) -> list[tuple[float, float] | None]:
    """Each value's x and y, evenly spread over the width; None for a gap."""
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    return [
        None if value is None else (round(MARGIN + place * step, 1), scale.find_y(value))
        for place, value in enumerate(values)
    ]


def _split_runs(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The stretches of known points between the gaps."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]
