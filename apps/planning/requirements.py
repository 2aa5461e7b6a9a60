"""What every act of the structure demands, and how it is refused and logged."""

from typing import Any

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError
from apps.accounts.services import is_administrator
from apps.audit.services import record_event
from apps.organisation.models import Board, ServiceArea


class PlanningError(Exception):
    """It can't be set up so; the message says why in Swedish."""


def require_administrator(by: User, board: Board) -> None:
    """``NotAllowedError`` for another role."""
    if not is_administrator(by, board):
        raise NotAllowedError("Bara nämndens administratör ändrar strukturen.")


def require_same_board(board: Board, other: Any) -> None:
    """A board's plan holds together: nothing in it points at another board."""
    if other.board_id != board.pk:
        raise PlanningError("Det hör till en annan nämnd.")


def require_years_in_order(first: int | None, last: int | None) -> None:
    """The last year may be the first, and not before it."""
    if first is not None and last is not None and last < first:
        raise PlanningError(f"Sista året kan inte vara före {first}.")


def clean_name(name: str) -> str:
    """The name without spaces around it. ``StructureError`` where there is none."""
    if not name.strip():
        raise PlanningError("Skriv ett namn.")
    return name.strip()


def is_valid_in(item: Any, year: int) -> bool:
    """Does an area or an indicator hold in the year?"""
    return bool((item.valid_from or 0) <= year <= (item.valid_to or 9999))


def list_areas_below(area: ServiceArea) -> list[ServiceArea]:
    """Every area under this one, however deep."""
    return [below for child in area.children.all() for below in (child, *list_areas_below(child))]


def log_act(by: User, action: str, target: Any, **details: Any) -> None:
    """Record what was done with the board's structure."""
    board_id = target.pk if isinstance(target, Board) else target.board_id
    record_event(by=by, action=action, target=target, board_id=board_id, **details)
