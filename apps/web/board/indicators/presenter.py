"""What ``…/indikator/`` shows (all indicators, with a filter) and ``…/indikator/<code>/`` (one, with its series)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from apps.core.lights import Light
from apps.core.swedish import build_swedish_sort_key, format_name_with_unit
from apps.report.board_report import BoardReport
from apps.report.course.sentences import describe_course, format_earlier_time
from apps.report.definition_changes import format_definition_change
from apps.report.measures import Assessment, Indicator, Target
from apps.report.plan.target_changes import get_target_text
from apps.web.board.goals.presenter import find_neighbours, has_text
from apps.web.board.indicators.outcome_values import GENDER_LABELS
from apps.web.board.indicators.rows import (
    IndicatorListRow,
    ReadingRow,
    build_indicator_row,
    build_reading_row,
)
from apps.web.board.indicators.series_table import SeriesTable, build_series_table
from apps.web.links import ReportAddress

FEW_GROUPS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorGroup:
    """The indicators of one goal, or the key figures of one kind under one heading."""

    key: str
    kind: str
    name: str
    heading: str
    url: str
    rows: tuple[IndicatorListRow, ...]
    judged: bool
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFilter:
    """The filter in the address. ``part`` is ``mal`` or a kind of key figure; an empty field filters nothing."""

    text: str = ""
    light: str = ""
    part: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.light or self.part)


@dataclass(frozen=True, slots=True)
class FilterOption:
    """A choice in the filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorList:
    """The list with its filter."""

    query: IndicatorFilter
    lights: tuple[FilterOption, ...]
    parts: tuple[FilterOption, ...]
    groups: tuple[IndicatorGroup, ...]
    shown: int
    total: int


def parse_filter(query: Mapping[str, str]) -> IndicatorFilter:
    """The filter from the address (``q``, ``ljus``, ``del``). An unknown light is ignored."""
    light = query.get("ljus", "")
    return IndicatorFilter(
        text=query.get("q", "").strip()[:100],
        light=light if light in set(Light) else "",
        part=query.get("del", "").strip()[:20],
    )


def build_indicator_list(report: BoardReport, query: IndicatorFilter) -> IndicatorList:
    """The indicators that match the filter, by goal and by kind of key figure."""
    goals = {goal.code: goal.name for goal in report.goals}
    hits = [one for one in report.indicators if _matches_filter(one, query, goals)]
    groups: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for indicator in _sort_main_first(hits):
        groups[_get_group_key(indicator)].append(indicator)
    parts = _map_part_labels(report)
    return IndicatorList(
        query=query,
        lights=tuple(FilterOption(light.value, light.label, light.value == query.light) for light in Light),
        parts=tuple(FilterOption(key, label, key == query.part) for key, label in parts.items()),
        groups=_build_groups(report, groups, open_all=query.is_set or len(groups) <= FEW_GROUPS),
        shown=len(hits),
        total=len(report.indicators),
    )


def _map_part_labels(report: BoardReport) -> dict[str, str]:
    """The parts of the list that the filter can choose, by ``mal`` or a kind of key figure; only those that exist."""
    goals = {"mal": "indikatorer till mål"} if any(one.goal for one in report.indicators) else {}
    return {**goals, **{one.kind: one.kind_label for one in report.indicators if one.kind}}


def _matches_filter(indicator: Indicator, query: IndicatorFilter, goals: dict[str, str]) -> bool:
    if query.part and query.part != (indicator.kind or "mal"):
        return False
    if query.light and (indicator.verdict.light != query.light or not indicator.has_target):
        return False
    searched = " ".join((indicator.name, indicator.heading, goals.get(indicator.goal or "", "")))
    return build_swedish_sort_key(query.text) in build_swedish_sort_key(searched)


def _sort_main_first(indicators: list[Indicator]) -> list[Indicator]:
    """Each comparison series (another municipality, the country) right below the indicator that it is compared with."""
    present = {one.code for one in indicators}
    below: dict[str, list[Indicator]] = defaultdict(list)
    for one in indicators:
        if one.reference_for in present:
            below[one.reference_for or ""].append(one)
    return [row for one in indicators if one.reference_for not in present for row in (one, *below[one.code])]


def _get_group_key(indicator: Indicator) -> tuple[str, str]:
    return ("mal", indicator.goal) if indicator.goal else (indicator.kind, indicator.heading)


def _build_groups(
    report: BoardReport, groups: dict[tuple[str, str], list[Indicator]], *, open_all: bool
) -> tuple[IndicatorGroup, ...]:
    """A group for each goal in the plan's order, then one for each kind and heading of key figures.

    Groups of key figures are folded unless ``open_all``, since there may be hundreds of rows in them.
    """
    place = ReportAddress.for_report(report)
    made = []
    for goal in report.goals:
        rows = groups.get(("mal", goal.code), [])
        if rows:
            address = place.url("goal", code=goal.code)
            made.append(_build_group(report, f"mal-{goal.code}", "", goal.name, "", address, rows, is_open=True))
    kinds = list(dict.fromkeys(one.kind for one in report.indicators if one.kind))
    for kind in kinds:
        for (key, heading), rows in groups.items():
            if key == kind:
                label = rows[0].kind_label
                below = heading if len(list_headings(label, heading)) > 1 else ""
                made.append(_build_group(report, f"{kind}-{len(made)}", kind, label, below, "", rows, is_open=open_all))
    return tuple(made)


def list_headings(*headings: str) -> list[str]:
    """The headings from the outermost in, each once however cased: a report may have one that repeats its kind."""
    unlike: dict[str, str] = {}
    for heading in filter(None, headings):
        unlike.setdefault(heading.casefold(), heading[:1].upper() + heading[1:])
    return list(unlike.values())


def _build_group(
    report: BoardReport,
    key: str,
    kind: str,
    name: str,
    heading: str,
    url: str,
    rows: list[Indicator],
    *,
    is_open: bool,
) -> IndicatorGroup:
    return IndicatorGroup(
        key=key,
        kind=kind,
        name=name,
        heading=heading,
        url=url,
        rows=tuple(build_indicator_row(one, report) for one in rows),
        judged=any(one.has_target for one in rows),
        open=is_open,
    )


# --- one indicator -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetListRow:
    """A target in the list of targets."""

    year: int
    scope: str
    text: str
    changed: str
    stated: str
    decision: str
    footnote: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPage:
    """One indicator in full."""

    indicator: Indicator
    row: IndicatorListRow
    name_with_unit: str
    kind_heading: str
    goal_name: str
    goal_url: str
    compared_with: IndicatorListRow | None
    references: tuple[IndicatorListRow, ...]
    first: ReadingRow | None
    course: str
    earlier_time: str
    rest: tuple[ReadingRow, ...]
    table: SeriesTable | None
    targets: tuple[TargetListRow, ...]
    definition_changes: tuple[str, ...]
    texts: tuple[Assessment, ...]
    previous: IndicatorListRow | None
    following: IndicatorListRow | None


def build_indicator_page(report: BoardReport, code: str) -> IndicatorPage | None:
    """Everything that one indicator's page shows; None for a code that the report hasn't."""
    by_code = {one.code: one for one in report.indicators}
    indicator = by_code.get(code)
    if indicator is None:
        return None
    readings = _build_readings(report, indicator)
    goal_name, goal_url = _find_goal_link(report, indicator)
    references = [by_code[one] for one in indicator.references if one in by_code]
    previous, following = find_neighbours(list(by_code), code)
    return IndicatorPage(
        indicator=indicator,
        row=build_indicator_row(indicator, report),
        name_with_unit=format_name_with_unit(indicator.name, indicator.unit),
        kind_heading=" · ".join(list_headings(indicator.kind_label, indicator.heading)),
        goal_name=goal_name,
        goal_url=goal_url,
        compared_with=_build_row_if_known(by_code, indicator.reference_for, report),
        references=tuple(build_indicator_row(one, report) for one in references),
        first=readings[0] if readings else None,
        course=_describe_first(indicator),
        earlier_time=format_earlier_time(indicator, report.period),
        rest=readings[1:],
        table=build_series_table(report, indicator, references),
        targets=tuple(_build_target_row(one, report) for one in reversed(indicator.targets)),
        definition_changes=tuple(format_definition_change(change) for change in indicator.definition_changes),
        texts=tuple(one for one in indicator.assessments if has_text(one)),
        previous=_build_row_if_known(by_code, previous, report),
        following=_build_row_if_known(by_code, following, report),
    )


def _build_readings(report: BoardReport, indicator: Indicator) -> tuple[ReadingRow, ...]:
    root = report.areas[0].code
    return tuple(build_reading_row(reading, indicator, root) for reading in indicator.readings)


def _describe_first(indicator: Indicator) -> str:
    """The course of the line whose figure is the page's large one."""
    if not indicator.readings:
        return ""
    point = indicator.readings[0].point
    return describe_course(indicator, point.area, point.gender)


def _find_goal_link(report: BoardReport, indicator: Indicator) -> tuple[str, str]:
    """The name and address of the goal that the indicator follows; both empty for a key figure."""
    goal = next((one for one in report.goals if one.code == indicator.goal), None)
    return (goal.name, ReportAddress.for_report(report).url("goal", code=goal.code)) if goal else ("", "")


def _build_row_if_known(
    by_code: Mapping[str, Indicator], code: str | None, report: BoardReport
) -> IndicatorListRow | None:
    return build_indicator_row(by_code[code], report) if code is not None and code in by_code else None


def _build_target_row(target: Target, report: BoardReport) -> TargetListRow:
    area = next((one.name for one in report.areas[1:] if one.code == target.area), "")
    gender = "" if target.gender == "T" else GENDER_LABELS[target.gender]
    return TargetListRow(
        year=target.year,
        scope=", ".join(part for part in (area, gender) if part),
        text=get_target_text(target),
        changed=target.changed,
        stated=target.text if target.text != target.words else "",
        decision=target.decision,
        footnote=target.footnote,
        current=target.year == report.period.year,
    )
