"""Counts of lights (met, on track, not met, unknown) as numbers, labels and a bar.

Shared by every page that sums up indicators.
"""

from dataclasses import dataclass

from apps.core.lights import Light
from apps.report.measures import LightCounts


@dataclass(frozen=True, slots=True)
class LightCount:
    """A light and how many. ``note`` tells more of them."""

    light: Light
    count: int
    note: str = ""


def list_light_counts(counts: LightCounts) -> tuple[LightCount, ...]:
    """The lights there are any of, best first."""
    pairs = (
        LightCount(Light.MET, counts.met, counts.met_note),
        LightCount(Light.ON_TRACK, counts.on_track),
        LightCount(Light.NOT_MET, counts.not_met),
        LightCount(Light.UNKNOWN, counts.unknown),
    )
    return tuple(pair for pair in pairs if pair.count)


# The order in lists that are read for what has to be done; what can't be judged comes last, since it says nothing.
_WORST_FIRST = (Light.NOT_MET, Light.ON_TRACK, Light.MET, Light.UNKNOWN)


def rank_worst_first(light: Light) -> int:
    """Sorts red, yellow, green, unknown."""
    return _WORST_FIRST.index(light)


def list_worst_counts_first(counts: LightCounts) -> tuple[LightCount, ...]:
    """The lights there are any of, worst first."""
    return tuple(sorted(list_light_counts(counts), key=lambda one: rank_worst_first(one.light)))


@dataclass(frozen=True, slots=True)
class LightBarSegment:
    """A piece of a bar drawn 100 wide."""

    light: Light
    x: float
    width: float


def build_light_bar(counts: LightCounts) -> tuple[LightBarSegment, ...]:
    """The lights as one bar of 100, with a gap of 1 between the pieces."""
    segments, start = [], 0.0
    for pair in list_light_counts(counts):
        width = 100 * pair.count / counts.total
        segments.append(LightBarSegment(pair.light, round(start, 2), round(max(width - 1, 0.5), 2)))
        start += width
    return tuple(segments)


@dataclass(frozen=True, slots=True, kw_only=True)
class LightSummary:
    """A count of lights as numbers, words and a bar."""

    counts: LightCounts
    items: tuple[LightCount, ...]
    bar: tuple[LightBarSegment, ...]


def build_light_summary(counts: LightCounts) -> LightSummary:
    """A count of lights to show."""
    return LightSummary(counts=counts, items=list_light_counts(counts), bar=build_light_bar(counts))
