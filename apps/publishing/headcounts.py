"""The numbers of persons in an indicator's series, and the sums that bind them: what ``exchange`` protects.

A point counts persons by its value, or by the numerator and denominator of a share; the rest of the denominator counts
persons too. A forecast is counted by itself, since it can be hidden alone.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from apps.core.choices import Accumulation, Gender
from apps.followup import report
from apps.publishing.exchange import Cell, Quantity, Sheet, Sum, Unit

SHARES = {"%", "procent", "‰", "promille", "andel"}
POINT, FORECAST = "point", "forecast"
_DEAR = 1_000_000  # the next smallest number is hidden, but never two to spare one


class Organisation(NamedTuple):
    """The tree of service areas."""

    parent: dict[str, str | None]
    children: dict[str, tuple[str, ...]]


def organisation_of(areas: tuple[report.Area, ...]) -> Organisation:
    """The tree behind a report's list of areas."""
    children: dict[str, list[str]] = defaultdict(list)
    for area in areas:
        if area.parent:
            children[area.parent].append(area.code)
    return Organisation({area.code: area.parent for area in areas}, {k: tuple(v) for k, v in children.items()})


def points_of(indicator: report.Indicator) -> dict[Cell, report.Point]:
    """Every point of the indicator, once."""
    points = {cell_of(point): point for point in indicator.series}
    return points | {cell_of(reading.point): reading.point for reading in indicator.readings}


def cell_of(point: report.Point) -> Cell:
    """Where the point stands."""
    return Cell(point.year, point.tertial, point.area, point.gender)


def sheets_of(indicator: report.Indicator, organisation: Organisation) -> Iterator[Sheet]:
    """The sheets of an indicator: one a tertial, or one a year where the figures grow over the year."""
    grows = indicator.accumulation == Accumulation.FLOW
    groups: dict[tuple[int, int], dict[Cell, report.Point]] = defaultdict(dict)
    for cell, point in sorted(points_of(indicator).items()):
        groups[cell.year, 0 if grows else cell.tertial][cell] = point
    for points in groups.values():
        yield _sheet(points, indicator.unit, organisation, grows=grows)


def _sheet(points: dict[Cell, report.Point], unit: str, organisation: Organisation, *, grows: bool) -> Sheet:
    draft = _Draft({cell for cell, point in points.items() if point.suppressed})
    for cell, point in points.items():
        _state(draft, cell, _persons(point, unit), organisation)
    for measure in tuple(draft.places):
        _bind_genders(draft, measure)
        _bind_areas(draft, measure, organisation)
        if grows and measure != FORECAST:
            _bind_tertials(draft, measure)
    return draft.sheet


@dataclass
class _Draft:
    """A sheet in the making: where each measure of each cell has its quantity; ``closed`` cells are hidden already."""

    closed: set[Cell]
    sheet: Sheet = field(default_factory=Sheet)
    places: dict[str, dict[Cell, int]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, value: Decimal, tertial: int, units: tuple[Unit, ...] = ()) -> int:
        """A new quantity; gives its place."""
        self.sheet.quantities.append(Quantity(value, tertial, units))
        return len(self.sheet.quantities) - 1

    def value(self, place: int) -> Decimal:
        return self.sheet.quantities[place].value

    def bind(self, whole: int, *parts: int) -> None:
        """The parts add up to the whole."""
        self.sheet.sums.append(Sum(whole, parts))


def _persons(point: report.Point, unit: str) -> dict[str, Decimal]:
    """The numbers of persons that a point states, by measure."""
    if point.numerator is not None and point.denominator is not None:
        rest = point.denominator - point.numerator
        return {"numerator": point.numerator, "rest": rest, "denominator": point.denominator}
    if unit in SHARES:
        return {}
    stated = {"value": point.value, FORECAST: point.forecast}
    return {measure: value for measure, value in stated.items() if value is not None}


def _state(draft: _Draft, cell: Cell, persons: dict[str, Decimal], organisation: Organisation) -> None:
    """Enter what a point states."""
    whole_point = Unit(cell, POINT)
    for measure, value in persons.items():
        units = (Unit(cell, FORECAST), whole_point) if measure == FORECAST else (whole_point,)
        draft.places[measure][cell] = draft.add(value, cell.tertial, units)
        draft.sheet.costs[units[0]] = _cost(units[0], value, organisation)
    if "rest" in persons:
        places = draft.places
        draft.bind(places["denominator"][cell], places["numerator"][cell], places["rest"][cell])


def _cost(unit: Unit, value: Decimal, organisation: Organisation) -> int:
    """What a reader loses: least with a forecast, most with the whole board's total; then the size decides."""
    area = unit.cell.area
    weight = 1
    if unit.part == POINT:
        is_total, is_root = unit.cell.gender == Gender.TOTAL, organisation.parent.get(area) is None
        weight = 2 + is_total + 2 * is_root + (area in organisation.children and not is_root)
    return weight * _DEAR + min(int(abs(value)), _DEAR - 1)


def _bind_genders(draft: _Draft, measure: str) -> None:
    """Women + men = total, where it is so; one that is not stated is what the two others give."""
    places = draft.places[measure]
    for year, tertial, area in sorted({cell[:3] for cell in places}):
        total, women, men = (Cell(year, tertial, area, gender) for gender in (Gender.TOTAL, Gender.WOMEN, Gender.MEN))
        stated = [cell for cell in (total, women, men) if cell in places]
        if len(stated) < 2 or {total, women, men} & draft.closed:
            continue
        if len(stated) == 2:
            value = _third(draft, places, total, women, men)
            if value < 0:
                continue
            absent = ({total, women, men} - set(stated)).pop()
            places[absent] = draft.add(value, tertial)
        if draft.value(places[total]) == draft.value(places[women]) + draft.value(places[men]):
            draft.bind(places[total], places[women], places[men])


def _third(draft: _Draft, places: dict[Cell, int], total: Cell, women: Cell, men: Cell) -> Decimal:
    known = {cell: draft.value(places[cell]) for cell in (total, women, men) if cell in places}
    if total not in known:
        return known[women] + known[men]
    return known[total] - next(value for cell, value in known.items() if cell != total)


def _bind_areas(draft: _Draft, measure: str, organisation: Organisation) -> None:
    """The areas below add up to their area, where it is so; what areas without a figure must have is a part too."""
    groups: dict[tuple[int, int, str], dict[str, int]] = defaultdict(dict)
    for cell, place in draft.places[measure].items():
        groups[cell.year, cell.tertial, cell.gender][cell.area] = place
    for (year, tertial, _), places in sorted(groups.items()):
        closed = {cell.area for cell in draft.closed if (cell.year, cell.tertial) == (year, tertial)}
        for area, below in _nearest_below(places, organisation).items():
            if closed & {area, *_all_below(area, organisation)}:
                continue
            others = draft.value(places[area]) - sum(draft.value(places[part]) for part in below)
            parts = [places[part] for part in below]
            if others > 0 and not _covered(area, places, organisation):
                parts.append(draft.add(others, tertial))
            elif others:
                continue
            draft.bind(places[area], *parts)


def _nearest_below(places: dict[str, int], organisation: Organisation) -> dict[str, list[str]]:
    """The areas with a figure under each area with a figure, with no such area between them."""
    groups: dict[str, list[str]] = defaultdict(list)
    for area in places:
        above = organisation.parent.get(area)
        while above is not None and above not in places:
            above = organisation.parent.get(above)
        if above is not None:
            groups[above].append(area)
    return groups


def _all_below(area: str, organisation: Organisation) -> Iterator[str]:
    for child in organisation.children.get(area, ()):
        yield child
        yield from _all_below(child, organisation)


def _covered(area: str, places: dict[str, int], organisation: Organisation) -> bool:
    """Is every part of the area told by some figure?"""
    children = organisation.children.get(area, ())
    return bool(children) and all(child in places or _covered(child, places, organisation) for child in children)


def _bind_tertials(draft: _Draft, measure: str) -> None:
    """What came in the months between two tertials is the later figure less the earlier."""
    groups: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in sorted(draft.places[measure]):
        groups[cell.area, cell.gender].append(cell)
    for cells in groups.values():
        for earlier, later in combinations(cells, 2):
            places = draft.places[measure][earlier], draft.places[measure][later]
            between = draft.value(places[1]) - draft.value(places[0])
            if between >= 0:
                draft.bind(places[1], places[0], draft.add(between, later.tertial))
