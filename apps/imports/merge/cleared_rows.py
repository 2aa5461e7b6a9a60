"""Rows that a file has emptied, on request. A row that says nothing is no row, as when it is emptied by hand."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.budget.services import BUDGET_CHANGES, INTERIM_FORECASTS, INVESTMENT_LINES, OPERATING_LINES
from apps.core.fact_tables import FactTable
from apps.core.upsert import SaveCounts
from apps.goals.services import ASSESSMENTS, OUTCOMES
from apps.imports.report_format.records import ParsedRecord
from apps.own_tables.services import OWN_VALUES
from apps.risks.services import CONTROL_RESULTS
from apps.rounds.models import Round
from apps.rounds.services import COMMENTS, finish_bulk_save
from apps.texts.services import SECTIONS

_PERIOD_COLUMNS = {"year": "year", "tertial": "tertial"}
_AREA_COLUMNS = {"service_area__code": "area"}
_ROUND_COLUMNS = {"round__year": "year", "round__tertial": "tertial"}
_TABLES_BY_SHEET: dict[str, tuple[FactTable, dict[str, str]]] = {
    "outcomes": (OUTCOMES, {"indicator__code": "indicator", "gender": "gender", **_AREA_COLUMNS, **_PERIOD_COLUMNS}),
    "operating": (
        OPERATING_LINES,
        {"cost_type": "cost_type", "table__code": "table", **_AREA_COLUMNS, **_PERIOD_COLUMNS},
    ),
    "investments": (
        INVESTMENT_LINES,
        {"project__code": "project", "flow": "flow", "table__code": "table", **_PERIOD_COLUMNS},
    ),
    "budget_changes": (
        BUDGET_CHANGES,
        {"date": "date", "kind": "kind", "decision": "decision", **_AREA_COLUMNS, **_PERIOD_COLUMNS},
    ),
    "interim_forecasts": (INTERIM_FORECASTS, {"date": "date", **_AREA_COLUMNS}),
    "own_values": (
        OWN_VALUES,
        {
            "own_table__code": "own_table",
            "row__code": "own_row",
            "column__code": "own_column",
            **_PERIOD_COLUMNS,
        },
    ),
    "results": (CONTROL_RESULTS, {"control__code": "control", **_PERIOD_COLUMNS}),
    "comments": (COMMENTS, {"topic": "topic", "heading": "heading", **_AREA_COLUMNS}),
    "texts": (SECTIONS, {"chapter__code": "chapter", **_AREA_COLUMNS}),
    "assessments": (
        ASSESSMENTS,
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
        table, columns = _TABLES_BY_SHEET[sheet]
        with set_history_context(by=by, source=source, reason=round_.correction_reason):
            gone += table.delete_rows(**_build_conditions(round_, sheet, columns, record))
        saved = SaveCounts(changed=1)
        finish_bulk_save(by=by, board_id=round_.board_id, model=table.model, saved=saved, rounds=[round_.pk])
    return gone


def _build_conditions(round_: Round, sheet: str, columns: dict[str, str], record: ParsedRecord) -> dict[str, Any]:
    found: dict[str, Any] = {"board": round_.board_id}
    for name, key in columns.items():
        value = record[key]
        if value is None:
            found[f"{name.removesuffix('__code')}__isnull"] = True
        else:
            found[name] = value
    if found.get("table__code"):
        found["table__round"] = round_.pk
    if sheet in ("comments", "texts"):
        found["round"] = round_.pk
    if sheet == "assessments":
        found["override_reason"] = ""
    if sheet == "results":
        found["control__risk__year"] = record["year"]
    return found
