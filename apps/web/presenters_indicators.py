"""Indicators as they are shown: the list with its filter, and one indicator with its whole series."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from apps.core.lights import Light
from apps.core.swedish import swedish_sort_key
from apps.followup.report import Assessment, BoardReport, Indicator, Point, Target
from apps.web.links import Place
from apps.web.presenters_goals import (
    IndicatorRow,
    ReadingRow,
    indicator_row,
    reading_row,
    says_something,
    target_text,
)
from apps.web.values import GENDERS, ValueView, is_whole_years, number_text, period_text, value_view

MANY_SERIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorGroup:
    """The indicators of one goal, or the key figures of one kind under one heading."""

    key: str
    kind: str
    name: str
    heading: str
    url: str
    rows: tuple[IndicatorRow, ...]
    judged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the reader asked for. ``part`` is ``mal`` or a kind of key figure."""

    words: str = ""
    light: str = ""
    part: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.words or self.light or self.part)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice in the filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorList:
    """The list with its filter."""

    asked: Filter
    lights: tuple[Option, ...]
    parts: tuple[Option, ...]
    groups: tuple[IndicatorGroup, ...]
    shown: int
    total: int


def read_filter(query: Mapping[str, str]) -> Filter:
    """The filter as it stands in the address; what is not known is not asked."""
    light = query.get("ljus", "")
    return Filter(
        words=query.get("q", "").strip()[:100],
        light=light if light in set(Light) else "",
        part=query.get("del", "").strip()[:20],
    )


def indicator_list(report: BoardReport, asked: Filter) -> IndicatorList:
    """The indicators that the reader asked for, in groups."""
    goals = {goal.code: goal.name for goal in report.goals}
    hits = [one for one in report.indicators if _matches(one, asked, goals)]
    groups: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
    for indicator in _main_first(hits):
        groups[_group_key(indicator)].append(indicator)
    kinds = {one.kind: one.kind_label for one in report.indicators if one.kind}
    parts = {**({"mal": "indikatorer till mål"} if any(one.goal for one in report.indicators) else {}), **kinds}
    return IndicatorList(
        asked=asked,
        lights=tuple(Option(light.value, light.word, light.value == asked.light) for light in Light),
        parts=tuple(Option(key, label, key == asked.part) for key, label in parts.items()),
        groups=_in_order(report, groups),
        shown=len(hits),
        total=len(report.indicators),
    )


def _matches(indicator: Indicator, asked: Filter, goals: dict[str, str]) -> bool:
    if asked.part and asked.part != (indicator.kind or "mal"):
        return False
    if asked.light and (indicator.verdict.light != asked.light or not indicator.has_target):
        return False
    told = " ".join((indicator.name, indicator.heading, goals.get(indicator.goal or "", "")))
    return swedish_sort_key(asked.words) in swedish_sort_key(told)


def _main_first(indicators: list[Indicator]) -> list[Indicator]:
    """A comparison series stands right below what it is compared with."""
    present = {one.code for one in indicators}
    below: dict[str, list[Indicator]] = defaultdict(list)
    for one in indicators:
        if one.reference_for in present:
            below[one.reference_for or ""].append(one)
    return [row for one in indicators if one.reference_for not in present for row in (one, *below[one.code])]


def _group_key(indicator: Indicator) -> tuple[str, str]:
    return ("mal", indicator.goal) if indicator.goal else (indicator.kind, indicator.heading)


def _in_order(
    report: BoardReport, groups: dict[tuple[str, str], list[Indicator]]
) -> tuple[IndicatorGroup, ...]:
    """Goals in their order, then the key figures kind by kind in the order they first stand."""
    place = Place.of(report)
    made = []
    for goal in report.goals:
        rows = groups.get(("mal", goal.code), [])
        if rows:
            made.append(_group(report, f"mal-{goal.code}", "", goal.name, "", place.url("goal", code=goal.code), rows))
    kinds = list(dict.fromkeys(one.kind for one in report.indicators if one.kind))
    for kind in kinds:
        for (key, heading), rows in groups.items():
            if key == kind:
                label = rows[0].kind_label
                made.append(_group(report, f"{kind}-{len(made)}", kind, label, heading, "", rows))
    return tuple(made)


def _group(
    report: BoardReport, key: str, kind: str, name: str, heading: str, url: str, rows: list[Indicator]
) -> IndicatorGroup:
    return IndicatorGroup(
        key=key,
        kind=kind,
        name=name,
        heading=heading,
        url=url,
        rows=tuple(indicator_row(one, report) for one in rows),
        judged=any(one.has_target for one in rows),
    )


# --- one indicator -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesKey:
    """A series in the table: an area and a gender of this indicator or of a comparison."""

    label: str
    sub: str
    comparison: bool
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesCell:
    """An outcome in the table; ``note`` numbers its footnote from 1, 0 without one."""

    label: str
    value: ValueView | None
    period: str
    note: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """A row: a period, or a series where there are many."""

    label: str
    sub: str
    current: bool
    comparison: bool
    cells: tuple[SeriesCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesTable:
    """The whole series. ``corner`` is the heading of the first column."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[SeriesRow, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """A target in the list of targets."""

    year: int
    whom: str
    words: str
    stated: str
    decision: str
    footnote: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPage:
    """One indicator in full."""

    indicator: Indicator
    row: IndicatorRow
    goal_name: str
    goal_url: str
    compared_with: IndicatorRow | None
    references: tuple[IndicatorRow, ...]
    first: ReadingRow | None
    rest: tuple[ReadingRow, ...]
    table: SeriesTable | None
    targets: tuple[TargetRow, ...]
    texts: tuple[Assessment, ...]
    previous: IndicatorRow | None
    following: IndicatorRow | None


def indicator_page(report: BoardReport, code: str) -> IndicatorPage | None:
    """One indicator with everything told of it; None for an unknown code."""
    by_code = {one.code: one for one in report.indicators}
    indicator = by_code.get(code)
    if indicator is None:
        return None
    root = report.areas[0].code
    readings = tuple(reading_row(reading, indicator, root) for reading in indicator.readings)
    goal = next((one for one in report.goals if one.code == indicator.goal), None)
    references = [by_code[one] for one in indicator.references if one in by_code]
    order = list(by_code)
    at = order.index(code)

    def row(other: str | None) -> IndicatorRow | None:
        return indicator_row(by_code[other], report) if other in by_code else None

    return IndicatorPage(
        indicator=indicator,
        row=indicator_row(indicator, report),
        goal_name=goal.name if goal else "",
        goal_url=Place.of(report).url("goal", code=goal.code) if goal else "",
        compared_with=row(indicator.reference_for),
        references=tuple(indicator_row(one, report) for one in references),
        first=readings[0] if readings else None,
        rest=readings[1:],
        table=series_table(report, indicator, references),
        targets=tuple(_target_row(one, report) for one in reversed(indicator.targets)),
        texts=tuple(one for one in indicator.assessments if says_something(one)),
        previous=row(order[at - 1]) if at else None,
        following=row(order[at + 1]) if at + 1 < len(order) else None,
    )


def _target_row(target: Target, report: BoardReport) -> TargetRow:
    area = next((one.name for one in report.areas[1:] if one.code == target.area), "")
    gender = "" if target.gender == "T" else GENDERS[target.gender]
    return TargetRow(
        year=target.year,
        whom=", ".join(part for part in (area, gender) if part),
        words=target_text(target),
        stated=target.text if target.text != target.words else "",
        decision=target.decision,
        footnote=target.footnote,
        current=target.year == report.period.year,
    )


type_key = tuple[str, str, str]


def series_table(
    report: BoardReport, indicator: Indicator, references: list[Indicator]
) -> SeriesTable | None:
    """Every outcome: periods down and series across, or the other way where there are many series."""
    cells: dict[tuple[type_key, tuple[int, int]], tuple[Point, Indicator]] = {}
    for source in (indicator, *references):
        for point in source.series:
            cells[(source.code, point.area, point.gender), (point.year, point.tertial)] = (point, source)
    if not cells:
        return None
    keys = list(dict.fromkeys(key for key, _ in cells))
    keys.sort(key=lambda key: _series_order(key, report, [indicator, *references]))
    periods = sorted({period for _, period in cells}, reverse=True)
    return _Grid(report, indicator, references, cells, keys, periods).table()


def _series_order(key: type_key, report: BoardReport, sources: list[Indicator]) -> tuple[int, int, int]:
    areas = [area.code for area in report.areas]
    codes = [one.code for one in sources]
    return codes.index(key[0]), areas.index(key[1]) if key[1] in areas else len(areas), "TKM".index(key[2])


class _Grid:
    """Lays the series out as a table and numbers the footnotes in reading order."""

    def __init__(
        self,
        report: BoardReport,
        indicator: Indicator,
        references: list[Indicator],
        cells: dict[tuple[type_key, tuple[int, int]], tuple[Point, Indicator]],
        keys: list[type_key],
        periods: list[tuple[int, int]],
    ) -> None:
        self.report, self.indicator, self.cells, self.keys, self.periods = report, indicator, cells, keys, periods
        self.names = {one.code: one.name for one in references}
        self.root = report.areas[0].code
        self.whole_years = is_whole_years(tuple(point for point, _ in cells.values()))
        self.notes: list[str] = []
        self.now = (report.period.year, report.period.number)

    def table(self) -> SeriesTable:
        across = len(self.keys) > MANY_SERIES
        rows = self._series_down() if across else self._periods_down()
        columns = [self._period(one) for one in self.periods] if across else [self._name(key) for key in self.keys]
        corner = "Serie" if across else ("År" if self.whole_years else "Tertial")
        return SeriesTable(corner=corner, columns=tuple(columns), rows=tuple(rows), notes=tuple(self.notes))

    def _periods_down(self) -> list[SeriesRow]:
        return [
            SeriesRow(
                label=self._period(period),
                sub="",
                current=period == self.now,
                comparison=False,
                cells=tuple(self._cell(key, period, self._name(key)) for key in self.keys),
            )
            for period in self.periods
        ]

    def _series_down(self) -> list[SeriesRow]:
        return [
            SeriesRow(
                label=self._name(key),
                sub="",
                current=False,
                comparison=key[0] != self.indicator.code,
                cells=tuple(self._cell(key, period, self._period(period)) for period in self.periods),
            )
            for key in self.keys
        ]

    def _period(self, period: tuple[int, int]) -> str:
        return period_text(*period, whole_years=self.whole_years)

    def _name(self, key: type_key) -> str:
        code, area, gender = key
        named = next((one.name for one in self.report.areas if one.code == area), area)
        if code in self.names:
            return ", ".join([self.names[code]] + ([GENDERS[gender]] if gender != "T" else []))
        if area == self.root:
            return GENDERS[gender]
        return named if gender == "T" else f"{named}, {GENDERS[gender].lower()}"

    def _cell(self, key: type_key, period: tuple[int, int], label: str) -> SeriesCell:
        found = self.cells.get((key, period))
        if found is None:
            return SeriesCell(label=label, value=None, period="", note=0, current=period == self.now)
        point, source = found
        return SeriesCell(
            label=label,
            value=value_view(point, source),
            period=f"{point.year}-t{point.tertial}",
            note=self._note(point.footnote),
            current=period == self.now,
        )

    def _note(self, text: str) -> int:
        if not text:
            return 0
        if text not in self.notes:
            self.notes.append(text)
        return self.notes.index(text) + 1


def change_text(indicator: Indicator, reading: ReadingRow | None) -> str:
    """How the outcome has moved since the same period last year."""
    if reading is None or not indicator.readings:
        return ""
    first = indicator.readings[0]
    if first.point.value is None or first.last_year is None:
        return ""
    return number_text(first.point.value - first.last_year, indicator, sign=True)
