"""How indicators follow from each other: proposed by names and arithmetic, answered once by the board's people."""

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.accounts.services import has_permission
from apps.core.choices import RelationAnswer
from apps.goals.relation_rules import IndicatorRelation
from apps.goals.relations import answer_relation
from apps.organisation.models import Board
from apps.planning.requirements import PlanningError
from apps.rounds.services import touch_rounds

ANSWERING_PERMISSIONS = (Permission.REPORT, Permission.ADMINISTER)


def confirm_relation(*, by: User, board: Board, relation: IndicatorRelation) -> None:
    """Yes, it is so: from now on the checks demand it in every period.

    ``PlanningError`` for another board's indicators.
    """
    _answer(by, board, relation, RelationAnswer.CONFIRMED)


def refuse_relation(*, by: User, board: Board, relation: IndicatorRelation) -> None:
    """No, it is by chance: it is proposed no more, and a sum of it is no finding. Protection does not change."""
    _answer(by, board, relation, RelationAnswer.REFUSED)


def withdraw_relation(*, by: User, board: Board, relation: IndicatorRelation) -> None:
    """Take the answer back. The relation is proposed again as long as the figures speak for it."""
    _answer(by, board, relation, RelationAnswer.UNANSWERED)


def require_answering(by: User, board: Board) -> None:
    """``NotAllowedError`` for others than the board's controllers and administrators."""
    if not has_permission(by, board, *ANSWERING_PERMISSIONS):
        raise NotAllowedError("Bara nämndens controller och administratör svarar på samband.")


@transaction.atomic
def _answer(by: User, board: Board, relation: IndicatorRelation, answer: RelationAnswer) -> None:
    require_answering(by, board)
    touch_rounds(board_id=board.pk)
    try:
        answer_relation(by=by, board=board, relation=relation, answer=answer)
    except ValueError as error:
        raise PlanningError(str(error)) from error
