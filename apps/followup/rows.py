"""What ``BoardReport`` is built from: few queries, whatever the amount of data.

The frame (organisation, plan, tables, comments, earlier publications) comes in one query as JSON made by the database;
the facts come as plain tuples.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from apps.budget.models import InvestmentLine, OperatingLine
from apps.core.tertials import Tertial
from apps.followup.models import FindingAnswer
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


FACTS = frozenset({"indicators", "targets", "outcomes", "assessments", "operating", "investments", "risks"})


def fetch(round_: Round, only: Collection[str] = FACTS) -> Rows:
    """Read the rows of the round's board up to its period: nine queries, or one and one for each list in ``only``."""
    board = Q(board=round_.board_id)
    lists: dict[str, Callable[[], list[Any]]] = {
        "indicators": lambda: list(_valid(Indicator.objects.filter(board), round_.year)),
        "targets": lambda: list(targets_of(board, round_.period)),
        "outcomes": lambda: list(outcomes_of(board, round_.period)),
        "assessments": lambda: list(Assessment.objects.filter(round=round_).order_by("id")),
        "operating": lambda: list(operating_of(board, round_.period)),
        "investments": lambda: list(
            InvestmentLine.objects.filter(board, _until(round_.period))
            .filter(Q(table__isnull=True) | Q(table__round=round_))
            .select_related("project")
            .order_by("project__position", "project_id", "-year", "-tertial", "flow")
        ),
        "risks": lambda: _risks(round_.board_id, round_.period),
    }
    read = {name: make() if name in only else [] for name, make in lists.items()}
    return Rows(round=round_, frame=frames_of([round_])[round_.pk], **read)


def targets_of(boards: Q, period: Tertial) -> QuerySet[Any, tuple[Any, ...]]:
    """``TARGET_COLUMNS`` of the boards' targets, some years ahead too."""
    rows = Target.objects.filter(boards, year__lte=period.year + YEARS_AHEAD)
    return rows.order_by("year", "gender", "service_area__position", "id").values_list(*TARGET_COLUMNS)


def outcomes_of(boards: Q, period: Tertial) -> QuerySet[Any, tuple[Any, ...]]:
    """``OUTCOME_COLUMNS`` of the boards' outcomes up to the period."""
    rows = Outcome.objects.filter(boards, _until(period))
    ordered = rows.order_by("year", "tertial", "gender", "service_area__position", "id")
    return ordered.values_list(*OUTCOME_COLUMNS)


def operating_of(boards: Q, period: Tertial) -> QuerySet[Any, tuple[Any, ...]]:
    """``OPERATING_COLUMNS`` of the boards' operating lines up to the period."""
    return OperatingLine.objects.filter(boards, _until(period)).order_by().values_list(*OPERATING_COLUMNS)


YEARS_AHEAD = 3
TARGET_COLUMNS = (
    "indicator_id", "service_area_id", "year", "gender", "comparator", "value", "upper", "base_year", "text",
    "decision", "footnote",
)  # fmt: skip
OUTCOME_COLUMNS = (
    "indicator_id", "service_area_id", "year", "tertial", "gender", "value", "numerator", "denominator", "forecast",
    "missing", "stated_text", "stated_change", "preliminary", "footnote", "version",
)  # fmt: skip
OPERATING_COLUMNS = (
    "service_area_id", "year", "tertial", "cost_type", "budget", "actual", "forecast", "stated_variance",
    "stated_forecast_variance", "table_id", "label", "footnote", "version",
)  # fmt: skip


def _until(period: Tertial) -> Q:
    return Q(year__lt=period.year) | Q(year=period.year, tertial__lte=period.number)


def _valid(queryset: QuerySet[Any], year: Any) -> QuerySet[Any]:
    return queryset.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=year), Q(valid_to__isnull=True) | Q(valid_to__gte=year)
    )


def frames_of(rounds: Iterable[Round]) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """The frames of the rounds by their ids, in one query: each list as an array of JSON objects."""
    same_board = {"board": OuterRef("board_id")}
    year = OuterRef("year")
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
            ("id", "code", "title", "note", "unit", "position", "round_id"),
        ),
        "comments": (
            Comment.objects.filter(round=OuterRef("pk")).order_by("position", "id"),
            ("topic", "service_area_id", "heading", "text", "cause", "action"),
        ),
        "answers": (
            FindingAnswer.objects.filter(**same_board).order_by("id"),
            ("fingerprint", "reason", "text", "size"),
        ),
    }
    arrays: dict[str, Any] = {
        f"frame_{name}": ArraySubquery(queryset.values(json=JSONObject(**{field: F(field) for field in fields})))
        for name, (queryset, fields) in lists.items()
    }
    rows: Any = Round.objects.filter(pk__in=[round_.pk for round_ in rounds]).values("pk", **arrays)
    return {row["pk"]: {name: row[f"frame_{name}"] for name in lists} for row in rows}


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
