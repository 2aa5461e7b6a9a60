"""The numbers of persons in indicators' series, and the sums that bind them: what ``secondary_suppression`` protects.

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
from apps.publishing.suppression.secondary_suppression import (
    QuantitySum,
    SuppressionCell,
    SuppressionQuantity,
    SuppressionSheet,
    SuppressionUnit,
)
from apps.report import board_report

SHARE_UNITS = {"%", "procent", "‰", "promille", "andel"}
POINT_PART, FORECAST_PART = "point", "forecast"
_COST_STEP = 1_000_000  # the next smallest number is hidden, but never two to spare one
PersonNumbers = tuple[tuple[str, Decimal], ...]


class AreaHierarchy(NamedTuple):
    """The tree of service areas."""

    parent: dict[str, str | None]
    children: dict[str, tuple[str, ...]]


class SumFormula(NamedTuple):
    """One indicator is the sum of others, by their codes. ``confirmed`` by people, else found by arithmetic."""

    total: str
    parts: tuple[str, ...]
    confirmed: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.total, *self.parts)


class ReportIndicators(NamedTuple):
    """What one report says of some indicators. ``threshold``: fewer persons than so are a small number."""

    indicators: tuple[board_report.Indicator, ...]
    organisation: AreaHierarchy
    threshold: int


class SheetWithThreshold(NamedTuple):
    """A sheet with the strictest threshold of the reports that it comes from."""

    sheet: SuppressionSheet
    threshold: int


def build_area_hierarchy(areas: tuple[board_report.Area, ...]) -> AreaHierarchy:
    """The tree behind a report's list of areas."""
    children: dict[str, list[str]] = defaultdict(list)
    for area in areas:
        if area.parent:
            children[area.parent].append(area.code)
    return AreaHierarchy({area.code: area.parent for area in areas}, {k: tuple(v) for k, v in children.items()})


def map_points(indicator: board_report.Indicator) -> dict[SuppressionCell, board_report.Point]:
    """Every point of the indicator, once."""
    points = {get_point_cell(point): point for point in indicator.series}
    return points | {get_point_cell(reading.point): reading.point for reading in indicator.readings}


def get_point_cell(point: board_report.Point) -> SuppressionCell:
    """The place of the point."""
    return SuppressionCell(point.year, point.tertial, point.area, point.gender)


def collect_person_counts(point: board_report.Point, unit: str) -> dict[str, Decimal]:
    """The numbers of persons that a point states, by measure."""
    if point.numerator is not None and point.denominator is not None:
        rest = point.denominator - point.numerator
        return {"numerator": point.numerator, "rest": rest, "denominator": point.denominator}
    if unit in SHARE_UNITS:
        return {}
    stated = {"value": point.value, FORECAST_PART: point.forecast}
    return {measure: value for measure, value in stated.items() if value is not None}


def list_person_numbers(point: board_report.Point, unit: str) -> PersonNumbers:
    """The numbers of a point, which tell it from what another version states at the same cell."""
    return tuple(collect_person_counts(point, unit).items())


def build_suppression_sheets(
    editions: Sequence[ReportIndicators], formulas: Sequence[SumFormula] = (), uncounted: frozenset[str] = frozenset()
) -> Iterator[SheetWithThreshold]:
    """The sheets of indicators that hang together: one a tertial, or one a year where figures grow over the year.

    ``uncounted`` are indicators that don't count persons, but tell such a number through a formula.
    """
    grows = any(one.accumulation == Accumulation.FLOW for edition in editions for one in edition.indicators)
    for parts in _split_by_period(editions, grows=grows).values():
        draft = _SuppressionSheetBuilder(uncounted)
        for edition, pages in parts:
            _add_report(draft, edition, pages, formulas)
        yield SheetWithThreshold(draft.sheet, max(edition.threshold for edition, _ in parts))


class _IndicatorPoints(NamedTuple):
    """The points of one indicator within a period, by cells that name the indicator."""

    indicator: board_report.Indicator
    points: dict[SuppressionCell, board_report.Point]


_PeriodParts = list[tuple[ReportIndicators, list[_IndicatorPoints]]]


def _split_by_period(editions: Sequence[ReportIndicators], *, grows: bool) -> dict[tuple[int, int], _PeriodParts]:
    """What the editions say of each period. What an edition only repeats is left out."""
    periods: dict[tuple[int, int], _PeriodParts] = defaultdict(list)
    known: dict[tuple[int, int], set[object]] = defaultdict(set)
    for edition in editions:
        pages: dict[tuple[int, int], list[_IndicatorPoints]] = defaultdict(list)
        for indicator in edition.indicators:
            groups: dict[tuple[int, int], dict[SuppressionCell, board_report.Point]] = defaultdict(dict)
            for cell, point in sorted(map_points(indicator).items()):
                named = SuppressionCell(*cell[:4], indicator.code)
                groups[cell.year, 0 if grows else cell.tertial][named] = point
            for period, points in groups.items():
                pages[period].append(_IndicatorPoints(indicator, points))
        for period, found in pages.items():
            states = tuple(
                (cell, point.suppressed, list_person_numbers(point, page.indicator.unit))
                for page in found
                for cell, point in page.points.items()
            )
            content = (states, edition.threshold, tuple(edition.organisation.parent.items()))
            if content not in known[period]:
                known[period].add(content)
                periods[period].append((edition, found))
    return periods


def _add_report(
    draft: "_SuppressionSheetBuilder",
    edition: ReportIndicators,
    pages: list[_IndicatorPoints],
    formulas: Sequence[SumFormula],
) -> None:
    layer = _ReportLayer(draft, {cell for page in pages for cell, point in page.points.items() if point.suppressed})
    for page in pages:
        for cell, point in page.points.items():
            _enter_point(layer, cell, collect_person_counts(point, page.indicator.unit), edition.organisation)
    flows = {page.indicator.code for page in pages if page.indicator.accumulation == Accumulation.FLOW}
    for measure in tuple(layer.places):
        _bind_genders(layer, measure)
        _bind_areas(layer, measure, edition.organisation)
        if measure in ("value", FORECAST_PART):
            for formula in formulas:
                _bind_formula(layer, measure, formula)
        if measure != FORECAST_PART:
            _bind_tertials(layer, measure, flows)


@dataclass
class _SuppressionSheetBuilder:
    """A sheet in the making."""

    uncounted: frozenset[str]
    sheet: SuppressionSheet = field(default_factory=SuppressionSheet)
    entered: dict[tuple[object, ...], int] = field(default_factory=dict)
    first: dict[tuple[str, SuppressionCell, Decimal], int] = field(default_factory=dict)
    bound: set[QuantitySum] = field(default_factory=set)

    def add(self, measure: str, cell: SuppressionCell, value: Decimal, units: tuple[SuppressionUnit, ...] = ()) -> int:
        """The place of a quantity. One that equals another of the same cell is bound to be the same number."""
        key = (measure, cell, value, units)
        if key not in self.entered:
            persons = cell.indicator not in self.uncounted
            self.sheet.quantities.append(SuppressionQuantity(value, cell.tertial, units, persons))
            self.entered[key] = place = len(self.sheet.quantities) - 1
            first = self.first.setdefault((measure, cell, value), place)
            if first != place:
                self.bind(first, place)
        return self.entered[key]

    def bind(self, whole: int, *parts: int) -> None:
        """The parts add up to the whole."""
        key = QuantitySum(whole, tuple(sorted(parts)))
        if key not in self.bound:
            self.bound.add(key)
            self.sheet.sums.append(QuantitySum(whole, parts))


@dataclass
class _ReportLayer:
    """What one report enters: where each measure of each cell has its quantity; ``closed`` cells are unknown to us."""

    draft: _SuppressionSheetBuilder
    closed: set[SuppressionCell]
    places: dict[str, dict[SuppressionCell, int]] = field(default_factory=lambda: defaultdict(dict))

    def value(self, place: int) -> Decimal:
        return self.draft.sheet.quantities[place].value


def _enter_point(
    layer: _ReportLayer, cell: SuppressionCell, persons: dict[str, Decimal], organisation: AreaHierarchy
) -> None:
    """Enter what a point states."""
    numbers = tuple(persons.items())
    whole_point = SuppressionUnit(cell, POINT_PART, numbers)
    for measure, value in persons.items():
        units = (
            (SuppressionUnit(cell, FORECAST_PART, numbers), whole_point) if measure == FORECAST_PART else (whole_point,)
        )
        layer.places[measure][cell] = layer.draft.add(measure, cell, value, units)
        cost = _compute_cost(units[0], value, organisation)
        layer.draft.sheet.costs[units[0]] = cost + 4 * _COST_STEP if cell.indicator in layer.draft.uncounted else cost
    if "rest" in persons:
        places = layer.places
        layer.draft.bind(places["denominator"][cell], places["numerator"][cell], places["rest"][cell])


def _compute_cost(unit: SuppressionUnit, value: Decimal, organisation: AreaHierarchy) -> int:
    """What a reader loses: least with a forecast, most with the whole board's total; then the size decides."""
    area = unit.cell.area
    weight = 1
    if unit.part == POINT_PART:
        is_total, is_root = unit.cell.gender == Gender.TOTAL, organisation.parent.get(area) is None
        weight = 2 + is_total + 2 * is_root + (area in organisation.children and not is_root)
    return weight * _COST_STEP + min(int(abs(value)), _COST_STEP - 1)


def _bind_genders(layer: _ReportLayer, measure: str) -> None:
    """Women + men = total, where it is so; one that is not stated is what the two others give."""
    places = layer.places[measure]
    for where in sorted({cell._replace(gender="") for cell in places}):
        total, women, men = (where._replace(gender=gender) for gender in (Gender.TOTAL, Gender.WOMEN, Gender.MEN))
        stated = [cell for cell in (total, women, men) if cell in places]
        if len(stated) < 2 or {total, women, men} & layer.closed:
            continue
        if len(stated) == 2:
            value = _compute_third(layer, places, total, women, men)
            if value < 0:
                continue
            absent = ({total, women, men} - set(stated)).pop()
            places[absent] = layer.draft.add(measure, absent, value)
        if layer.value(places[total]) == layer.value(places[women]) + layer.value(places[men]):
            layer.draft.bind(places[total], places[women], places[men])


def _compute_third(
    layer: _ReportLayer,
    places: dict[SuppressionCell, int],
    total: SuppressionCell,
    women: SuppressionCell,
    men: SuppressionCell,
) -> Decimal:
    known = {cell: layer.value(places[cell]) for cell in (total, women, men) if cell in places}
    if total not in known:
        return known[women] + known[men]
    return known[total] - next(value for cell, value in known.items() if cell != total)


def _bind_areas(layer: _ReportLayer, measure: str, organisation: AreaHierarchy) -> None:
    """The areas below add up to their area, where it is so; what areas without a figure must have is a part too."""
    groups: dict[SuppressionCell, dict[str, int]] = defaultdict(dict)
    for cell, place in layer.places[measure].items():
        groups[cell._replace(area="")][cell.area] = place
    for where, places in sorted(groups.items()):
        closed = {cell.area for cell in layer.closed if cell._replace(area="", gender=where.gender) == where}
        for area, below in _group_nearest_below(places, organisation).items():
            if closed & {area, *_iter_all_below(area, organisation)}:
                continue
            others = layer.value(places[area]) - sum(layer.value(places[part]) for part in below)
            parts = [places[part] for part in below]
            if others > 0 and not _is_covered(area, places, organisation):
                name = f"{measure}, not {' '.join(sorted(below))}"
                parts.append(layer.draft.add(name, where._replace(area=area), others))
            elif others:
                continue
            layer.draft.bind(places[area], *parts)


def _group_nearest_below(places: dict[str, int], organisation: AreaHierarchy) -> dict[str, list[str]]:
    """The areas with a figure under each area with a figure, with no such area between them."""
    groups: dict[str, list[str]] = defaultdict(list)
    for area in places:
        above = organisation.parent.get(area)
        while above is not None and above not in places:
            above = organisation.parent.get(above)
        if above is not None:
            groups[above].append(area)
    return groups


def _iter_all_below(area: str, organisation: AreaHierarchy) -> Iterator[str]:
    for child in organisation.children.get(area, ()):
        yield child
        yield from _iter_all_below(child, organisation)


def _is_covered(area: str, places: dict[str, int], organisation: AreaHierarchy) -> bool:
    """Has every part of the area a figure?"""
    children = organisation.children.get(area, ())
    return bool(children) and all(child in places or _is_covered(child, places, organisation) for child in children)


def _bind_tertials(layer: _ReportLayer, measure: str, flows: set[str]) -> None:
    """What came in the months between two tertials is the later figure less the earlier."""
    groups: dict[SuppressionCell, list[SuppressionCell]] = defaultdict(list)
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


def _bind_formula(layer: _ReportLayer, measure: str, formula: SumFormula) -> None:
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
