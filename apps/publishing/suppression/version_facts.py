"""What joint suppression has to know of a version, in short, so that earlier versions needn't be read. Pure functions.

A version's facts are its tree of areas, its limit, its indicators and, year by year, the figures of them: the numbers
that are hidden too. A year's figures are told once for all versions that say the same of the year, which nearly all
later ones do. So what a new version adds is read, and not what all of them repeat.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, cast

import msgspec

from apps.core.tertials import Tertial
from apps.goals.rules import RELATIVE_COMPARATORS
from apps.publishing.suppression.headcounts import (
    FORECAST_PART,
    POINT_PART,
    PersonNumbers,
    list_person_numbers,
    map_points,
)
from apps.publishing.suppression.own_tables import find_smallest_number
from apps.publishing.suppression.secondary_suppression import SuppressionCell, SuppressionUnit
from apps.report import board_report

_HIDDEN_PARTS = {1: POINT_PART, 2: FORECAST_PART}


class FigureFacts(msgspec.Struct, frozen=True, array_like=True):
    """A point of an indicator with every number that is known of it.

    ``hidden`` is 1 where the public doesn't see it, 2 where they don't see its forecast. ``suppressed``: nobody knows.
    """

    year: int
    tertial: int
    area: str
    gender: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    forecast: Decimal | None
    stated_text: str
    suppressed: bool
    hidden: int

    @property
    def cell(self) -> SuppressionCell:
        """Its place."""
        return SuppressionCell(self.year, self.tertial, self.area, self.gender)


class IndicatorFacts(msgspec.Struct, frozen=True, array_like=True):
    """An indicator with the points of some years."""

    code: str
    unit: str
    accumulation: str
    series: tuple[FigureFacts, ...] = ()
    readings: tuple[()] = ()


class AreaFacts(msgspec.Struct, frozen=True, array_like=True):
    """An area and the one above it."""

    code: str
    parent: str | None


class PartFacts(msgspec.Struct, frozen=True, array_like=True):
    """An area or an indicator that went into another, or came from one."""

    code: str


class ReorganisationFacts(msgspec.Struct, frozen=True, array_like=True):
    """A reorganisation that the version carries figures over."""

    subject: str
    kind: str
    period: Tertial
    before: tuple[PartFacts, ...]
    after: tuple[PartFacts, ...]


class VersionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A version. ``years`` are the digests of what it says of each year, see ``YearFigures``.

    ``threshold`` is the limit of the report as it was adopted, ``public_threshold`` that by which it is read.
    ``base_years`` are the years that an indicator's targets count from. ``hidden`` is a digest of what was to be hidden
    when the version was last read by the rules, see ``compute_hidden_digest``. ``smallest_in_tables`` is the smallest
    number of persons that is read in the board's own tables.
    """

    period: Tertial
    threshold: int
    public_threshold: int
    areas: tuple[AreaFacts, ...]
    indicators: tuple[IndicatorFacts, ...]
    base_years: dict[str, tuple[int, ...]]
    years: dict[int, str]
    hidden: str = ""
    reorganisations: tuple[ReorganisationFacts, ...] = ()
    smallest_in_tables: Decimal | None = None

    @property
    def last_year(self) -> int:
        """The last year that it says anything of."""
        return max((self.period.year, *self.years))


class YearFigures:
    """The indicators with their points of one year."""

    def __init__(self, indicators: Sequence[IndicatorFacts]) -> None:
        self.indicators = {one.code: one for one in indicators}

    @cached_property
    def numbers(self) -> dict[tuple[str, SuppressionCell], PersonNumbers]:
        """The numbers of persons at each cell of each indicator."""
        return {
            (one.code, point.cell): list_person_numbers(cast(board_report.Point, point), one.unit)
            for one in self.indicators.values()
            for point in one.series
        }

    def iter_hidden_units(self, codes: Collection[str]) -> Iterator[SuppressionUnit]:
        """What is hidden already of some indicators."""
        for code in codes & self.indicators.keys():
            for point in self.indicators[code].series:
                if point.hidden:
                    cell = point.cell
                    numbers = self.numbers[code, cell]
                    yield SuppressionUnit(cell._replace(indicator=code), _HIDDEN_PARTS[point.hidden], numbers)


class CollectedFacts(NamedTuple):
    """A version's facts, and what it says of each year by the digest of it, encoded."""

    facts: VersionFacts
    years: dict[str, bytes]


def collect_facts(
    whole: board_report.BoardReport,
    public: board_report.BoardReport,
    list_hidden_parts: Callable[[board_report.Point, board_report.Point], Sequence[str]],
) -> CollectedFacts:
    """The facts of a version: ``whole`` with every number that is known, ``public`` as it is read."""
    shown = {one.code: one for one in public.indicators}
    figures: dict[int, list[IndicatorFacts]] = defaultdict(list)
    for indicator in whole.indicators:
        other = map_points(shown[indicator.code])
        by_year: dict[int, list[FigureFacts]] = defaultdict(list)
        for cell, point in sorted(map_points(indicator).items()):
            parts = list_hidden_parts(point, other[cell])
            hidden = next((number for number, part in _HIDDEN_PARTS.items() if part in parts), 0)
            numbers = (point.value, point.numerator, point.denominator, point.forecast)
            by_year[cell.year].append(FigureFacts(*cell[:4], *numbers, point.stated_text, point.suppressed, hidden))
        for year, points in by_year.items():
            figures[year].append(IndicatorFacts(indicator.code, indicator.unit, indicator.accumulation, tuple(points)))
    encoded = {year: msgspec.json.encode(one) for year, one in figures.items()}
    digests = {year: hashlib.sha256(data).hexdigest() for year, data in encoded.items()}
    facts = VersionFacts(
        period=whole.period,
        threshold=whole.board.small_number_threshold,
        public_threshold=public.board.small_number_threshold,
        areas=tuple(AreaFacts(area.code, area.parent) for area in whole.areas),
        indicators=tuple(IndicatorFacts(one.code, one.unit, one.accumulation) for one in whole.indicators),
        base_years={one.code: years for one in whole.indicators if (years := _list_base_years(one))},
        years=digests,
        reorganisations=tuple(map(_collect_reorganisation, whole.reorganisations)),
        smallest_in_tables=find_smallest_number(public),
    )
    return CollectedFacts(facts, {digests[year]: data for year, data in encoded.items()})


def _collect_reorganisation(one: board_report.Reorganisation) -> ReorganisationFacts:
    before, after = (tuple(PartFacts(part.code) for part in parts) for parts in (one.before, one.after))
    return ReorganisationFacts(one.subject, one.kind, one.period, before, after)


def _list_base_years(indicator: board_report.Indicator) -> tuple[int, ...]:
    targets = [*indicator.targets, *(one.target for one in indicator.readings if one.target)]
    years = {one.base_year for one in targets if one.comparator in RELATIVE_COMPARATORS and one.base_year is not None}
    return tuple(sorted(years))


def decode_year(data: bytes) -> YearFigures:
    """A year's figures as they are stored."""
    return YearFigures(msgspec.json.decode(data, type=list[IndicatorFacts]))


class _ShortBoard(msgspec.Struct, frozen=True):
    small_number_threshold: int


class _ShortReport(msgspec.Struct, frozen=True):
    """What the rules read of a report."""

    areas: tuple[AreaFacts, ...]
    board: _ShortBoard
    indicators: tuple[IndicatorFacts, ...]
    reorganisations: tuple[ReorganisationFacts, ...]


def build_short_reports(
    versions: Iterable[VersionFacts], years: Mapping[str, YearFigures]
) -> list[board_report.BoardReport]:
    """The versions as the rules read them.

    What one says of a year as an earlier one, with the same tree and reorganisations, is left out.
    """
    known: set[tuple[object, ...]] = set()
    found = []
    for one in versions:
        conditions = one.areas, one.threshold, one.reorganisations
        fresh = [digest for digest in one.years.values() if (digest, *conditions) not in known]
        known |= {(digest, *conditions) for digest in fresh}
        indicators = tuple(
            msgspec.structs.replace(indicator, series=tuple(_iter_points(indicator.code, fresh, years)))
            for indicator in one.indicators
        )
        found.append(_ShortReport(one.areas, _ShortBoard(one.threshold), indicators, one.reorganisations))
    return cast(list[board_report.BoardReport], found)


def _iter_points(code: str, digests: Iterable[str], years: Mapping[str, YearFigures]) -> Iterator[FigureFacts]:
    for digest in digests:
        if code in years[digest].indicators:
            yield from years[digest].indicators[code].series


def compute_hidden_digest(
    facts: VersionFacts, years: Mapping[str, YearFigures], hidden: Iterable[SuppressionUnit]
) -> str:
    """Of all that is to be hidden and can make a difference to the version.

    That is what it states itself with the same numbers, and what an earlier year or a target's base year is held
    against though the version doesn't state it.
    """
    codes = {one.code for one in facts.indicators}
    concerned = sorted(unit for unit in hidden if unit.cell.indicator in codes and _is_concerned(facts, years, unit))
    return hashlib.sha256(msgspec.json.encode(concerned)).hexdigest()


def _is_concerned(facts: VersionFacts, years: Mapping[str, YearFigures], unit: SuppressionUnit) -> bool:
    code, year = unit.cell.indicator, unit.cell.year
    if year in facts.years:
        stated = years[facts.years[year]].numbers.get((code, unit.cell._replace(indicator="")))
        if stated is not None:
            return stated == unit.numbers
    return year < facts.last_year or year in facts.base_years.get(code, ())
