"""What one indicator comes to by others, and how much rounding explains: a sum, a quotient, the same thing elsewhere.

Pure. Values are as stated; a percentage is 0 to 100. A figure that is missing is not zero: a moment where a term is
unknown says nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from apps.core.choices import RelationKind
from apps.goals.targets import is_percent

EXACT_UNITS = frozenset({"antal", "st", "personer"})  # counted, so not rounded unless they are told with decimals
KRONOR_BY_UNIT = {"kr": Decimal(1), "tkr": Decimal(1_000), "mnkr": Decimal(1_000_000)}
ORDERED_KINDS = frozenset({RelationKind.QUOTIENT, RelationKind.SHARE_OF_SAME, RelationKind.OPENING_CLOSING})
HUNDRED = Decimal(100)
MOST_TERMS = 40
# How many parts a relation has, at least and at most.
PART_COUNTS = {
    RelationKind.TOTAL: (1, MOST_TERMS),
    RelationKind.QUOTIENT: (2, 2),
    RelationKind.SHARE_OF_SAME: (2, MOST_TERMS),
    RelationKind.SHARES: (1, MOST_TERMS),
    RelationKind.OF_WHICH: (1, 1),
    RelationKind.OPENING_CLOSING: (2, 3),
    RelationKind.CARRIED: (1, 1),
    RelationKind.RUNNING: (1, MOST_TERMS),
    RelationKind.SAME_MEASURE: (1, 1),
    RelationKind.AREAS: (0, 0),
}


class Moment(NamedTuple):
    """When, where and for whom: ``tertial`` 3 is the whole year."""

    year: int
    tertial: int
    area: str
    gender: str


class Term(NamedTuple):
    """A figure that a relation rests on."""

    code: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class IndicatorRelation:
    """``total`` follows from ``parts`` as ``kind`` says; all by their codes."""

    kind: str
    total: str
    parts: tuple[str, ...]

    @property
    def is_possible(self) -> bool:
        """Is it of a known kind, with as many parts as that has, each of them once?"""
        if self.kind not in RelationKind.values or len({self.total, *self.parts}) <= len(self.parts):
            return False
        least, most = PART_COUNTS[RelationKind(self.kind)]
        return least <= len(self.parts) <= most


@dataclass(frozen=True)
class IndicatorSeries:
    """An indicator with its known values. ``group`` is its goal or its kind of key figure."""

    code: str
    name: str
    heading: str
    group: str
    unit: str
    decimals: int
    values: Mapping[Moment, Decimal]

    @cached_property
    def single_area(self) -> str:
        """The only area that it is measured in; empty where there are several."""
        areas = {moment.area for moment in self.values}
        return next(iter(areas)) if len(areas) == 1 else ""

    @property
    def is_exact(self) -> bool:
        """Is it counted, and so not rounded?"""
        return self.unit.strip().lower() in EXACT_UNITS and not self.decimals

    @property
    def half_step(self) -> Decimal:
        """How far rounding may have moved a value of it."""
        return Decimal(0) if self.is_exact else Decimal(1).scaleb(-self.decimals) / 2

    def find_terms(self, moment: Moment, *, anywhere: bool) -> tuple[Term, ...]:
        """The figures that give it at the moment: its own, or women's and men's. Else none.

        ``anywhere`` takes that of its only area, since two places in a report may file the same under different ones.
        """
        for area in dict.fromkeys((moment.area, self.single_area if anywhere else moment.area)):
            place = moment._replace(area=area)
            if place in self.values:
                return (Term(self.code, place),)
            genders = [place._replace(gender=gender) for gender in "KM"]
            if moment.gender == "T" and self.is_exact and all(one in self.values for one in genders):
                return tuple(Term(self.code, one) for one in genders)
        return ()


SeriesByCode = Mapping[str, IndicatorSeries]


class RelationReading(NamedTuple):
    """A relation in one moment: what ``code`` should be there, what it is, and how much rounding explains.

    ``terms`` are all the figures that it rests on. Of a part (``is_limit``) the expected value is the most that it can
    be.
    """

    code: str
    moment: Moment
    expected: Decimal
    found: Decimal
    slack: Decimal
    terms: tuple[Term, ...]
    is_limit: bool = False

    @property
    def holds(self) -> bool:
        """Do the figures agree?"""
        too_much = self.found - self.expected
        return (too_much if self.is_limit else abs(too_much)) <= self.slack


def read_relation(relation: IndicatorRelation, series: SeriesByCode, root: str) -> Iterator[RelationReading]:
    """The relation in every moment where all its terms are known. ``root`` is the code of the whole board."""
    if not series.keys() >= {relation.total, *relation.parts}:
        return
    total, parts = series[relation.total], [series[code] for code in relation.parts]
    if relation.kind == RelationKind.AREAS:
        yield from _read_areas(total, root)
        return
    for moment in sorted(total.values):
        anywhere = bool(total.single_area)
        terms = [part.find_terms(_get_part_moment(relation.kind, moment), anywhere=anywhere) for part in parts]
        last_year = moment._replace(year=moment.year - 1)
        before = total.find_terms(last_year, anywhere=False) if relation.kind == RelationKind.RUNNING else ()
        if all(terms) and (before or relation.kind != RelationKind.RUNNING):
            values = [sum((series[term.code].values[term.moment] for term in found), Decimal(0)) for found in terms]
            start = sum((total.values[term.moment] for term in before), Decimal(0))
            used = (Term(total.code, moment), *(term for found in terms for term in found), *before)
            reading = _compute(relation.kind, total, parts, moment, values, start, used)
            if reading is not None:
                yield reading


def _get_part_moment(kind: str, moment: Moment) -> Moment:
    """The moment of the parts: what is carried over is that of last year's end."""
    return moment._replace(year=moment.year - 1, tertial=3) if kind == RelationKind.CARRIED else moment


def _read_areas(total: IndicatorSeries, root: str) -> Iterator[RelationReading]:
    """Where every area that is ever told of has a value, they are together the whole board's."""
    areas = sorted({moment.area for moment in total.values} - {root})
    for moment in sorted(total.values) if len(areas) > 1 else ():
        places = [moment._replace(area=area) for area in areas]
        if moment.area == root and all(place in total.values for place in places):
            expected = sum((total.values[place] for place in places), Decimal(0))
            terms = tuple(Term(total.code, place) for place in (moment, *places))
            slack = total.half_step * len(terms)
            yield RelationReading(total.code, moment, expected, total.values[moment], slack, terms)


def _compute(
    kind: str,
    total: IndicatorSeries,
    parts: Sequence[IndicatorSeries],
    moment: Moment,
    values: Sequence[Decimal],
    start: Decimal,
    terms: tuple[Term, ...],
) -> RelationReading | None:
    """What the total should be. None where it can't be computed, as by a denominator that is zero."""
    found = total.values[moment]
    slack = total.half_step + sum((part.half_step for part in parts), Decimal(0))
    if kind == RelationKind.OF_WHICH:
        part = parts[0]
        return RelationReading(part.code, moment, found, values[0], slack, terms, is_limit=True)
    if kind in (RelationKind.QUOTIENT, RelationKind.SHARE_OF_SAME):
        return _compute_quotient(kind, total, parts, moment, values, terms)
    if kind == RelationKind.SAME_MEASURE:
        times = get_kronor(parts[0].unit) / get_kronor(total.unit)
        slack = max(_find_own_half_step(total, found), _find_own_half_step(parts[0], values[0]) * times)
        return RelationReading(total.code, moment, values[0] * times, found, slack, terms)
    expected = {
        RelationKind.SHARES: HUNDRED - sum(values),
        RelationKind.OPENING_CLOSING: sum(values[:2]) - sum(values[2:]),
        RelationKind.RUNNING: start + sum(values),
    }.get(RelationKind(kind), sum(values, Decimal(0)))
    return RelationReading(total.code, moment, Decimal(expected), found, slack, terms)


def _compute_quotient(
    kind: str,
    total: IndicatorSeries,
    parts: Sequence[IndicatorSeries],
    moment: Moment,
    values: Sequence[Decimal],
    terms: tuple[Term, ...],
) -> RelationReading | None:
    """A quotient may be rounded or cut off at its last decimal, so a whole unit there is no difference."""
    denominator = sum(values, Decimal(0)) if kind == RelationKind.SHARE_OF_SAME else values[1]
    if not denominator:
        return None
    times = HUNDRED if is_percent(total.unit) else Decimal(1)
    times *= get_kronor(parts[0].unit) / get_kronor(parts[-1].unit) / get_kronor(total.unit)
    quotient = values[0] / denominator
    of_parts = (parts[0].half_step + abs(quotient) * parts[-1].half_step) / abs(denominator)
    slack = Decimal(1).scaleb(-total.decimals) + of_parts * times
    return RelationReading(total.code, moment, quotient * times, total.values[moment], slack, terms)


def get_kronor(unit: str) -> Decimal:
    """What a unit of money is in kronor; 1 for other units."""
    return KRONOR_BY_UNIT.get(unit.strip().lower(), Decimal(1))


def _find_own_half_step(series: IndicatorSeries, value: Decimal) -> Decimal:
    """Half a unit in the last decimal that the value itself is told with: 84 at one place is 83,8 at another."""
    own = max(0, -int(value.normalize().as_tuple().exponent))
    return Decimal(0) if series.is_exact else Decimal(1).scaleb(-min(own, series.decimals)) / 2
