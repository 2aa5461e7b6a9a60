"""Slips of columns and of single figures, which keep every sum, are asked about; true figures are not."""

import random

import pytest

from apps.checks import slips
from apps.checks.checked_report import build_checked_report
from apps.checks.registry import CHECKS, collect_findings
from apps.report.board_report import BoardReport
from apps.report.source_types import SourceData
from tests.checks.slip_board import ONLY_BEFORE_YEAR_END, SLIPS, make_board_rows

pytestmark = pytest.mark.slow

TRIALS, FOUND = 10, 9  # nine of ten
SEEDS = (1, 2, 3)
CELLS_PER_QUESTION = 50
ALSO_SEEN_BY = {"scale": {"outlier"}}


def list_findings(rows: SourceData) -> set[tuple[str, str, str]]:
    return {(one.check, one.fingerprint, one.found) for one in build_checked_report(rows, []).findings}


def test_every_check_of_slips_has_a_slip() -> None:
    codes = {check.code for check in CHECKS if check.run.__module__.startswith(slips.__name__)}
    assert codes == set(SLIPS.values())


@pytest.mark.parametrize("tertial", [2, 3])
def test_slips_are_asked_about(db: None, tertial: int) -> None:
    rows = make_board_rows(1, tertial)
    before = list_findings(rows)
    counts = {}
    for slip, code in SLIPS.items():
        if tertial == 3 and slip in ONLY_BEFORE_YEAR_END:
            continue
        chance = random.Random(slip.__name__)
        new = [list_findings(slip(rows, chance)) - before for _ in range(TRIALS)]
        counts[slip.__name__, code] = sum(
            bool({code, *ALSO_SEEN_BY.get(code, ())} & {check for check, *_ in found}) for found in new
        )
    assert {what: count for what, count in counts.items() if count < FOUND} == {}


@pytest.mark.parametrize("tertial", [1, 2, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_true_figures_are_left_alone(db: None, seed: int, tertial: int) -> None:
    rows = make_board_rows(seed, tertial)
    report = build_checked_report(rows, [])
    assert len(report.findings) * CELLS_PER_QUESTION <= count_cells(rows)


def test_the_real_reports_are_left_alone(reports: dict[str, BoardReport]) -> None:
    """None of their figures is a slip that we know of."""
    codes = set(SLIPS.values())
    found = [(name, one.message) for name, report in reports.items() for one in collect_findings(report)
             if one.check in codes]  # fmt: skip
    assert found == []


def count_cells(rows: SourceData) -> int:
    """The figures of the report's own period."""
    now = rows.round.year, rows.round.tertial
    columns = ("budget", "period_budget", "actual", "forecast")
    money = sum(
        getattr(line, name) is not None
        for line in rows.operating
        if (line.year, line.tertial) == now
        for name in columns
    )
    return money + sum(one.value is not None for one in rows.outcomes if (one.year, one.tertial) == now)
