"""What ``BoardReport`` is built from: few queries, whatever the amount of data.

The frame (organisation, plan, tables, comments, earlier publications) comes in one query as JSON made by the database;
the facts come as plain tuples.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from apps.budget.models import InvestmentLine, OperatingLine
from apps.core.tertials import Tertial
from apps.goals.models import Assessment, FocusArea, Goal, Indicator, Outcome, Target
from apps.organisation.models import ServiceArea
from apps.risks.models import ControlActivity, ControlResult, Risk
from apps.rounds.models import Comment, Round, SourceTable


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything the database knows that a report needs."""

    round: Round
    frame: dict[str, list[dict[str, Any]]]
    indicators: list[Indicator]
    targets: list[tuple[Any, ...]]
    outcomes: list[tuple[Any, ...]]
    assessments: list[Assessment]
    operating: list[tuple[Any, ...]]
    investments: list[InvestmentLine]
    risks: list[dict[str, Any]]


def fetch(round_: Round) -> Rows:
    """Read all rows of the round's board up to its period: nine queries."""
    board = round_.board_id
    period = round_.period
    return Rows(
        round=round_,
        frame=_frame(round_),
        indicators=list(_valid(Indicator.objects.filter(board=board), period.year)),
        targets=list(
            Target.objects.filter(board=board, year__lte=period.year + 3)
            .order_by("year", "gender")
            .values_list(*TARGET_COLUMNS)
        ),
        outcomes=list(
            Outcome.objects.filter(_until(period), board=board)
            .order_by("year", "tertial", "gender")
            .values_list(*OUTCOME_COLUMNS)
        ),
        assessments=list(Assessment.objects.filter(round=round_).order_by("id")),
        operating=list(
            OperatingLine.objects.filter(_until(period), board=board).order_by().values_list(*OPERATING_COLUMNS)
        ),
        investments=list(
            InvestmentLine.objects.filter(_until(period), board=board)
            .filter(Q(table__isnull=True) | Q(table__round=round_))
            .select_related("project")
            .order_by("project__position", "project_id", "-year", "-tertial", "flow")
        ),
        risks=_risks(board, period),
    )


TARGET_COLUMNS = (
    "indicator_id", "service_area_id", "year", "gender", "comparator", "value", "upper", "base_year", "text",
    "decision", "footnote",
)  # fmt: skip
OUTCOME_COLUMNS = (
    "indicator_id", "service_area_id", "year", "tertial", "gender", "value", "numerator", "denominator", "forecast",
    "missing", "stated_text", "stated_change", "preliminary", "footnote",
)  # fmt: skip
OPERATING_COLUMNS = (
    "service_area_id", "year", "tertial", "cost_type", "budget", "actual", "forecast", "stated_variance",
    "stated_forecast_variance", "table_id", "label", "footnote",
)  # fmt: skip


def _until(period: Tertial) -> Q:
    return Q(year__lt=period.year) | Q(year=period.year, tertial__lte=period.number)


def _valid(queryset: QuerySet[Any], year: int) -> QuerySet[Any]:
    return queryset.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=year), Q(valid_to__isnull=True) | Q(valid_to__gte=year)
    )


def _frame(round_: Round) -> dict[str, list[dict[str, Any]]]:
    """The frame in one query: each list as an array of JSON objects."""
    same_board = {"board": OuterRef("board_id")}
    year = round_.year
    goals = _valid(Goal.objects.filter(**same_board), year).annotate(
        focus=ArraySubquery(
            Goal.focus_areas.through.objects.filter(goal_id=OuterRef("pk"))
            .order_by("focusarea__position")
            .values("focusarea__code")
        ),
        areas=ArraySubquery(
            Goal.service_areas.through.objects.filter(goal_id=OuterRef("pk"))
            .order_by("servicearea__position")
            .values("servicearea__code")
        ),
    )
    lists: dict[str, tuple[QuerySet[Any], tuple[str, ...]]] = {
        "areas": (
            _valid(ServiceArea.objects.filter(**same_board), year).order_by("position", "id"),
            ("id", "code", "name", "kind", "parent_id"),
        ),
        "focus_areas": (
            FocusArea.objects.filter(**same_board).order_by("position", "id"),
            ("code", "name", "description"),
        ),
        "goals": (
            goals.order_by("position", "id"),
            ("id", "code", "name", "level", "description", "parent_id", "focus", "areas"),
        ),
        "tables": (
            SourceTable.objects.filter(**same_board).order_by("position"),
            ("id", "code", "title", "note", "position", "round_id"),
        ),
        "comments": (
            Comment.objects.filter(round=OuterRef("pk")).order_by("position", "id"),
            ("topic", "service_area_id", "heading", "text", "cause", "action"),
        ),
    }
    arrays: dict[str, Any] = {
        f"frame_{name}": ArraySubquery(queryset.values(json=JSONObject(**{field: F(field) for field in fields})))
        for name, (queryset, fields) in lists.items()
    }
    row: dict[str, Any] = dict(Round.objects.filter(pk=round_.pk).values(**arrays).get())
    return {name: row[f"frame_{name}"] for name in lists}


def _risks(board: int, period: Tertial) -> list[dict[str, Any]]:
    """The year's risks with controls and results nested, in one query."""
    results = (
        ControlResult.objects.filter(control=OuterRef("pk"), year=period.year, tertial__lte=period.number)
        .order_by("tertial")
        .values(json=JSONObject(tertial="tertial", status="status", verdict="verdict", comment="comment"))
    )
    controls = (
        ControlActivity.objects.filter(risk=OuterRef("pk"))
        .order_by("position", "id")
        .values(json=JSONObject(code="code", name="name", description="description", results=ArraySubquery(results)))
    )
    columns = (
        "code", "name", "process_group", "process", "category", "owner_role", "service_area_id", "probability",
        "consequence", "stated_value",
    )  # fmt: skip
    risks = Risk.objects.filter(board=board, year=period.year).order_by("position", "id")
    return list(risks.annotate(controls_=ArraySubquery(controls)).values(*columns, "controls_"))
