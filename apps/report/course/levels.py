"""What the figures of one line can be held against: the target of its own area and gender, and a year's even pace.

A line is an indicator's figures of one area and gender.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from apps.core.choices import Accumulation, Comparator, Direction, Gender
from apps.core.tertials import Tertial
from apps.goals.rules import RELATIVE_COMPARATORS, Band, build_band
from apps.report.definition_changes import find_definition_change
from apps.report.measures import Indicator, Point, Target

YEARLY_ACCUMULATIONS = {Accumulation.YEARLY, Accumulation.BIENNIAL}
_FLOORS = {Comparator.AT_LEAST, Comparator.MORE_THAN}
_CEILINGS = {Comparator.AT_MOST, Comparator.LESS_THAN}
# A target of change is a plain one from its line, which has the base and the change in it.
_PLAIN_COMPARATORS: Mapping[str, Comparator] = {
    Comparator.INCREASE: Comparator.MORE_THAN,
    Comparator.DECREASE: Comparator.LESS_THAN,
    Comparator.INCREASE_BY: Comparator.AT_LEAST,
    Comparator.DECREASE_BY: Comparator.AT_MOST,
    Comparator.INCREASE_PERCENT: Comparator.AT_LEAST,
    Comparator.DECREASE_PERCENT: Comparator.AT_MOST,
}


def find_target(targets: Mapping[tuple[str, str], Target], area: str, gender: str) -> Target | None:
    """The target of a line among a year's, by area and gender. One for all is for women and for men too."""
    return targets.get((area, gender)) or targets.get((area, Gender.TOTAL.value))


def find_line_target(indicator: Indicator, area: str, gender: str, year: int) -> Target | None:
    """The target of a line in a year."""
    targets = {(target.area, target.gender): target for target in indicator.targets if target.year == year}
    return find_target(targets, area, gender)


def is_change_target(target: Target) -> bool:
    """Does the target want a change from a base year? It is counted from the same tertial of that year."""
    return target.comparator in RELATIVE_COMPARATORS


def is_for_year_end(indicator: Indicator, target: Target) -> bool:
    """Is the target a sum that a whole year is to reach?"""
    return indicator.accumulation == Accumulation.FLOW and not is_change_target(target)


def build_target_band(indicator: Indicator, target: Target, gender: str, period: Tertial, now: Tertial) -> Band | None:
    """The values that meet the target in ``period``, of the figures for ``gender``; ``now`` is the report's period.

    None for a target in words, and for a change that is counted from other figures than these: from all together
    where these are women's, from another tertial, or from before a new definition.
    """
    if target.line is None:
        return None
    if is_change_target(target) and not _has_base(indicator, target, gender, period, now):
        return None
    return build_band(_PLAIN_COMPARATORS.get(target.comparator, target.comparator), target.line, target.upper, None)


def _has_base(indicator: Indicator, target: Target, gender: str, period: Tertial, now: Tertial) -> bool:
    """Is the base of a change, which the report counts from its own tertial, that of these figures?"""
    if target.base_year is None or target.gender != gender:
        return False
    if indicator.accumulation not in YEARLY_ACCUMULATIONS and period.number != now.number:
        return False
    base = Tertial(target.base_year, period.number)
    return find_definition_change(indicator.definition_changes, base, period) is None


def list_pace(indicator: Indicator, target: Target) -> tuple[Decimal, ...]:
    """A year's even pace to its target: a third of it at T1, two at T2, all of it at T3.

    Empty unless the target is a least or a most for the year, and the better way is that way.
    """
    wanted = {Direction.HIGHER: _FLOORS, Direction.LOWER: _CEILINGS}.get(Direction(indicator.direction), set())
    if target.value is None or target.comparator not in wanted or not is_for_year_end(indicator, target):
        return ()
    return tuple(target.value * number / 3 for number in (1, 2, 3))


def list_same_tertial(points: Sequence[Point], now: Tertial) -> tuple[Point, ...]:
    """Those of the report's tertial; where none of them has a figure, of the tertial of the latest that has.

    Of sums over the year no others can be joined by a line.
    """
    known = [point.tertial for point in points if point.value is not None]
    number = now.number if now.number in known else next(reversed(known), now.number)
    return tuple(point for point in points if point.tertial == number)
