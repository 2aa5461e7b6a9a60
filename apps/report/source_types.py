"""The rows that a report is built from, as plain values: the columns of each list, and all of them together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model

from apps.goals.models import Assessment, Indicator
from apps.rounds.models import Round

ModelType = TypeVar("ModelType", bound=Model)
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


def build_models(model: type[ModelType], rows: Iterable[Mapping[str, Any]]) -> list[ModelType]:
    """Objects of a model out of rows by column, as Django makes its own: keyword by keyword costs twice as much.

    A column that a row lacks, since the row was frozen before the column came, has its default.
    """
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    defaults = {field.attname: field.get_default() for field in fields}
    return [model.from_db("default", names, list(map({**defaults, **row}.__getitem__, names))) for row in rows]


class InvestmentSourceRow(NamedTuple):
    """An investment's money in one period, with its project. Kronor; see ``budget.models``."""

    project_id: int
    code: str
    name: str
    parent_id: int | None
    service_area_id: int | None
    year: int
    tertial: int
    flow: str
    original_budget: int | None
    supplementary_budget: int | None
    budget: int | None
    actual: int | None
    forecast: int | None
    stated_variance: int | None
    stated_forecast_variance: int | None
    table_id: int | None
    footnote: str
    is_corrected: bool = False  # the board's own figures, in the place of what the table prints


@dataclass(frozen=True, slots=True)
class SourceData:
    """Everything the database knows that a report needs."""

    round: Round
    frame: dict[str, list[dict[str, Any]]]
    indicators: list[Indicator]
    targets: list[tuple[Any, ...]]
    outcomes: list[tuple[Any, ...]]
    assessments: list[Assessment]
    operating: list[tuple[Any, ...]]
    investments: list[InvestmentSourceRow]
    risks: list[dict[str, Any]]
