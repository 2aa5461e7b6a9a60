"""Relations between indicators that a person has confirmed hold in every period; a refused one is asked about no more.

Only what is shown is computed with: a figure that is hidden is unknown, and the relation then says nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from apps.checks.base import build_figure_finding, compute_fingerprint, format_point_time, is_stated
from apps.core.choices import RelationKind
from apps.core.swedish import format_list
from apps.goals.relation_proposals import RelationProposal, propose_relations
from apps.goals.relation_rules import (
    IndicatorRelation,
    IndicatorSeries,
    Moment,
    RelationReading,
    Term,
    read_relation,
)
from apps.report import board_report

CHECK_CODE = "relations"
SUM_CODES = frozenset({"totals", "of_which"})  # the checks that find sums by themselves
IndicatorByCode = Mapping[str, board_report.Indicator]


@dataclass(frozen=True, slots=True)
class BrokenRelation:
    """A confirmed relation in a moment where it does not hold, with the point that is shown for it."""

    relation: IndicatorRelation
    reading: RelationReading
    point: board_report.Point
    message: str

    def rests_on(self, code: str, area: str, gender: str) -> bool:
        """Is the indicator's figure of that area and gender one of its terms?"""
        return any((one.code, one.moment.area, one.moment.gender) == (code, area, gender) for one in self.reading.terms)


def check_relations(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """Every confirmed relation holds wherever all its figures are stated."""
    if not report.relations:
        return
    indicators = {one.code: one for one in report.indicators}
    for broken in find_broken_relations(report.relations, indicators, get_root_code(report.areas)):
        reading = broken.reading
        if any(is_stated(report, point) for point in _find_points(indicators, reading.terms)):
            also = tuple(dict.fromkeys(term.code for term in reading.terms if term.code != reading.code))
            finding = build_figure_finding(
                CHECK_CODE,
                indicators[reading.code],
                broken.point,
                broken.message,
                reading.expected,
                reading.found,
                also=also,
            )
            yield replace(finding, fingerprint=_compute_fingerprint(broken))


def find_broken_relations(
    relations: Iterable[board_report.Relation], indicators: IndicatorByCode, root: str
) -> Iterator[BrokenRelation]:
    """The confirmed relations, each in every moment where it does not hold. ``root`` is the whole board's code."""
    confirmed = [one for one in relations if one.confirmed]
    codes = {code for one in confirmed for code in (one.total, *one.parts)}
    series = {code: build_series(indicators[code]) for code in codes if code in indicators}
    for one in confirmed:
        relation = IndicatorRelation(one.kind, one.total, one.parts)
        for reading in read_relation(relation, series, root):
            if not reading.holds:
                terms = [term for term in reading.terms if term.code == reading.code]
                point = next(_find_points(indicators, terms))
                yield BrokenRelation(relation, reading, point, _format_message(relation, indicators, point))


def propose_new_relations(
    indicators: Sequence[board_report.Indicator], relations: Iterable[board_report.Relation], root: str
) -> list[RelationProposal]:
    """The proposals that nobody has answered yet."""
    answered = {(one.kind, one.total, frozenset(one.parts)) for one in relations}
    series = [build_series(one) for one in indicators if not one.reference_for]
    return [
        one
        for one in propose_relations(series, root)
        if (one.relation.kind, one.relation.total, frozenset(one.relation.parts)) not in answered
    ]


def drop_answered_sums(
    report: board_report.BoardReport, findings: Sequence[board_report.Finding]
) -> list[board_report.Finding]:
    """Without the sums that people have refused, and without a confirmed one that is found by itself already."""
    refused = {
        (one.total, frozenset(one.parts)) if one.kind == RelationKind.TOTAL else (one.parts[0], frozenset({one.total}))
        for one in report.relations
        if not one.confirmed and one.kind in (RelationKind.TOTAL, RelationKind.OF_WHICH)
    }
    remaining = [one for one in findings if one.check not in SUM_CODES or (one.key, frozenset(one.also)) not in refused]
    found = {_get_sum_place(one) for one in remaining if one.check in SUM_CODES}
    return [one for one in remaining if one.check != CHECK_CODE or _get_sum_place(one) not in found]


def _get_sum_place(finding: board_report.Finding) -> tuple[object, ...]:
    return finding.key, frozenset(finding.also), finding.period, finding.part, finding.size


def build_series(indicator: board_report.Indicator) -> IndicatorSeries:
    """The indicator's known values, as the rules of relations read them."""
    values = {
        Moment(point.year, point.tertial, point.area, point.gender): point.value
        for point in indicator.series
        if point.value is not None
    }
    return IndicatorSeries(
        code=indicator.code,
        name=indicator.name,
        heading=indicator.heading,
        group=indicator.goal or indicator.kind,
        unit=indicator.unit,
        decimals=indicator.decimals,
        values=values,
    )


def get_root_code(areas: Sequence[board_report.Area]) -> str:
    """The code of the area that is the whole board."""
    return next((area.code for area in areas if not area.parent), "")


def _find_points(indicators: IndicatorByCode, terms: Iterable[Term]) -> Iterator[board_report.Point]:
    for code, moment in terms:
        for point in indicators[code].series:
            if (point.year, point.tertial, point.area, point.gender) == moment:
                yield point


def _compute_fingerprint(broken: BrokenRelation) -> str:
    relation, moment = broken.relation, broken.reading.moment
    when = f"{moment.year}-t{moment.tertial}"
    return compute_fingerprint(
        CHECK_CODE, str(relation.kind), relation.total, *relation.parts, when, moment.area, moment.gender
    )


_MESSAGES = {
    RelationKind.TOTAL: "{parts} ger tillsammans inte {total} {when}.",
    RelationKind.QUOTIENT: "{total} {when} är inte {first} delat med {last}.",
    RelationKind.SHARE_OF_SAME: "{total} {when} är inte {first} som andel av {parts} tillsammans.",
    RelationKind.SHARES: "Andelarna ger tillsammans inte 100 procent {when}: {total}, {parts}.",
    RelationKind.OF_WHICH: "Delen är större än det hela, {total}, {when}.",
    RelationKind.OPENING_CLOSING: "{total} {when} är inte {first} med det som har kommit till och försvunnit: {parts}.",
    RelationKind.CARRIED: "{total} {when} är inte det som {first} slutade på året före.",
    RelationKind.RUNNING: "{total} {when} är inte det som det var året före med {parts} till.",
    RelationKind.SAME_MEASURE: "{total} och {parts} är samma sak men har inte samma värde {when}.",
    RelationKind.AREAS: "Verksamheterna ger tillsammans inte hela nämndens värde {when}: {total}.",
}


def _format_message(relation: IndicatorRelation, indicators: IndicatorByCode, point: board_report.Point) -> str:
    parts = [f"”{indicators[code].name}”" for code in relation.parts]
    return _MESSAGES[RelationKind(relation.kind)].format(
        total=f"”{indicators[relation.total].name}”",
        parts=format_list(parts),
        first=parts[0] if parts else "",
        last=parts[-1] if parts else "",
        when=format_point_time(point),
    )
