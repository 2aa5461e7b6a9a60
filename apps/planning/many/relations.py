"""Many relations answered at once, as a file brings them: checked one by one, written by few statements.

Each is refused where it is prepared, as ``confirm_relation`` and ``withdraw_relation`` refuse it, and logged as those
log it.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.db import transaction

from apps.accounts.models import User
from apps.core.choices import RelationAnswer
from apps.goals.models import Indicator
from apps.goals.relation_rules import IndicatorRelation
from apps.goals.relations import answer_relations, require_possible
from apps.goals.services import find_ids_by_code
from apps.organisation.models import Board
from apps.planning.relations import require_answering
from apps.planning.requirements import PlanningError
from apps.rounds.services import touch_rounds


@dataclass
class AnsweredRelations:
    """Answers to relations between a board's indicators; its controllers' and administrators'."""

    by: User
    board: Board
    _prepared: dict[IndicatorRelation, RelationAnswer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Only those who may answer one."""
        require_answering(self.by, self.board)

    def prepare(self, relation: IndicatorRelation, answer: RelationAnswer) -> None:
        """An answer that is not written yet. ``PlanningError`` where there can be no such relation."""
        try:
            require_possible(relation, self._codes)
        except ValueError as error:
            raise PlanningError(str(error)) from error
        self._prepared[relation] = answer

    @transaction.atomic
    def write(self) -> None:
        """Write those that are prepared, and log each."""
        answers, self._prepared = self._prepared, {}
        if answers:
            touch_rounds(board_id=self.board.pk)
            answer_relations(by=self.by, board=self.board, answers=answers)

    @cached_property
    def _codes(self) -> dict[str, int]:
        return find_ids_by_code(Indicator, self.board)
