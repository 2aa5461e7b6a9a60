"""Change one figure of a consistent table by more than rounding: the checks find it, 95 times of 100 at least."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from apps.checks.checked_report import build_checked_report
from apps.report.board_report import BoardReport
from apps.report.source import load_source
from apps.report.source_types import SourceData
from apps.rounds.models import Round

pytestmark = pytest.mark.slow

MUTATIONS, FOUND = 100, 95
LEAST = 6_000  # kronor: six times the last printed place, more than any sum's rounding here
CHECKED = {
    "harryda": {"drift", "investeringar-omraden", "investeringar-projekt"},
    "herrljunga": {"drift-resultatrakning", "drift-organisation", "bilaga-1-ansvarsniva", "investeringar"},
    "kalmar": {"drift-namnd", "drift-process", "bilaga-1-drift", "investeringar"},
    "kungsbacka": {"utfall-drift", "drift", "investeringsbudget", "utfall-investeringar"},
}
FIELDS = ("budget", "actual", "forecast", "stated_variance", "stated_forecast_variance")
INVESTMENT_FIELDS = ("original_budget", "supplementary_budget", *FIELDS)


@pytest.fixture
def all_rows(reports: dict[str, BoardReport]) -> dict[str, SourceData]:
    rounds = Round.objects.filter(state="adopted").select_related("board__municipality")
    # Money is held against money here, so what is not money is left out: a report is built in half the time.
    return {round_.board.municipality.slug: replace(load_source(round_), outcomes=[], targets=[]) for round_ in rounds}


def figures(name: str, rows: SourceData) -> Iterator[tuple[str, int, str, int]]:
    """List, place in it, column and kronor of every figure of the checked tables."""
    tables = {table.id for table in rows.tables if table.code in CHECKED[name]}
    appendix = {table.id for table in rows.tables if table.code == "bilaga-1-ansvarsniva"}
    for place, line in enumerate(rows.operating):
        cells = line._asdict()
        shifted = cells["table_id"] in appendix and cells["year"] == 2020  # wrong to begin with
        for column in FIELDS:
            if cells["table_id"] in tables and cells[column] is not None and not shifted:
                yield "operating", place, column, cells[column]
    for place, investment in enumerate(rows.investments):
        for column in INVESTMENT_FIELDS:
            if investment.table_id in tables and getattr(investment, column) is not None:
                yield "investments", place, column, getattr(investment, column)


def mistake(value: int, chance: random.Random) -> int:
    """What people do to a figure: two digits change places, one is another, the sign or the decimal slips."""
    digits = list(str(abs(value) // 1000))
    kind = chance.choice(["digit", "swap", "times", "sign", "percent"])
    place = chance.randrange(len(digits))
    if kind == "digit":
        digits[place] = chance.choice("0123456789")
    elif kind == "swap" and place:
        digits[place - 1], digits[place] = digits[place], digits[place - 1]
    changed = int("".join(digits)) * 1000 * (-1 if value < 0 else 1)
    if kind == "times":
        changed = value * 10
    elif kind == "sign":
        changed = -value
    elif kind == "percent":
        changed = value + round(value * chance.randint(-300, 300) // 1000, -3)
    return changed if abs(changed - value) >= LEAST else value + chance.choice([-1, 1]) * chance.randint(6, 5000) * 1000


def mutated(rows: SourceData, where: str, place: int, column: str, value: int) -> SourceData:
    changed: list[Any] = list(getattr(rows, where))
    changed[place] = changed[place]._replace(**{column: value})
    return replace(rows, **{where: changed})


@pytest.mark.parametrize("seed", [1, 2])
def test_changed_figures_are_found(all_rows: dict[str, SourceData], seed: int) -> None:
    chance = random.Random(seed)
    before = {name: find_findings(rows) for name, rows in all_rows.items()}
    choices = [(name, figure) for name, rows in all_rows.items() for figure in figures(name, rows)]
    missed = []
    for name, (where, place, column, value) in chance.sample(choices, MUTATIONS):
        wrong = mistake(value, chance)
        if find_findings(mutated(all_rows[name], where, place, column, wrong)) <= before[name]:
            missed.append((name, where, getattr(all_rows[name], where)[place], column, value, wrong))
    assert len(missed) <= MUTATIONS - FOUND, missed


def find_findings(rows: SourceData) -> set[tuple[str, str]]:
    return {(one.fingerprint, one.found + one.expected) for one in build_checked_report(rows, []).findings}
