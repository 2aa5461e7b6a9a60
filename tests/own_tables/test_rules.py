"""What rows and columns come to, and when a typed sum is not what its parts say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.own_tables.rules import Line, TableAxis, TableValues, compute_relation, compute_rounding, has_circle

AMOUNTS = st.lists(st.integers(-(10**9), 10**9).map(Decimal), min_size=2, max_size=6)
ROWS = [
    Line("bidrag"),
    Line("kostnad"),
    Line("resultat", "difference", ("bidrag", "kostnad")),
    Line("in"),
    Line("ut", "closing", ("in", "resultat")),
]
COLUMNS = [Line("b", kind="amount"), Line("u", kind="amount"), Line("d", "difference", ("b", "u"), "amount")]


def table(**typed: int) -> TableValues:
    values = {(cell.split("_")[0], cell.split("_")[1]): Decimal(value) for cell, value in typed.items()}
    return TableValues(ROWS, COLUMNS, values)


@pytest.mark.parametrize(
    ("relation", "parts", "expected"),
    [
        ("total", [1, 2, 3], 6),
        ("difference", [10, 3, 2], 5),
        ("closing", [10, -3], 7),
        ("total", [1, None], None),
        ("total", [], None),
        ("total", [0], 0),
    ],
)
def test_what_parts_come_to(relation: str, parts: list[int | None], expected: int | None) -> None:
    found = compute_relation(relation, [None if part is None else Decimal(part) for part in parts])
    assert found == expected


@given(AMOUNTS)
def test_a_difference_undoes_a_sum(parts: list[Decimal]) -> None:
    total = compute_relation("total", parts)
    assert compute_relation("difference", [total, *parts[1:]]) == parts[0]


def test_sums_of_sums_and_both_ways() -> None:
    found = table(bidrag_b=1000, kostnad_b=900, in_b=50, bidrag_u=1000, kostnad_u=1100, in_u=50)
    assert [found.get("ut", column) for column in "bud"] == [150, -50, 200]
    assert found.get("resultat", "d") == 200
    assert list(found.iter_broken_cells()) == []


def test_a_typed_sum_goes_before_and_is_found_where_it_differs() -> None:
    found = table(bidrag_b=1000, kostnad_b=900, resultat_b=101, in_b=50)
    assert (found.get("resultat", "b"), found.get("ut", "b")) == (101, 151)
    (broken,) = found.iter_broken_cells()
    assert (broken.row, broken.column, broken.axis, broken.expected, broken.found) == (
        "resultat", "b", TableAxis.ROWS, 100, 101,
    )  # fmt: skip


def test_amounts_in_thousands_are_rounded() -> None:
    assert list(table(bidrag_b=1_000_000, kostnad_b=900_000, resultat_b=101_000).iter_broken_cells()) == []
    assert list(table(bidrag_b=1_000_000, kostnad_b=900_000, resultat_b=102_000).iter_broken_cells())
    assert list(table(bidrag_b=1_000_001, kostnad_b=900_000, resultat_b=101_000).iter_broken_cells())


@pytest.mark.parametrize(
    ("values", "kind", "rounding"),
    [
        (["12", "7", "19"], "number", "0"),
        (["12.5", "7", "19.4"], "number", "0.15"),
        (["12", "7"], "percent", "1.0"),
        (["1000", "2000", "3000"], "amount", "1500"),
        (["1001", "2000"], "amount", "0"),
    ],
)
def test_rounding(values: list[str], kind: str, rounding: str) -> None:
    assert compute_rounding([Decimal(value) for value in values], kind) == Decimal(rounding)


def test_shares_are_not_summed_and_text_is_nothing() -> None:
    rows = [Line("a"), Line("b"), Line("t", "total", ("a", "b"))]
    columns = [Line("andel", kind="percent"), Line("ord", kind="text"), Line("antal", kind="number")]
    typed = {(row, column): Decimal(5) for row in "ab" for column in ("andel", "antal")}
    found = TableValues(rows, columns, typed)
    assert [found.get("t", column) for column in ("andel", "ord", "antal")] == [None, None, 10]


def test_circles() -> None:
    assert has_circle([Line("a", "total", ("b",)), Line("b", "total", ("a",))])
    assert has_circle([Line("a", "total", ("a",))])
    assert not has_circle(ROWS)
    rows = [Line("a", "total", ("b",)), Line("b", "total", ("a",))]
    assert TableValues(rows, [Line("c", kind="amount")], {}).get("a", "c") is None
