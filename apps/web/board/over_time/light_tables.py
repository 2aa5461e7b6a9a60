"""Tables of lights: goals or indicators down, tertials across, each light leading to the page that explains it."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.measures import LightCounts
from apps.report.over_time.light_matrix import (
    LightCell,
    LightMatrix,
    LightRow,
    build_goal_matrix,
    build_indicator_matrix,
    count_by_period,
)
from apps.web.links import ReportAddress

WITHOUT_GOAL = "Indikatorer utan mål"
NO_LONGER_THERE = "Indikatorer som rapporten inte längre har"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodHead:
    """The head of a column. ``url`` is that of the period's report, empty for the one that is shown."""

    label: str
    period: Tertial
    tertial: str
    year: int
    slug: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LightTableCell:
    """A light with the address of the page that explains it; without a light, in words why there is none."""

    head: PeriodHead
    light: Light | None
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LightTableRow:
    """A goal or an indicator. Without ``url`` the report no longer has it."""

    key: str
    name: str
    note: str
    url: str
    cells: tuple[LightTableCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LightTable:
    """The lights of goals, or of one goal's indicators. ``counts`` are those of each column."""

    kind: str
    name: str
    heads: tuple[PeriodHead, ...]
    rows: tuple[LightTableRow, ...]
    counts: tuple[tuple[PeriodHead, LightCounts], ...]

    @property
    def now(self) -> LightCounts:
        """The counts of the report that is shown."""
        return self.counts[-1][1]


def build_period_heads(report: BoardReport, periods: Iterable[Tertial]) -> tuple[PeriodHead, ...]:
    """A head for each period, with a link where a report of it is published."""
    place = ReportAddress.for_report(report)
    published = {one.period for one in report.history if one.published}
    return tuple(
        PeriodHead(
            label=period.label,
            period=period,
            tertial=f"T{period.number}",
            year=period.year,
            slug=f"{period.year}-{period.slug}",
            url=place.for_period(period).url("over_time") if period in published and period != report.period else "",
            current=period == report.period,
        )
        for period in periods
    )


def build_goal_table(report: BoardReport) -> LightTable | None:
    """The lights of the goals; None with nothing to hold against each other."""
    matrix = build_goal_matrix(report)
    if len(matrix.periods) < 2 or not matrix.rows:
        return None
    heads = build_period_heads(report, (one.period for one in matrix.periods))
    counts = tuple(one.counts for one in matrix.periods)
    return _build_table(report, matrix, "Mål", matrix.rows, counts, heads)


def build_indicator_tables(report: BoardReport) -> tuple[LightTable, ...]:
    """The lights of the indicators, goal by goal, then those without a goal and those that are no longer there."""
    matrix = build_indicator_matrix(report)
    if len(matrix.periods) < 2:
        return ()
    heads = build_period_heads(report, (one.period for one in matrix.periods))
    return tuple(
        _build_table(report, matrix, name, rows, count_by_period(rows), heads)
        for name, rows in _group_by_goal(report, matrix.rows)
        if rows
    )


def _group_by_goal(report: BoardReport, rows: Iterable[LightRow]) -> list[tuple[str, list[LightRow]]]:
    goals = {one.code: one.goal for one in report.indicators}
    groups: dict[str, list[LightRow]] = {goal.code: [] for goal in report.goals}
    others: list[LightRow] = []
    gone: list[LightRow] = []
    for row in rows:
        (groups.get(goals[row.key] or "", others) if row.is_current else gone).append(row)
    return [*((goal.name, groups[goal.code]) for goal in report.goals), (WITHOUT_GOAL, others), (NO_LONGER_THERE, gone)]


def _build_table(
    report: BoardReport,
    matrix: LightMatrix,
    name: str,
    rows: Iterable[LightRow],
    counts: Iterable[LightCounts],
    heads: tuple[PeriodHead, ...],
) -> LightTable:
    place = ReportAddress.for_report(report)
    places = [place.for_period(one.period) for one in matrix.periods]
    return LightTable(
        kind=matrix.kind,
        name=name,
        heads=heads,
        rows=tuple(_build_row(row, matrix.kind, place, places, heads) for row in rows),
        counts=tuple(zip(heads, counts, strict=True)),
    )


def _build_row(
    row: LightRow, kind: str, place: ReportAddress, places: Iterable[ReportAddress], heads: Iterable[PeriodHead]
) -> LightTableRow:
    return LightTableRow(
        key=row.key,
        name=row.name,
        note=row.note,
        url=place.url(kind, code=row.key) if row.is_current else "",
        cells=tuple(
            _build_cell(cell, head, there.url(kind, code=row.key) if cell.light else "")
            for cell, head, there in zip(row.cells, heads, places, strict=True)
        ),
    )


def _build_cell(cell: LightCell, head: PeriodHead, url: str) -> LightTableCell:
    return LightTableCell(head=head, light=cell.light, text=cell.text, url=url)
