"""From which period a change of the plan holds, and which periods it may be.

An adopted report stays as it was decided, and the changes of one thing come in order of time
(docs/decisions/0019).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Model

from apps.accounts.models import User
from apps.core.plan_time import set_change_holds_from
from apps.core.tertials import LAST_YEAR, Tertial
from apps.organisation.models import Board
from apps.planning.requirements import PlanningError, require_administrator
from apps.report.plan.history import find_last_change
from apps.rounds.models import Round, RoundState
from apps.rounds.services import lock_rounds, touch_rounds

# So many periods after the last that has a round can be chosen.
PERIODS_AHEAD = 2
# Someone reads the report and waits for it to stay as it is.
HANDED_IN_STATES = (RoundState.SUBMITTED, RoundState.APPROVED)


@contextmanager
def plan_change(
    *, by: User, board: Board, changed: Model | None, holds_from: Tertial | None, decision: str
) -> Iterator[None]:
    """What is written to the plan inside the block holds from ``holds_from``, by ``decision``.

    ``holds_from`` None corrects a mistake, in every period that is not yet adopted. ``changed`` is
    the row that is changed; None for a new one. Must run inside a transaction: the board's rounds
    are locked, so that none is adopted meanwhile.
    """
    require_administrator(by, board)
    lock_rounds(board_id=board.pk)
    require_open_period(board, holds_from, decision)
    if holds_from is not None and changed is not None:
        require_in_order(board, changed, holds_from)
    with set_change_holds_from(holds_from):
        yield
    touch_rounds(board_id=board.pk)


def require_open_period(board: Board, holds_from: Tertial | None, decision: str) -> None:
    """Raises ``PlanningError`` where nothing may change from the period, or without a decision that says so."""
    _require_not_handed_in(board, holds_from)
    if holds_from is not None:
        _require_decision(decision)
        _require_not_adopted(board, holds_from)


def find_latest_adopted(board: Board) -> Tertial | None:
    """The latest period whose report the board has adopted."""
    adopted = Round.objects.filter(board=board, state=RoundState.ADOPTED).order_by("-year", "-tertial")
    latest = adopted.values_list("year", "tertial").first()
    return Tertial(*latest) if latest else None


def list_periods_to_change(board: Board, *, year: int) -> list[Tertial]:
    """The periods that a change may hold from, earliest first.

    The rounds after the latest one that is handed in or adopted, and two periods after the last
    round. A board without rounds begins with ``year``.
    """
    rounds = Round.objects.filter(board=board).order_by("year", "tertial").values_list("year", "tertial", "state")
    known = [(Tertial(*period), state) for *period, state in rounds]
    closed = max((period for period, state in known if state in (*HANDED_IN_STATES, RoundState.ADOPTED)), default=None)
    periods = [period for period, _ in known if closed is None or period > closed]
    last = known[-1][0] if known else Tertial(year - 1, 3)
    for _ in range(PERIODS_AHEAD):
        if last == Tertial(LAST_YEAR, 3):
            break
        last = last.next()
        periods.append(last)
    return periods


def _require_decision(decision: str) -> None:
    if not decision.strip():
        raise PlanningError(
            "Skriv vilket beslut som ändringen bygger på. Är det ett skrivfel som rättas, välj det under Gäller från.",
            field="decision",
        )


def _require_not_handed_in(board: Board, holds_from: Tertial | None) -> None:
    """What is handed in or approved doesn't change while someone reads it."""
    handed_in = Round.objects.filter(board=board, state__in=HANDED_IN_STATES).order_by("year", "tertial")
    for round_ in handed_in:
        if holds_from is None or holds_from <= round_.period:
            raise PlanningError(
                f"Rapporten för {round_.period} är {round_.get_state_display()}. Välj en senare period, eller be "
                "förvaltningschefen lämna tillbaka rapporten först.",
                field="holds_from",
            )


def _require_not_adopted(board: Board, holds_from: Tertial) -> None:
    adopted = find_latest_adopted(board)
    if adopted is not None and holds_from <= adopted:
        raise PlanningError(
            f"Rapporten för {adopted} är fastställd och står kvar som den är. Välj en period efter {adopted}.",
            field="holds_from",
        )


def require_in_order(board: Board, changed: Model, holds_from: Tertial) -> None:
    """Raises ``PlanningError`` when the row has a change that holds from a later period."""
    require_after(changed, find_last_change(changed, board), holds_from)


def require_after(changed: Model, latest: Tertial | None, holds_from: Tertial) -> None:
    """The same, where it is known from when the row's latest change holds."""
    if latest is not None and holds_from < latest:
        raise PlanningError(
            f"{changed} har redan en ändring som gäller från {latest}. Välj {latest} eller en senare period.",
            field="holds_from",
        )
