"""Relations that names, headings and arithmetic speak for: proposals, which a person confirms or refuses. Pure.

Arithmetic alone must hold in two moments, and in more than it fails. Where the names say it too, one moment is enough,
and as many may fail: the failing ones are then what a person should look at.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby

from apps.core.choices import RelationKind
from apps.goals.relation_names import (
    find_balance_side,
    is_total_name,
    list_stems,
    normalise_name,
    split_of_which,
    split_quotient,
    strip_balance_side,
)
from apps.goals.relation_rules import (
    KRONOR_BY_UNIT,
    IndicatorRelation,
    IndicatorSeries,
    Moment,
    RelationReading,
    SeriesByCode,
    get_kronor,
    read_relation,
)
from apps.goals.targets import is_percent

SUMMABLE_UNITS = frozenset({"antal", "st", "personer", "tkr", "kr", "mnkr", "timmar", "dygn", "dagar", "årsarbetare"})
LEAST_HELD = 2
MOST_PARTS = 8  # of a total: with each more a sum that holds by chance is likelier, and the search longer
MOST_SEARCHED = 12  # indicators under a heading, where any of them may belong together
LEAST_ALIKE = 0.6  # of the telling words of the shorter name that the other has, where both mean the same
LEAST_COMMON = 0.4  # and of all their telling words
LEAST_TELLING = 10  # equal values below it are often equal by chance
LEAST_TELLING_APART = 50  # so are sums below it of any two under a heading, where some moment fails


@dataclass(frozen=True, slots=True)
class RelationProposal:
    """A relation with the moments where it holds, of those where all its terms are known.

    ``is_named`` where the names speak for it too, ``is_apart`` where a total and its parts are not side by side.
    """

    relation: IndicatorRelation
    readings: tuple[RelationReading, ...]
    is_named: bool
    is_apart: bool = False

    @property
    def held(self) -> int:
        """In how many moments it holds."""
        return sum(reading.holds for reading in self.readings)


def propose_relations(indicators: Sequence[IndicatorSeries], root: str) -> list[RelationProposal]:
    """Every relation that the indicators speak for, in the order of the indicators. ``root`` is the whole board."""
    series = {one.code: one for one in indicators if one.values}
    order = {code: place for place, code in enumerate(series)}
    found: dict[IndicatorRelation, RelationProposal] = {}
    for relation, is_named, is_apart in _iter_candidates(list(series.values())):
        if relation in found or not relation.is_possible:
            continue
        readings = tuple(read_relation(relation, series, root))
        proposal = RelationProposal(relation, readings, is_named, is_apart)
        if _is_worth_asking(proposal, series):
            found[relation] = proposal
    return sorted(_choose(found.values()), key=lambda one: order[one.relation.total])


def _is_worth_asking(proposal: RelationProposal, series: SeriesByCode) -> bool:
    held, failed = proposal.held, len(proposal.readings) - proposal.held
    telling = [one for one in proposal.readings if one.holds and _is_telling(proposal, one, series)]
    if proposal.is_named:
        return bool(telling) and held >= failed
    least = LEAST_TELLING_APART if proposal.is_apart else 0
    may_fail = proposal.relation.kind == RelationKind.TOTAL and all(abs(one.found) >= least for one in telling)
    return len(telling) >= LEAST_HELD and (held > failed if may_fail else not failed)


def _is_telling(proposal: RelationProposal, reading: RelationReading, series: SeriesByCode) -> bool:
    """Would it be odd if the figures agreed by chance? Zeros agree with zeros, and nothing is a share of anything."""
    values = [series[term.code].values[term.moment] for term in reading.terms]
    zeros = sum(value == 0 for value in values)
    if proposal.relation.kind in (RelationKind.QUOTIENT, RelationKind.SHARE_OF_SAME):
        return not zeros
    if proposal.is_apart:
        return not zeros and abs(reading.found) >= LEAST_TELLING
    return len(values) - zeros >= 2


def _choose(proposals: Iterable[RelationProposal]) -> Iterator[RelationProposal]:
    """One sum for each total: the one that holds most often, else that of most parts. A part of it is no question."""
    listed = list(proposals)
    best: dict[str, RelationProposal] = {}
    for one in (one for one in listed if one.relation.kind == RelationKind.TOTAL):
        other = best.get(one.relation.total)
        if other is None or _rank(one) > _rank(other):
            best[one.relation.total] = one
    for one in listed:
        total = best.get(one.relation.total)
        is_other_total = one.relation.kind == RelationKind.TOTAL and one is not total
        is_part = one.relation.kind == RelationKind.OF_WHICH and total and one.relation.parts[0] in total.relation.parts
        if not is_other_total and not is_part:
            yield one


def _rank(proposal: RelationProposal) -> tuple[int, bool, int]:
    return 2 * proposal.held - len(proposal.readings), proposal.is_named, len(proposal.relation.parts)


def _iter_candidates(indicators: Sequence[IndicatorSeries]) -> Iterator[tuple[IndicatorRelation, bool, bool]]:
    """What may be a relation, whether the names say so, and whether its terms are apart (see ``RelationProposal``)."""
    groups: dict[tuple[str, str], list[IndicatorSeries]] = defaultdict(list)
    for one in indicators:
        groups[one.heading, one.group if not one.heading else ""].append(one)
    for one in indicators:
        yield IndicatorRelation(RelationKind.AREAS, one.code, ()), _is_summable(one), False
    searches = (_iter_totals, _iter_shares, _iter_parts, _iter_quotients, _iter_balances)
    for group in groups.values():
        yield from ((*found, False) for search in searches for found in search(group))
        yield from ((relation, False, True) for relation in _iter_pairs(group))
    yield from ((*found, False) for found in _iter_same_measures(indicators))


def _is_summable(one: IndicatorSeries) -> bool:
    return one.unit.strip().lower() in SUMMABLE_UNITS


def _iter_totals(group: Sequence[IndicatorSeries]) -> Iterator[tuple[IndicatorRelation, bool]]:
    """The runs right before and right after an indicator, its parts by ”varav”, and those whose names end in its."""
    for unit_group in _split_by_unit(group):
        names = [normalise_name(one.name) for one in unit_group]
        for place, total in enumerate(unit_group):
            ends = [one for one, name in zip(unit_group, names, strict=True) if _is_ending(name, names[place])]
            if 2 <= len(ends) <= MOST_PARTS:
                yield _build_total(total, ends), True
            if not _is_summable(total):
                continue
            for parts in _iter_runs(unit_group, place):
                parted = all(split_of_which(part.name) for part in parts)
                yield _build_total(total, parts), parted or is_total_name(total.name)


def _iter_pairs(group: Sequence[IndicatorSeries]) -> Iterator[IndicatorRelation]:
    """Any two under a heading that may add up to a third: with more of them sums by chance are too many."""
    for unit_group in _split_by_unit(group):
        for total in unit_group if len(unit_group) <= MOST_SEARCHED and _is_summable(unit_group[0]) else ():
            for pair in combinations([one for one in unit_group if one is not total], 2):
                yield _build_total(total, pair)


def _split_by_unit(group: Sequence[IndicatorSeries]) -> Iterator[list[IndicatorSeries]]:
    by_unit: dict[str, list[IndicatorSeries]] = defaultdict(list)
    for one in group:
        by_unit[one.unit].append(one)
    yield from by_unit.values()


def _is_ending(name: str, total: str) -> bool:
    return name != total and name.endswith(total)


def _iter_runs(group: Sequence[IndicatorSeries], place: int) -> Iterator[Sequence[IndicatorSeries]]:
    for length in range(2, min(len(group), MOST_PARTS + 1)):
        if place + length < len(group):
            yield group[place + 1 : place + 1 + length]
        if place - length >= 0:
            yield group[place - length : place]


def _build_total(total: IndicatorSeries, parts: Sequence[IndicatorSeries]) -> IndicatorRelation:
    return IndicatorRelation(RelationKind.TOTAL, total.code, tuple(one.code for one in parts))


def _iter_shares(group: Sequence[IndicatorSeries]) -> Iterator[tuple[IndicatorRelation, bool]]:
    """Shares side by side that are together hundred, as of full time and part time."""
    shares = [one for one in group if is_percent(one.unit)]
    for start, length in ((start, length) for start in range(len(shares)) for length in range(2, MOST_PARTS + 1)):
        run = shares[start : start + length]
        if len(run) == length:
            first, *rest = run
            relation = IndicatorRelation(RelationKind.SHARES, first.code, tuple(one.code for one in rest))
            yield relation, length > 2 and _count_common_beginning(run) >= 2


def _count_common_beginning(run: Sequence[IndicatorSeries]) -> int:
    """How many words the names begin with alike."""
    columns = zip(*(normalise_name(one.name).split() for one in run), strict=False)
    return len(next((list(same) for is_same, same in groupby(columns, lambda one: len(set(one)) == 1) if is_same), []))


def _iter_parts(group: Sequence[IndicatorSeries]) -> Iterator[tuple[IndicatorRelation, bool]]:
    """”A, varav b” is no more than ”A”; ”varav b” no more than the row that it follows."""
    whole: IndicatorSeries | None = None
    for part in group:
        split = split_of_which(part.name)
        if split is None:
            whole = part
            continue
        named = [one for one in group if one is not part and split[0] and normalise_name(one.name).startswith(split[0])]
        total = next((one for one in named if split_of_which(one.name) is None), None) or whole
        if total is not None and total.unit == part.unit and _is_summable(total):
            yield IndicatorRelation(RelationKind.OF_WHICH, total.code, (part.code,)), True


def _iter_quotients(group: Sequence[IndicatorSeries]) -> Iterator[tuple[IndicatorRelation, bool]]:
    """A share or a rate, with two figures of its heading: those that its name names, or that it holds for."""
    for quotient in group:
        counts = [one for one in group if one is not quotient and _is_summable(one)]
        named = split_quotient(quotient.name)
        if named and not quotient.is_exact and (pair := _find_named_pair(named, counts)):
            yield _build_quotient(quotient, pair), True
        if not is_percent(quotient.unit) or len(counts) > MOST_SEARCHED:
            continue
        for pair in ((one, two) for one in counts for two in counts if one is not two and one.unit == two.unit):
            yield _build_quotient(quotient, pair), _is_share_with(quotient, pair[0])
            relation = IndicatorRelation(RelationKind.SHARE_OF_SAME, quotient.code, tuple(one.code for one in pair))
            yield relation, _is_share_with(quotient, pair[0])


def _is_share_with(share: IndicatorSeries, part: IndicatorSeries) -> bool:
    """Is the share that of the part, by their names: ”andel beslut i Lifecare” and ”antal beslut i Lifecare”?"""
    return list_stems(share.name) == list_stems(part.name)


def _find_named_pair(
    named: tuple[str, str], counts: Sequence[IndicatorSeries]
) -> tuple[IndicatorSeries, IndicatorSeries] | None:
    """The two that the sides of the quotient's name name, each by a word that the other has not."""
    first, second = list_stems(named[0]), list_stems(named[1])
    above = _find_named(first - second, second - first, counts)
    below = _find_named(second - first, first - second, counts)
    return (above, below) if above and below and above is not below else None


def _find_named(
    wanted: frozenset[str], unwanted: frozenset[str], counts: Sequence[IndicatorSeries]
) -> IndicatorSeries | None:
    scores = [
        ((len(wanted & stems), -len(unwanted & stems)), one) for one in counts for stems in [list_stems(one.name)]
    ]
    score, best = max(scores, key=lambda scored: scored[0], default=((0, 0), None))
    return best if score[0] else None


def _build_quotient(quotient: IndicatorSeries, pair: tuple[IndicatorSeries, IndicatorSeries]) -> IndicatorRelation:
    return IndicatorRelation(RelationKind.QUOTIENT, quotient.code, (pair[0].code, pair[1].code))


def _iter_balances(group: Sequence[IndicatorSeries]) -> Iterator[tuple[IndicatorRelation, bool]]:
    """What there was at a year's end is there when the next begins; in between come those that came and went."""
    sides: dict[str, list[IndicatorSeries]] = defaultdict(list)
    for one in group:
        sides[find_balance_side(one.name)].append(one)
    for opening in sides["opening"]:
        for closing in sides["closing"]:
            if opening.unit != closing.unit or strip_balance_side(opening.name) != strip_balance_side(closing.name):
                continue
            yield IndicatorRelation(RelationKind.CARRIED, opening.code, (closing.code,)), True
            flows = [one for one in sides[""] if one.unit == closing.unit]
            for flow in flows:
                parts = (opening.code, flow.code)
                yield IndicatorRelation(RelationKind.OPENING_CLOSING, closing.code, parts), False
            for came, went in ((one, two) for one in flows for two in flows if one is not two):
                yield (
                    IndicatorRelation(RelationKind.OPENING_CLOSING, closing.code, (opening.code, came.code, went.code)),
                    False,
                )
    for total in (one for one in group if "sedan" in one.name.casefold() and _is_summable(one)):
        for part in (one for one in group if one is not total and one.unit == total.unit):
            yield IndicatorRelation(RelationKind.RUNNING, total.code, (part.code,)), False


def _iter_same_measures(indicators: Sequence[IndicatorSeries]) -> Iterator[tuple[IndicatorRelation, bool]]:
    """Indicators of the same unit at different places: of like names, or of like values in moments that tell."""
    stems = _map_telling_stems(indicators)
    telling = {one.code: _find_telling_values(one) for one in indicators}
    for units in _group_by_unit_kind(indicators):
        for one, two in combinations(units, 2):
            if (
                (one.heading, one.group) == (two.heading, two.group)
                or split_of_which(one.name)
                or split_of_which(two.name)
            ):
                continue
            relation = IndicatorRelation(RelationKind.SAME_MEASURE, one.code, (two.code,))
            if _is_alike(stems[one.code], stems[two.code]):
                yield relation, True
            elif len(telling[one.code] & telling[two.code]) >= LEAST_HELD:
                yield relation, False


def _map_telling_stems(indicators: Sequence[IndicatorSeries]) -> dict[str, frozenset[str]]:
    """The stems of each name that few other names have; all of them where none is so. By code."""
    found = {one.code: list_stems(one.name) for one in indicators}
    counts = Counter(stem for stems in found.values() for stem in stems)
    most = max(4, len(found) // 20)
    return {code: frozenset(one for one in stems if counts[one] <= most) or stems for code, stems in found.items()}


def _is_alike(one: frozenset[str], two: frozenset[str]) -> bool:
    common = len(one & two)
    return common > 0 and common >= LEAST_ALIKE * min(len(one), len(two)) and common >= LEAST_COMMON * len(one | two)


def _group_by_unit_kind(indicators: Sequence[IndicatorSeries]) -> Iterator[list[IndicatorSeries]]:
    """The indicators by unit; amounts of money together, whatever theirs."""
    groups: dict[str, list[IndicatorSeries]] = defaultdict(list)
    for one in indicators:
        unit = one.unit.strip().lower()
        groups["kr" if unit in KRONOR_BY_UNIT else "%" if is_percent(unit) else unit].append(one)
    yield from groups.values()


def _find_telling_values(one: IndicatorSeries) -> set[tuple[Moment, Decimal]]:
    """The values that are hardly the same elsewhere by chance, each with its moment; the area where it has several."""
    times = get_kronor(one.unit)
    return {
        (moment._replace(area="") if one.single_area else moment, value * times)
        for moment, value in one.values.items()
        if abs(value) >= LEAST_TELLING or value % 1
    }
