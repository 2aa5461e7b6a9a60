"""A board's name and address, how near a target counts as on track, and which variances are to be explained."""

from decimal import Decimal

from django.db import transaction

from apps.accounts.models import User
from apps.core.choices import SignConvention
from apps.core.tertials import Tertial
from apps.organisation import services as organisation
from apps.organisation.models import Board, ServiceArea
from apps.planning.change_periods import plan_change, require_in_order
from apps.planning.requirements import PlanningError, clean_name, require_administrator

MAX_TOLERANCE = 100
MAX_EXPLAIN_KRONOR = 10**12


@transaction.atomic
def rename_board(
    *, by: User, board: Board, name: str, holds_from: Tertial | None, decision: str, new_address: bool = True
) -> Board:
    """Give a board another name, and an address made from it unless ``new_address`` is off.

    The reports of periods before ``holds_from`` keep the old name. The address changes at once; the
    old one redirects to it. Published records still hold the old address: see
    ``publishing.board_rename``.
    """
    require_administrator(by, board)
    name = clean_name(name)
    root = ServiceArea.objects.filter(board=board, parent=None, name=board.name).first()  # is renamed with its board
    if root and holds_from:
        require_in_order(board, root, holds_from)
    try:
        with plan_change(by=by, board=board, changed=board, holds_from=holds_from, decision=decision):
            return organisation.rename_board(
                by=by, board=board, name=name, new_address=new_address, holds_from=holds_from, reason=decision.strip()
            )
    except organisation.BoardNameError as error:
        raise PlanningError(str(error)) from error


@transaction.atomic
def change_tolerance(
    *, by: User, board: Board, tolerance_percent: Decimal, holds_from: Tertial | None, decision: str
) -> None:
    """Change how far from a target, in percent of it, counts as on track where an indicator has no tolerance itself.

    Earlier reports keep the one that they were judged by.
    """
    require_administrator(by, board)
    if not 0 <= tolerance_percent <= MAX_TOLERANCE:
        raise PlanningError("Toleransen är ett tal från 0 till 100 procent.")
    with plan_change(by=by, board=board, changed=board, holds_from=holds_from, decision=decision):
        if not organisation.save_settings(by=by, board=board, tolerance_percent=tolerance_percent):
            raise PlanningError("Inget skiljer sig från hur det är nu.")


@transaction.atomic
def change_board_settings(
    *,
    by: User,
    board: Board,
    administration: str,
    forecast_warning_percent: Decimal,
    holds_from: Tertial | None,
    decision: str,
) -> None:
    """Change the name of the board's administration, and how much a forecast may change before it is asked about.

    The name stands in reports; the limit, in percent since last tertial, is only for those who write them.
    """
    require_administrator(by, board)
    if forecast_warning_percent < 0:
        raise PlanningError("Gränsen är ett tal från 0.", field="forecast_warning_percent")
    values = {"administration": administration.strip(), "forecast_warning_percent": forecast_warning_percent}
    with plan_change(by=by, board=board, changed=board, holds_from=holds_from, decision=decision):
        if not organisation.save_board_values(by=by, board=board, values=values):
            raise PlanningError("Inget skiljer sig från hur det är nu.")


@transaction.atomic
def change_explanation_rule(*, by: User, board: Board, over_percent: Decimal | None, over_kronor: int | None) -> None:
    """Say which variances a report is to explain: those over either limit. With two Nones all texts are waited for.

    The rule says what is asked for while a report is written; what has been published stands.
    """
    require_administrator(by, board)
    if over_percent is not None and not 0 <= over_percent <= MAX_TOLERANCE:
        raise PlanningError("Gränsen i procent är ett tal från 0 till 100.")
    if over_kronor is not None and not 0 <= over_kronor <= MAX_EXPLAIN_KRONOR:
        raise PlanningError("Gränsen i kronor är ett tal från 0.")
    if not organisation.save_explanation_rule(by=by, board=board, over_percent=over_percent, over_kronor=over_kronor):
        raise PlanningError("Inget skiljer sig från hur det är nu.")


@transaction.atomic
def change_amount_sign(*, by: User, board: Board, sign: str) -> None:
    """Choose how costs and revenue are signed in what the board pastes and its systems give; empty for no rule.

    It is proposed where a block or an extract is read, and always said there. What is stored is signed as ever.
    """
    require_administrator(by, board)
    if sign not in ("", *SignConvention.values):
        raise PlanningError("Välj en av teckenreglerna.", field="sign")
    if not organisation.save_amount_sign(by=by, board=board, sign=sign):
        raise PlanningError("Inget skiljer sig från hur det är nu.")
