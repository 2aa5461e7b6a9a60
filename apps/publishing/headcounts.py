"""The numbers of persons in indicators' series, and the sums that bind them: what ``exchange`` protects.

A point counts persons by its value, or by the numerator and denominator of a share; the rest of the denominator counts
persons too. A forecast is counted by itself, since it can be hidden alone.

A reader has every version of every report, so one sheet holds what all of them say. Equal numbers at the same place
are one number, however many versions state it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
Numbers = tuple[tuple[str, Decimal], ...]


class Organisation(NamedTuple):
    """The tree of service areas."""

    parent: dict[str, str | None]
    children: dict[str, tuple[str, ...]]


class Formula(NamedTuple):
    """One indicator is the sum of others, by their codes. ``confirmed`` by people, else found by arithmetic."""

    total: str
    parts: tuple[str, ...]
    confirmed: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.total, *self.parts)


class Edition(NamedTuple):
    """What one report says of some indicators. ``threshold``: fewer persons than so are a small number."""

    indicators: tuple[report.Indicator, ...]
    organisation: Organisation
    threshold: int


class BoundSheet(NamedTuple):
    """A sheet with the strictest threshold of the reports that it comes from."""

    sheet: Sheet
    threshold: int


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


def count_persons_in(point: report.Point, unit: str) -> dict[str, Decimal]:
    """The numbers of persons that a point states, by measure."""
    if point.numerator is not None and point.denominator is not None:
        rest = point.denominator - point.numerator
        return {"numerator": point.numerator, "rest": rest, "denominator": point.denominator}
    if unit in SHARES:
        return {}
    stated = {"value": point.value, FORECAST: point.forecast}
    return {measure: value for measure, value in stated.items() if value is not None}


def numbers_of(point: report.Point, unit: str) -> Numbers:
    """The numbers of a point, which tell it from what another version states at the same cell."""
    return tuple(count_persons_in(point, unit).items())


def build_sheets(
    editions: Sequence[Edition], formulas: Sequence[Formula] = (), uncounted: frozenset[str] = frozenset()
) -> Iterator[BoundSheet]:
    """The sheets of indicators that hang together: one a tertial, or one a year where figures grow over the year.

    ``uncounted`` are indicators that don't count persons, but tell such a number through a formula.
    """
    grows = any(one.accumulation == Accumulation.FLOW for edition in editions for one in edition.indicators)
    for parts in _split_by_period(editions, grows=grows).values():
        draft = _Draft(uncounted)
        for edition, pages in parts:
            _add_edition(draft, edition, pages, formulas)
        yield BoundSheet(draft.sheet, max(edition.threshold for edition, _ in parts))


class _Page(NamedTuple):
    """The points of one indicator within a period, by cells that name the indicator."""

    indicator: report.Indicator
    points: dict[Cell, report.Point]


_Parts = list[tuple[Edition, list[_Page]]]


def _split_by_period(editions: Sequence[Edition], *, grows: bool) -> dict[tuple[int, int], _Parts]:
    """What the editions say of each period. What an edition only repeats is left out."""
    periods: dict[tuple[int, int], _Parts] = defaultdict(list)
    known: dict[tuple[int, int], set[object]] = defaultdict(set)
    for edition in editions:
        pages: dict[tuple[int, int], list[_Page]] = defaultdict(list)
        for indicator in edition.indicators:
            groups: dict[tuple[int, int], dict[Cell, report.Point]] = defaultdict(dict)
            for cell, point in sorted(points_of(indicator).items()):
                groups[cell.year, 0 if grows else cell.tertial][cell._replace(indicator=indicator.code)] = point
            for period, points in groups.items():
                pages[period].append(_Page(indicator, points))
        for period, found in pages.items():
            states = tuple(
                (cell, point.suppressed, numbers_of(point, page.indicator.unit))
                for page in found
                for cell, point in page.points.items()
            )
            content = (states, edition.threshold, tuple(edition.organisation.parent.items()))
            if content not in known[period]:
                known[period].add(content)
                periods[period].append((edition, found))
    return periods


def _add_edition(draft: "_Draft", edition: Edition, pages: list[_Page], formulas: Sequence[Formula]) -> None:
    layer = _Layer(draft, {cell for page in pages for cell, point in page.points.items() if point.suppressed})
    for page in pages:
        for cell, point in page.points.items():
            _state(layer, cell, count_persons_in(point, page.indicator.unit), edition.organisation)
    flows = {page.indicator.code for page in pages if page.indicator.accumulation == Accumulation.FLOW}
    for measure in tuple(layer.places):
        _bind_genders(layer, measure)
        _bind_areas(layer, measure, edition.organisation)
        if measure in ("value", FORECAST):
            for formula in formulas:
                _bind_formula(layer, measure, formula)
        if measure != FORECAST:
            _bind_tertials(layer, measure, flows)


@dataclass
class _Draft:
    """A sheet in the making."""

    uncounted: frozenset[str]
    sheet: Sheet = field(default_factory=Sheet)
    entered: dict[tuple[object, ...], int] = field(default_factory=dict)
    first: dict[tuple[str, Cell, Decimal], int] = field(default_factory=dict)
    bound: set[Sum] = field(default_factory=set)

    def add(self, measure: str, cell: Cell, value: Decimal, units: tuple[Unit, ...] = ()) -> int:
        """The place of a quantity. One that equals another of the same cell is bound to be the same number."""
        key = (measure, cell, value, units)
        if key not in self.entered:
            persons = cell.indicator not in self.uncounted
            self.sheet.quantities.append(Quantity(value, cell.tertial, units, persons))
            self.entered[key] = place = len(self.sheet.quantities) - 1
            first = self.first.setdefault((measure, cell, value), place)
            if first != place:
                self.bind(first, place)
        return self.entered[key]

    def bind(self, whole: int, *parts: int) -> None:
        """The parts add up to the whole."""
        key = Sum(whole, tuple(sorted(parts)))
        if key not in self.bound:
            self.bound.add(key)
            self.sheet.sums.append(Sum(whole, parts))


@dataclass
class _Layer:
    """What one report enters: where each measure of each cell has its quantity; ``closed`` cells are unknown to us."""

    draft: _Draft
    closed: set[Cell]
    places: dict[str, dict[Cell, int]] = field(default_factory=lambda: defaultdict(dict))

    def value(self, place: int) -> Decimal:
        return self.draft.sheet.quantities[place].value


def _state(layer: _Layer, cell: Cell, persons: dict[str, Decimal], organisation: Organisation) -> None:
    """Enter what a point states."""
    numbers = tuple(persons.items())
    whole_point = Unit(cell, POINT, numbers)
    for measure, value in persons.items():
        units = (Unit(cell, FORECAST, numbers), whole_point) if measure == FORECAST else (whole_point,)
        layer.places[measure][cell] = layer.draft.add(measure, cell, value, units)
        cost = _cost(units[0], value, organisation)
        layer.draft.sheet.costs[units[0]] = cost + 4 * _DEAR if cell.indicator in layer.draft.uncounted else cost
    if "rest" in persons:
        places = layer.places
        layer.draft.bind(places["denominator"][cell], places["numerator"][cell], places["rest"][cell])


def _cost(unit: Unit, value: Decimal, organisation: Organisation) -> int:
    """What a reader loses: least with a forecast, most with the whole board's total; then the size decides."""
    area = unit.cell.area
    weight = 1
    if unit.part == POINT:
        is_total, is_root = unit.cell.gender == Gender.TOTAL, organisation.parent.get(area) is None
        weight = 2 + is_total + 2 * is_root + (area in organisation.children and not is_root)
    return weight * _DEAR + min(int(abs(value)), _DEAR - 1)


def _bind_genders(layer: _Layer, measure: str) -> None:
    """Women + men = total, where it is so; one that is not stated is what the two others give."""
    places = layer.places[measure]
    for where in sorted({cell._replace(gender="") for cell in places}):
        total, women, men = (where._replace(gender=gender) for gender in (Gender.TOTAL, Gender.WOMEN, Gender.MEN))
        stated = [cell for cell in (total, women, men) if cell in places]
        if len(stated) < 2 or {total, women, men} & layer.closed:
            continue
        if len(stated) == 2:
            value = _third(layer, places, total, women, men)
            if value < 0:
                continue
            absent = ({total, women, men} - set(stated)).pop()
            places[absent] = layer.draft.add(measure, absent, value)
        if layer.value(places[total]) == layer.value(places[women]) + layer.value(places[men]):
            layer.draft.bind(places[total], places[women], places[men])


def _third(layer: _Layer, places: dict[Cell, int], total: Cell, women: Cell, men: Cell) -> Decimal:
    known = {cell: layer.value(places[cell]) for cell in (total, women, men) if cell in places}
    if total not in known:
        return known[women] + known[men]
    return known[total] - next(value for cell, value in known.items() if cell != total)


def _bind_areas(layer: _Layer, measure: str, organisation: Organisation) -> None:
    """The areas below add up to their area, where it is so; what areas without a figure must have is a part too."""
    groups: dict[Cell, dict[str, int]] = defaultdict(dict)
    for cell, place in layer.places[measure].items():
        groups[cell._replace(area="")][cell.area] = place
    for where, places in sorted(groups.items()):
        closed = {cell.area for cell in layer.closed if cell._replace(area="", gender=where.gender) == where}
        for area, below in _nearest_below(places, organisation).items():
            if closed & {area, *_all_below(area, organisation)}:
                continue
            others = layer.value(places[area]) - sum(layer.value(places[part]) for part in below)
            parts = [places[part] for part in below]
            if others > 0 and not _covered(area, places, organisation):
                name = f"{measure}, not {' '.join(sorted(below))}"
                parts.append(layer.draft.add(name, where._replace(area=area), others))
            elif others:
                continue
            layer.draft.bind(places[area], *parts)


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


def _bind_tertials(layer: _Layer, measure: str, flows: set[str]) -> None:
    """What came in the months between two tertials is the later figure less the earlier."""
    groups: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in sorted(layer.places[measure]):
        if cell.indicator in flows:
            groups[cell._replace(tertial=0)].append(cell)
    for cells in groups.values():
        for earlier, later in combinations(cells, 2):
            places = layer.places[measure][earlier], layer.places[measure][later]
            between = layer.value(places[1]) - layer.value(places[0])
            if between >= 0:
                name = f"{measure} since {earlier.tertial}"
                layer.draft.bind(places[1], places[0], layer.draft.add(name, later, between))


def _bind_formula(layer: _Layer, measure: str, formula: Formula) -> None:
    """The parts add up to the total wherever it is so; one that a confirmed formula gives need not be stated."""
    places = layer.places[measure]
    for where in sorted({cell._replace(indicator="") for cell in places if cell.indicator in formula.codes}):
        total, *parts = (where._replace(indicator=code) for code in formula.codes)
        absent = [cell for cell in (total, *parts) if cell not in places]
        if {total, *parts} & layer.closed or len(absent) > formula.confirmed:
            continue
        known = sum((layer.value(places[cell]) for cell in parts if cell in places), Decimal(0))
        if absent:
            value = known if absent == [total] else layer.value(places[total]) - known
            if value < 0:
                continue
            places[absent[0]] = layer.draft.add(measure, absent[0], value)
        elif layer.value(places[total]) != known:
            continue
        layer.draft.bind(places[total], *(places[cell] for cell in parts))
