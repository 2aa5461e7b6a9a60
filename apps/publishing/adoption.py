"""The board's decision: the registrar records it, and the report is published in the same transaction."""

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.publishing.models import Publication
from apps.publishing.services import Meeting, publish
from apps.rounds.access import load_access
from apps.rounds.models import Round, RoundState
from apps.rounds.services import write_round
from apps.workflow.states import StateError, lock_round

MAX_PARAGRAPH_LENGTH, MAX_CASE_NUMBER_LENGTH = 20, 60


def check_decision(*, round_: Round, by: User, meeting: Meeting) -> Meeting:
    """The decision as it is to be recorded on an approved report, or on its correction.

    ``NotAllowedError`` for another role than the registrar; ``StateError`` when the report is not approved, or the
    decision is not whole.
    """
    if not load_access(round_, by).has_permission(Permission.ADOPT):
        raise NotAllowedError("Bara nämndsekreteraren skriver in nämndens beslut.")
    if round_.stage != RoundState.APPROVED:
        raise StateError(f"Rapporten är {round_.stage.label}. Den ska vara godkänd innan nämndens beslut skrivs in.")
    paragraph = meeting.paragraph.strip().removeprefix("§").strip()
    case_number = meeting.case_number.strip()
    if not paragraph or not case_number:
        raise StateError("Skriv beslutets paragraf och ärendets nummer.")
    if meeting.date < round_.period.start:
        raise StateError(f"Nämnden kan inte ha beslutat före {round_.period.start.isoformat()}.")
    if meeting.date > timezone.localdate():
        raise StateError("Sammanträdets datum har inte varit än. Skriv in beslutet när nämnden har fattat det.")
    if len(paragraph) > MAX_PARAGRAPH_LENGTH or len(case_number) > MAX_CASE_NUMBER_LENGTH:
        raise StateError("Paragrafen eller ärendenumret är för långt.")
    return Meeting(date=meeting.date, paragraph=paragraph, case_number=case_number)


@transaction.atomic
def adopt_round(*, round_: Round, by: User, meeting: Meeting) -> Publication:
    """Record the board's decision on an approved report, or on its correction, and publish it: the registrar.

    The decision on a correction belongs to its version: the report keeps the decision that it was adopted by.
    Raises as ``check_decision``.
    """
    locked = lock_round(round_)
    decision = check_decision(round_=locked, by=by, meeting=meeting)
    if not locked.correction_state:
        write_round(
            locked,
            decision_date=decision.date,
            decision_paragraph=decision.paragraph,
            case_number=decision.case_number,
        )
    publication = publish(round_=locked, by=by, decision=decision)
    round_.refresh_from_db()
    return publication
