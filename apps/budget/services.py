"""All writes of money. Amounts come in as the product keeps them: whole kronor, revenue and cost positive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.audit.services import record_event
from apps.budget.models import (
    BudgetChange,
    InterimForecast,
    InvestmentLine,
    InvestmentProject,
    OperatingLine,
    OwnCostType,
)
from apps.core.fact_tables import FactTable
from apps.core.row_values import write_values
from apps.core.upsert import SaveCounts, get_row_fields, group_tree_levels, upsert_rows
from apps.organisation.models import Board
from apps.rounds.services import finish_bulk_save

OPERATING_LINES = FactTable(OperatingLine, ("service_area_id", "year", "tertial", "cost_type", "table_id"))
INVESTMENT_LINES = FactTable(InvestmentLine, ("project_id", "year", "tertial", "flow", "table_id"))
BUDGET_CHANGES = FactTable(BudgetChange, ("service_area_id", "year", "date", "kind", "decision"))
INTERIM_FORECASTS = FactTable(InterimForecast, ("service_area_id", "date"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CostTypeRow:
    """A cost type of the board's own, as it should stand."""

    code: str
    name: str
    belongs_to: str
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingRow:
    """A row of the operating budget in whole kronor; a variance's plus is a surplus.

    ``period_budget`` is January to the tertial's end, and None at T3, where it is the year's budget.
    """

    service_area_id: int
    year: int
    tertial: int
    cost_type: str
    budget: int | None = None
    period_budget: int | None = None
    actual: int | None = None
    forecast: int | None = None
    stated_variance: int | None = None
    stated_forecast_variance: int | None = None
    label: str = ""
    footnote: str = ""
    table_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """An investment, or a sum row that others have as ``parent`` (the code of another row)."""

    code: str
    name: str
    service_area_id: int
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestmentLineRow:
    """An investment's money in one period, in whole kronor; expense and income positive, net is expense - income."""

    project_id: int
    year: int
    tertial: int
    flow: str
    original_budget: int | None = None
    supplementary_budget: int | None = None
    budget: int | None = None
    actual: int | None = None
    forecast: int | None = None
    stated_variance: int | None = None
    stated_forecast_variance: int | None = None
    footnote: str = ""
    table_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetChangeRow:
    """A step on the way of an area's net budget, whole kronor; plus is a larger net budget.

    ``tertial`` is the report that tells of it first; ``kind`` is one of ``BudgetChangeKind``.
    """

    service_area_id: int
    year: int
    tertial: int
    date: date
    kind: str
    amount: int
    decision: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimForecastRow:
    """A forecast of an area's net cost of the full year, made between two reports; whole kronor."""

    service_area_id: int
    date: date
    forecast: int
    note: str = ""


@transaction.atomic
def save_operating_lines(*, by: User | None, board: Board, rows: Sequence[OperatingRow]) -> SaveCounts:
    """Save rows of the operating budget: one for each service area, period, cost type and printed table."""
    key = ["service_area_id", "year", "tertial", "cost_type", "table_id"]
    return _save_amounts(by=by, board=board, model=OperatingLine, rows=rows, key=key)


@transaction.atomic
def save_projects(*, by: User | None, board: Board, rows: Sequence[ProjectRow]) -> SaveCounts:
    """Save investments in the order given. ``ValueError`` when they are no trees."""
    position = {row.code: place for place, row in enumerate(rows)}
    ids: dict[str, int] = {}
    saved = SaveCounts()
    for level in group_tree_levels(rows, lambda row: row.code, lambda row: row.parent):
        projects = [
            InvestmentProject(
                **_build_owner_columns(board),
                code=row.code,
                name=row.name,
                service_area_id=row.service_area_id,
                parent_id=ids[row.parent] if row.parent else None,
                position=position[row.code],
            )
            for row in level
        ]
        values = ["name", "service_area_id", "parent_id", "position"]
        stored = InvestmentProject.objects.filter(board=board)
        saved = saved.plus(upsert_rows(stored, projects, key=["board_id", "code"], values=values))
        ids.update({project.code: project.pk for project in projects})
    return finish_bulk_save(by=by, board_id=board.pk, model=InvestmentProject, saved=saved)


@transaction.atomic
def save_investment_lines(*, by: User | None, board: Board, rows: Sequence[InvestmentLineRow]) -> SaveCounts:
    """Save investments' money: one row for each project, period, flow and printed table."""
    key = ["project_id", "year", "tertial", "flow", "table_id"]
    return _save_amounts(by=by, board=board, model=InvestmentLine, rows=rows, key=key)


@transaction.atomic
def save_budget_changes(*, by: User | None, board: Board, rows: Sequence[BudgetChangeRow]) -> SaveCounts:
    """Save steps of budgets: one for each service area, year, date, kind and decision.

    ``IntegrityError`` for what the database refuses: a second original budget, a date outside the period, a change of
    nothing, or a change of an adopted report.
    """
    return _save_amounts(by=by, board=board, model=BudgetChange, rows=rows, key=list(BUDGET_CHANGES.key))


@transaction.atomic
def save_interim_forecasts(*, by: User | None, board: Board, rows: Sequence[InterimForecastRow]) -> SaveCounts:
    """Save forecasts between tertials: one for each service area and day, which says of what tertial it is."""
    lines = [
        InterimForecast(**_build_owner_columns(board), **get_row_fields(row), **get_period_columns(row.date))
        for row in rows
    ]
    stored = InterimForecast.objects.filter(board=board)
    values = ["year", "tertial", "forecast", "note"]
    with set_history_context(by=by):
        saved = upsert_rows(stored, lines, key=list(INTERIM_FORECASTS.key), values=values)
    return finish_bulk_save(by=by, board_id=board.pk, model=InterimForecast, saved=saved)


def write_dated_amount(row: BudgetChange | InterimForecast, values: Mapping[str, Any]) -> None:
    """Write values of a budget change or an interim forecast, or the whole row where it is new.

    Who may, what is right, and what is logged, the caller sees to (``entry.dated_amounts``).
    """
    write_values(row, values)


def delete_dated_amount(row: BudgetChange | InterimForecast) -> None:
    """Take a budget change or an interim forecast away; as ``write_dated_amount``. The history keeps it."""
    row.delete()


def get_period_columns(day: date) -> dict[str, int]:
    """The year and the tertial that a day is in, as columns."""
    return {"year": day.year, "tertial": (day.month + 3) // 4}


def write_cost_type(cost_type: OwnCostType, **values: Any) -> None:
    """Write values of a board's own cost type, or the whole of a new one. The caller checks and records."""
    write_values(cost_type, values)


@transaction.atomic
def save_cost_types(*, by: User | None, board: Board, rows: Sequence[CostTypeRow]) -> SaveCounts:
    """Save the board's own cost types by code, in the order given. Those that are not among the rows stay."""
    found = [
        OwnCostType(**_build_owner_columns(board), **get_row_fields(row), position=n) for n, row in enumerate(rows)
    ]
    stored = OwnCostType.objects.filter(board=board)
    values = ["name", "belongs_to", "valid_from", "valid_to", "position"]
    saved = upsert_rows(stored, found, key=["board_id", "code"], values=values)
    if saved.wrote:
        record_event(by=by, action="owncosttype.saved", target=OwnCostType(), board_id=board.pk, after=saved._asdict())
    return saved


def write_project(project: InvestmentProject, **values: Any) -> None:
    """Write values of an investment, or the whole of a new one. The caller checks and records."""
    write_values(project, values)


def find_project_ids(board: Board) -> dict[str, int]:
    """The primary keys of the board's investments by code."""
    return dict(InvestmentProject.objects.filter(board=board).values_list("code", "pk"))


def _save_amounts(
    *,
    by: User | None,
    board: Board,
    model: type[OperatingLine] | type[InvestmentLine] | type[BudgetChange],
    rows: Sequence[Any],
    key: list[str],
) -> SaveCounts:
    if not rows:
        return SaveCounts()
    lines: list[Any] = [model(**_build_owner_columns(board), **get_row_fields(row)) for row in rows]
    values = [name for name in get_row_fields(rows[0]) if name not in key]
    stored = model._default_manager.filter(board=board, year__in={row.year for row in rows})
    with set_history_context(by=by):
        saved = upsert_rows(stored, lines, key=key, values=values)
    return finish_bulk_save(by=by, board_id=board.pk, model=model, saved=saved)


def _build_owner_columns(board: Board) -> dict[str, int]:
    return {"board_id": board.pk, "municipality_id": board.municipality_id}


def write_project_order(projects: Sequence[InvestmentProject]) -> None:
    """Write the positions of several investments."""
    InvestmentProject.objects.bulk_update(projects, ["position"])
