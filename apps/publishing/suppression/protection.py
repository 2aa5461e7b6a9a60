"""How a board protects small numbers of persons: its limit, what counts persons, and the sums between indicators.

``plan_protection`` tells what a change would hide of what is public already; ``change_protection`` does it, and issues
the versions anew. Only administrators, and always with a reason, which readers see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction

from apps.accounts.roles import NotAllowedError
from apps.accounts.services import is_administrator
from apps.audit.services import record_event
from apps.core.choices import RelationStatus
from apps.core.plan_time import set_change_holds_from
from apps.goals.models import Indicator
from apps.goals.person_words import looks_like_person_count
from apps.goals.relations import decide_relation, propose_relations
from apps.goals.services import write_plan_item
from apps.organisation.models import Board
from apps.organisation.services import write_board
from apps.publishing.records.services import add_reissues, lock_records
from apps.publishing.search.services import replace_reissued_in_search
from apps.publishing.suppression.headcounts import SumFormula
from apps.publishing.suppression.reissues import PlannedReissue, create_reissues, suppress_board_versions
from apps.publishing.suppression.selectors import load_protection_rules, load_sum_formulas
from apps.publishing.suppression.version_suppression import ProtectionRules
from apps.rounds.services import touch_rounds

MAX_THRESHOLD = 1000
IndicatorSum = tuple[str, tuple[str, ...]]  # the total's code and its parts', in order


class ProtectionError(ValueError):
    """It can't be set so; the message says why in Swedish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionChange:
    """What is to be set. What is not named stays as it is.

    ``counting`` tells of indicators, by code, whether they count persons; ``relations`` what is decided of a sum.
    """

    threshold: int | None = None
    counting: Mapping[str, bool] | None = None
    relations: Mapping[IndicatorSum, RelationStatus] | None = None


class ProtectionPlan(NamedTuple):
    """What would be hidden of what is public, version by version."""

    changes: list[PlannedReissue]

    @property
    def cells(self) -> int:
        return sum(len(change.shown.cells) for change in self.changes)


class ProposedSum(NamedTuple):
    """A sum between indicators, with the word of people on it; ``proposed`` where there is none."""

    formula: SumFormula
    status: str


def plan_protection(*, board: Board, change: ProtectionChange) -> ProtectionPlan:
    """What the change would hide of the board's public versions. Nothing is written."""
    return ProtectionPlan(
        suppress_board_versions(board, rules=_apply_change(load_protection_rules(board), change)).changes
    )


@transaction.atomic
def change_protection(*, by: Any, board: Board, change: ProtectionChange, reason: str) -> ProtectionPlan:
    """Set it, and issue anew every public version that shows too much. What was hidden stays hidden.

    ``NotAllowedError`` for others than administrators, ``ProtectionError`` for what can't be set.
    """
    if by is not None and not is_administrator(by, board):
        raise NotAllowedError("Bara nämndens administratör bestämmer hur små tal skyddas.")
    reason = reason.strip()
    if not reason:
        raise ProtectionError("Skriv varför skyddet ändras. Skälet visas för läsarna.")
    _check_change(board, change)
    touch_rounds(board_id=board.pk)  # who publishes holds the round first, then the records
    lock_records(board.pk)
    with set_change_holds_from(None):
        _write_change(by, board, change, reason)
    shown = suppress_board_versions(board, rules=load_protection_rules(board))
    create_reissues(by=by, board=board, found=shown, reason=reason)
    propose_relations(board=board, sums=[formula[:2] for formula in shown.rules.formulas])
    if shown.changes:
        reissued = [one.publication for one in shown.changes]
        add_reissues(board, {one.round_id for one in reissued})
        replace_reissued_in_search(reissued)
    return ProtectionPlan(shown.changes)


def set_small_number_threshold(*, by: Any, board: Board, threshold: int, reason: str) -> ProtectionPlan:
    """Hide numbers of persons that are smaller than the threshold; 0 turns it off for what is published from now on."""
    return change_protection(by=by, board=board, change=ProtectionChange(threshold=threshold), reason=reason)


def set_counts_persons(*, by: Any, board: Board, counting: Mapping[str, bool], reason: str) -> ProtectionPlan:
    """Say of indicators, by code, whether they count persons."""
    return change_protection(by=by, board=board, change=ProtectionChange(counting=counting), reason=reason)


def find_unmarked_person_counts(board: Board) -> list[Indicator]:
    """Indicators that look like counts of persons and are not marked as such: a question for the administrator."""
    unmarked = Indicator.objects.filter(board=board, counts_persons=False)
    return [one for one in unmarked if looks_like_person_count(one.name, one.unit)]


def list_indicator_sums(board: Board) -> list[ProposedSum]:
    """The sums between indicators: written down, and found now by arithmetic in what is published."""
    written = [ProposedSum(formula, status) for formula, status in load_sum_formulas(board)]
    known = {one.formula[:2] for one in written}
    rules = load_protection_rules(board)
    found = suppress_board_versions(board, rules=rules).rules.formulas if rules.threshold and rules.counting else ()
    return [*written, *(ProposedSum(one, RelationStatus.PROPOSED) for one in found if one[:2] not in known)]


def _apply_change(rules: ProtectionRules, change: ProtectionChange) -> ProtectionRules:
    counting = set(rules.counting)
    for code, counts in (change.counting or {}).items():
        counting = counting | {code} if counts else counting - {code}
    decided = dict(change.relations or {})
    dismissed = {one for one, status in decided.items() if status == RelationStatus.DISMISSED}
    undecided = [one for one in rules.formulas if one[:2] not in decided]
    confirmed = [SumFormula(*one, confirmed=True) for one in decided if one not in dismissed]
    return ProtectionRules(
        frozenset(counting),
        rules.threshold if change.threshold is None else change.threshold,
        tuple(sorted([*undecided, *confirmed])),
        (rules.dismissed - decided.keys()) | dismissed,
    )


def _check_change(board: Board, change: ProtectionChange) -> None:
    if change.threshold is not None and not 0 <= change.threshold <= MAX_THRESHOLD:
        raise ProtectionError(f"Gränsen ska vara ett heltal från 0 till {MAX_THRESHOLD}.")
    codes = set(change.counting or {})
    if Indicator.objects.filter(board=board, code__in=codes).count() < len(codes):
        raise ProtectionError("Nämnden har ingen sådan indikator.")


def _write_change(by: Any, board: Board, change: ProtectionChange, reason: str) -> None:
    if change.threshold is not None and change.threshold != board.small_number_threshold:
        before = {"small_number_threshold": board.small_number_threshold}
        write_board(board, small_number_threshold=change.threshold)
        after = {"small_number_threshold": change.threshold}
        _record_change(by, "board.changed", board, board, before, after, reason)
    for code, counts in (change.counting or {}).items():
        for one in Indicator.objects.filter(board=board, code=code).exclude(counts_persons=counts):
            write_plan_item(one, counts_persons=counts)
            marked: dict[str, Any] = {"counts_persons": counts, "code": code}
            _record_change(by, "indicator.changed", one, board, {"counts_persons": not counts}, marked, reason)
    for (total, parts), status in (change.relations or {}).items():
        decide_relation(by=by, board=board, total=total, parts=parts, status=status, reason=reason)


def _record_change(by: Any, action: str, target: Any, board: Board, before: Any, after: Any, reason: str) -> None:
    record_event(by=by, action=action, target=target, board_id=board.pk, before=before, after=after, reason=reason)
