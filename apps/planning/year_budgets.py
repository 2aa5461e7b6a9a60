"""The budget of a year by service area and cost type, as the plan states it before anyone reports."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import transaction

from apps.accounts.models import User
from apps.budget.models import OperatingLine
from apps.budget.services import OperatingRow, save_operating_lines
from apps.organisation.models import Board, ServiceArea
from apps.planning.requirements import PlanningError, list_below, log_act, require_administrator, require_same_board
from apps.rounds.models import AreaSubmission, Round, RoundState
from apps.rounds.services import lock_rounds

WRITABLE_STATES = (RoundState.PLANNED, RoundState.OPEN)


class BudgetPlace(NamedTuple):
    """Whose money, by the area's primary key, and of which cost type."""

    service_area_id: int
    cost_type: str


def load_year_budgets(board: Board, year: int) -> dict[BudgetPlace, int]:
    """The budgets that the board has entered for the year, whole kronor: of each the latest (docs/decisions/0022)."""
    lines = OperatingLine.objects.filter(board=board, year=year, table=None, budget__isnull=False)
    ordered = lines.order_by("service_area__position", "service_area_id", "tertial", "id")
    found = ordered.values_list("service_area_id", "cost_type", "budget")
    return {BudgetPlace(area, kind): budget for area, kind, budget in found if budget is not None}


@transaction.atomic
def set_year_budgets(*, by: User, board: Board, year: int, budgets: Mapping[tuple[ServiceArea, str], int]) -> Round:
    """Set budgets of the year, whole kronor, revenue and cost both positive, by service area and cost type.

    They are written in the year's first report that is not handed in, and hold in those that follow. ``PlanningError``
    where the year has none, or where an area has handed in its part.
    """
    require_administrator(by, board)
    for area, _ in budgets:
        require_same_board(board, area)
    lock_rounds(board_id=board.pk)
    rounds = Round.objects.filter(board=board, year=year, state__in=WRITABLE_STATES).order_by("tertial")
    round_ = rounds.first()
    if round_ is None:
        raise PlanningError(f"Ingen rapport för {year} går att skriva i. Planera först årets tertial.", field="year")
    _require_not_handed_in(round_, {area for area, _ in budgets})
    own = OperatingLine.objects.filter(board=board, year=year, tertial=round_.tertial, table=None)
    known = {BudgetPlace(line.service_area_id, line.cost_type): line for line in own}
    rows = [
        _build_row(round_, BudgetPlace(area.pk, kind), amount, known.get(BudgetPlace(area.pk, kind)))
        for (area, kind), amount in budgets.items()
    ]
    save_operating_lines(by=by, board=board, rows=rows)
    log_act(by, "budget.planned", round_, before={}, after={"year": year, "budgets": len(rows)})
    return round_


def _build_row(round_: Round, place: BudgetPlace, amount: int, line: OperatingLine | None) -> OperatingRow:
    """The row with its budget, and all else as it is."""
    about = {"service_area_id", "year", "tertial", "cost_type", "budget", "table_id"}
    rest = {name: getattr(line, name) for name in OperatingRow.__dataclass_fields__ if name not in about and line}
    return OperatingRow(
        service_area_id=place.service_area_id,
        year=round_.year,
        tertial=round_.tertial,
        cost_type=place.cost_type,
        budget=amount,
        **rest,
    )


def _require_not_handed_in(round_: Round, areas: Iterable[ServiceArea]) -> None:
    submitted = [one.service_area for one in AreaSubmission.objects.filter(round=round_).select_related("service_area")]
    closed = {area.pk: top for top in submitted for area in (top, *list_below(top))}
    for area in areas:
        if area.pk in closed:
            raise PlanningError(f"{closed[area.pk].name} är inlämnad i {round_.period}. Lämna tillbaka den först.")
