"""An indicator's course in one or two Swedish sentences.

An outcome is held against the same time a year earlier (two years where it is measured every other year) and against
its target. Different tertials are never compared, and of what is hidden nothing is said.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from apps.core.choices import Accumulation, Direction
from apps.core.swedish import NBSP, format_unit_suffix, format_value, round_half_up
from apps.core.tertials import Tertial
from apps.goals.rules import Band
from apps.goals.targets import is_percent
from apps.report.course.figure_formats import format_series_period, format_with_unit, has_only_full_years
from apps.report.course.levels import YEARLY_ACCUMULATIONS, build_target_band, is_change_target, is_for_year_end
from apps.report.definition_changes import find_definition_change, format_definition_change, list_comparable_points
from apps.report.judgements import OutcomeSeries
from apps.report.measures import Indicator, Point, Reading, Target

_ONE_OF_UNIT = {"dagar": "dag", "timmar": "timme", "personer": "person"}


class _Clause(NamedTuple):
    """What is said of an outcome in one respect. ``weight`` is 1 for what is good, -1 for bad, 0 for neither."""

    text: str
    weight: int


def describe_course(indicator: Indicator, area: str, gender: str) -> str:
    """One line's outcome this period in words: against earlier, against the target, or why it is missing.

    Where there is none to show, the latest that is shown follows. Empty when there is nothing to say.
    """
    reading = next(
        (one for one in indicator.readings if (one.point.area, one.point.gender) == (area, gender)),
        None,
    )
    line = tuple(point for point in indicator.series if (point.area, point.gender) == (area, gender))
    if reading and reading.point.value is not None:
        return _describe_reading(reading, reading.point.value, indicator, line)
    why = _explain_missing(reading.point) if reading else ""
    return " ".join(filter(None, [why, _describe_latest(indicator, line)]))


def format_earlier_time(indicator: Indicator, period: Tertial) -> str:
    """The time that an outcome is compared with, in words: ``samma tid året före``."""
    if indicator.accumulation == Accumulation.BIENNIAL:
        return "två år tidigare"
    whole_year = period.is_final_accounts or indicator.accumulation == Accumulation.YEARLY
    return "året före" if whole_year else "samma tid året före"


def _describe_reading(reading: Reading, value: Decimal, indicator: Indicator, line: Sequence[Point]) -> str:
    period = Tertial(reading.point.year, reading.point.tertial)
    when = format_earlier_time(indicator, period)
    clauses = [
        None if reading.last_year is None else _compare_values(value, reading.last_year, indicator, when),
        _compare_with_target(value, reading.target, indicator, reading.point)
        if reading.target and indicator.has_target
        else None,
    ]
    preliminary = " (preliminärt)" if reading.point.preliminary else ""
    glue = " är " if reading.last_year is None else ", "
    rest = _join_clauses([clause for clause in clauses if clause])
    sentence = f"{format_with_unit(value, indicator)}{preliminary}{glue + rest if rest else ''}."
    note = (
        _explain_no_comparison(indicator, period, line, when)
        if reading.last_year is None
        else _format_direction(indicator)
    )
    return " ".join(filter(None, [sentence, note]))


def _join_clauses(clauses: Sequence[_Clause]) -> str:
    """Both in one sentence: ”men” where one is good and the other bad, else ”och”."""
    opposed = len(clauses) == 2 and clauses[0].weight * clauses[1].weight < 0
    return (" men " if opposed else " och ").join(clause.text for clause in clauses)


def _compare_values(value: Decimal, earlier: Decimal, indicator: Indicator, when: str) -> _Clause:
    """Better or worse than earlier where the direction is known, else higher or lower."""
    shown = format_with_unit(earlier, indicator)
    if value == earlier:
        return _Clause(f"lika mycket som {when}", 0)
    if shown == format_with_unit(value, indicator):
        return _Clause(f"ungefär lika mycket som {when}", 0)
    is_higher = value > earlier
    if indicator.direction == Direction.NEITHER:
        return _Clause(f"{'högre' if is_higher else 'lägre'} än {when} ({shown})", 0)
    is_better = is_higher == (indicator.direction == Direction.HIGHER)
    return _Clause(f"{'bättre' if is_better else 'sämre'} än {when} ({shown})", 1 if is_better else -1)


def _format_direction(indicator: Indicator) -> str:
    """Which way is better; nothing where neither is."""
    label = indicator.direction_label
    return "" if indicator.direction == Direction.NEITHER else f"{label[:1].upper()}{label[1:]}."


def _explain_no_comparison(indicator: Indicator, period: Tertial, line: Sequence[Point], when: str) -> str:
    """Why there is nothing to compare with: a new definition, or no figure. Nothing of one that is hidden."""
    year = period.year - (2 if indicator.accumulation == Accumulation.BIENNIAL else 1)
    once_a_year = indicator.accumulation in YEARLY_ACCUMULATIONS
    points = [one for one in line if one.year == year and (once_a_year or one.tertial == period.number)]
    if any(point.suppressed for point in points):
        return ""
    known = [Tertial(point.year, point.tertial) for point in points if point.value is not None]
    change = find_definition_change(indicator.definition_changes, known[-1], period) if known else None
    if change:
        return format_definition_change(change)
    return f"Utfall från {when} saknas."


def _explain_missing(point: Point) -> str:
    if point.suppressed:
        return ""
    if point.stated_text:
        return "Utfallet är inte ett tal och jämförs därför inte."
    return f"Utfall saknas: {point.missing_label}." if point.missing_label else "Utfall saknas."


def _describe_latest(indicator: Indicator, line: Sequence[Point]) -> str:
    """The line's latest figure and how it compares with the same tertial before it, by name."""
    points = list_comparable_points(indicator, line)
    last = next((point for point in reversed(points) if point.value is not None), None)
    if last is None or last.value is None:
        return ""
    whole_years = has_only_full_years(point for point in points if point.value is not None)
    once_a_year = indicator.accumulation in YEARLY_ACCUMULATIONS
    year = last.year - (2 if indicator.accumulation == Accumulation.BIENNIAL else 1)
    series = OutcomeSeries(points, once_a_year=once_a_year)
    earlier = series.find_value(last.area, last.gender, year, last.tertial)
    when = str(year) if once_a_year else format_series_period(year, last.tertial, whole_years=whole_years)
    comparison = "" if earlier is None else f", {_compare_values(last.value, earlier, indicator, when).text}"
    period = format_series_period(last.year, last.tertial, whole_years=whole_years)
    return f"Det senaste utfallet som visas är {format_with_unit(last.value, indicator)} för {period}{comparison}."


# --- the target ----------------------------------------------------------------------------------------------------


def _compare_with_target(value: Decimal, target: Target, indicator: Indicator, point: Point) -> _Clause | None:
    """On which side of the target the outcome lies, and how far; None for a target that it can't be held against."""
    period = Tertial(point.year, point.tertial)
    band = build_target_band(indicator, target, point.gender, period, period)
    if band is None:
        return None
    side = _format_side(value, band, indicator)
    if is_for_year_end(indicator, target) and not period.is_final_accounts:
        return _Clause(f"hittills {side} årets mål {target.words}", _judge_unfinished(value, band))
    weight = 1 if band.holds(value) else -1
    if is_change_target(target) and target.line is not None:
        return _Clause(f"{side} målet {format_with_unit(target.line, indicator)} ({target.words})", weight)
    return _Clause(f"{side} målet {target.words}", weight)


def _judge_unfinished(value: Decimal, band: Band) -> int:
    """A sum that is still growing is good or bad first when the rest of the year can't change it."""
    if band.high is not None:
        return -1 if value >= band.high and not band.holds(value) else 0
    return 1 if band.holds(value) else 0


def _format_side(value: Decimal, band: Band, indicator: Indicator) -> str:
    """``3,2 procentenheter över``, ``på``, ``inom``: where the outcome lies, before the target's name."""
    is_range = band.low is not None and band.high is not None and band.low != band.high
    if is_range and band.holds(value):
        return "inom"
    edge = band.edge(value)
    if value == edge:
        return "på gränsen utan att nå" if band.strict else "på"
    return f"{_format_distance(value, edge, indicator)} {'över' if value > edge else 'under'}"


def _format_distance(value: Decimal, edge: Decimal, indicator: Indicator) -> str:
    """The difference of the two numbers as they are shown, in the unit; ``strax`` where it is too small to show."""
    is_whole = value == value.to_integral_value() and edge == edge.to_integral_value()
    decimals = max(indicator.decimals, 0 if is_whole else 1)
    distance = abs(round_half_up(value, decimals) - round_half_up(edge, decimals))
    if not distance:
        return "strax"
    number = format_value(distance, indicator.decimals)
    is_one = number == "1"
    if is_percent(indicator.unit):
        return f"{number}{NBSP}{'procentenhet' if is_one else 'procentenheter'}"
    unit = _ONE_OF_UNIT.get(indicator.unit, indicator.unit) if is_one else indicator.unit
    return number + format_unit_suffix(unit)
