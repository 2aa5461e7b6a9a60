"""What ``…/indikator/`` shows (all indicators, with a filter) and ``…/indikator/<code>/`` (one, with its series)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from apps.core.swedish import build_swedish_sort_key, format_name_with_unit
from apps.goals.models import KeyFigureKind
from apps.report.board_report import BoardReport
from apps.report.course.outcome_values import GENDER_LABELS
from apps.report.course.sentences import describe_course, format_earlier_time
from apps.report.definition_changes import format_definition_change
from apps.report.indicators import count_lights
from apps.report.measures import Assessment, Indicator, Target
from apps.report.plan.target_changes import get_target_text
from apps.web.board.goals.presenter import find_neighbours, has_text
from apps.web.board.indicators.marks import MARK_LABELS, map_marks
from apps.web.board.indicators.rows import (
    IndicatorListRow,
    ReadingRow,
    build_indicator_row,
    build_reading_row,
    sort_worst_first,
)
from apps.web.board.indicators.series_table import SeriesTable, build_series_table
from apps.web.filter_chips import FilterChip, build_light_chips, build_mark_chips, parse_light, parse_mark
from apps.web.lights import LightCount, list_worst_counts_first
from apps.web.links import ReportAddress

# A list as short as this is open as it comes; in a longer one the groups are closed.
FEW_INDICATORS = 12
KNOWN_PARTS = frozenset({"mal", *KeyFigureKind.values})  # of goals, and each kind of key figure


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorGroup:
    """The indicators of one goal, or the key figures of one kind: in ``rows``, or by heading in ``parts``.

    ``key`` is its place in the address. ``counts`` are the lights of the ``size`` indicators that are judged.
    """

    key: str
    name: str
    url: str = ""
    rows: tuple[IndicatorListRow, ...] = ()
    parts: tuple["IndicatorGroup", ...] = ()
    size: int
    counts: tuple[LightCount, ...]

    @property
    def judged(self) -> bool:
        """Has any of them a target?"""
        return any(row.has_target for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFilter:
    """The filter in the address; an empty field filters nothing.

    ``part`` is ``mal`` or a kind of key figure, ``mark`` one of ``marks.MARK_LABELS``.
    """

    text: str = ""
    light: str = ""
    part: str = ""
    mark: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.light or self.part or self.mark)

    @property
    def is_one_of_few(self) -> bool:
        """Is it nothing, or one of the filters that every list has? Then there are few such pages."""
        known = not self.part or self.part in KNOWN_PARTS
        return not self.text and known and sum(map(bool, (self.light, self.part, self.mark))) <= 1

    @property
    def query(self) -> str:
        """The filter as it stands in the address, with its question mark; empty where nothing is filtered."""
        given = {"q": self.text, "ljus": self.light, "del": self.part, "visa": self.mark}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"?{query}" if query else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorList:
    """The list with its filter. ``without_target`` are those that are followed without being judged."""

    query: IndicatorFilter
    url: str
    lights: tuple[FilterChip, ...]
    parts: tuple[FilterChip, ...]
    marks: tuple[FilterChip, ...]
    groups: tuple[IndicatorGroup, ...]
    shown: int
    total: int
    without_target: int
    open: bool


def parse_filter(query: Mapping[str, str]) -> IndicatorFilter:
    """The filter from the address (``q``, ``ljus``, ``del``, ``visa``). An unknown light or mark is ignored."""
    return IndicatorFilter(
        text=query.get("q", "").strip()[:100],
        light=parse_light(query),
        part=query.get("del", "").strip()[:20],
        mark=parse_mark(query, MARK_LABELS),
    )


def build_indicator_list(report: BoardReport, query: IndicatorFilter) -> IndicatorList:
    """The indicators that match the filter, by goal and by kind of key figure, the worst first in each group."""
    marks = map_marks(report)
    named = [one for one in _list_matching_text(report, query.text) if not query.mark or one.code in marks[query.mark]]
    hits = [one for one in named if _has_light(one, query.light) and _is_of_part(one, query.part)]
    url = ReportAddress.for_report(report).url("indicators")
    return IndicatorList(
        query=query,
        url=url,
        lights=_build_light_chips(named, query, url),
        parts=_build_part_chips(report, named, query, url),
        marks=build_mark_chips(MARK_LABELS, marks, query.mark, lambda mark: url + replace(query, mark=mark).query),
        groups=_build_groups(report, [*hits, *_list_references(report, hits, query)]),
        shown=len(hits),
        total=len(report.indicators),
        without_target=sum(not one.has_target for one in report.indicators),
        open=query.is_set or len(report.indicators) <= FEW_INDICATORS,
    )


def _list_references(report: BoardReport, hits: list[Indicator], query: IndicatorFilter) -> list[Indicator]:
    """What the hits are compared with, where that is what has been chosen."""
    codes = {one.code for one in hits} if query.mark == "jamforelser" else set()
    return [one for one in report.indicators if one.reference_for in codes]


def _list_matching_text(report: BoardReport, text: str) -> list[Indicator]:
    """Those whose name, heading or goal has the text, whatever its case and accents."""
    if not text:
        return list(report.indicators)
    goals, key = {goal.code: goal.name for goal in report.goals}, build_swedish_sort_key(text)
    return [
        one
        for one in report.indicators
        if key in build_swedish_sort_key(" ".join((one.name, one.heading, goals.get(one.goal or "", ""))))
    ]


def _has_light(indicator: Indicator, light: str) -> bool:
    return not light or (indicator.has_target and indicator.verdict.light == light)


def _is_of_part(indicator: Indicator, part: str) -> bool:
    return not part or part == (indicator.kind or "mal")


def _build_light_chips(named: list[Indicator], query: IndicatorFilter, url: str) -> tuple[FilterChip, ...]:
    """The lights of the chosen part."""
    lights = Counter(one.verdict.light for one in named if one.has_target and _is_of_part(one, query.part))
    return build_light_chips(lights, query.light, lambda light: url + replace(query, light=light).query)


def _build_part_chips(
    report: BoardReport, named: list[Indicator], query: IndicatorFilter, url: str
) -> tuple[FilterChip, ...]:
    """Indicators of goals and each kind of key figure, of the chosen light; only those that there are any of."""
    labels = {one.kind or "mal": one.kind_label if one.kind else "till mål" for one in report.indicators}
    counts = Counter(one.kind or "mal" for one in named if _has_light(one, query.light))
    return tuple(
        FilterChip(
            label=label.capitalize(),
            count=counts[part],
            url=url + replace(query, part="" if part == query.part else part).query,
            chosen=part == query.part,
        )
        for part, label in labels.items()
        if counts[part] or part == query.part
    )


def _build_groups(report: BoardReport, hits: list[Indicator]) -> tuple[IndicatorGroup, ...]:
    """A group for each goal in the plan's order, then one for each kind of key figure."""
    by_goal: dict[str, list[Indicator]] = defaultdict(list)
    by_kind: dict[str, list[Indicator]] = defaultdict(list)
    for one in hits:
        (by_goal[one.goal] if one.goal else by_kind[one.kind]).append(one)
    place = ReportAddress.for_report(report)
    goals = [
        _build_group(report, f"mal-{goal.code}", goal.name, by_goal[goal.code], place.url("goal", code=goal.code))
        for goal in report.goals
        if goal.code in by_goal
    ]
    kinds = [_build_kind_group(report, kind, found) for kind, found in by_kind.items()]
    return (*goals, *kinds)


def list_headings(*headings: str) -> list[str]:
    """The headings from the outermost in, each once however cased: a report may have one that repeats its kind."""
    unlike: dict[str, str] = {}
    for heading in filter(None, headings):
        unlike.setdefault(heading.casefold(), heading[:1].upper() + heading[1:])
    return list(unlike.values())


def _build_kind_group(report: BoardReport, kind: str, found: list[Indicator]) -> IndicatorGroup:
    """The key figures of a kind; under a heading each where there are several.

    A heading's number is its own in the report, whatever is filtered, so that its address stays.
    """
    headings = list(dict.fromkeys(one.heading for one in report.indicators if one.kind == kind))
    by_heading: dict[str, list[Indicator]] = defaultdict(list)
    for one in found:
        by_heading[one.heading].append(one)
    label = found[0].kind_label.capitalize()
    if len(by_heading) == 1:
        return _build_group(report, kind, ": ".join(list_headings(label, found[0].heading)), found)
    parts = tuple(
        _build_group(report, f"{kind}-{number}", heading or "Utan rubrik", by_heading[heading])
        for number, heading in enumerate(headings, 1)
        if heading in by_heading
    )
    return IndicatorGroup(key=kind, name=label, parts=parts, size=len(found), counts=_count_lights(found))


def _build_group(report: BoardReport, key: str, name: str, found: list[Indicator], url: str = "") -> IndicatorGroup:
    return IndicatorGroup(
        key=key,
        name=name,
        url=url,
        rows=tuple(build_indicator_row(one, report) for one in sort_worst_first(found)),
        size=len(found),
        counts=_count_lights(found),
    )


def _count_lights(indicators: list[Indicator]) -> tuple[LightCount, ...]:
    """The lights of those that have a target, worst first."""
    return list_worst_counts_first(count_lights(one.verdict.light for one in indicators if one.has_target))


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
    followed_in: tuple[str, ...]
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
    names = {area.code: area.name for area in report.areas}
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
        followed_in=tuple(names[one] for one in indicator.areas if one in names),
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
