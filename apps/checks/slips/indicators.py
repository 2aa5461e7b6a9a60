"""Slips in indicators: a share written as a share of one, women and men exchanged, a column of last year's or last
tertial's values, values a row too low, and a sum over the year that is of one tertial.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from apps.checks.base import build_figure_finding, format_point_time, list_stated_points
from apps.checks.indicator_histories import IndicatorHistory, SeriesKey
from apps.checks.indicators import find_usual_value
from apps.checks.slips import rules
from apps.goals.targets import is_percent
from apps.report import board_report

Histories = Sequence[IndicatorHistory]


def check_shares_of_one(report: board_report.BoardReport, histories: Histories) -> Iterator[board_report.Finding]:
    """A percentage is not written as a share of one."""
    for history in histories:
        indicator = history.indicator
        if not is_percent(indicator.unit):
            continue
        for reading in indicator.readings:
            point = reading.point
            earlier = history.comparable.get((point.area, point.gender), ())
            usual = [one.value for one in earlier if one.value is not None]
            if not usual and reading.target and reading.target.value is not None:
                usual = [reading.target.value]
            if point.value is not None and rules.is_share_of_one(point.value, usual):
                message = f"Värdet {format_point_time(point)} ser ut att vara en andel av ett. Ska det vara i procent?"
                yield build_figure_finding(
                    "share_of_one", indicator, point, message, point.value * 100, point.value, severity="medium"
                )


def check_limits(report: board_report.BoardReport, _histories: Histories) -> Iterator[board_report.Finding]:
    """A count, a time or a cost is not less than nothing, and a share is not more than the whole.

    Where the name says that it is a change, or another value of the indicator is so too, it may be.
    """
    for indicator in report.indicators:
        values = [point.value for point in indicator.series if point.value is not None]
        for point in list_stated_points(report, indicator):
            limit = rules.find_broken_limit(point.value, values, indicator.unit, indicator.name)
            if limit is not None and point.value is not None:
                wrong = "mindre än noll" if not limit else "mer än 100 procent"
                message = f"Värdet {format_point_time(point)} är {wrong}. Kan det vara det?"
                yield build_figure_finding("limit", indicator, point, message, limit, point.value, severity="medium")


def check_swapped_genders(report: board_report.BoardReport, histories: Histories) -> Iterator[board_report.Finding]:
    """Women's and men's values do not follow each other's series."""
    for history in histories:
        indicator, points = history.indicator, history.comparable
        latest = {(point.area, point.gender): point for point in history.latest}
        for area in [area for area, gender in latest if gender == "K" and (area, "M") in latest]:
            women, men = latest[area, "K"], latest[area, "M"]
            earlier = _pair_genders(points.get((area, "K"), ()), points.get((area, "M"), ()), report.period.number)
            now = women.value or Decimal(0), men.value or Decimal(0)
            if rules.is_swapped(now, earlier):
                message = f"Kvinnors och mäns värden {women.year} verkar ha bytt plats, jämfört med tidigare år."
                yield build_figure_finding("swapped", indicator, women, message, now[1], now[0], severity="medium")


def _pair_genders(
    women: Sequence[board_report.Point], men: Sequence[board_report.Point], tertial: int
) -> list[tuple[Decimal, Decimal]]:
    """Women's and men's values of the same earlier moments, the same tertial of each year."""
    by_year = {one.year: one.value for one in men if one.tertial == tertial}
    return [
        (one.value, other)
        for one in women
        if one.tertial == tertial and one.value is not None and (other := by_year.get(one.year)) is not None
    ]


def check_scales(_report: board_report.BoardReport, histories: Histories) -> Iterator[board_report.Finding]:
    """A value is not ten, a hundred or a thousand times its earlier ones.

    One that is far outside its whole series is an outlier already (``checks.indicators``).
    """
    for history in histories:
        for point in history.latest:
            value = point.value or Decimal(0)
            earlier = _list_same_tertial(history.comparable.get((point.area, point.gender), ()), point)
            scale = rules.find_value_scale(value, earlier)
            if scale and find_usual_value(value, earlier) is None:
                message = (
                    f"Värdet {format_point_time(point)} är omkring {rules.format_scale(scale, 'värdet')} som tidigare."
                )
                yield build_figure_finding(
                    "scale", history.indicator, point, message, earlier[0], value, severity="medium"
                )


def _list_same_tertial(points: Sequence[board_report.Point], point: board_report.Point) -> list[Decimal]:
    """The values of the same tertial of earlier years, latest first."""
    return [one.value for one in points if one.tertial == point.tertial and one.value is not None]


class _Compared(NamedTuple):
    """A value of the report's own period and an earlier one of the same area and gender."""

    indicator: board_report.Indicator
    point: board_report.Point
    pair: rules.Pair


def _compare(history: IndicatorHistory, earlier: Mapping[SeriesKey, Decimal | None]) -> Iterator[_Compared]:
    """The report's own values that have one of an earlier period, in order."""
    for point in history.latest:
        before = earlier.get((point.area, point.gender))
        if before is not None and point.value is not None:
            yield _Compared(history.indicator, point, rules.Pair(point.value, before))


def check_copied_values(report: board_report.BoardReport, histories: Histories) -> Iterator[board_report.Finding]:
    """Nearly all values of the report, or of a heading in it, are not last year's or last tertial's."""
    a_year_ago = [one for history in histories for one in _compare(history, history.a_year_ago)]
    before = [one for history in histories for one in _compare(history, history.before)]
    of_tertials = [one for one in before if one.indicator.accumulation not in ("yearly", "biennial")]
    for compared, label in ((a_year_ago, "förra årets"), (of_tertials, "förra tertialets")):
        whole = [compared] if rules.is_copied([one.pair for one in compared]) else []
        for group in whole or _group_by_heading(compared):
            if not rules.is_copied([one.pair for one in group]):
                continue
            first = group[0]
            where = "i rapporten" if whole else f"under ”{first.indicator.heading or first.indicator.name}”"
            message = f"Nästan alla värden {where} {format_point_time(first.point)} är just {label}. Är de rätt?"
            yield _build_group_finding("copied", group, message)


def _group_by_heading(compared: Sequence[_Compared]) -> list[list[_Compared]]:
    groups: dict[tuple[str, str, str], list[_Compared]] = defaultdict(list)
    for one in compared:
        groups[one.indicator.heading, one.indicator.goal or one.indicator.kind, one.point.gender].append(one)
    return list(groups.values())


def _build_group_finding(check: str, group: Sequence[_Compared], message: str) -> board_report.Finding:
    """A finding at the first of several values, that names the other indicators."""
    first = group[0]
    also = tuple(dict.fromkeys(one.indicator.code for one in group if one.indicator.code != first.indicator.code))
    expected, found = Decimal(first.pair.usual), Decimal(first.pair.value)
    return build_figure_finding(
        check, first.indicator, first.point, message, expected, found, also=also, severity="medium"
    )


def check_shifted_values(_report: board_report.BoardReport, histories: Histories) -> Iterator[board_report.Finding]:
    """The values under a heading do not follow those of the row above or below a year ago, and not their own."""
    for group in _group_by_heading([one for history in histories for one in _compare(history, history.a_year_ago)]):
        step, run = rules.find_shift([one.pair for one in group])
        if step:
            shifted = group[run.start : run.stop]
            names = f"”{shifted[0].indicator.name}” till ”{shifted[-1].indicator.name}”"
            message = f"Värdena från {names} verkar stå en rad för {'långt ned' if step > 0 else 'högt upp'}."
            yield _build_group_finding("shifted", shifted, message)


def check_parts_of_year(report: board_report.BoardReport, histories: Histories) -> Iterator[board_report.Finding]:
    """Values that are summed from January are not those of the latest four months alone."""
    number = report.period.number
    if number == 1:
        return
    compared = [
        _Compared(one.indicator, one.point, rules.Pair(one.pair.value, Decimal(one.pair.usual) * number / (number - 1)))
        for history in histories
        for one in _compare(history, history.before)
        if one.indicator.accumulation == "flow"
    ]
    if rules.is_column_of_one_tertial([one.pair for one in compared], number):
        message = (
            f"Nästan alla värden som summeras från januari verkar {format_point_time(compared[0].point)} bara vara för"
            " de senaste fyra månaderna."
        )
        yield _build_group_finding("part_of_year", compared, message)
