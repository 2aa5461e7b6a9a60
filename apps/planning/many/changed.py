"""Many indicators that are there, each changed in its own way: checked one by one, written by one statement.

Each is refused where it is prepared, as ``change_indicator``, ``reopen`` and ``retire`` refuse it, and logged as they
log it. What only the database refuses (``IntegrityError``) is refused when all are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Max

from apps.accounts.models import User
from apps.audit.services import record_changes
from apps.core.tertials import Tertial
from apps.goals.links import set_indicator_areas
from apps.goals.models import Indicator, Outcome, Target
from apps.goals.services import write_changed_indicators
from apps.organisation.models import Board, ServiceArea
from apps.planning.change_periods import plan_change, require_after, require_open_period
from apps.planning.changes import UnitUse, clean_indicator_values, require_after_figures
from apps.planning.indicator_areas import find_area_change, find_last_area_changes
from apps.planning.plan_parts import build_change_log, set_values
from apps.planning.requirements import require_administrator, require_years_in_order
from apps.report.plan.history import find_last_changes
from apps.rounds.services import touch_rounds

_Changes = list[tuple[Indicator, dict[str, Any], dict[str, Any]]]  # each with what it was before and after


@dataclass
class ChangedIndicators:
    """Changes of a board's indicators from one period, by one decision. The board's administrator's."""

    by: User
    board: Board
    holds_from: Tertial | None
    decision: str
    _changed: _Changes = field(default_factory=list)
    _reopened: _Changes = field(default_factory=list)
    _retired: _Changes = field(default_factory=list)
    _fields: set[str] = field(default_factory=set)
    _areas: dict[int, tuple[Indicator, tuple[ServiceArea, ...]]] = field(default_factory=dict)
    _is_open: bool = False

    def __post_init__(self) -> None:
        """Only the administrator changes them."""
        require_administrator(self.by, self.board)

    def prepare(
        self, indicator: Indicator, *, areas: Sequence[ServiceArea] | None = None, **values: Any
    ) -> dict[str, Any]:
        """Set values that are not written yet, and give what they were. ``PlanningError`` as ``change_indicator``."""
        cleaned = clean_indicator_values(indicator, values, self.holds_from, self._get_unit_use)
        known = self._areas.get(indicator.pk)
        moved = find_area_change(indicator, areas, known[1] if known else None)
        before, after = set_values(indicator, cleaned, may_be_same=moved is not None)
        if not self._is_open:
            require_open_period(self.board, self.holds_from, self.decision)
            self._is_open = True
        if self.holds_from is not None:
            require_after(indicator, self._last_changes.get(indicator.pk), self.holds_from)
            if moved:
                require_after(indicator, self._last_area_changes.get(indicator.pk), self.holds_from)
        self._fields.update(after)
        logged = build_change_log(before, after, self.holds_from)
        if moved:
            self._areas[indicator.pk] = (indicator, moved.areas)
            logged = {**logged[0], **moved.before}, {**logged[1], **moved.after}
        self._changed.append((indicator, *logged))
        return before

    def prepare_end(self, indicator: Indicator, last_year: int | None) -> None:
        """Another last year, or none; ``PlanningError`` as ``reopen`` and ``retire`` have it."""
        before = indicator.valid_to
        if last_year is not None:
            require_years_in_order(indicator.valid_from, last_year)
            require_after_figures(indicator, last_year, self._last_reported.get(indicator.pk))
        if before is not None:
            self._reopened.append((indicator, {"valid_to": before}, {"valid_to": None}))
        if last_year is not None:
            self._retired.append((indicator, {"valid_to": None}, {"valid_to": last_year}))
        indicator.valid_to = last_year

    @transaction.atomic
    def write(self) -> None:
        """Write what is prepared, and log each. What has a last year is written apart: it holds whatever the period."""
        changed, self._changed = self._changed, []
        if changed:
            terms: dict[str, Any] = {"holds_from": self.holds_from, "decision": self.decision}
            with plan_change(by=self.by, board=self.board, changed=None, **terms):
                if self._fields:
                    write_changed_indicators(_list_once(changed), self._fields)
                set_indicator_areas(list(self._areas.values()))
            self._record("changed", changed, self.decision.strip())
        reopened, self._reopened = self._reopened, []
        retired, self._retired = self._retired, []
        if reopened or retired:
            write_changed_indicators(_list_once([*reopened, *retired]), ["valid_to"])
            self._record("reopened", reopened)
            self._record("retired", retired)
            touch_rounds(board_id=self.board.pk)

    def _record(self, act: str, changes: _Changes, reason: str = "") -> None:
        record_changes(by=self.by, action=f"indicator.{act}", board_id=self.board.pk, changes=changes, reason=reason)

    @cached_property
    def _last_changes(self) -> dict[int, Tertial]:
        return find_last_changes(Indicator, self.board, self._ids)

    @cached_property
    def _last_area_changes(self) -> dict[int, Tertial]:
        return find_last_area_changes(self.board, self._ids)

    @cached_property
    def _ids(self) -> list[int]:
        return list(Indicator.objects.filter(board=self.board).values_list("pk", flat=True))

    @cached_property
    def _last_reported(self) -> dict[int, int]:
        """The latest year with outcomes, by indicator."""
        outcomes = Outcome.objects.filter(board=self.board).order_by()
        return dict(outcomes.values_list("indicator_id").annotate(last=Max("year")))

    @cached_property
    def _targets(self) -> dict[int, list[Target]]:
        found: dict[int, list[Target]] = {}
        for target in Target.objects.filter(board=self.board).select_related("indicator"):
            found.setdefault(target.indicator_id, []).append(target)
        return found

    def _get_unit_use(self, indicator: Indicator) -> UnitUse:
        return UnitUse(self._targets.get(indicator.pk, []), indicator.pk in self._last_reported)


def _list_once(changes: _Changes) -> list[Indicator]:
    return list({indicator.pk: indicator for indicator, _, _ in changes}.values())
