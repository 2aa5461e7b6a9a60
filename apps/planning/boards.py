"""A board's name and address, how near a target counts as on track, and which variances are to be explained."""

from decimal import Decimal

from django.db import transaction

from apps.accounts.models import User
from apps.core.choices import SignConvention
from apps.core.tertials import Tertial
from apps.organisation import services as organisation
from apps.organisation.models import Board, ServiceArea
from apps.planning.change_periods import plan_change, require_in_order
from apps.planning.requirements import PlanningError, clean_name, log_act, require_administrator
from apps.rounds.models import Round, RoundState
from apps.rounds.services import touch_rounds

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
    touch_rounds(board_id=board.pk)


@transaction.atomic
def change_publicity(*, by: User, board: Board, is_public: bool, reason: str) -> tuple[str, ...]:
    """Let anyone read the board's adopted reports, or only its own people; what that does, in Swedish.

    It holds at once for every adopted report. The reason is kept in the log.
    """
    require_administrator(by, board)
    if not reason.strip():
        raise PlanningError("Skriv varför. Skälet sparas i loggen.", field="reason")
    if board.is_public == is_public:
        raise PlanningError("Inget skiljer sig från hur det är nu.")
    board = Board.objects.select_for_update(of=("self",), no_key=True).select_related("municipality").get(pk=board.pk)
    adopted = Round.objects.filter(board=board, state=RoundState.ADOPTED).count()
    organisation.write_board(board, is_public=is_public)
    organisation.raise_edition(board.pk)
    log_act(
        by,
        "board.publicity_changed",
        board,
        before={"is_public": not is_public},
        after={"is_public": is_public},
        reason=reason.strip(),
    )
    return _describe_publicity(adopted, is_public=is_public)


def _describe_publicity(adopted: int, *, is_public: bool) -> tuple[str, ...]:
    count = "1 fastställd rapport" if adopted == 1 else f"{adopted} fastställda rapporter"
    if is_public:
        return (
            f"{count} blir läsbara för alla, utan inloggning.",
            "De går att hitta på startsidan och kommunens sida, i sökningen, i flöden och kalendrar, i öppna data och "
            "API:t, och de går att bädda in på andra webbplatser.",
        )
    return (
        f"{count} syns bara för nämndens egna, när de har loggat in.",
        "Sidorna, flödena, kalendrarna, inbäddningarna, dokumenten, öppna data och API:t svarar att nämnden inte "
        "finns, och den går inte att hitta i sökningen. Länkar som andra har sparat slutar att fungera.",
        "Det som någon redan har laddat ned finns kvar hos dem. En sida som nyss lästs kan visas i upp till en minut.",
    )


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
