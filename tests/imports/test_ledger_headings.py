"""Two budgets in a file: the year's, and the period's by the months in its heading. Another period's is refused."""

import pytest

from apps.core.tertials import Tertial
from apps.imports.ledgers.column_periods import check_column_periods
from apps.imports.ledgers.extract import LedgerFileMapping, add_headers, fit_mapping, guess_mapping, read_ledger_table
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


COLUMNS = {"account": 0, "amount": 3, "period_budget": 4}
# Each with last year's figures first, where they would be guessed.
FLAT = "Konto;Utfall {0};Budget {0};Utfall {1};Budget {1}\n5010;1;2;3;4\n"
MERGED = ";{};;{};\nKonto;Utfall;Budget;Utfall;Budget\n5010;1;2;3;4\n"  # the period stands in a merged cell above


@pytest.mark.parametrize("text", [FLAT, MERGED])
@pytest.mark.parametrize(
    ("saved", "now", "number"),
    [
        (("jan-apr 2025", "jan-apr 2026"), ("jan-aug 2025", "jan-aug 2026"), 2),
        (("T3 2024", "T3 2025"), ("T1 2025", "T1 2026"), 1),
        (("jan-dec 2025", "jan-apr 2026"), ("jan-apr 2026", "jan-aug 2026"), 2),  # the tertial before stands beside
        (("jan-aug 2025", "jan-aug 2026"), ("jan-aug 2025", "jan-aug 2026"), 2),
    ],
)
def test_columns_are_found_by_their_headings_with_the_reports_period(
    text: str, saved: tuple[str, str], now: tuple[str, str], number: int
) -> None:
    period = Tertial(2026, number)
    first, second = (read_ledger_table(text.format(*one).encode(), "a.csv", ErrorLog()) for one in (saved, now))
    assert first
    assert second
    fitted = fit_mapping(add_headers(LedgerFileMapping(columns=COLUMNS), first.lines[0].cells), second, period)
    assert fitted.columns == COLUMNS
    log = ErrorLog()
    check_column_periods(second, fitted, period, log)
    assert not log.errors


def test_the_years_budget_is_not_the_periods() -> None:
    headers = {"account": "konto", "budget": "budget 2025", "period_budget": "budget jan-apr 2025"}
    columns = {"account": 0, "budget": 2, "period_budget": 1}
    text = "Konto;Budget jan-aug 2026;Budget 2026;Utfall jan-aug 2026\n5010;1;2;3\n"
    sheet = read_ledger_table(text.encode(), "a.csv", ErrorLog())
    assert sheet
    mapping = LedgerFileMapping(columns=columns, headers=headers)
    assert fit_mapping(mapping, sheet, Tertial(2026, 2)).columns == {**columns, "amount": 3}


def test_a_heading_of_another_period_is_not_taken_for_the_reports() -> None:
    headers = {"account": "konto", "amount": "utfall t1 2026"}
    mapping = LedgerFileMapping(columns={"account": 0, "amount": 3}, headers=headers)
    sheet = read_ledger_table(FLAT.format("T2 2025", "T1 2025").encode(), "a.csv", ErrorLog())
    assert sheet
    log = ErrorLog()
    check_column_periods(sheet, fit_mapping(mapping, sheet, Tertial(2026, 2)), Tertial(2026, 2), log)
    assert log.errors  # it is guessed, and refused for its period
