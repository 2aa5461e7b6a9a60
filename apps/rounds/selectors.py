"""Finding rounds, scoped to what the user may see. What they may not see is not found."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import JSONObject

from apps.accounts.models import HeldRole
from apps.accounts.roles import Permission, list_roles_with
from apps.rounds.models import Round, RoundState


@dataclass(frozen=True, slots=True)
class SiblingRound:
    """Another round of the same board that the user may see."""

    year: int
    tertial: int
    state: str


@dataclass(frozen=True, slots=True)
class FoundRound:
    """A round with all the board's rounds that the user may see, latest first, itself among them.

    ``may_report`` and ``may_work_on`` are only set by the function that says so.
    """

    round: Round
    siblings: tuple[SiblingRound, ...]
    may_report: bool = False
    may_work_on: bool = False

    @property
    def is_public(self) -> bool:
        """May anyone read the round's report?"""
        return self.round.state == RoundState.ADOPTED and self.round.board.is_public

    def as_public(self) -> "FoundRound":
        """The round of a public board as it is found by anyone: without reports that are not adopted."""
        siblings = tuple(one for one in self.siblings if one.state == RoundState.ADOPTED)
        return FoundRound(self.round, siblings)


def find_round(user: Any, municipality: str, board: str, year: int, tertial: int) -> FoundRound | None:
    """The round at an address, if the user may see it; ``may_report`` is set. One query."""
    rounds = _select_board_rounds(user, municipality, board).filter(year=year, tertial=tertial)
    found = rounds.annotate(others=_select_sibling_rounds(user), may_report=_can_report_condition(user)).first()
    return _build_found_round(found, may_report=found.may_report) if found else None


def _select_sibling_rounds(user: Any) -> ArraySubquery:
    """The rounds of the same board that the user may see, latest first."""
    rounds = Round.objects.visible_to(user).filter(board=OuterRef("board")).order_by("-year", "-tertial")
    return ArraySubquery(rounds.values(json=JSONObject(year="year", tertial="tertial", state="state")))


def _build_found_round(round_: Any, **more: bool) -> FoundRound:
    siblings = tuple(SiblingRound(row["year"], row["tertial"], row["state"]) for row in round_.others)
    return FoundRound(round_, siblings, **more)


def find_draft(user: Any, municipality: str, board: str, year: int, tertial: int) -> FoundRound | None:
    """The round at an address, if the user may read its coming version; ``may_work_on`` is set.

    ``may_work_on`` tells those who write in it from those who only read. One query.
    """
    drafts = Round.objects.with_draft_for(user).filter(pk=OuterRef("pk"))
    worked_on = Round.objects.worked_on_by(user).filter(pk=OuterRef("pk"))
    rounds = _select_board_rounds(user, municipality, board).filter(Exists(drafts), year=year, tertial=tertial)
    found = rounds.annotate(others=_select_sibling_rounds(user), may_work_on=Exists(worked_on)).first()
    return _build_found_round(found, may_work_on=found.may_work_on) if found else None


def find_round_to_fill(user: Any, municipality: str, board: str, year: int, tertial: int) -> Round | None:
    """The round at an address, in any state, if the user may report for the whole board."""
    rounds = _select_board_rounds(user, municipality, board).filter(year=year, tertial=tertial)
    found: Round | None = rounds.annotate(may_report=_can_report_condition(user)).filter(may_report=True).first()
    return found


def may_report(user: Any, round_: Round) -> bool:
    """May the user report for the round's whole board?"""
    return bool(
        Round.objects.filter(pk=round_.pk).annotate(may=_can_report_condition(user)).values_list("may", flat=True).get()
    )


def _can_report_condition(user: Any) -> Any:
    """May the user report for the whole board? Those who report for some areas only may not."""
    if not user.is_authenticated:
        return Value(False)
    return Exists(
        HeldRole.objects.filter(
            user=user,
            board=OuterRef("board"),
            role__in=list_roles_with(Permission.REPORT),
            membership__service_areas=None,
        )
    )


def find_latest_round(user: Any, municipality: str, board: str) -> Round | None:
    """The latest round that the user may see: an adopted one if there is any, since a draft may be
    empty.
    """
    rounds = _select_board_rounds(user, municipality, board)
    return rounds.filter(state="adopted").first() or rounds.first()


def _select_board_rounds(user: Any, municipality: str, board: str) -> Any:
    return (
        Round.objects.visible_to(user)
        .filter(board__slug=board, board__municipality__slug=municipality)
        .select_related("board__municipality")
    )
