"""What every change of a board's plan requires, and how it is refused and logged."""

from typing import Any

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError
from apps.accounts.services import is_administrator
from apps.audit.services import record_event
from apps.organisation.models import Board


class PlanningError(Exception):
    """The plan can't be set up so; the message says why in Swedish.

    ``field`` is what the caller gave that is wrong, by the argument's name, where it is one.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def require_administrator(by: User, board: Board) -> None:
    """Raises ``NotAllowedError`` for any role but the board's administrator."""
    if not is_administrator(by, board):
        raise NotAllowedError("Bara nämndens administratör ändrar strukturen.")


def require_same_board(board: Board, other: Any) -> None:
    """Raises ``PlanningError`` when something of another board is referred to."""
    if other.board_id != board.pk:
        raise PlanningError("Det hör till en annan nämnd.")


def require_years_in_order(first: int | None, last: int | None) -> None:
    """Raises ``PlanningError`` when the last year is before the first."""
    if first is not None and last is not None and last < first:
        raise PlanningError(f"Sista året kan inte vara före {first}.", field="last_year")


def clean_name(name: str) -> str:
    """The name without spaces around it. Raises ``PlanningError`` where there is none."""
    if not name.strip():
        raise PlanningError("Skriv ett namn.", field="name")
    return name.strip()


def is_valid_in(item: Any, year: int) -> bool:
    """Is an area or an indicator valid in the year?"""
    return bool((item.valid_from or 0) <= year <= (item.valid_to or 9999))


def list_below(item: Any) -> list[Any]:
    """Every area below this one, or every investment below a sum row, at any depth."""
    return [below for child in item.children.all() for below in (child, *list_below(child))]


def log_act(by: User, action: str, target: Any, **details: Any) -> None:
    """Log what was done to the board's plan."""
    board_id = target.pk if isinstance(target, Board) else target.board_id
    record_event(by=by, action=action, target=target, board_id=board_id, **details)
