"""A made-up board with several published reports, for the pages that show it over time."""

from apps.core.tertials import Tertial
from apps.goals.models import Goal
from apps.publishing.services import publish
from apps.rounds.models import RoundState
from apps.workflow.states import move_round
from tests.made_up_board import MadeUpBoard

BOARD = "/ockero/socialnamnden/"
PAGE = f"{BOARD}2024/t2/over-tid/"
# Forecast of T1 and T2 or actual of T3, in thousands of kronor, against a budget of 1 000; outcome, in percent.
REPORTED = {
    Tertial(2023, 1): (1_010, 900, "70"),
    Tertial(2023, 2): (1_030, 940, "88"),
    Tertial(2023, 3): (1_060, 980, "91"),
    Tertial(2024, 1): (990, 1_020, "92"),
    Tertial(2024, 2): (970, 1_050, "89"),
}


def publish_round(board: MadeUpBoard) -> None:
    for state in (RoundState.SUBMITTED, RoundState.APPROVED):
        move_round(round_=board.round, to=state, by=None)
    publish(round_=board.round, by=None)


def make_board(*periods: Tertial) -> MadeUpBoard:
    """Öckerö's board with a published report for each period; another goal is new in 2024."""
    first = periods[0]
    board = MadeUpBoard(first.year, first.number)
    later = Goal.objects.create(**board.owner, code="nytt", name="Ett nytt mål", level="board", valid_from=2024)
    indicator, other = board.indicator(), board.indicator("annan", goal=later)
    for year in {period.year for period in periods}:
        board.target(indicator, "ge", "90", year=year)
    board.target(other, "ge", "50")
    for period in periods:
        if period != first:
            board.round = board.new_round(period.year, period.number)
        home, care, outcome = REPORTED[period]
        for area, expected in ((board.home, home), (board.care, care)):
            kind = "actual" if period.is_final_accounts else "forecast"
            amounts = {"budget": 1_000_000, kind: expected * 1_000}
            if not period.is_final_accounts:
                amounts |= {"period_budget": 400_000, "actual": 300_000 + expected * 100}
            board.money(area, year=period.year, tertial=period.number, **amounts)
        board.outcome(indicator, outcome, year=period.year, tertial=period.number)
        if period.year == 2024:
            board.outcome(other, "60", year=period.year, tertial=period.number)
        publish_round(board)
    return board
