"""Finding rounds: everything is scoped to what the user may see, and what is not there is None."""

from typing import Any

from apps.organisation.models import Board
from apps.rounds.models import Round


def find_round(user: Any, municipality: str, board: str, year: int, tertial: int) -> Round | None:
    """The round at an address, if the user may see it."""
    return _rounds(user, municipality, board).filter(year=year, tertial=tertial).first()


def latest_round(user: Any, municipality: str, board: str) -> Round | None:
    """The latest round that the user may see; adopted ones first, since a draft may be empty."""
    rounds = _rounds(user, municipality, board)
    return rounds.filter(state="adopted").first() or rounds.first()


def rounds_of_board(user: Any, board: Board) -> list[Round]:
    """The rounds of a board that the user may see, latest first."""
    return list(Round.objects.visible_to(user).filter(board=board))


def _rounds(user: Any, municipality: str, board: str) -> Any:
    return (
        Round.objects.visible_to(user)
        .filter(board__slug=board, board__municipality__slug=municipality)
        .select_related("board__municipality")
    )
