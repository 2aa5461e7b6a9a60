"""A definition that changes so much that the figures before and after can't be compared."""

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core.tertials import Tertial
from apps.goals.models import DefinitionChange, Indicator
from apps.goals.services import add_definition_change, delete_definition_change
from apps.planning.change_periods import plan_change
from apps.planning.plan_parts import write_plan_part
from apps.planning.requirements import PlanningError, log_act, require_administrator

MAX_NOTE_LENGTH = 500


@transaction.atomic
def change_definition(
    *, by: User, indicator: Indicator, holds_from: Tertial | None, decision: str, note: str, definition: str = ""
) -> DefinitionChange:
    """From ``holds_from`` on the indicator measures something else: what, in ``note``, for those who read its series.

    Earlier figures stay, and are neither joined to the new ones nor compared with them. ``definition`` is the new text;
    empty leaves the text as it is.
    """
    require_administrator(by, indicator.board)
    note = note.strip()
    if holds_from is None:
        raise PlanningError("Välj från vilken period den nya definitionen gäller.")
    if not note or len(note) > MAX_NOTE_LENGTH:
        raise PlanningError(f"Skriv vad som är ändrat, med högst {MAX_NOTE_LENGTH} tecken.")
    changed = indicator if definition.strip() else None
    with plan_change(by=by, board=indicator.board, changed=changed, holds_from=holds_from, decision=decision):
        if definition.strip():
            write_plan_part(indicator, definition=definition.strip())
        try:
            with transaction.atomic():
                found = add_definition_change(indicator=indicator, period=holds_from, note=note)
        except IntegrityError as error:
            raise PlanningError(f"{indicator.name} har redan en ny definition från {holds_from}.") from error
    after = {"note": note, "definition_from": str(holds_from)}
    log_act(by, "indicator.redefined", indicator, before={}, after=after, reason=decision.strip())
    return found


@transaction.atomic
def withdraw_definition_change(*, by: User, indicator: Indicator, period: Tertial) -> None:
    """Take back a new definition that was a mistake. Adopted reports keep what they said."""
    require_administrator(by, indicator.board)
    with plan_change(by=by, board=indicator.board, changed=None, holds_from=None, decision=""):
        if not delete_definition_change(indicator=indicator, period=period):
            raise PlanningError(f"{indicator.name} har ingen ny definition från {period}.")
    log_act(by, "indicator.definition_withdrawn", indicator, before={"definition_from": str(period)}, after={})
