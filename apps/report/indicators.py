"""The report's indicators: series, this tertial's readings, their lights."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

from msgspec.structs import replace

from apps.core.choices import Accumulation, Direction, Gender, MissingReason, RelationAnswer
from apps.core.lights import Light
from apps.core.swedish import format_number, format_unit_suffix
from apps.core.tertials import Tertial
from apps.goals.models import KeyFigureKind
from apps.goals.rules import ValueFormatter, compute_fraction, format_change_suffix
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.course.levels import YEARLY_ACCUMULATIONS, find_target
from apps.report.judgements import IndicatorJudge, OutcomeSeries, group_assessments, summarise_verdicts, trim_decimal
from apps.report.plan.target_changes import TargetChanges, group_target_changes
from apps.report.reorganised.mappings import build_reorganisations
from apps.report.reorganised.outcomes import reorganise_outcomes
from apps.report.reorganised.sentences import IndicatorSentences, build_former_areas
from apps.report.source_types import (
    DefinitionChangeSourceRow,
    IndicatorSourceRow,
    OutcomeSourceRow,
    SourceData,
    TargetSourceRow,
)

_MISSING_LABELS = {"": "", **{choice.value: choice.label for choice in MissingReason}}
FigureRow = TypeVar("FigureRow", OutcomeSourceRow, TargetSourceRow)
_GENDER_ORDER = {Gender.TOTAL: 0, Gender.WOMEN: 1, Gender.MEN: 2}
_DIRECTION_LABELS = {choice.value: choice.label for choice in Direction}
_ACCUMULATION_LABELS = {choice.value: choice.label for choice in Accumulation}


def build_indicators(rows: SourceData, tree: AreaTree) -> tuple[board_report.Indicator, ...]:
    """All indicators of the board, in the plan's order."""
    reorganised = reorganise_outcomes(rows)
    places = {**tree.by_id, **build_former_areas(reorganised, rows)}
    sentences = IndicatorSentences(rows, reorganised, build_reorganisations(rows))
    outcomes = _group_by_indicator(reorganised.rows)
    targets = _group_by_indicator(rows.targets)
    changes = group_target_changes(rows.target_changes)
    definitions = _group_definition_changes(rows.definition_changes)
    assessments = group_assessments(rows, tree, "indicator_id")
    codes = {indicator.id: indicator.code for indicator in rows.indicators}
    goals = {goal.id: goal.code for goal in rows.goals}
    references: dict[int, list[str]] = defaultdict(list)
    for indicator in rows.indicators:
        if indicator.reference_for_id:
            references[indicator.reference_for_id].append(indicator.code)
    return tuple(
        _build_indicator(
            indicator,
            period=rows.round.period,
            tolerance=rows.round.board.tolerance_percent,
            tree=tree,
            outcomes=outcomes[indicator.id],
            targets=targets[indicator.id],
            changes=changes.get(indicator.id, {}),
            definitions=tuple(definitions[indicator.id]),
            assessments=assessments[indicator.id],
            goal=goals.get(indicator.goal_id) if indicator.goal_id else None,
            reference_for=codes.get(indicator.reference_for_id) if indicator.reference_for_id else None,
            references=tuple(references[indicator.id]),
            places=places,
            reorganised=sentences.list_sentences(indicator),
        )
        for indicator in rows.indicators
    )


def _group_by_indicator(rows: Iterable[FigureRow]) -> dict[int, list[FigureRow]]:
    groups: dict[int, list[FigureRow]] = defaultdict(list)
    for row in rows:
        groups[row.indicator_id].append(row)
    return groups


def _group_definition_changes(
    rows: Iterable[DefinitionChangeSourceRow],
) -> Mapping[int, list[board_report.DefinitionChange]]:
    """The changes by indicator id, the earliest first."""
    groups: dict[int, list[board_report.DefinitionChange]] = defaultdict(list)
    for row in rows:
        change = board_report.DefinitionChange(period=Tertial(row.year, row.tertial), note=row.note)
        groups[row.indicator_id].append(change)
    return groups


def _build_indicator(
    indicator: IndicatorSourceRow,
    *,
    period: Tertial,
    tolerance: Decimal,
    tree: AreaTree,
    outcomes: list[OutcomeSourceRow],
    targets: list[TargetSourceRow],
    changes: TargetChanges,
    definitions: tuple[board_report.DefinitionChange, ...],
    assessments: tuple[board_report.Assessment, ...],
    goal: str | None,
    reference_for: str | None,
    references: tuple[str, ...],
    places: Mapping[int, board_report.Area],
    reorganised: tuple[str, ...],
) -> board_report.Indicator:
    points = tuple(point for row in outcomes if (point := _build_point(row, indicator, places)))
    series = OutcomeSeries(points, once_a_year=indicator.accumulation in YEARLY_ACCUMULATIONS)
    judge = IndicatorJudge(
        series=series,
        period=period,
        tolerance=tolerance if indicator.tolerance_percent is None else indicator.tolerance_percent,
        show=_build_value_formatter(indicator),
        show_distance=_build_distance_formatter(indicator),
        unit=indicator.unit,
        direction=indicator.direction,
        is_flow=indicator.accumulation == Accumulation.FLOW,
        biennial=indicator.accumulation == Accumulation.BIENNIAL,
        changes=changes,
        definitions=definitions,
    )
    judge.note_removed_targets(targets, tree)
    built_targets = tuple(target for row in targets if (target := judge.build_target(row, tree)))
    ratings = {assessment.area: assessment.verdict for assessment in assessments if assessment.verdict}
    readings = _build_readings(indicator, period, tree, series, built_targets, judge, ratings)
    has_target = bool(ratings) or any(
        target.year == period.year and not judge.is_plan(target) for target in built_targets
    )
    return board_report.Indicator(
        code=indicator.code,
        name=indicator.name,
        goal=goal,
        kind=indicator.kind,
        kind_label=KeyFigureKind(indicator.kind).label if indicator.kind else "",
        heading=indicator.heading,
        unit=indicator.unit,
        decimals=indicator.decimals,
        direction=indicator.direction,
        direction_label=_DIRECTION_LABELS[indicator.direction],
        accumulation=indicator.accumulation,
        accumulation_label=_ACCUMULATION_LABELS[indicator.accumulation],
        by_gender=indicator.by_gender,
        counts_persons=indicator.counts_persons,
        reference_for=reference_for,
        references=references,
        definition=indicator.definition,
        source=indicator.source,
        kolada_id=indicator.kolada_id,
        has_target=has_target,
        verdict=summarise_verdicts(readings, ratings, tree.root.code),
        readings=readings,
        series=points,
        targets=built_targets,
        assessments=assessments,
        tolerance_percent=trim_decimal(indicator.tolerance_percent),
        definition_changes=definitions,
        reorganised=reorganised,
        areas=tuple(code for code in indicator.areas if code in tree.order),
    )


def _build_value_formatter(indicator: IndicatorSourceRow) -> ValueFormatter:
    """A function that writes a value with its unit."""
    unit = format_unit_suffix(indicator.unit)
    return lambda value: _format_own_decimals(value, indicator) + unit


def _build_distance_formatter(indicator: IndicatorSourceRow) -> ValueFormatter:
    """A function that writes how far apart two values are, with the unit of that."""
    return lambda value: _format_own_decimals(value, indicator) + format_change_suffix(value, indicator.unit)


def _format_own_decimals(value: Decimal, indicator: IndicatorSourceRow) -> str:
    """A number with its own decimals, but at most the indicator's (at least one)."""
    own = max(0, -int(value.as_tuple().exponent))
    return format_number(value, min(own, max(indicator.decimals, 1)))


def _build_point(
    row: OutcomeSourceRow, indicator: IndicatorSourceRow, places: Mapping[int, board_report.Area]
) -> board_report.Point | None:
    area = places.get(row.service_area_id)
    if area is None:
        return None
    value = row.value
    if value is None and row.numerator is not None and row.denominator is not None:
        value = trim_decimal(compute_fraction(row.numerator, row.denominator, indicator.unit))
    return board_report.Point(
        year=row.year,
        tertial=row.tertial,
        area=area.code,
        area_name=area.name,
        gender=row.gender,
        value=value,
        numerator=row.numerator,
        denominator=row.denominator,
        forecast=row.forecast,
        missing=row.missing,
        missing_label=_MISSING_LABELS[row.missing],
        stated_text=row.stated_text,
        stated_change=row.stated_change,
        preliminary=row.preliminary,
        suppressed=False,
        footnote=row.footnote,
    )


def _build_readings(
    indicator: IndicatorSourceRow,
    period: Tertial,
    tree: AreaTree,
    series: OutcomeSeries,
    targets: tuple[board_report.Target, ...],
    judge: IndicatorJudge,
    ratings: dict[str, board_report.Verdict],
) -> tuple[board_report.Reading, ...]:
    """This tertial's outcomes, and a gap with its reason where a target waits for one."""
    this_year = series.get_year(period.year)
    current = {key: points[-1] for key, points in this_year.items() if points[-1].tertial == period.number}
    current_targets = {(target.area, target.gender): target for target in targets if target.year == period.year}
    keys = set(current) | set(current_targets)
    if not keys and indicator.goal_id and not ratings:
        keys = {(tree.root.code, Gender.TOTAL.value)}
    names = {area.code: area.name for area in tree.areas}
    readings = []
    for area, gender in sorted(keys, key=lambda key: (tree.order[key[0]], _GENDER_ORDER[Gender(key[1])])):
        point = current.get((area, gender)) or _build_gap(indicator, period, area, names[area], gender)
        rating = ratings.get(area) if gender == "T" else None
        readings.append(judge.build_reading(point, find_target(current_targets, area, gender), rating))
    return tuple(readings)


def _build_gap(indicator: IndicatorSourceRow, period: Tertial, area: str, name: str, gender: str) -> board_report.Point:
    """A missing outcome, with the reason as far as it follows from the indicator: a yearly figure
    is not due yet.
    """
    waits = indicator.accumulation in YEARLY_ACCUMULATIONS and not period.is_final_accounts
    reason = MissingReason.NOT_MEASURED if waits else MissingReason.NOT_REPORTED
    return board_report.Point(
        year=period.year,
        tertial=period.number,
        area=area,
        area_name=name,
        gender=gender,
        value=None,
        numerator=None,
        denominator=None,
        forecast=None,
        missing=reason.value,
        missing_label=reason.label,
        stated_text="",
        stated_change=None,
        preliminary=False,
        suppressed=False,
        footnote="",
    )


def build_relations(rows: SourceData) -> tuple[board_report.Relation, ...]:
    """What people have answered of how the report's indicators follow from each other; of other years' not."""
    codes = {indicator.id: indicator.code for indicator in rows.indicators}
    return tuple(
        board_report.Relation(
            kind=row.kind,
            total=codes[row.total_id],
            parts=tuple(codes[part] for part in row.parts),
            confirmed=row.answer == RelationAnswer.CONFIRMED,
        )
        for row in rows.relations
        if codes.keys() >= {row.total_id, *row.parts}
    )


def count_indicators(indicators: Iterable[board_report.Indicator]) -> board_report.LightCounts:
    """The lights of indicators, and how many are met by what people say alone."""
    counted = tuple(indicators)
    without = sum(one.verdict.light == Light.MET and not _has_figure(one) for one in counted)
    return replace(count_lights(one.verdict.light for one in counted), met_without_figure=without)


def _has_figure(indicator: board_report.Indicator) -> bool:
    """Is there a number for this tertial, also one that is hidden, expected, or written among words (”3–4 dagar”)?"""
    points = (reading.point for reading in indicator.readings)
    return any(
        point.suppressed
        or point.value is not None
        or point.forecast is not None
        or any(sign.isdigit() for sign in point.stated_text)
        for point in points
    )


def count_lights(lights: Iterable[Light]) -> board_report.LightCounts:
    """How many of each."""
    counts: dict[str, int] = {}
    for light in lights:
        counts[light.value] = counts.get(light.value, 0) + 1
    return board_report.LightCounts(**counts)
