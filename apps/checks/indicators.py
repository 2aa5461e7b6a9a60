"""Indicators: fractions, women and men, changes, sums over the year, and what lies far outside a
series.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median

from apps.checks.base import (
    build_figure_finding,
    format_point_time,
    group_series,
    is_stated,
    list_stated_points,
)
from apps.checks.indicator_histories import IndicatorHistory
from apps.core.choices import Accumulation
from apps.core.swedish import format_number
from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.definition_changes import find_definition_change

COUNT_UNITS = frozenset({"antal", "st", "personer"})
COUNT_KINDS = frozenset({"stock", "flow"})
LEAST_HISTORY = 4  # earlier years that a series needs before anything in it can be called far off
OUTLIER_MAD_TIMES = Decimal(8)  # 1,4826 x 5,4: about one value in ten million of a normal spread
OUTLIER_LEAST_SHARE = Decimal("0.5")  # and at least half of the usual value away
OUTLIER_TIMES_OFF = 10  # a slip of the unit or the decimal comma: ten times every earlier value, of two or more


def check_fractions(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """A stated percentage agrees with its own numerator and denominator, rounded or cut off at its
    decimals.
    """
    for indicator in report.indicators:
        for point in list_stated_points(report, indicator) if indicator.unit == "%" else ():
            computed = find_other_share(point.value, point.numerator, point.denominator)
            if computed is not None and point.value is not None:
                fraction = f"{format_number(point.numerator or 0)}/{format_number(point.denominator or 0)}"
                message = f"Andelen {format_point_time(point)} stämmer inte med {fraction}."
                yield build_figure_finding("fraction", indicator, point, message, computed, point.value)


def find_other_share(percent: Decimal | None, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """What numerator and denominator come to, in percent, where it is not what is stated, rounded or cut off.

    None where they agree, or something is unknown.
    """
    if percent is None or numerator is None or not denominator:
        return None
    computed = numerator / denominator * 100
    decimals = max(0, -int(percent.normalize().as_tuple().exponent))
    return computed if abs(computed - percent) >= Decimal(1).scaleb(-decimals) else None


def _iter_points_by_gender(points: Sequence[board_report.Point]) -> Iterator[dict[str, board_report.Point]]:
    """The points of each moment and area that have a value, by gender; none without figures of
    women and men.
    """
    moments: dict[tuple[int, int, str], dict[str, board_report.Point]] = defaultdict(dict)
    has_genders = any(point.gender == "K" for point in points)
    for point in points if has_genders else ():
        if point.value is not None:
            moments[point.year, point.tertial, point.area][point.gender] = point
    yield from moments.values()


def check_genders(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """Women and men add up to the total of a count; the total of a share or a mean lies between
    them.
    """
    for indicator in report.indicators:
        for points in _iter_points_by_gender(list_stated_points(report, indicator)):
            if len(points) < 3:
                continue
            total, women, men = _get_gender_values(points)
            adds_up = is_gender_sum(indicator.unit, indicator.accumulation, counts_persons=indicator.counts_persons)
            expected = find_expected_total((women, men), total, adds_up=adds_up, decimals=indicator.decimals)
            is_judged = adds_up or not is_count_unit(indicator.unit)
            if expected is not None and is_judged:
                when = format_point_time(points["T"])
                message = (
                    f"Kvinnor och män ger tillsammans inte totalen {when}."
                    if adds_up
                    else f"Totalen {when} ligger inte mellan kvinnors och mäns värden."
                )
                yield build_figure_finding("genders", indicator, points["T"], message, expected, total)


def is_count_unit(unit: str) -> bool:
    """Is it a number of things or persons?"""
    return unit.strip().lower() in COUNT_UNITS


def is_gender_sum(unit: str, accumulation: str, *, counts_persons: bool) -> bool:
    """Are women and men together the total? So they are of persons, and of what is counted in a period or at its end.

    A mean of counts, as those of a rate may be, is no sum.
    """
    return is_count_unit(unit) and (counts_persons or accumulation in COUNT_KINDS)


def find_expected_total(
    genders: tuple[Decimal, Decimal], total: Decimal, *, adds_up: bool, decimals: int
) -> Decimal | None:
    """What a total should be by women's and men's values (``genders``), where it is not; None where they agree.

    The total of a share or a mean lies between the two, but for the rounding of each to the last decimal.
    """
    women, men = genders
    if adds_up:
        return women + men if women + men != total else None
    low, high = sorted(genders)
    step = Decimal(1).scaleb(-decimals)
    is_count = abs(women + men - total) <= 2 * step  # by another name: årsarbetare, timmar
    if _is_split(women, men) or is_count or low - step <= total <= high + step:
        return None
    return low if total < low else high


def _get_gender_values(points: dict[str, board_report.Point]) -> tuple[Decimal, Decimal, Decimal]:
    """The values of the total, of women and of men."""
    total, women, men = (points[key].value or Decimal(0) for key in "TKM")
    return total, women, men


def _is_split(women: Decimal, men: Decimal) -> bool:
    """Do the two shares split one whole between them, but for a percentage point of rounding?"""
    return abs(women + men - 100) <= 1


def check_shares(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """Where women's and men's shares of one whole have summed to 100 in other years, they do in
    every year.
    """
    for indicator in report.indicators:
        if indicator.unit != "%":
            continue
        pairs = [points for points in _iter_points_by_gender(indicator.series) if points.keys() >= {"K", "M"}]
        sums = [(points["K"].value or Decimal(0)) + (points["M"].value or Decimal(0)) for points in pairs]
        count_of_splits = sum(_is_split(total, Decimal(0)) for total in sums)
        if count_of_splits < 2 or count_of_splits * 2 <= len(sums):
            continue
        for points, total in zip(pairs, sums, strict=True):
            if is_stated(report, points["K"]) and not _is_split(total, Decimal(0)):
                message = f"Kvinnors och mäns andelar {points['K'].year} ger tillsammans inte 100 procent."
                yield build_figure_finding("shares", indicator, points["K"], message, Decimal(100), total)


def check_changes(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """A stated change is the difference from the same tertial of the year before."""
    for indicator in report.indicators:
        if not any(point.stated_change is not None for point in indicator.series):
            continue
        for _, points in group_series(indicator.series):
            by_time = {(point.year, point.tertial): point for point in points}
            for point in points:
                before = by_time.get((point.year - 1, point.tertial))
                if before is not None and is_stated(report, point):
                    yield from _check_change(indicator, before, point)


def _check_change(
    indicator: board_report.Indicator, before: board_report.Point, point: board_report.Point
) -> Iterator[board_report.Finding]:
    if point.stated_change is None or point.value is None or before.value is None:
        return
    # Where values are rounded the change may be counted from the unrounded ones: one unit in the
    # last decimal.
    is_rounded = indicator.decimals or indicator.unit == "%"
    slack = Decimal(1).scaleb(-indicator.decimals) if is_rounded else Decimal(0)
    change = point.value - before.value
    if abs(change - point.stated_change) > slack:
        message = f"Förändringen {format_point_time(point)} är inte skillnaden mot {before.year}."
        yield build_figure_finding(
            "change", indicator, point, message, change, point.stated_change, column="stated_change"
        )


def check_accumulated(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """What is summed over the year does not grow less from one tertial to the next."""
    for indicator in report.indicators:
        if indicator.accumulation != "flow":
            continue
        for _, points in group_series(list_stated_points(report, indicator)):
            for before, point in pairwise(points):
                if before.year != point.year or before.value is None or point.value is None:
                    continue
                if _is_redefined(indicator, before, point):
                    continue
                if point.value < before.value and before.value > 0:
                    message = (
                        f"Värdet {format_point_time(point)} är lägre än T{before.tertial}, fast det summeras över året."
                    )
                    yield build_figure_finding("accumulated", indicator, point, message, before.value, point.value)


def _is_redefined(indicator: board_report.Indicator, before: board_report.Point, after: board_report.Point) -> bool:
    """Was the definition changed between the two?"""
    periods = Tertial(before.year, before.tertial), Tertial(after.year, after.tertial)
    return find_definition_change(indicator.definition_changes, *periods) is not None


def check_outliers(
    _report: board_report.BoardReport, histories: Sequence[IndicatorHistory]
) -> Iterator[board_report.Finding]:
    """This tertial's value lies far outside the series' own history."""
    for history in histories:
        for last in history.latest:
            earlier = list_history(history.indicator, last, history.comparable.get((last.area, last.gender), ()))
            usual = find_usual_value(last.value or Decimal(0), earlier)
            if usual is not None:
                message = f"Värdet {format_point_time(last)} ligger långt utanför seriens tidigare värden."
                yield build_figure_finding(
                    "outlier", history.indicator, last, message, usual, last.value or Decimal(0), severity="medium"
                )


def list_history(
    indicator: board_report.Indicator, point: board_report.Point, earlier: Iterable[board_report.Point]
) -> list[Decimal]:
    """The values that an outcome is held against, of the series' ``earlier`` points, in their order.

    What accumulates over the year is held against the same tertial of other years only.
    """
    accumulates = indicator.accumulation == Accumulation.FLOW
    return [one.value for one in earlier if one.value is not None and (not accumulates or one.tertial == point.tertial)]


def find_usual_value(value: Decimal, history: list[Decimal]) -> Decimal | None:
    """The usual value when this one is far from it, else None: by the median absolute deviation, or
    ten times off.
    """
    sizeable = len(history) >= 2 and min(*history, value) >= 1
    if sizeable and (value >= OUTLIER_TIMES_OFF * max(history) or value * OUTLIER_TIMES_OFF <= min(history)):
        return Decimal(median(history))
    if len(history) < LEAST_HISTORY:
        return None
    usual = Decimal(median(history))
    spread = Decimal(median([abs(one - usual) for one in history]))
    least = max(OUTLIER_MAD_TIMES * spread, OUTLIER_LEAST_SHARE * abs(usual))
    return usual if spread and abs(value - usual) > least else None
