"""The four reports' published totals, and every row of every budget table, through ``BoardReport``."""

import pytest

from apps.core.tertials import Tertial
from apps.report import board_report
from tests.golden.printed import Printed, printed_amounts

HEADLINES = [
    # mapp, budget, utfall eller prognos, publicerad avvikelse; kronor
    ("kalmar-2020-t3", 853_776_000, 828_599_000, 25_177_000),
    ("kungsbacka-2021-t3", 699_078_000, 679_576_000, 19_502_000),
    ("harryda-2023-t2", 794_698_000, 767_268_000, 27_430_000),
    ("herrljunga-2021-t3", 216_175_000, 210_037_000, 6_139_000),
]
FOLDERS = [row[0] for row in HEADLINES]


@pytest.mark.parametrize(("folder", "budget", "outcome", "variance"), HEADLINES)
def test_headline_totals(
    reports: dict[str, board_report.BoardReport], folder: str, budget: int, outcome: int, variance: int
) -> None:
    row = reports[folder].economy.areas[0].net
    assert row is not None
    shown = row.now.forecast if row.now.basis == "forecast" else row.now.actual
    assert (row.now.budget, shown, row.now.variance) == (budget, outcome, variance)


def test_what_is_published_is_shown_and_what_can_be_computed_stands_beside(
    reports: dict[str, board_report.BoardReport],
) -> None:
    row = reports["herrljunga-2021-t3"].economy.areas[0].net
    assert row is not None
    assert (row.now.variance, row.now.computed_variance) == (6_139_000, 6_138_000)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_row_of_every_budget_table(reports: dict[str, board_report.BoardReport], folder: str) -> None:
    told = set(list_printed(reports[folder]))
    missing = [amount for amount in printed_amounts(folder) if amount not in told]
    assert not missing
    assert len(list(printed_amounts(folder))) > 10


def list_printed(view: board_report.BoardReport) -> list[Printed]:
    """Every amount in the report, by the table that states it or by any when a row mixes periods."""
    found = []
    tables = [table.code for table in view.tables]
    for area in view.economy.areas:
        for row in [area.net, *area.cost_types]:
            for amounts in (row.now, *row.past) if row else ():
                for table in tables:
                    assert row is not None
                    found += _cells(area.area, row.cost_type, table, amounts)
    for other in view.economy.other_statements:
        found += _cells(other.area, other.cost_type, other.table, other.amounts)
    return found


def _cells(area: str, cost_type: str, table: str, amounts: board_report.Amounts) -> list[Printed]:
    period: Tertial = amounts.period
    fields = {name: getattr(amounts, name) for name in ("budget", "actual", "forecast", "variance")}
    return [
        Printed(area, (period.year, period.number), cost_type, table, name, kronor)
        for name, kronor in fields.items()
        if kronor is not None
    ]


def test_herrljungas_appendix_is_shown_and_not_repaired(reports: dict[str, board_report.BoardReport]) -> None:
    view = reports["herrljunga-2021-t3"]
    differing = {
        (other.area_name, other.amounts.actual): other.table
        for other in view.economy.other_statements
        if other.differs and other.amounts.period == Tertial(2020, 3)
    }
    assert ("Individ och familjeomsorg", 42_817_000) in differing
    ifo = next(area for area in view.economy.areas if area.name == "Individ och familjeomsorg")
    assert ifo.net is not None
    before = {amounts.period: amounts.actual for amounts in ifo.net.past}
    assert before[Tertial(2020, 3)] == 50_137_000
    assert any(finding.check == "tables" and finding.key == ifo.area for finding in view.findings)
