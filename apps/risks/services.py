"""All writes of internal control: risks, the controls that hold them, and the results."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.core.fact_tables import FactTable
from apps.core.row_values import write_values
from apps.core.upsert import SaveCounts, get_row_fields, upsert_rows
from apps.organisation.models import Board
from apps.risks.models import ControlActivity, ControlResult, Risk
from apps.rounds.services import finish_bulk_save

CONTROL_RESULTS = FactTable(ControlResult, ("control_id", "year", "tertial"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRow:
    """A risk of a year's plan; probability and consequence 1-4, ``stated_value`` as the report prints it."""

    code: str
    year: int
    name: str
    service_area_id: int
    probability: int
    consequence: int
    process_group: str = ""
    process: str = ""
    category: str = ""
    owner_role: str = ""
    stated_value: int | None = None
    table_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRow:
    """What is done to hold a risk."""

    risk_id: int
    code: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlResultRow:
    """What a control found in a tertial: at least a status, a verdict or a comment."""

    control_id: int
    year: int
    tertial: int
    status: str = ""
    verdict: str = ""
    comment: str = ""
    table_id: int | None = None


@transaction.atomic
def save_risks(*, by: User | None, board: Board, rows: Sequence[RiskRow]) -> SaveCounts:
    """Save risks in the order given: one for each code and year."""
    risks = [
        Risk(**_build_owner_columns(board), **get_row_fields(row), position=place) for place, row in enumerate(rows)
    ]
    stored = Risk.objects.filter(board=board)
    saved = upsert_rows(
        stored, risks, key=["board_id", "code", "year"], values=_list_value_columns(RiskRow, "code", "year")
    )
    return finish_bulk_save(by=by, board_id=board.pk, model=Risk, saved=saved)


@transaction.atomic
def save_controls(*, by: User | None, board: Board, rows: Sequence[ControlRow]) -> SaveCounts:
    """Save controls in the order given: one for each risk and code."""
    controls = [
        ControlActivity(**_build_owner_columns(board), **get_row_fields(row), position=place)
        for place, row in enumerate(rows)
    ]
    stored = ControlActivity.objects.filter(board=board)
    saved = upsert_rows(
        stored, controls, key=["risk_id", "code"], values=_list_value_columns(ControlRow, "risk_id", "code")
    )
    return finish_bulk_save(by=by, board_id=board.pk, model=ControlActivity, saved=saved)


@transaction.atomic
def save_results(*, by: User | None, board: Board, rows: Sequence[ControlResultRow]) -> SaveCounts:
    """Save results: one for each control and tertial."""
    results = [ControlResult(**_build_owner_columns(board), **get_row_fields(row)) for row in rows]
    key = ["control_id", "year", "tertial"]
    values = [name for name in ControlResultRow.__dataclass_fields__ if name not in key]
    with set_history_context(by=by):
        saved = upsert_rows(ControlResult.objects.filter(board=board), results, key=key, values=values)
    return finish_bulk_save(by=by, board_id=board.pk, model=ControlResult, saved=saved)


def find_risk_ids(board: Board) -> dict[tuple[str, int], int]:
    """The primary keys of the board's risks by code and year."""
    return {(code, year): pk for code, year, pk in Risk.objects.filter(board=board).values_list("code", "year", "pk")}


def find_control_ids(board: Board) -> dict[tuple[int, str], int]:
    """The primary keys of the board's controls by risk and code."""
    found = ControlActivity.objects.filter(board=board).values_list("risk_id", "code", "pk")
    return {(risk_id, code): pk for risk_id, code, pk in found}


def _build_owner_columns(board: Board) -> dict[str, int]:
    return {"board_id": board.pk, "municipality_id": board.municipality_id}


def _list_value_columns(row: type[RiskRow] | type[ControlRow], *key: str) -> list[str]:
    return [*(name for name in row.__dataclass_fields__ if name not in key), "position"]


def add_risk(risk: Risk, controls: Sequence[ControlActivity]) -> None:
    """A new risk with the controls that hold it, such as one that is carried over from another year."""
    risk.save()
    ControlActivity.objects.bulk_create(controls)


def write_risk(risk: Risk, **values: Any) -> None:
    """Write values of a risk, or the whole of a new one. The caller checks and records."""
    write_values(risk, values)


def write_control(control: ControlActivity, **values: Any) -> None:
    """Write values of a control, or the whole of a new one. The caller checks and records."""
    write_values(control, values)


def delete_from_control_plan(item: Risk | ControlActivity) -> None:
    """Take a risk with its controls, or one control, out of the plan. The caller sees to that nothing is reported."""
    item.delete()


def write_risk_order(risks: Sequence[Risk]) -> None:
    """Write the positions of several risks."""
    Risk.objects.bulk_update(risks, ["position"])
