"""Rows that a file has emptied, on request. A row that says nothing is no row, as when it is emptied by hand."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.budget.models import InvestmentLine, OperatingLine
from apps.core.upsert import SaveCounts
from apps.goals.models import Assessment, Outcome
from apps.imports.report_format.records import ParsedRecord
from apps.risks.models import ControlResult
from apps.rounds.models import Comment, Round
from apps.rounds.services import finish_bulk_save

_PERIOD_COLUMNS = {"year": "year", "tertial": "tertial"}
_AREA_COLUMNS = {"service_area__code": "area"}
_ROUND_COLUMNS = {"round__year": "year", "round__tertial": "tertial"}
_MODELS_BY_SHEET: dict[str, tuple[type[models.Model], dict[str, str]]] = {
    "outcomes": (Outcome, {"indicator__code": "indicator", "gender": "gender", **_AREA_COLUMNS, **_PERIOD_COLUMNS}),
    "operating": (
        OperatingLine,
        {"cost_type": "cost_type", "table__code": "table", **_AREA_COLUMNS, **_PERIOD_COLUMNS},
    ),
    "investments": (
        InvestmentLine,
        {"project__code": "project", "flow": "flow", "table__code": "table", **_PERIOD_COLUMNS},
    ),
    "results": (ControlResult, {"control__code": "control", **_PERIOD_COLUMNS}),
    "comments": (Comment, {"topic": "topic", "heading": "heading", **_AREA_COLUMNS}),
    "assessments": (
        Assessment,
        {"goal__code": "goal", "indicator__code": "indicator", **_AREA_COLUMNS, **_ROUND_COLUMNS},
    ),
}
"""For each sheet its table, and which of the row's columns finds a row in it."""


@transaction.atomic
def delete_cleared_rows(
    *, by: User | None, round_: Round, rows: Iterable[tuple[str, ParsedRecord]], source: str
) -> int:
    """Take the rows away. What they said stays in the history. How many."""
    gone = 0
    for sheet, record in rows:
        model, columns = _MODELS_BY_SHEET[sheet]
        with set_history_context(by=by, source=source, reason=round_.correction_reason):
            gone += _find_rows(round_, sheet, model, columns, record).delete()[0]
        saved = SaveCounts(changed=1)
        finish_bulk_save(by=by, board_id=round_.board_id, model=model, saved=saved, rounds=[round_.pk])
    return gone


def _find_rows(
    round_: Round, sheet: str, model: type[models.Model], columns: dict[str, str], record: ParsedRecord
) -> models.QuerySet[Any]:
    found: dict[str, Any] = {"board": round_.board_id}
    for name, key in columns.items():
        value = record[key]
        if value is None:
            found[f"{name.removesuffix('__code')}__isnull"] = True
        else:
            found[name] = value
    if found.get("table__code"):
        found["table__round"] = round_.pk
    if sheet == "comments":
        found["round"] = round_.pk
    if sheet == "assessments":
        found["override_reason"] = ""
    if sheet == "results":
        found["control__risk__year"] = record["year"]
    return model._default_manager.filter(**found)
