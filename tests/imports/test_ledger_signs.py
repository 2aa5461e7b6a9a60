"""What a minus means in a file, guessed by the classes of its accounts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.imports.ledgers.code_sums import guess_sign
from apps.imports.ledgers.extract import LedgerRow


def build_row(account: str, amount: int | None, budget: int | None = None) -> LedgerRow:
    amounts = [None if one is None else Decimal(one) for one in (amount, budget)]
    return LedgerRow(1, account, "", "", None, None, *amounts)


@pytest.mark.parametrize(
    ("rows", "sign"),
    [
        ([("3010", -5), ("5010", 9)], "cost_positive"),
        ([("3010", 5), ("5010", -9)], "cost_negative"),
        ([("3010", 5), ("5010", 9)], "both_positive"),
        ([("3010", -5), ("3011", 2), ("5010", 9), ("6110", -3)], "cost_positive"),
        ([("5010", 9)], "cost_positive"),
        ([("7010", -9)], "cost_negative"),
        ([("3010", 5)], "cost_positive"),
        ([("8999", -500), ("1510", -7), ("3010", -5), ("5010", 9)], "cost_positive"),
        ([], "cost_positive"),
    ],
)
def test_the_sign_is_guessed(rows: list[tuple[str, int]], sign: str) -> None:
    assert guess_sign(build_row(*row) for row in rows) == sign


def test_a_file_of_budgets_alone_tells_too() -> None:
    assert guess_sign([build_row("3010", None, 5), build_row("5010", None, -9)]) == "cost_negative"


@given(st.lists(st.tuples(st.sampled_from(["3010", "4010", "7310"]), st.integers(1, 10**9)), max_size=8))
def test_turning_every_amount_never_gives_the_same_costs(rows: list[tuple[str, int]]) -> None:
    has_costs = any(account != "3010" for account, _ in rows)
    turned = guess_sign(build_row(account, -amount) for account, amount in rows)
    assert (turned == "cost_negative") == has_costs
