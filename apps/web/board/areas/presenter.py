"""What ``…/verksamhet/<code>/`` shows: all that a report says of one service area and what lies below it.

Amounts are whole kronor until a template prints them; a variance above zero is a surplus.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec

from apps.core.tertials import FIRST_YEAR, Tertial
from apps.report.board_report import Area, Assessment, BoardReport, Comment, PastVariance
from apps.report.measures import Goal, Indicator
from apps.report.money import AreaEconomy
from apps.report.reorganised.mappings import JOINED, REGROUPED, REPLACED, SPLIT
from apps.web.board.economy.money_table import MoneyTable
from apps.web.board.economy.presenter import build_area_table
from apps.web.board.goals.presenter import has_text
from apps.web.board.indicators.rows import ReadingRow, build_reading_row, sort_worst_first
from apps.web.links import ReportAddress

MOST_PERIODS = 9


@dataclass(frozen=True, slots=True)
class AreaLink:
    """Another area."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class AreaPeriod:
    """The area's variances in one period, as they were published then, and where its report is read."""

    period: Tertial
    url: str
    variance: PastVariance


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerArea:
    """What this one came from, with its variances as they were; ``url`` its last page, if there is one.

    ``label`` says how: before a split, or several areas together.
    """

    name: str
    label: str
    url: str
    periods: tuple[AreaPeriod, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaIndicator:
    """An indicator that is measured for the area, with the area's own outcomes."""

    name: str
    url: str
    has_target: bool
    readings: tuple[ReadingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaGoal:
    """A goal that is the area's."""

    goal: Goal
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaText:
    """What was written of the area, and of which goal or indicator."""

    name: str
    url: str
    texts: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPage:
    """An area. ``above`` are the areas that it lies under, the topmost first; ``below`` those right under it."""

    area: Area
    above: tuple[AreaLink, ...]
    below: tuple[AreaLink, ...]
    money: MoneyTable | None
    periods: tuple[AreaPeriod, ...]
    reorganised: tuple[str, ...]
    former: tuple[FormerArea, ...]
    goals: tuple[AreaGoal, ...]
    indicators: tuple[AreaIndicator, ...]
    comments: tuple[Comment, ...]
    assessments: tuple[AreaText, ...]
    economy_url: str

    @property
    def has_anything(self) -> bool:
        return bool(
            self.money
            or self.periods
            or self.reorganised
            or self.goals
            or self.indicators
            or self.comments
            or self.assessments
        )


def build_area_page(report: BoardReport, code: str) -> AreaPage | None:
    """Everything of one area; None for a code that the report hasn't, and for the whole board, which is the report."""
    areas = {area.code: area for area in report.areas}
    area = areas.get(code)
    if area is None or area.parent is None:
        return None
    place = ReportAddress.for_report(report)
    return AreaPage(
        area=area,
        above=tuple(build_area_link(place, one) for one in _list_above(areas, area)),
        below=tuple(build_area_link(place, one) for one in report.areas if one.parent == code),
        money=_build_money(report.economy.areas, code, place),
        periods=_list_periods(report, code, place),
        reorganised=next((one.reorganised for one in report.economy.areas if one.area == code), ()),
        former=tuple(_iter_former(report, code, place)),
        goals=tuple(
            AreaGoal(goal=goal, url=place.url("goal", code=goal.code)) for goal in report.goals if code in goal.areas
        ),
        indicators=tuple(_iter_indicators(report, code, place)),
        comments=tuple(one for one in report.comments if one.area == code),
        assessments=tuple(_iter_texts(report, code, place)),
        economy_url=place.find_part_url("area", code),
    )


def build_area_link(place: ReportAddress, area: Area) -> AreaLink:
    """The area's page."""
    return AreaLink(area.name, place.url("area", code=area.code))


def _list_above(areas: dict[str, Area], area: Area) -> list[Area]:
    """The areas above, without the whole board."""
    found: list[Area] = []
    while area.parent is not None and (area := areas[area.parent]).parent is not None:
        found.insert(0, area)
    return found


def _build_money(areas: Collection[AreaEconomy], code: str, place: ReportAddress) -> MoneyTable | None:
    """The area with its cost types and all below it, as the tree of the economy page has them."""
    inside: dict[str, AreaEconomy] = {}
    for one in areas:  # in tree order: parents first
        if one.area == code or one.parent in inside:
            inside[one.area] = one
    if code not in inside:
        return None
    lift = inside[code].depth - 1
    branch = [msgspec.structs.replace(one, depth=one.depth - lift) for one in inside.values()]
    table = build_area_table(branch, with_parts=True, place=place)
    return table if table.rows else None


def _list_periods(report: BoardReport, code: str, place: ReportAddress) -> tuple[AreaPeriod, ...]:
    """The periods in which a variance of the area is known, the latest first."""
    known = [one for one in report.history if code in one.areas]
    begins = _find_first_period(report, code)
    return tuple(
        AreaPeriod(
            one.period,
            place.for_period(one.period).url("area", code=code)
            if one.published and one.period != place.period and one.period >= begins
            else "",
            one.areas[code],
        )
        for one in reversed(known[-MOST_PERIODS:])
    )


def _find_first_period(report: BoardReport, code: str) -> Tertial:
    """The first period that the area has a page in: one that came out of others had none before."""
    made = [
        one.period
        for one in report.reorganisations
        if one.kind in (JOINED, REGROUPED, REPLACED, SPLIT) and code in {part.code for part in one.after}
    ]
    return max(made, default=Tertial(FIRST_YEAR, 1))


def _iter_former(report: BoardReport, code: str, place: ReportAddress) -> Iterable[FormerArea]:
    """The areas that this one was split from: as published then, else as the report states them."""
    area = next((one for one in report.economy.areas if one.area == code), None)
    for series in area.former if area else ():
        stated = {
            one.period: PastVariance(so_far=one.variance_so_far, full_year=one.variance, exact=one.exact)
            for one in series.amounts
        }
        published_then = {
            one.period: one.areas[series.code]
            for one in report.history
            if series.code in one.areas and one.period.year <= series.until
        }
        published = {one.period for one in report.history if one.published and not series.together}
        periods = tuple(
            AreaPeriod(
                when, place.for_period(when).url("area", code=series.code) if when in published else "", variance
            )
            for when, variance in sorted((stated | published_then).items(), reverse=True)[:MOST_PERIODS]
        )
        url = next((one.url for one in periods if one.url), "")
        yield FormerArea(name=series.name, label=series.label, url=url, periods=periods)


def _iter_indicators(report: BoardReport, code: str, place: ReportAddress) -> Iterable[AreaIndicator]:
    root = report.areas[0].code
    measured = [one for one in report.indicators if any(reading.point.area == code for reading in one.readings)]
    for one in sort_worst_first(measured):
        readings = (build_reading_row(each, one, root) for each in one.readings if each.point.area == code)
        yield AreaIndicator(
            name=one.name,
            url=place.url("indicator", code=one.code),
            has_target=one.has_target,
            readings=tuple(readings),
        )


def _iter_texts(report: BoardReport, code: str, place: ReportAddress) -> Iterable[AreaText]:
    subjects: tuple[tuple[str, Iterable[Goal | Indicator]], ...] = (
        ("goal", report.goals),
        ("indicator", report.indicators),
    )
    for page, found in subjects:
        for one in found:
            texts = tuple(text for text in one.assessments if text.area == code and has_text(text))
            if texts:
                yield AreaText(name=one.name, url=place.url(page, code=one.code), texts=texts)
