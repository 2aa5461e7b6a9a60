"""Many targets of a year at once, as a file brings them: checked one by one, written by one statement of each kind.

Each is refused where it is prepared, as ``set_target`` refuses it, and logged as that logs it. What only the database
refuses (``IntegrityError``) is refused when all are written; whoever wants to know which one sets them singly.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.audit.services import record_changes
from apps.core.tertials import Tertial
from apps.goals.models import Indicator, Target
from apps.goals.services import add_targets, delete_targets, write_changed_targets
from apps.goals.target_readings import load_known_values
from apps.organisation.models import Board, ServiceArea
from apps.planning.change_periods import plan_change, require_after, require_open_period
from apps.planning.requirements import require_administrator, require_same_board
from apps.planning.targets import build_target_values, require_target_period
from apps.report.plan.history import find_last_changes


@dataclass
class _DecidedTargets:
    """What is prepared by one decision: targets to write, and what the log says of each."""

    new: list[Target] = field(default_factory=list)
    changed: list[Target] = field(default_factory=list)
    deleted: list[Target] = field(default_factory=list)
    log: list[tuple[Indicator, dict[str, Any], dict[str, Any]]] = field(default_factory=list)


@dataclass
class YearTargets:
    """Targets of a year that are set, changed and deleted. They hold from ``holds_from``, as ``set_target`` takes it.

    The board's administrator's.
    """

    by: User
    board: Board
    year: int
    holds_from: Tertial | None
    _prepared: dict[str, _DecidedTargets] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Only the administrator sets them."""
        require_administrator(self.by, self.board)

    def prepare(
        self,
        known: Target | None,
        *,
        indicator: Indicator,
        area: ServiceArea,
        gender: str,
        text: str,
        decision: str,
        reason: str = "",
    ) -> None:
        """One that is not written yet; ``known`` is the target that is there. ``PlanningError`` as ``set_target``."""
        for part in (indicator, area):
            require_same_board(self.board, part)
        require_target_period(self.year, self.holds_from)
        values: Mapping[str, Any] | None = None
        if text.strip():
            known_values = self._known_values.get(indicator.code, ())
            values = build_target_values(
                known, text=text, indicator=indicator, year=self.year, decision=decision, reason=reason,
                holds_from=self.holds_from, known_values=known_values,
            )  # fmt: skip
        self._require_open(known, decision)
        after = {"year": self.year, "area": area.code, "text": text, "holds_from": str(self.holds_from or "")}
        found = self._prepared.setdefault(decision, _DecidedTargets())
        found.log.append((indicator, {"text": known.text if known else ""}, after))
        if values is None:
            found.deleted += [known] if known else []
        elif known is None:
            place: dict[str, Any] = {"indicator": indicator, "service_area": area, "gender": gender, "year": self.year}
            owner = {"board": self.board, "municipality_id": self.board.municipality_id}
            found.new.append(Target(**owner, **place, **values))
        else:
            for name, value in values.items():
                setattr(known, name, value)
            found.changed.append(known)

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
                add_targets(targets.new)
                write_changed_targets(targets.changed)
                delete_targets(targets.deleted)
            record_changes(
                by=self.by, action="target.set", board_id=self.board.pk, changes=targets.log, reason=decision
            )

    def _require_open(self, known: Target | None, decision: str) -> None:
        if decision not in self._open:
            require_open_period(self.board, self.holds_from, decision)
            self._open.add(decision)
        if known is not None and self.holds_from is not None:
            require_after(known, self._last_changes.get(known.pk), self.holds_from)

    @cached_property
    def _known_values(self) -> Mapping[str, Collection[Decimal]]:
        codes = Indicator.objects.filter(board=self.board).values_list("code", flat=True)
        return load_known_values(self.board.pk, codes)

    @cached_property
    def _last_changes(self) -> dict[int, Tertial]:
        ids = Target.objects.filter(board=self.board, year=self.year).values_list("pk", flat=True)
        return find_last_changes(Target, self.board, list(ids))
