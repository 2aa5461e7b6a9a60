"""Finding rounds: everything is scoped to what the user may see, and what is not there is None."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from apps.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another round of the same board, that the user may see."""

    year: int
    tertial: int
    state: str


@dataclass(frozen=True, slots=True)
class FoundRound:
    """A round with the board's other rounds, latest first, itself among them."""

    round: Round
    siblings: tuple[Sibling, ...]


def find_round(user: Any, municipality: str, board: str, year: int, tertial: int) -> FoundRound | None:
    """The round at an address, if the user may see it, in one query."""
    others = (
        Round.objects.visible_to(user)
        .filter(board=OuterRef("board"))
        .order_by("-year", "-tertial")
        .values(json=JSONObject(year="year", tertial="tertial", state="state"))
    )
    rounds = _rounds(user, municipality, board).filter(year=year, tertial=tertial)
    found = rounds.annotate(others=ArraySubquery(others)).first()
    if found is None:
        return None
    siblings = tuple(Sibling(row["year"], row["tertial"], row["state"]) for row in found.others)
    return FoundRound(found, siblings)


def latest_round(user: Any, municipality: str, board: str) -> Round | None:
    """The latest round that the user may see; adopted ones first, since a draft may be empty."""
    rounds = _rounds(user, municipality, board)
    return rounds.filter(state="adopted").first() or rounds.first()


def _rounds(user: Any, municipality: str, board: str) -> Any:
    return (
        Round.objects.visible_to(user)
        .filter(board__slug=board, board__municipality__slug=municipality)
        .select_related("board__municipality")
    )
