"""The hand-over: areas hand in, the controller hands in, the head approves or returns.

Every function checks the user's role. ``NotAllowedError`` when the role may not take the step,
``StateError`` when the round is in another state; both say why in Swedish. Adoption and
publishing are ``publishing.adoption``'s, corrections ``workflow.corrections``'s.
"""

from django.db import transaction

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError, Permission
from apps.audit.services import record_event
from apps.organisation.models import ServiceArea
from apps.rounds.access import OPENING_PERMISSIONS, RoundAccess, load_access
from apps.rounds.models import AreaSubmission, CellDraft, Round, RoundState
from apps.rounds.services import add_submission, delete_submissions, write_round
from apps.workflow.participants import load_participants
from apps.workflow.round_areas import load_round_areas
from apps.workflow.states import BACKWARD_STEPS, StateError, lock_round, move_round


@transaction.atomic
def open_round(*, round_: Round, by: User) -> Round:
    """Open a planned round for writing: a controller or an administrator."""
    _require_permission(load_access(round_, by), *OPENING_PERMISSIONS)
    return move_round(round_=round_, to=RoundState.OPEN, by=by)


@transaction.atomic
def submit_area(*, round_: Round, area: str, by: User) -> AreaSubmission:
    """Hand in an area with every area below it: its reporter, or a controller.

    Handing in twice changes nothing.
    """
    locked, found, access = _load_area_step(round_, area, by)
    if not access.is_own(found.pk):
        raise NotAllowedError("Du rapporterar inte för den här verksamheten.")
    submission, is_new = add_submission(round_=locked, area=found, by=by)
    if is_new:
        record_event(by=by, action="area.submitted", target=locked, board_id=locked.board_id, after={"area": area})
    return submission


@transaction.atomic
def return_area(*, round_: Round, area: str, by: User, reason: str) -> None:
    """Return an area to its reporters, with a reason: a controller."""
    locked, found, access = _load_area_step(round_, area, by)
    _require_permission(access, Permission.SUBMIT)
    if not reason.strip():
        raise StateError("Skriv varför verksamheten lämnas tillbaka.")
    if not delete_submissions(locked, found):
        raise StateError(f"{found.name} är inte inlämnad.")
    record_event(
        by=by, action="area.returned", target=locked, board_id=locked.board_id, after={"area": area}, reason=reason
    )


@transaction.atomic
def submit_round(*, round_: Round, by: User, reason: str = "") -> Round:
    """Hand in the whole report: a controller.

    A reason is required when something is not ready (``list_unready``), and is logged.
    """
    _require_permission(load_access(round_, by), Permission.SUBMIT)
    locked = lock_round(round_)
    unready = list_unready(locked)
    if unready and not reason.strip():
        raise StateError(f"{' '.join(unready)} Vänta, eller skriv varför rapporten lämnas in ändå.")
    return move_round(round_=round_, to=RoundState.SUBMITTED, by=by, reason=reason)


def list_unready(round_: Round) -> list[str]:
    """What is not ready when the controller wants to hand in, as Swedish sentences: three queries.

    Areas that have a reporter and are not handed in, and cells with drafts that could not be saved.
    A correction has no areas to wait for: its controller answers for it.
    """
    areas = load_round_areas([round_.pk])[round_.pk]
    expected = load_participants([round_.board_id])[round_.board_id].find_expected_areas(round_, areas)
    late = [name for pk, name in areas.existing.items() if pk in expected - areas.submitted]
    drafts = CellDraft.objects.filter(round=round_).count()
    sentences = [f"Inte inlämnat än: {', '.join(late)}."] if late else []
    return [*sentences, format_unread_count(drafts)] if drafts else sentences


def format_unread_count(count: int) -> str:
    """A Swedish sentence: so many cells hold something that could not be saved."""
    return f"{count} {'cell är ifylld' if count == 1 else 'celler är ifyllda'} med något som inte gick att spara."


@transaction.atomic
def approve_round(*, round_: Round, by: User) -> Round:
    """Approve a report that is handed in: the head."""
    _require_permission(load_access(round_, by), Permission.APPROVE)
    return move_round(round_=round_, to=RoundState.APPROVED, by=by)


@transaction.atomic
def return_round(*, round_: Round, by: User, reason: str) -> Round:
    """Open a report again that is handed in or approved, with a reason: the head."""
    _require_permission(load_access(round_, by), Permission.APPROVE)
    stage = lock_round(round_).stage
    if stage not in BACKWARD_STEPS:
        raise StateError(f"Rapporten är {stage.label}, så den kan inte lämnas tillbaka.")
    return move_round(round_=round_, to=RoundState.OPEN, by=by, reason=reason)


@transaction.atomic
def share_draft(*, round_: Round, by: User, shared: bool) -> Round:
    """Let the board's politicians read the draft, or no longer: a controller or the head."""
    _require_permission(load_access(round_, by), Permission.SUBMIT, Permission.APPROVE)
    locked = lock_round(round_)
    if locked.shared_with_board != shared:
        before = {"shared": locked.shared_with_board}
        write_round(locked, shared_with_board=shared)
        after = {"shared": shared}
        record_event(by=by, action="round.shared", target=locked, board_id=locked.board_id, before=before, after=after)
    round_.shared_with_board = shared
    return locked


def _require_permission(access: RoundAccess, *permissions: Permission) -> None:
    if not access.has_permission(*permissions):
        raise NotAllowedError("Din roll får inte göra det här.")


def _load_area_step(round_: Round, area: str, by: User) -> tuple[Round, ServiceArea, RoundAccess]:
    """The locked round, the area, and what the user may do. ``StateError`` unless the round is
    open.
    """
    locked = lock_round(round_)
    if locked.stage != RoundState.OPEN:
        raise StateError(f"Rapporten är {locked.stage.label}, så inget kan lämnas in eller tillbaka.")
    found = ServiceArea.objects.filter(board=locked.board_id, code=area).first()
    if found is None:
        raise StateError("Verksamheten finns inte.")
    return locked, found, load_access(locked, by)
