"""Correcting an adopted report: a controller opens it, and may withdraw the correction.

What is published is read by everyone until the correction is published. Withdrawing restores
every figure and text from the history that the database itself writes; the history keeps what
was tried (docs/decisions/0012).
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Max, QuerySet

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.audit.history import set_history_context
from apps.audit.models import AuditEvent
from apps.audit.services import record_event
from apps.budget.services import BUDGET_CHANGES, INTERIM_FORECASTS
from apps.core.fact_tables import FactTable
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.stored.events import DELETED
from apps.report.plan.correction import load_chosen_rows
from apps.report.services import delete_chosen_rows, save_chosen_rows
from apps.report.source import find_plan_differences
from apps.rounds.access import load_access
from apps.rounds.models import Round, RoundState
from apps.rounds.services import delete_drafts, delete_filled_cells, delete_submissions, touch_rounds, write_round
from apps.texts.services import SECTIONS
from apps.workflow.states import StateError, lock_round

OPENED_ACTION = "round.correction_opened"


@transaction.atomic
def open_correction(*, round_: Round, by: User, reason: str) -> Round:
    """Open an adopted report for correction, with a reason: a controller.

    The reason is published with the new version. The areas hand in anew, and the draft is no longer
    shared with the board. The last event of each fact table is logged, so that the correction's own
    changes can be told from earlier ones.
    """
    _require_controller(round_, by)
    locked = lock_round(round_)
    if locked.stage != RoundState.ADOPTED:
        raise StateError("Bara en fastställd rapport kan rättas.")
    if not reason.strip():
        raise StateError("Skriv varför rapporten ska rättas.")
    delete_submissions(locked)
    marks = {label: _find_last_event_id(events) for label, _, events in _iter_fact_tables(locked)}
    record_event(
        by=by, action=OPENED_ACTION, target=locked, board_id=locked.board_id, after={"marks": marks}, reason=reason
    )
    write_round(locked, shared_with_board=False)
    round_.shared_with_board = False
    return _set_correction_state(locked, round_, RoundState.OPEN, reason.strip())


@transaction.atomic
def withdraw_correction(*, round_: Round, by: User, reason: str) -> int:
    """End a correction without publishing it, with a reason: a controller.

    Returns how many rows were restored. Drafts of cells and the areas' submissions are deleted.
    """
    _require_controller(round_, by)
    locked = lock_round(round_)
    if not locked.correction_state:
        raise StateError("Rapporten rättas inte.")
    if not reason.strip():
        raise StateError("Skriv varför rättelsen återkallas.")
    began = AuditEvent.objects.filter(
        action=OPENED_ACTION, object_type="rounds.round", object_id=str(locked.pk)
    ).latest("pk")
    marks = (began.after or {})["marks"]
    before = {"state": locked.correction_state, "reason": locked.correction_reason}
    _set_correction_state(
        locked, round_, RoundState.OPEN, locked.correction_reason
    )  # the database guards the facts otherwise
    with set_history_context(by=by, reason=f"Rättelsen återkallades: {reason.strip()}"):
        # A table that has come since the correction was opened had no rows then.
        restored = sum(
            _restore_rows(table, events, marks.get(label, 0)) for label, table, events in _iter_fact_tables(locked)
        )
    delete_submissions(locked)
    delete_drafts(locked)
    delete_filled_cells(locked, filled_at__gte=began.at)
    delete_chosen_rows(locked)
    touch_rounds(board_id=locked.board_id, also=[locked.pk])
    record_event(
        by=by,
        action="round.correction_withdrawn",
        target=locked,
        board_id=locked.board_id,
        before=before,
        after={"restored": restored},
        reason=reason.strip(),
    )
    _set_correction_state(locked, round_, "", "")
    return restored


@transaction.atomic
def choose_plan_rows(*, round_: Round, by: User, chosen: Collection[str]) -> int:
    """Choose which parts of today's plan an open correction takes along: a controller.

    ``chosen`` are values of ``PlanDifference``; everything else is as the report was published.
    Returns how many parts are chosen.
    """
    _require_controller(round_, by)
    locked = lock_round(round_)
    if locked.correction_state != RoundState.OPEN:
        raise StateError("Planen i en fastställd rapport ändras bara medan den är öppen för rättelse.")
    before = load_chosen_rows(locked)
    wanted = {(one.part, one.key) for one in find_plan_differences(locked) if one.value in chosen}
    save_chosen_rows(round_=locked, by=by, rows=wanted)
    if wanted != before:
        touch_rounds(board_id=locked.board_id, also=[locked.pk])
        record_event(
            by=by,
            action="round.plan_corrected",
            target=locked,
            board_id=locked.board_id,
            before={"chosen": sorted(map("-".join, before))},
            after={"chosen": sorted(map("-".join, wanted))},
            reason=locked.correction_reason,
        )
    return len(wanted)


def _require_controller(round_: Round, by: User) -> None:
    if not load_access(round_, by).has_permission(Permission.SUBMIT):
        raise NotAllowedError("Bara en controller öppnar och återkallar en rättelse.")


def _set_correction_state(locked: Round, round_: Round, state: str, reason: str) -> Round:
    write_round(locked, correction_state=state, correction_reason=reason)
    round_.correction_state, round_.correction_reason = state, reason
    return locked


def _iter_fact_tables(round_: Round) -> Iterator[tuple[str, FactTable, QuerySet[Any]]]:
    """Each fact table's label, the table, and its events of the round.

    Nothing else of the round can be written while it is corrected.
    """
    typed = (definition.table for definition in ROW_DEFINITIONS.values())
    for table in dict.fromkeys((*typed, BUDGET_CHANGES, INTERIM_FORECASTS, SECTIONS)):
        meta = table.model._meta
        events = apps.get_model(meta.app_label, f"{meta.object_name}Event")._default_manager.all()
        columns = {field.attname for field in meta.concrete_fields}
        own = {"round_id": round_.pk} if "round_id" in columns else {"year": round_.year, "tertial": round_.tertial}
        yield meta.label_lower, table, events.filter(board_id=round_.board_id, **own)


def _find_last_event_id(events: QuerySet[Any]) -> int:
    """The highest event number. The round is locked, so every later event has a higher one."""
    return events.aggregate(last=Max("pgh_id"))["last"] or 0


def _restore_rows(table: FactTable, events: QuerySet[Any], mark: int) -> int:
    """Restore the rows that have changed since the event numbered ``mark``. Returns how many."""
    touched = set(events.filter(pgh_id__gt=mark).values_list("id", flat=True))
    last = {event.id: event for event in events.filter(pgh_id__lte=mark, id__in=touched).order_by("pgh_id")}
    stood = {key: event for key, event in last.items() if event.pgh_label != DELETED}
    table.restore(touched, list(stood.values()))
    return len(touched)
