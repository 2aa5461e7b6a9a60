"""What tells how far many rounds have come, in as many queries as for one."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from apps.followup.rows import (
    OPERATING_COLUMNS,
    OUTCOME_COLUMNS,
    TARGET_COLUMNS,
    YEARS_AHEAD,
    Rows,
    frames_of,
    operating_of,
    outcomes_of,
    targets_of,
)
from apps.goals.models import Indicator
from apps.rounds.models import Round

ENTERED = ("indicators", "targets", "outcomes", "operating")
Tuples = list[tuple[Any, ...]]


def fetch_entered(rounds: Sequence[Round]) -> dict[int, Rows]:
    """The ``ENTERED`` rows of each round by its id, as ``rows.fetch`` gives them: five queries."""
    if not rounds:
        return {}
    frames = frames_of(rounds)
    boards, last = Q(board__in={round_.board_id for round_ in rounds}), max(round_.period for round_ in rounds)
    indicators: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in Indicator.objects.filter(boards):
        indicators[indicator.board_id].append(indicator)
    targets = _by_board(targets_of(boards, last), TARGET_COLUMNS)
    outcomes = _by_board(outcomes_of(boards, last), OUTCOME_COLUMNS)
    operating = _by_board(operating_of(boards, last), OPERATING_COLUMNS)
    return {
        round_.pk: Rows(
            round=round_,
            frame=frames[round_.pk],
            indicators=[one for one in indicators[round_.board_id] if _is_valid(one, round_.year)],
            targets=[row for row in targets[round_.board_id] if row[2] <= round_.year + YEARS_AHEAD],
            outcomes=_until(round_, outcomes[round_.board_id], OUTCOME_COLUMNS),
            operating=_until(round_, operating[round_.board_id], OPERATING_COLUMNS),
            assessments=[],
            investments=[],
            risks=[],
        )
        for round_ in rounds
    }


def _by_board(rows: QuerySet[Any, Any], columns: Sequence[str]) -> dict[int, Tuples]:
    found: dict[int, Tuples] = defaultdict(list)
    for row in rows.values_list(*columns, "board_id"):
        found[row[-1]].append(row[:-1])
    return found


def _until(round_: Round, rows: Tuples, columns: Sequence[str]) -> Tuples:
    """What an earlier round of the same board is not yet to know is left out."""
    year = columns.index("year")  # and the tertial after it
    return [row for row in rows if row[year : year + 2] <= (round_.year, round_.tertial)]


def _is_valid(indicator: Indicator, year: int) -> bool:
    after = indicator.valid_from is None or indicator.valid_from <= year
    return after and (indicator.valid_to is None or indicator.valid_to >= year)
