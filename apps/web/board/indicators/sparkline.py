"""A small line drawn by the server: the course of one series, with its target as a level."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.report.measures import Indicator, Point
from apps.web.board.indicators.outcome_values import (
    find_main_series,
    format_series_period,
    format_with_unit,
    has_only_full_years,
)

WIDTH, HEIGHT, MARGIN = 120, 32, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparkline:
    """Geometry in a box of 120 x 32. A gap in the series parts the line in ``lines``; ``dots`` are lonely points."""

    width: int
    height: int
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    end: tuple[float, float]
    target: float | None
    label: str


def build_sparkline(indicator: Indicator, root: str) -> Sparkline | None:
    """The indicator's main series; None when fewer than two numbers are known. ``root`` is the whole board."""
    points = find_main_series(indicator, root)
    known = [point for point in points if point.value is not None]
    if len(known) < 2:
        return None
    level = _find_target_level(indicator, known[-1])
    return _draw(points, level, _format_label(known, indicator))


def _find_target_level(indicator: Indicator, last: Point) -> Decimal | None:
    levels = [
        target.line
        for target in indicator.targets
        if target.line is not None and (target.year, target.area, target.gender) == (last.year, last.area, last.gender)
    ]
    return levels[0] if levels else None


def _format_label(known: Sequence[Point], indicator: Indicator) -> str:
    whole_years = has_only_full_years(tuple(known))
    labels = (
        f"{format_series_period(point.year, point.tertial, whole_years=whole_years)}: "
        f"{format_with_unit(point.value, indicator)}"
        for point in known
        if point.value is not None
    )
    return ", ".join(labels)


def _draw(points: Sequence[Point], level: Decimal | None, label: str) -> Sparkline:
    values = [point.value for point in points]
    every = [value for value in [*values, level] if value is not None]
    low, high = min(every), max(every)
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)

    def y(value: Decimal) -> float:
        share = Decimal("0.5") if high == low else (value - low) / (high - low)
        return round(HEIGHT - MARGIN - float(share) * (HEIGHT - 2 * MARGIN), 1)

    places = [None if v is None else (round(MARGIN + n * step, 1), y(v)) for n, v in enumerate(values)]
    runs = _split_runs(places)
    return Sparkline(
        width=WIDTH,
        height=HEIGHT,
        lines=tuple(" ".join(f"{x},{y_}" for x, y_ in run) for run in runs if len(run) > 1),
        dots=tuple(run[0] for run in runs if len(run) == 1),
        end=runs[-1][-1],
        target=None if level is None else y(level),
        label=label,
    )


def _split_runs(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The stretches of known points between the gaps."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]
