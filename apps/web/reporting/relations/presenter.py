"""What ``…/struktur/samband/`` shows: the relations that are proposed, each with its figures, and those answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from apps.checks.relations import build_series, get_root_code, propose_new_relations
from apps.core.choices import RelationAnswer, RelationKind
from apps.core.swedish import format_number, format_unit_suffix
from apps.goals.models import Indicator, Relation
from apps.goals.relation_rules import IndicatorRelation, IndicatorSeries, RelationReading, read_relation
from apps.goals.relation_sentences import UNKNOWN_NAME, format_relation
from apps.organisation.models import Board
from apps.report import board_report
from apps.report.area_tree import build_area_tree
from apps.report.indicators import build_indicators
from apps.report.source import load_source
from apps.rounds.models import Round, RoundState

MOST_MOMENTS = 4  # shown of each relation: those that do not hold first, then the latest
GENDER_SUFFIXES = {"K": ", kvinnor", "M": ", män"}


@dataclass(frozen=True, slots=True)
class ShownMoment:
    """A moment with the relation's two sides: ``66 440 / 129 768 = 51,2`` and what is stated."""

    when: str
    expected: str
    found: str
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRelation:
    """A relation as a row of the page. ``code`` is its identity in a form; ``answer`` is empty where none is given."""

    relation: IndicatorRelation
    code: str
    kind: str
    sentence: str
    rests_on: str
    moments: tuple[ShownMoment, ...]
    more: int
    answer: str = ""


@dataclass(frozen=True, slots=True)
class RelationLists:
    """The page's two lists."""

    proposed: list[ShownRelation]
    answered: list[ShownRelation]


def load_relation_lists(board: Board) -> RelationLists:
    """The relations of the board's latest report that is worked on, else of its latest adopted one."""
    round_ = _find_latest_round(board)
    return _load_lists(round_) if round_ else build_relation_lists((), load_answered_relations(board), "", board)


def count_waiting_relations(round_: Round) -> int:
    """How many proposals wait for an answer; 0 for a report that they are not proposed from."""
    latest = _find_latest_round(round_.board) if round_.state == RoundState.OPEN else None
    return _count_proposals(latest.pk, latest.data_version) if latest and latest.pk == round_.pk else 0


@lru_cache(maxsize=512)
def _count_proposals(round_id: int, data_version: int) -> int:
    """The count of an open round, whose version grows with every figure and answer, so that it is counted once."""
    return len(_load_lists(Round.objects.select_related("board__municipality").get(pk=round_id)).proposed)


def forget_relation_counts() -> None:
    """Count anew at the next question: for those who measure what that costs."""
    _count_proposals.cache_clear()


def _find_latest_round(board: Board) -> Round | None:
    rounds = Round.objects.filter(board=board).exclude(state=RoundState.PLANNED)
    return rounds.select_related("board__municipality").order_by("-year", "-tertial").first()


def _load_lists(round_: Round) -> RelationLists:
    rows = load_source(round_, {"outcomes"})
    tree = build_area_tree(rows)
    indicators = build_indicators(rows, tree)
    if round_.state == RoundState.ADOPTED:  # it may have indicators that are gone since, and of those nothing is asked
        known = set(Indicator.objects.filter(board=round_.board_id).values_list("code", flat=True))
        indicators = tuple(one for one in indicators if one.code in known)
    answered = load_answered_relations(round_.board)
    return build_relation_lists(indicators, answered, get_root_code(tree.areas), round_.board)


def load_answered_relations(board: Board) -> list[board_report.Relation]:
    """Today's answers, also where the latest report is adopted with those that held then."""
    answered = Relation.objects.filter(board=board).exclude(answer=RelationAnswer.UNANSWERED)
    return [
        board_report.Relation(
            kind=one.kind,
            total=one.total.code,
            parts=tuple(link.indicator.code for link in one.links.all()),
            confirmed=one.answer == RelationAnswer.CONFIRMED,
        )
        for one in answered.select_related("total").prefetch_related("links__indicator")
    ]


def build_relation_lists(
    indicators: Sequence[board_report.Indicator], relations: Sequence[board_report.Relation], root: str, board: Board
) -> RelationLists:
    """Proposed relations that nobody has answered, and the answered ones: also of what the report doesn't have yet."""
    series = {one.code: build_series(one) for one in indicators}
    unknown = {code for one in relations for code in (one.total, *one.parts)} - series.keys()
    series |= _load_empty_series(board, unknown) if unknown else {}
    proposed = [
        _build_row(one.relation, one.readings, series) for one in propose_new_relations(indicators, relations, root)
    ]
    answered = []
    for one in relations:
        relation = IndicatorRelation(one.kind, one.total, one.parts)
        readings = tuple(read_relation(relation, series, root))
        answered.append(_build_row(relation, readings, series, "confirmed" if one.confirmed else "refused"))
    return RelationLists(proposed, answered)


def _load_empty_series(board: Board, codes: Collection[str]) -> dict[str, IndicatorSeries]:
    """Indicators that the report doesn't have: their names, and no figures."""
    found = Indicator.objects.filter(board=board, code__in=codes)
    return {one.code: IndicatorSeries(one.code, one.name, one.heading, "", one.unit, one.decimals, {}) for one in found}


def format_code(relation: IndicatorRelation) -> str:
    """The relation as one text: codes have no colon."""
    return ":".join((relation.kind, relation.total, *relation.parts))


def parse_code(text: str) -> IndicatorRelation | None:
    """The relation of a form; None for what is no relation."""
    kind, *codes = text.split(":")
    if kind not in RelationKind.values or not codes:
        return None
    return IndicatorRelation(kind, codes[0], tuple(codes[1:]))


def _build_row(
    relation: IndicatorRelation,
    readings: Sequence[RelationReading],
    series: Mapping[str, IndicatorSeries],
    answer: str = "",
) -> ShownRelation:
    held = sum(reading.holds for reading in readings)
    ordered = sorted(readings, key=lambda one: (one.holds, -one.moment.year, -one.moment.tertial))
    shown = tuple(_build_moment(relation, one, series) for one in ordered[:MOST_MOMENTS])
    periods = "period" if len(readings) == 1 else "perioder"
    return ShownRelation(
        relation=relation,
        code=format_code(relation),
        kind=RelationKind(relation.kind).label,
        sentence=_format_sentence(relation, series),
        rests_on=f"{held} av {len(readings)} {periods} stämmer" if readings else "Inga siffror att jämföra än",
        moments=shown,
        more=len(readings) - len(shown),
        answer=answer,
    )


def _format_sentence(relation: IndicatorRelation, series: Mapping[str, IndicatorSeries]) -> str:
    total, *parts = [
        series[code].name if code in series else UNKNOWN_NAME for code in (relation.total, *relation.parts)
    ]
    return format_relation(relation.kind, total, parts)


def _build_moment(
    relation: IndicatorRelation, reading: RelationReading, series: Mapping[str, IndicatorSeries]
) -> ShownMoment:
    one = series[reading.code]
    moment = reading.moment
    when = str(moment.year) if moment.tertial == 3 else f"T{moment.tertial} {moment.year}"
    unit = format_unit_suffix(one.unit)
    most = "högst " if reading.is_limit else ""
    terms = [series[term.code].values[term.moment] for term in reading.terms if term.code != relation.total]
    expected = f"{most}{_format_value(reading.expected, one)}{unit}"
    if relation.kind in (RelationKind.TOTAL, RelationKind.QUOTIENT) and len(terms) > 1:
        sign = " / " if relation.kind == RelationKind.QUOTIENT else " + "
        expected = f"{sign.join(format_number(value) for value in terms)} = {expected}"
    return ShownMoment(
        when=when + GENDER_SUFFIXES.get(moment.gender, ""),
        expected=expected,
        found=f"{_format_value(reading.found, one)}{unit}",
        holds=reading.holds,
    )


def _format_value(value: Decimal, one: IndicatorSeries) -> str:
    return format_number(value, one.decimals)
