"""All writes of money. Amounts come in as the product keeps them: whole kronor, revenue and cost positive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.budget.models import InvestmentLine, InvestmentProject, OperatingLine
from apps.core.fact_tables import FactTable
from apps.core.upsert import SaveCounts, get_row_fields, group_tree_levels, upsert_rows
from apps.organisation.models import Board
from apps.rounds.services import finish_bulk_save

OPERATING_LINES = FactTable(OperatingLine, ("service_area_id", "year", "tertial", "cost_type", "table_id"))
INVESTMENT_LINES = FactTable(InvestmentLine, ("project_id", "year", "tertial", "flow", "table_id"))


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


def find_project_ids(board: Board) -> dict[str, int]:
    """The primary keys of the board's investments by code."""
    return dict(InvestmentProject.objects.filter(board=board).values_list("code", "pk"))


def _save_amounts(
    *,
    by: User | None,
    board: Board,
    model: type[OperatingLine] | type[InvestmentLine],
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
