"""One indicator as a row of a list: its light, this tertial's outcomes with their targets, and a small chart.

Used by the lists of indicators, the pages of goals and indicators, and the board's first page.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.choices import Accumulation
from apps.core.lights import Light
from apps.entry.keys import EntryKey, EntryKind
from apps.report.board_report import BoardReport
from apps.report.course.figure_formats import format_with_unit
from apps.report.course.outcome_values import (
    GENDER_LABELS,
    OutcomeView,
    build_outcome_view,
    format_gap,
    format_outcome,
)
from apps.report.measures import Indicator, Reading, Verdict
from apps.report.plan.target_changes import describe_target
from apps.web.board.indicators.sparkline import Sparkline, build_sparkline
from apps.web.lights import rank_worst_first
from apps.web.links import ReportAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """An outcome held against its target, for one area and gender. ``key`` is its row where it is reported.

    ``last_year`` is the same period's outcome a year before, or why there is none (then ``has_last_year`` is false).
    """

    area: str
    gender: str
    whole_board: bool
    value: OutcomeView
    target: str
    changed: str
    last_year: str
    has_last_year: bool
    verdict: Verdict
    judged: bool
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorListRow:
    """An indicator in a list: its light, this tertial's readings and its course. ``gap`` says why it has none."""

    code: str
    name: str
    url: str
    unit: str
    heading: str
    comparison: bool
    has_target: bool
    verdict: Verdict
    first: ReadingRow | None
    readings: tuple[ReadingRow, ...]
    gap: str
    target: str
    changed: tuple[str, ...]
    last_year: str
    spark: Sparkline | None

    @property
    def missed(self) -> tuple[ReadingRow, ...]:
        """The readings that miss their target: the whole board's alone where it does, else those of its areas."""
        missed = tuple(one for one in self.readings if one.judged and one.verdict.light == Light.NOT_MET)
        return missed[:1] if missed and missed[0].whole_board else missed or self.readings[:1]


def build_indicator_row(indicator: Indicator, report: BoardReport) -> IndicatorListRow:
    """An indicator for a list."""
    root = report.areas[0].code
    readings = tuple(build_reading_row(reading, indicator, root) for reading in indicator.readings)
    first = readings[0] if readings else None
    targets = [row.target for row in readings if row.target]
    return IndicatorListRow(
        code=indicator.code,
        name=indicator.name,
        url=ReportAddress.for_report(report).url("indicator", code=indicator.code),
        unit=indicator.unit,
        heading=indicator.heading,
        comparison=indicator.reference_for is not None,
        has_target=indicator.has_target,
        verdict=indicator.verdict,
        first=first,
        readings=readings,
        gap="" if readings else format_gap(indicator.accumulation, report.period),
        target=(first.target if first and first.target else "") or _format_shared_text(targets),
        changed=tuple(dict.fromkeys(row.changed for row in readings if row.changed)),
        last_year=first.last_year if first and first.whole_board else "",
        spark=build_sparkline(indicator, root, report.period),
    )


def _format_shared_text(texts: list[str]) -> str:
    """The text that all share; empty when they differ, since one cell can't show several."""
    return texts[0] if len(set(texts)) == 1 else ("olika för verksamheterna" if texts else "")


def build_reading_row(reading: Reading, indicator: Indicator, root: str) -> ReadingRow:
    """One reading in words."""
    return ReadingRow(
        area="" if reading.point.area == root else reading.point.area_name,
        gender="" if reading.point.gender == "T" else GENDER_LABELS[reading.point.gender],
        whole_board=reading.point.area == root,
        value=build_outcome_view(reading.point, indicator),
        target=describe_target(reading.target),
        changed=reading.target.changed if reading.target else "",
        last_year=_format_last_year(reading, indicator),
        has_last_year=reading.last_year is not None,
        verdict=reading.verdict,
        judged=(reading.target is not None and indicator.has_target) or reading.verdict.by_people,
        key=EntryKey(EntryKind.OUTCOME, indicator.code, reading.point.area, reading.point.gender).text,
    )


def _format_last_year(reading: Reading, indicator: Indicator) -> str:
    """The outcome to compare with, else why there is none; empty where the report has nothing of that time."""
    if reading.last_year is not None:
        return format_with_unit(reading.last_year, indicator)
    point = reading.point
    years_back = 2 if indicator.accumulation == Accumulation.BIENNIAL else 1
    before = [
        one
        for one in indicator.series
        if (one.year, one.tertial) == (point.year - years_back, point.tertial)
        if (one.area, one.gender) == (point.area, point.gender)
    ]
    if not before:
        return ""
    return "går inte att jämföra" if before[0].value is not None else format_outcome(before[0], indicator)


def sort_worst_first(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Red, yellow, green, unknown, then those without target; among equals the plan's order.

    Each comparison series (another municipality, the country) is right below the indicator that it is compared with.
    """
    present = {one.code for one in indicators}
    below: dict[str, list[Indicator]] = defaultdict(list)
    for one in indicators:
        if one.reference_for in present:
            below[one.reference_for or ""].append(one)
    main = [one for one in indicators if one.reference_for not in present]
    main.sort(key=lambda one: (not one.has_target, rank_worst_first(one.verdict.light)))
    return [row for one in main for row in (one, *below[one.code])]
