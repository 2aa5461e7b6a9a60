"""Two budgets in a file: the year's, and the period's by the months in its heading. Another period's is refused."""

import pytest

from apps.core.tertials import Tertial
from apps.imports.ledgers.column_periods import check_column_periods
from apps.imports.ledgers.extract import LedgerFileMapping, guess_mapping, read_ledger_table
from apps.imports.report_format.errors import ErrorLog


@pytest.mark.parametrize(
    ("heads", "budgets"),
    [
        ("Utfall jan-apr 2021;Budget jan-apr 2021;Avvikelse;Budget 2021", (4, 2)),
        ("Budget 2021;Utfall jan-apr 2021;Budget jan-apr 2021", (1, 3)),
        ("Utfall T1 2021;Budget T1 2021;Budget 2021", (3, 2)),
        ("Utfall 202101-202104;Budget 202101-202104;Budget 2021", (3, 2)),
        ("Budget jan-dec;Budget januari – augusti;Utfall", (1, 2)),
        ("Utfall;Budget;Periodbudget", (2, 3)),
        ("Utfall;Budget T2", (None, 2)),
        ("Utfall;Budget", (2, None)),
    ],
)
def test_the_two_budgets_are_distinguished(heads: str, budgets: tuple[int | None, int | None]) -> None:
    sheet = read_ledger_table(f"Konto;{heads}\n5010;1;2;3;4\n".encode(), "a.csv", ErrorLog())
    assert sheet
    columns = guess_mapping(sheet).columns
    assert (columns.get("budget"), columns.get("period_budget")) == budgets


@pytest.mark.parametrize(
    ("head", "is_refused"),
    [
        ("Utfall jan-apr 2021", False),
        ("Utfall jan-aug 2021", True),
        ("Utfall T1", False),
        ("Utfall tertial 2", True),
        ("Utfall 202101-202104", False),
        ("Utfall 202101-06", True),
        ("Utfall 202001-202004", True),
        ("Utfall", False),
    ],
)
def test_a_heading_of_another_period_is_refused(head: str, *, is_refused: bool) -> None:
    sheet = read_ledger_table(f"Konto;{head}\n5010;1\n".encode(), "a.csv", ErrorLog())
    assert sheet
    log = ErrorLog()
    check_column_periods(sheet, LedgerFileMapping(columns={"account": 0, "amount": 1}), Tertial(2021, 1), log)
    assert bool(log.errors) == is_refused
