"""Many new indicators and targets at once, as a file brings them: checked one by one, written by one statement.

Each is refused where it is prepared, as ``add_indicator`` and ``set_target`` refuse it. What only the database refuses
(``IntegrityError``) is refused when all are written; whoever wants to know which one adds them singly.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.audit.services import record_changes
from apps.core.tertials import Tertial
from apps.goals.models import Goal, Indicator, Target
from apps.goals.services import add_indicator_rows, add_targets
from apps.goals.target_readings import load_known_values
from apps.organisation.models import Board, ServiceArea
from apps.planning.additions import clean_new_indicator
from apps.planning.change_periods import plan_change, require_open_period
from apps.planning.plan_parts import choose_free_code
from apps.planning.requirements import PlanningError, require_administrator, require_same_board
from apps.planning.targets import parse_new_target, require_target_period
from apps.rounds.services import touch_rounds


@dataclass(slots=True)
class NewIndicators:
    """New indicators of a board, last in its order. The board's administrator's."""

    by: User
    board: Board
    _prepared: list[Indicator] = field(default_factory=list)
    _codes: set[str] = field(default_factory=set)
    _position: int = 0

    def __post_init__(self) -> None:
        """Read which codes are taken, once."""
        require_administrator(self.by, self.board)
        taken = Indicator.objects.filter(board=self.board).values_list("code", "position")
        self._codes = {code for code, _ in taken}
        self._position = max((position for _, position in taken), default=-1)

    def prepare(
        self, *, name: str, goal: Goal | None = None, kind: str = "", code: str = "", **values: Any
    ) -> Indicator:
        """One that is not written yet; ``PlanningError`` or ``ValidationError`` as ``add_indicator`` has them."""
        named = clean_new_indicator(board=self.board, name=name, goal=goal, kind=kind, values=values)
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
        self._prepared.append(item)
        return item

    @transaction.atomic
    def write(self) -> None:
        """Write those that are prepared, and log each."""
        items, self._prepared = self._prepared, []
        if not items:
            return
        add_indicator_rows(items)
        made = [(item, None, {"code": item.code, "name": item.name}) for item in items]
        record_changes(by=self.by, action="indicator.created", board_id=self.board.pk, changes=made)
        touch_rounds(board_id=self.board.pk)


@dataclass(slots=True)
class NewTargets:
    """Targets of a year where there are none. They hold from ``holds_from``, as ``set_target`` takes it."""

    by: User
    board: Board
    year: int
    holds_from: Tertial | None
    _prepared: dict[str, list[Target]] = field(default_factory=dict)
    _known_values: dict[str, Any] | None = None
    _open: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Only the administrator sets them."""
        require_administrator(self.by, self.board)

    def prepare(
        self, *, indicator: Indicator, area: ServiceArea, gender: str, text: str, decision: str, reason: str
    ) -> None:
        """One that is not written yet; ``PlanningError`` as ``set_target`` has it."""
        for part in (indicator, area):
            require_same_board(self.board, part)
        require_target_period(self.year, self.holds_from)
        if self._known_values is None:
            codes = Indicator.objects.filter(board=self.board).values_list("code", flat=True)
            self._known_values = dict(load_known_values(self.board.pk, codes))
        known = self._known_values.get(indicator.code, ())
        values = parse_new_target(text, indicator, self.year, decision, known)
        if decision not in self._open:
            require_open_period(self.board, self.holds_from, decision)
            self._open.add(decision)
        target = Target(
            municipality_id=self.board.municipality_id,
            board=self.board,
            indicator=indicator,
            service_area=area,
            year=self.year,
            gender=gender,
            reason=reason.strip(),
            **values,
        )
        self._prepared.setdefault(decision, []).append(target)

    @transaction.atomic
    def write(self) -> None:
        """Write those that are prepared, by the decision that each was set by, and log each."""
        groups, self._prepared = self._prepared, {}
        for decision, targets in groups.items():
            terms: dict[str, Any] = {"holds_from": self.holds_from, "decision": decision}
            with (
                set_history_context(by=self.by, reason=decision),
                plan_change(by=self.by, board=self.board, changed=None, **terms),
            ):
                add_targets(targets)
            made = [(one.indicator, {"text": ""}, self._describe(one)) for one in targets]
            record_changes(by=self.by, action="target.set", board_id=self.board.pk, changes=made, reason=decision)

    def _describe(self, target: Target) -> dict[str, Any]:
        holds_from = str(self.holds_from or "")
        return {"year": self.year, "area": target.service_area.code, "text": target.text, "holds_from": holds_from}
