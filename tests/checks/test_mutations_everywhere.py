"""Change any figure of the four reports, money or outcome, with the proposed relations confirmed: how many are found.

``LEAST_FOUND`` is what is reached, and must not fall. What is not reached is a figure of which no other in the report
says anything: a single value under its own heading, or an amount without a sum, an earlier year or a variance.

A report is built once for one changed amount and a few changed outcomes under different headings, and each is found
where a new finding names it; to build it for each alone gives the same shares and takes three times as long.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from apps.checks.checked_report import build_checked_report
from apps.checks.relations import get_root_code, propose_new_relations
from apps.report.board_report import BoardReport
from apps.report.source import load_source
from apps.report.source_types import RelationSourceRow, SourceData
from apps.rounds.models import Round
from tests.checks.test_mutations import FIELDS, INVESTMENT_FIELDS, find_findings, mistake, mutated

pytestmark = pytest.mark.slow

SAMPLE, SEED, MOST_AT_ONCE = 120, 7, 6
# Of 100 changed figures in the report, how many are found: money and outcomes together.
LEAST_FOUND = {"harryda": 75, "herrljunga": 80, "kalmar": 78, "kungsbacka": 58}
Figure = tuple[str, int, str, Decimal | int]


@pytest.fixture
def confirmed_rows(reports: dict[str, BoardReport]) -> dict[str, SourceData]:
    """The rows of each report, by municipality, where a controller has said yes to every proposed relation."""
    rounds = Round.objects.filter(state="adopted").select_related("board__municipality")
    return {one.board.municipality.slug: confirm_proposals(load_source(one)) for one in rounds}


def confirm_proposals(rows: SourceData) -> SourceData:
    report = build_checked_report(rows, [])
    ids = {indicator.code: indicator.id for indicator in rows.indicators}
    proposals = propose_new_relations(report.indicators, (), get_root_code(report.areas))
    confirmed = [
        RelationSourceRow(
            kind=one.relation.kind,
            answer="confirmed",
            total_id=ids[one.relation.total],
            parts=tuple(ids[code] for code in one.relation.parts),
        )
        for one in proposals
    ]
    return replace(rows, relations=confirmed)


def list_figures(rows: SourceData) -> Iterator[Figure]:
    for place, line in enumerate(rows.operating):
        cells = line._asdict()
        for column in (*FIELDS, "period_budget"):
            if cells[column] is not None:
                yield "operating", place, column, cells[column]
    for place, investment in enumerate(rows.investments):
        for column in INVESTMENT_FIELDS:
            if getattr(investment, column) is not None:
                yield "investments", place, column, getattr(investment, column)
    for place, outcome in enumerate(rows.outcomes):
        for column in ("value", "numerator", "denominator", "stated_change"):
            value = getattr(outcome, column)
            if value is not None:
                yield "outcomes", place, column, value


def misread(value: Decimal, chance: random.Random) -> Decimal:
    """A digit is another, two change places, the comma or the sign slips: never by the last place alone."""
    exponent = min(0, int(value.as_tuple().exponent))
    digits = list(str(abs(int(value.scaleb(-exponent)))))
    place = chance.randrange(len(digits))
    kind = chance.choice(["digit", "swap", "times", "sign"])
    changed = value
    if kind == "digit":
        digits[place] = chance.choice("0123456789")
        changed = Decimal("".join(digits)).scaleb(exponent)
    elif kind == "swap" and place:
        digits[place - 1], digits[place] = digits[place], digits[place - 1]
        changed = Decimal("".join(digits)).scaleb(exponent)
    elif kind == "times":
        changed = value * 10
    elif kind == "sign":
        changed = -value
    least = 3 * Decimal(1).scaleb(exponent)
    return changed if abs(changed - value) >= least else value + chance.choice([-1, 1]) * chance.randint(3, 60) * least


def get_owner(rows: SourceData, figure: Figure) -> str:
    """The code of an outcome's indicator; empty for an amount, of which there is one at a time."""
    where, place, *_ = figure
    codes = {indicator.id: indicator.code for indicator in rows.indicators}
    return codes[rows.outcomes[place].indicator_id] if where == "outcomes" else ""


def make_batches(rows: SourceData, figures: Sequence[Figure]) -> list[list[Figure]]:
    """The figures a few at a time: at most one amount, and outcomes of which no two have a heading in common."""
    headings = {indicator.code: (indicator.heading, indicator.goal_id) for indicator in rows.indicators}
    batches: list[tuple[set[object], list[Figure]]] = []
    for figure in figures:
        owner = get_owner(rows, figure)
        subject: object = headings[owner] if owner else ""
        for subjects, batch in batches:
            if subject not in subjects and len(batch) < MOST_AT_ONCE:
                subjects.add(subject)
                batch.append(figure)
                break
        else:
            batches.append(({subject}, [figure]))
    return [batch for _, batch in batches]


def find_named(rows: SourceData, before: set[tuple[str, str]]) -> set[str]:
    """What the findings that are not in ``before`` name: codes of indicators, and empty for an amount."""
    named: set[str] = set()
    for one in build_checked_report(rows, []).findings:
        if (one.fingerprint, one.found + one.expected) not in before:
            named |= {one.key, *one.also} if one.where == "indicator" else {""}
    return named


@pytest.mark.parametrize("name", sorted(LEAST_FOUND))
def test_any_changed_figure(confirmed_rows: dict[str, SourceData], name: str) -> None:
    rows, chance = confirmed_rows[name], random.Random(SEED)
    before = find_findings(rows)
    figures = list(list_figures(rows))
    found, tried = Counter[str](), Counter[str]()
    wrong = {
        figure: misread(figure[3], chance) if isinstance(figure[3], Decimal) else mistake(figure[3], chance)
        for figure in chance.sample(figures, min(SAMPLE, len(figures)))
    }
    for batch in make_batches(rows, list(wrong)):
        changed = rows
        for figure in batch:
            changed = mutated(changed, *figure[:3], wrong[figure])
        named = find_named(changed, before)
        for figure in batch:
            kind = f"{figure[0]} {figure[2]}"
            tried[kind] += 1
            found[kind] += get_owner(rows, figure) in named
    share = 100 * found.total() // tried.total()
    details = f"{share} % of {len(figures)} figures: " + ", ".join(
        f"{kind} {found[kind]}/{count}" for kind, count in sorted(tried.items())
    )
    assert share >= LEAST_FOUND[name], details
