"""Which changes of budgets are found to lack something, and what the finding says of them."""

import pytest

from apps.report.board_report import Finding
from tests.made_up_board import MadeUpBoard

TKR = 1_000


@pytest.fixture
def board(db: None) -> MadeUpBoard:
    board = MadeUpBoard(tertial=2)
    board.unit = board.area("norr", board.home)  # type: ignore[attr-defined]
    return board


def move(board: MadeUpBoard, area: str, amount: float, decision: str = "SN § 4", day: str = "2024-03-01") -> None:
    areas = {"namnden": board.root, "hemtjanst": board.home, "boende": board.care, "norr": board.unit}  # type: ignore[attr-defined]
    board.budget_change(areas[area], "reallocation", int(amount * TKR), day, decision=decision)


def list_found(board: MadeUpBoard, check: str) -> list[Finding]:
    return [one for one in board.report().findings if one.check == check]


@pytest.mark.parametrize(
    ("moves", "found"),
    [
        ([("hemtjanst", -50), ("boende", 50)], []),
        ([("hemtjanst", -50), ("boende", 40)], [("50 tkr", "40 tkr")]),
        ([("hemtjanst", -50)], [("50 tkr", "0 tkr")]),
        ([("namnden", -50)], []),  # to another board
        ([("namnden", -50), ("hemtjanst", -50)], []),  # and that is the area's share of it
        ([("hemtjanst", -50), ("norr", -50), ("boende", 50)], []),  # the unit's part of what the area gives
        ([("hemtjanst", 0.5), ("boende", -0.5)], []),
    ],
)
def test_what_one_decision_moves_between_areas_evens_out(
    board: MadeUpBoard, moves: list[tuple[str, float]], found: list[tuple[str, str]]
) -> None:
    for area, amount in moves:
        move(board, area, amount)
    assert [(one.expected, one.found) for one in list_found(board, "reallocation")] == found


def test_each_decision_is_held_against_itself(board: MadeUpBoard) -> None:
    move(board, "hemtjanst", -50, "SN § 4")
    move(board, "boende", 50, "SN § 5")
    move(board, "boende", 30, "SN § 6", "2024-03-02")
    found = list_found(board, "reallocation")
    assert sorted(one.message[:38] for one in found) == [
        "Omfördelningen 2024-03-01 (SN § 4) går",
        "Omfördelningen 2024-03-01 (SN § 5) går",
        "Omfördelningen 2024-03-02 (SN § 6) går",
    ]
    assert len({one.fingerprint for one in found}) == 3


def test_a_budget_that_changed_is_shown_with_what_explains_a_part_of_it(board: MadeUpBoard) -> None:
    for tertial, budget in ((1, 1_000), (2, 500)):
        board.money(board.home, tertial=tertial, budget=budget * TKR)
    (found,) = list_found(board, "budget_shift")
    told = "Budgeten för Hemtjanst har ändrats sedan T1, från 1 000 till 500 tkr."
    assert found.message.replace("\u00a0", " ") == f"{told} Ingen budgetändring säger varför."
    assert (found.key, found.column, found.part, found.size) == ("hemtjanst", "budget", "net", -500 * TKR)
    board.budget_change(board.home, "supplementary", -400 * TKR, "2024-06-01", 2)
    (found,) = list_found(board, "budget_shift")
    assert found.message.replace("\u00a0", " ") == (
        f"{told} De ändringar som är nya sedan dess är tillsammans -400 tkr."
    )
    assert found.size == -100 * TKR
    board.budget_change(board.home, "other", -100 * TKR, "2024-06-02", 2)
    assert list_found(board, "budget_shift") == []


def test_the_sum_of_the_areas_is_not_found_besides_them(board: MadeUpBoard) -> None:
    for tertial, budget in ((1, 1_000), (2, 500)):
        board.money(board.home, tertial=tertial, budget=budget * TKR)
        board.money(board.care, tertial=tertial, budget=10 * TKR)
    assert [one.key for one in list_found(board, "budget_shift")] == ["hemtjanst"]
    board.budget_change(board.home, "original", 900 * TKR, "2023-11-01")
    board.budget_change(board.care, "original", 10 * TKR, "2023-11-01")
    assert [one.key for one in list_found(board, "budget_path")] == ["hemtjanst"]
