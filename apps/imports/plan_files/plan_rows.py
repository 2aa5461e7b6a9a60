"""A board's plan for a year as rows, by sheet: what a workbook is written from, and a file is compared with."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from apps.budget.kronor import KRONOR_PER_UNIT
from apps.budget.models import InvestmentProject, OwnCostType
from apps.core.choices import RelationAnswer
from apps.goals.models import FocusArea, Goal, Indicator, Relation, Target
from apps.goals.relation_rules import ORDERED_KINDS, IndicatorRelation
from apps.imports.plan_files.plan_sheets import PLAN_SHEETS, SETTING_FIELDS, SETTINGS, PlanSheet
from apps.imports.report_format.columns import ALL_TERTIALS
from apps.imports.report_format.round_sheets import format_cell
from apps.organisation.models import Board, ServiceArea
from apps.planning import load_year_budgets
from apps.risks.models import ControlActivity, Risk
from apps.rounds.models import AmountUnit, Round
from apps.texts.selectors import find_disposition

PlanRow = Mapping[str, Any]
KRONOR_PER_TKR = KRONOR_PER_UNIT[AmountUnit.TKR]


def load_settings(board: Board, year: int) -> dict[str, Any]:
    """The board's settings and the year's last days, by the keys of the fields."""
    days = dict(Round.objects.filter(board=board, year=year).values_list("tertial", "deadline"))
    kronor = board.explain_over_kronor
    return {
        "year": year,
        "board": board.name,
        "administration": board.administration,
        "tolerance": board.tolerance_percent,
        "threshold": board.small_number_threshold,
        "forecast_warning_percent": board.forecast_warning_percent,
        "explain_over_percent": board.explain_over_percent,
        "explain_over_tkr": None if kronor is None else kronor // KRONOR_PER_TKR,
        **{f"deadline_{number}": days.get(number) for number in (1, 2, 3)},
    }


def load_plan_rows(board: Board, year: int) -> dict[str, list[PlanRow]]:
    """The rows of every sheet by its key, as values by the keys of the columns; what is pointed at by its code."""
    areas = list(ServiceArea.objects.filter(board=board).select_related("parent"))
    codes = {area.pk: area.code for area in areas}
    settings = load_settings(board, year)
    return {
        "settings": [{"field": one.name, "value": format_cell(one, settings[one.key])} for one in SETTING_FIELDS],
        "areas": [_get_fields(one, "code", "name", "kind", "parent", "valid_from", "valid_to") for one in areas],
        "focus_areas": [
            _get_fields(one, "code", "name", "description") for one in FocusArea.objects.filter(board=board)
        ],
        "goals": _build_goal_rows(board),
        "indicators": _build_indicator_rows(board),
        "targets": _build_target_rows(board, year, codes),
        "relations": _build_relation_rows(board),
        "cost_types": [
            _get_fields(one, "code", "name", "belongs_to", "valid_from", "valid_to")
            for one in OwnCostType.objects.filter(board=board)
        ],
        "budgets": [
            {"area": codes[place.service_area_id], "cost_type": place.cost_type,
             "budget": Decimal(amount) / KRONOR_PER_TKR}
            for place, amount in load_year_budgets(board, year).items()
        ],
        "projects": [
            {**_get_fields(one, "code", "name", "parent", "valid_from", "valid_to"), "area": codes[one.service_area_id]}
            for one in InvestmentProject.objects.filter(board=board).select_related("parent")
        ],
        "risks": _build_risk_rows(board, year, codes),
        "controls": [
            {**_get_fields(one, "code", "name", "description"), "risk": one.risk.code, "ends": None}
            for one in ControlActivity.objects.filter(board=board, risk__year=year)
            .select_related("risk").order_by("risk__position", "risk_id", "position", "id")
        ],
        "chapters": _build_chapter_rows(board, year),
    }  # fmt: skip


def format_rows(sheet: PlanSheet, rows: Iterable[PlanRow]) -> list[list[str]]:
    """The rows as the text of their cells, in the order of the columns."""
    return [[format_cell(column, row.get(column.key)) for column in sheet.columns] for row in rows]


def index_cells(sheet: PlanSheet, rows: Sequence[PlanRow]) -> dict[tuple[str, ...], dict[str, str]]:
    """The cells of each row as text by the keys of the columns, under what names the row."""
    found = {}
    for cells in format_rows(sheet, rows):
        by_key = dict(zip(sheet.by_key, cells, strict=True))
        found[tuple(by_key[key] for key in sheet.row_key)] = by_key
    return found


def is_empty_plan(board: Board) -> bool:
    """Has the board only itself so far: no areas below it, no goals and no indicators?"""
    has_areas = ServiceArea.objects.filter(board=board, parent__isnull=False).exists()
    return not (has_areas or Goal.objects.filter(board=board).exists() or _has_indicators(board))


def _has_indicators(board: Board) -> bool:
    return Indicator.objects.filter(board=board).exists()


def _build_goal_rows(board: Board) -> list[PlanRow]:
    goals = Goal.objects.filter(board=board).select_related("parent").prefetch_related("focus_areas", "service_areas")
    keys = ("code", "level", "name", "description", "parent", "valid_from", "valid_to")
    return [
        {
            **_get_fields(goal, *keys),
            "focus_areas": tuple(one.code for one in goal.focus_areas.all()),
            "areas": tuple(one.code for one in goal.service_areas.all()),
        }
        for goal in goals
    ]


def _build_indicator_rows(board: Board) -> list[PlanRow]:
    keys = ["code", "name", "goal", "kind", "heading", "unit", "decimals", "direction", "accumulation", "by_gender"]
    keys += ["counts_persons", "reference_for", "definition", "source", "kolada_id", "tolerance_percent"]
    found = Indicator.objects.filter(board=board).select_related("goal", "reference_for")
    return [
        {
            **_get_fields(one, *keys, "valid_from", "valid_to"),
            "areas": tuple(area.code for area in one.service_areas.all()),
        }
        for one in found.prefetch_related("service_areas")
    ]


def _build_target_rows(board: Board, year: int, codes: Mapping[int, str]) -> list[PlanRow]:
    found = Target.objects.filter(board=board, year=year).select_related("indicator")
    return [
        {
            **_get_fields(one, "indicator", "gender", "text", "decision", "reason"),
            "area": codes[one.service_area_id],
            "ends": None,
        }
        for one in found.order_by("indicator__position", "indicator_id", "service_area__position", "gender", "id")
    ]


def sort_parts(kind: str, parts: Iterable[Indicator]) -> tuple[str, ...]:
    """The codes of a relation's parts: in the plan's order where their own means nothing."""
    ordered = parts if kind in ORDERED_KINDS else sorted(parts, key=lambda one: (one.position, one.pk))
    return tuple(one.code for one in ordered)


def load_relation_answers(board: Board) -> dict[IndicatorRelation, str]:
    """What is answered to the board's relations, in the order of what follows."""
    found = Relation.objects.filter(board=board).select_related("total").prefetch_related("links__indicator")
    answers = {}
    for one in found.order_by("total__position", "total_id", "id"):
        parts = sort_parts(one.kind, [link.indicator for link in one.links.all()])
        answers[IndicatorRelation(one.kind, one.total.code, parts)] = str(one.answer)
    return answers


def _build_relation_rows(board: Board) -> list[PlanRow]:
    """Those that someone has said yes to."""
    return [
        {"kind": one.kind, "total": one.total, "parts": one.parts, "ends": None}
        for one, answer in load_relation_answers(board).items()
        if answer == RelationAnswer.CONFIRMED
    ]


def _build_risk_rows(board: Board, year: int, codes: Mapping[int, str]) -> list[PlanRow]:
    keys = ["code", "process", "process_group", "name", "category", "owner_role", "probability", "consequence"]
    found = Risk.objects.filter(board=board, year=year)
    return [{**_get_fields(one, *keys), "area": codes[one.service_area_id], "ends": None} for one in found]


def _build_chapter_rows(board: Board, year: int) -> list[PlanRow]:
    disposition = find_disposition(board, year)
    chapters = disposition.chapters.order_by("position") if disposition else ()
    rows: list[PlanRow] = []
    for one in chapters:
        tertials = tuple(number for number in ALL_TERTIALS if one.is_in_tertial(int(number)))
        shown = () if tertials == ALL_TERTIALS else tertials
        keys = ("code", "heading", "level", "writer", "part", "instruction")
        rows.append({**_get_fields(one, *keys), "tertials": shown})
    return rows


def _get_fields(row: Any, *names: str) -> dict[str, Any]:
    """The values by name; another part of the plan by its code."""
    values = {name: getattr(row, name) for name in names}
    return {name: getattr(value, "code", value) for name, value in values.items()}


SHEETS_WITH_ROWS = tuple(sheet for sheet in PLAN_SHEETS if sheet is not SETTINGS)
