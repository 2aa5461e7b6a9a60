"""Many new indicators at once, as a file brings them: checked one by one, written by one statement.

Each is refused where it is prepared, as ``add_indicator`` refuses it. What only the database refuses
(``IntegrityError``) is refused when all are written; whoever wants to know which one adds them singly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import record_changes
from apps.goals.links import set_indicator_areas
from apps.goals.models import Goal, Indicator
from apps.goals.services import add_indicator_rows
from apps.organisation.models import Board, ServiceArea
from apps.planning.additions import clean_new_indicator
from apps.planning.plan_parts import choose_free_code
from apps.planning.requirements import PlanningError, require_administrator
from apps.rounds.services import touch_rounds


@dataclass(slots=True)
class NewIndicators:
    """New indicators of a board, last in its order. The board's administrator's."""

    by: User
    board: Board
    _prepared: list[tuple[Indicator, Sequence[ServiceArea]]] = field(default_factory=list)
    _codes: set[str] = field(default_factory=set)
    _position: int = 0

    def __post_init__(self) -> None:
        """Read which codes are taken, once."""
        require_administrator(self.by, self.board)
        taken = Indicator.objects.filter(board=self.board).values_list("code", "position")
        self._codes = {code for code, _ in taken}
        self._position = max((position for _, position in taken), default=-1)

    def prepare(
        self,
        *,
        name: str,
        goal: Goal | None = None,
        kind: str = "",
        code: str = "",
        areas: Sequence[ServiceArea] = (),
        **values: Any,
    ) -> Indicator:
        """One that is not written yet; ``PlanningError`` or ``ValidationError`` as ``add_indicator`` has them."""
        named = clean_new_indicator(board=self.board, name=name, goal=goal, kind=kind, values=values, areas=areas)
        if code in self._codes:
            raise PlanningError(f"Koden {code} finns redan.", field="code")
        item = Indicator(
            municipality_id=self.board.municipality_id,
            board=self.board,
            code=code or choose_free_code(self._codes, named["name"]),
            position=self._position + 1,
            **named,
        )
        try:
            item.clean_fields(exclude=("board", "municipality", "goal", "reference_for"))
        except ValidationError as error:
            raise PlanningError(" ".join(error.messages)) from error
        self._codes.add(item.code)
        self._position += 1
        self._prepared.append((item, areas))
        return item

    @transaction.atomic
    def write(self) -> None:
        """Write those that are prepared, and log each."""
        prepared, self._prepared = self._prepared, []
        if not prepared:
            return
        items = [item for item, _ in prepared]
        add_indicator_rows(items)
        set_indicator_areas([(item, areas) for item, areas in prepared if areas])
        made = [(item, None, {"code": item.code, "name": item.name}) for item in items]
        record_changes(by=self.by, action="indicator.created", board_id=self.board.pk, changes=made)
        touch_rounds(board_id=self.board.pk)
