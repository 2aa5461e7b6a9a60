"""Indicators as they are shown: the list with its filter, and one indicator with its whole series."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from apps.core.lights import Light
from apps.core.swedish import build_swedish_sort_key
from apps.report.board_report import BoardReport
from apps.report.measures import Assessment, Indicator, Target
from apps.web.board.goals.presenter import has_text
from apps.web.board.indicators.outcome_values import GENDER_LABELS
from apps.web.board.indicators.rows import (
    IndicatorListRow,
    ReadingRow,
    build_indicator_row,
    build_reading_row,
    format_target,
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
    """What the reader asked for. ``part`` is ``mal`` or a kind of key figure."""

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
    """The filter as it stands in the address; what is not known is not asked."""
    light = query.get("ljus", "")
    return IndicatorFilter(
        text=query.get("q", "").strip()[:100],
        light=light if light in set(Light) else "",
        part=query.get("del", "").strip()[:20],
    )


def build_indicator_list(report: BoardReport, query: IndicatorFilter) -> IndicatorList:
    """The indicators that the reader asked for, in groups."""
    goals = {goal.code: goal.name for goal in report.goals}
    hits = [one for one in report.indicators if _matches_filter(one, query, goals)]
    groups: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for indicator in _sort_main_first(hits):
        groups[_get_group_key(indicator)].append(indicator)
    kinds = {one.kind: one.kind_label for one in report.indicators if one.kind}
    parts = {**({"mal": "indikatorer till mål"} if any(one.goal for one in report.indicators) else {}), **kinds}
    return IndicatorList(
        query=query,
        lights=tuple(FilterOption(light.value, light.label, light.value == query.light) for light in Light),
        parts=tuple(FilterOption(key, label, key == query.part) for key, label in parts.items()),
        groups=_build_groups(report, groups, open_all=query.is_set or len(groups) <= FEW_GROUPS),
        shown=len(hits),
        total=len(report.indicators),
    )


def _matches_filter(indicator: Indicator, query: IndicatorFilter, goals: dict[str, str]) -> bool:
    if query.part and query.part != (indicator.kind or "mal"):
        return False
    if query.light and (indicator.verdict.light != query.light or not indicator.has_target):
        return False
    searched = " ".join((indicator.name, indicator.heading, goals.get(indicator.goal or "", "")))
    return build_swedish_sort_key(query.text) in build_swedish_sort_key(searched)


def _sort_main_first(indicators: list[Indicator]) -> list[Indicator]:
    """A comparison series stands right below what it is compared with."""
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
    """Goals in their order, then the key figures kind by kind in the order they first stand, closed when many."""
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
                made.append(
                    _build_group(report, f"{kind}-{len(made)}", kind, label, heading, "", rows, is_open=open_all)
                )
    return tuple(made)


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
    stated: str
    decision: str
    footnote: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPage:
    """One indicator in full."""

    indicator: Indicator
    row: IndicatorListRow
    goal_name: str
    goal_url: str
    compared_with: IndicatorListRow | None
    references: tuple[IndicatorListRow, ...]
    first: ReadingRow | None
    rest: tuple[ReadingRow, ...]
    table: SeriesTable | None
    targets: tuple[TargetListRow, ...]
    texts: tuple[Assessment, ...]
    previous: IndicatorListRow | None
    following: IndicatorListRow | None


def build_indicator_page(report: BoardReport, code: str) -> IndicatorPage | None:
    """One indicator with everything told of it; None for an unknown code."""
    by_code = {one.code: one for one in report.indicators}
    indicator = by_code.get(code)
    if indicator is None:
        return None
    root = report.areas[0].code
    readings = tuple(build_reading_row(reading, indicator, root) for reading in indicator.readings)
    goal = next((one for one in report.goals if one.code == indicator.goal), None)
    references = [by_code[one] for one in indicator.references if one in by_code]
    order = list(by_code)
    at = order.index(code)

    def row(other: str | None) -> IndicatorListRow | None:
        return build_indicator_row(by_code[other], report) if other in by_code else None

    return IndicatorPage(
        indicator=indicator,
        row=build_indicator_row(indicator, report),
        goal_name=goal.name if goal else "",
        goal_url=ReportAddress.for_report(report).url("goal", code=goal.code) if goal else "",
        compared_with=row(indicator.reference_for),
        references=tuple(build_indicator_row(one, report) for one in references),
        first=readings[0] if readings else None,
        rest=readings[1:],
        table=build_series_table(report, indicator, references),
        targets=tuple(_build_target_row(one, report) for one in reversed(indicator.targets)),
        texts=tuple(one for one in indicator.assessments if has_text(one)),
        previous=row(order[at - 1]) if at else None,
        following=row(order[at + 1]) if at + 1 < len(order) else None,
    )


def _build_target_row(target: Target, report: BoardReport) -> TargetListRow:
    area = next((one.name for one in report.areas[1:] if one.code == target.area), "")
    gender = "" if target.gender == "T" else GENDER_LABELS[target.gender]
    return TargetListRow(
        year=target.year,
        scope=", ".join(part for part in (area, gender) if part),
        text=format_target(target),
        stated=target.text if target.text != target.words else "",
        decision=target.decision,
        footnote=target.footnote,
        current=target.year == report.period.year,
    )
