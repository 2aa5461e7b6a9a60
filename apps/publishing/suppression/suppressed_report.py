"""Small numbers of persons are hidden before anyone can read them.

``headcounts`` finds the numbers and the sums that bind them, ``secondary_suppression`` decides what to hide,
and here the report is written without it: a hidden point holds no number, and lights, sentences and counts that
came from it say nothing. What people have judged and written stays as they wrote it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from msgspec.structs import replace

from apps.checks.registry import collect_findings
from apps.core.choices import Accumulation
from apps.core.lights import Light
from apps.goals.rules import RELATIVE_COMPARATORS
from apps.publishing.suppression.headcounts import (
    FORECAST_PART,
    POINT_PART,
    SHARE_UNITS,
    ReportIndicators,
    SumFormula,
    build_area_hierarchy,
    build_suppression_sheets,
    get_point_cell,
    list_person_numbers,
    map_points,
)
from apps.publishing.suppression.reorganised_points import find_carried_units
from apps.publishing.suppression.secondary_suppression import SuppressionCell, SuppressionUnit, solve_sheet
from apps.report import board_report
from apps.report.attention import build_attention, find_latest_published
from apps.report.chapters.figures import hide_figures
from apps.report.goals import filter_counted_goals, judge_goal
from apps.report.highlights import build_overview
from apps.report.indicators import count_indicators, count_lights
from apps.report.judgements import summarise_verdicts
from apps.report.over_time.headlines import map_goal_lights, map_indicator_lights

HIDDEN_SENTENCE = "Uppgiften är dold för att skydda enskilda."
_YEARLY_ACCUMULATIONS = {Accumulation.YEARLY, Accumulation.BIENNIAL}
_INTEGER_PATTERN = re.compile(r"(?<![\d,.])\d+(?![\d,.]*\d)")


def find_units_to_hide(
    views: Sequence[board_report.BoardReport],
    counting: Collection[str],
    threshold: int,
    formulas: Sequence[SumFormula] = (),
    hidden_before: Collection[SuppressionUnit] = (),
) -> set[SuppressionUnit]:
    """What of the reports must be hidden together, so that nobody who has them all can tell a small number.

    ``counting`` are the indicators that count persons. No report is held to less than its own threshold.
    """
    found = set(hidden_before)
    organisations = [build_area_hierarchy(view.areas) for view in views]
    for codes in group_related_indicators(counting, formulas):
        editions = [
            ReportIndicators(
                tuple(one for one in view.indicators if one.code in codes),
                tree,
                _get_strictest_threshold(view, threshold),
            )
            for view, tree in zip(views, organisations, strict=True)
        ]
        bound = [formula for formula in formulas if formula.total in codes]
        for sheet, limit in build_suppression_sheets(editions, bound, codes - set(counting)):
            found |= solve_sheet(sheet, limit, {unit for unit in hidden_before if unit in sheet.costs})
        found |= {unit for edition in editions for unit in _find_small_stated_numbers(edition, counting)}
    return found | find_carried_units(views, found)


def _get_strictest_threshold(view: board_report.BoardReport, threshold: int) -> int:
    return max(threshold, view.board.small_number_threshold)


def group_related_indicators(counting: Collection[str], formulas: Sequence[SumFormula]) -> Iterator[frozenset[str]]:
    """The indicators that are solved together: each that counts persons, with what formulas bind to it."""
    groups = {code: {code} for code in counting}
    for formula in formulas:
        if any(code in counting for code in formula.codes):
            joined = set().union(*(groups.get(code, {code}) for code in formula.codes))
            groups.update(dict.fromkeys(joined, joined))
    yield from sorted({frozenset(group) for group in groups.values()}, key=sorted)


def group_units_by_indicator(
    view: board_report.BoardReport, hidden: Collection[SuppressionUnit]
) -> dict[str, set[SuppressionUnit]]:
    """What is hidden of a report by indicator: of its own numbers, and at cells that only other reports state."""
    units: dict[str, set[SuppressionUnit]] = defaultdict(set)
    at = defaultdict(set)
    for unit in hidden:
        at[unit.cell.indicator].add(unit)
    for indicator in view.indicators:
        if indicator.code not in at:
            continue
        stated = {cell: list_person_numbers(point, indicator.unit) for cell, point in map_points(indicator).items()}
        for unit in at[indicator.code]:
            cell = unit.cell._replace(indicator="")
            if cell not in stated or stated[cell] == unit.numbers:
                units[indicator.code].add(SuppressionUnit(cell, unit.part))
    return units


def hide_units(
    view: board_report.BoardReport,
    units: Mapping[str, set[SuppressionUnit]],
    earlier: Sequence[board_report.BoardReport] = (),
) -> board_report.BoardReport:
    """The report without the hidden units; lights, findings and overview are made again from the rest.

    The same object when nothing is hidden.
    """
    root = view.areas[0].code
    indicators = tuple(
        _mask_indicator(indicator, units.get(indicator.code, set()), root) for indicator in view.indicators
    )
    if all(new is old for new, old in zip(indicators, view.indicators, strict=True)):
        return view
    return rebuild_report(view, indicators, earlier)


def _find_small_stated_numbers(edition: ReportIndicators, counting: Collection[str]) -> Iterator[SuppressionUnit]:
    """Outcomes that tell a small number in words."""
    for indicator in edition.indicators:
        if indicator.unit in SHARE_UNITS or indicator.code not in counting or not _has_stated_text(indicator):
            continue
        for cell, point in map_points(indicator).items():
            if _has_small_number(point.stated_text, edition.threshold):
                yield SuppressionUnit(
                    cell._replace(indicator=indicator.code), POINT_PART, list_person_numbers(point, indicator.unit)
                )


def _has_stated_text(indicator: board_report.Indicator) -> bool:
    points = chain(indicator.series, (reading.point for reading in indicator.readings))
    return any(point.stated_text for point in points)


def _has_small_number(text: str, threshold: int) -> bool:
    """An outcome in words (”3–4”) may tell a small number too."""
    return any(0 < int(number) < threshold for number in _INTEGER_PATTERN.findall(text))


# One indicator


@dataclass(frozen=True, slots=True)
class _IndicatorMask:
    """What is hidden of one indicator."""

    units: set[SuppressionUnit]
    years_back: int
    once_a_year: bool

    def point(self, point: board_report.Point) -> board_report.Point:
        """The point without what is hidden of it."""
        if self.hides(point):
            return replace(
                point,
                value=None,
                numerator=None,
                denominator=None,
                forecast=None,
                missing="",
                missing_label="",
                stated_text="",
                stated_change=None,
                suppressed=True,
                footnote="",
            )
        forecast = None if SuppressionUnit(get_point_cell(point), FORECAST_PART) in self.units else point.forecast
        before = {point.year - 1, point.year - self.years_back}
        compared = any(self.hides_any(point.area, point.gender, year) for year in before)
        return replace(point, forecast=forecast, stated_change=None if compared else point.stated_change)

    def hides(self, point: board_report.Point) -> bool:
        """Is the outcome itself hidden?"""
        return SuppressionUnit(get_point_cell(point), POINT_PART) in self.units

    def hides_any(self, area: str, gender: str, year: int) -> bool:
        """Is any outcome of that year hidden?"""
        return any(
            SuppressionUnit(SuppressionCell(year, tertial, area, gender), POINT_PART) in self.units
            for tertial in (1, 2, 3)
        )

    def hides_last_year(self, point: board_report.Point) -> bool:
        """Is the outcome hidden that a reading is compared with?"""
        year = point.year - self.years_back
        if self.once_a_year:
            return self.hides_any(point.area, point.gender, year)
        return SuppressionUnit(get_point_cell(point)._replace(year=year), POINT_PART) in self.units

    def target(self, target: board_report.Target) -> board_report.Target:
        """The target without the level that would tell a hidden outcome of its base year."""
        return replace(target, line=None) if self.hides_base(target, target.gender) else target

    def hides_base(self, target: board_report.Target, gender: str) -> bool:
        """Does the target count from a hidden outcome?"""
        relative = target.comparator in RELATIVE_COMPARATORS and target.base_year is not None
        return relative and self.hides_any(target.area, gender, target.base_year or 0)


def _mask_indicator(
    indicator: board_report.Indicator, units: set[SuppressionUnit], root: str
) -> board_report.Indicator:
    """The indicator as it may be shown; the same object where that is as it was."""
    if not units:
        return indicator
    veil = _IndicatorMask(
        units,
        years_back=2 if indicator.accumulation == Accumulation.BIENNIAL else 1,
        once_a_year=indicator.accumulation in _YEARLY_ACCUMULATIONS,
    )
    readings = tuple(_mask_reading(veil, reading) for reading in indicator.readings)
    shown = replace(
        indicator,
        verdict=_judge_masked_indicator(indicator, readings, root),
        readings=readings,
        series=tuple(veil.point(point) for point in indicator.series),
        targets=tuple(veil.target(target) for target in indicator.targets),
    )
    return indicator if shown == indicator else shown


def _mask_reading(veil: _IndicatorMask, reading: board_report.Reading) -> board_report.Reading:
    point = veil.point(reading.point)
    compared = veil.hides_last_year(reading.point)
    target = reading.target and veil.target(reading.target)
    silent = (
        point.suppressed
        or point.forecast != reading.point.forecast
        or (reading.target and veil.hides_base(reading.target, point.gender))
        or (compared and reading.verdict.computed == Light.ON_TRACK)  # it may be so because of last year
    )
    return board_report.Reading(
        point=point,
        target=target,
        verdict=_hide_verdict(reading.verdict) if silent else reading.verdict,
        last_year=None if compared else reading.last_year,
    )


def _hide_verdict(verdict: board_report.Verdict) -> board_report.Verdict:
    """The verdict without what was computed; people's own rating stays."""
    light = verdict.light if verdict.by_people else Light.UNKNOWN
    return replace(verdict, light=light, computed=Light.UNKNOWN, sentence=HIDDEN_SENTENCE)


def _judge_masked_indicator(
    indicator: board_report.Indicator, readings: tuple[board_report.Reading, ...], root: str
) -> board_report.Verdict:
    """The indicator's light from what is left: hidden with the whole board's, else summed up anew."""
    if [reading.verdict for reading in readings] == [reading.verdict for reading in indicator.readings]:
        return indicator.verdict
    ratings = {assessment.area: assessment.verdict for assessment in indicator.assessments if assessment.verdict}
    whole = next((reading.verdict for reading in readings if reading.point.area == root), None)
    if whole and whole.sentence == HIDDEN_SENTENCE:
        return _hide_verdict(indicator.verdict)
    return summarise_verdicts(readings, ratings, root)


# The rest of the report


def rebuild_report(
    view: board_report.BoardReport,
    indicators: tuple[board_report.Indicator, ...],
    earlier: Sequence[board_report.BoardReport],
) -> board_report.BoardReport:
    """The report with everything that follows from the indicators' lights and figures made again."""
    goals = _rejudge_goals(view, indicators)
    goal_lights = count_lights(goal.verdict.light for goal in filter_counted_goals(goals))
    indicator_lights = count_indicators(i for i in indicators if i.has_target and not i.reference_for)
    shown = replace(
        view,
        overview=build_overview(view.period, view.economy, goal_lights, indicator_lights),
        goals=goals,
        goal_lights=goal_lights,
        indicator_lights=indicator_lights,
        indicators=indicators,
        history=tuple(
            replace(
                past,
                goal_lights=goal_lights,
                indicator_lights=indicator_lights,
                goals=map_goal_lights(goals),
                indicators=map_indicator_lights(indicators),
            )
            if past.period == view.period
            else past
            for past in view.history
        ),
    )
    shown = hide_figures(view, shown)  # before anything quotes a text that has one
    attention = build_attention(
        view.period,
        goals=filter_counted_goals(shown.goals),
        indicators=shown.indicators,
        economy=shown.economy,
        risks=shown.risks,
        comments=shown.comments,
        before=find_latest_published(view.history, view.period),
    )
    shown = replace(shown, attention=attention)
    answers = {one.fingerprint: one.answer for one in view.findings if one.answer}
    return replace(shown, findings=collect_findings(shown, earlier, answers))


def _rejudge_goals(
    view: board_report.BoardReport, indicators: tuple[board_report.Indicator, ...]
) -> tuple[board_report.Goal, ...]:
    """The goals with their lights proposed anew where an indicator's light has changed; children before parents."""
    changed = {new.code for new, old in zip(indicators, view.indicators, strict=True) if new.verdict != old.verdict}
    by_code = {indicator.code: indicator for indicator in indicators}
    before = {goal.code: goal for goal in view.goals}
    done: dict[str, board_report.Goal] = {}
    for goal in reversed(view.goals):
        below = [done[code] for code in goal.children]
        touched = changed.intersection(goal.indicators) or any(child is not before[child.code] for child in below)
        done[goal.code] = rejudge_goal(goal, below, [by_code[code] for code in goal.indicators]) if touched else goal
    return tuple(done[goal.code] for goal in view.goals)


def rejudge_goal(
    goal: board_report.Goal, below: list[board_report.Goal], indicators: list[board_report.Indicator]
) -> board_report.Goal:
    """The goal with what its indicators and the goals below it say now, as it was built."""
    verdict, lights = judge_goal(below, indicators, goal.assessments)
    return replace(goal, verdict=verdict, indicator_lights=lights)
