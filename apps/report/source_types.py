"""The rows that a report is built from, as typed plain values: one type for each list, and all of
them together.

Column names are those of the tables, so that ``source`` can name its columns by the fields of a
type. Rows that come as JSON from the database are structs; figures, of which a report may read tens
of thousands, come as plain rows and are named tuples. The frozen source of every published version
(``frozen_source``) is JSON of these same types: a field never changes its name, and a field that is
added has a default, which older versions get.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import msgspec

from apps.core.rich_text.tree import RichText
from apps.report.board_report import FocusAreaRef
from apps.report.cost_types.source_rows import CostTypeSourceRow
from apps.report.own_tables.rows import OwnTableSource
from apps.report.reorganised.source_rows import (
    AreaChangeSourceRow,
    IndicatorMergeSourceRow,
    ReorganisationSourceRow,
)
from apps.rounds.models import Round


class SourceRow(msgspec.Struct, frozen=True, gc=False):
    """A row that comes as JSON.

    Never changed, and never in a circle, so the garbage collector need not look at it.
    """


class AreaSourceRow(SourceRow, frozen=True):
    """A service area that is valid in the round's year.

    ``parent_id`` is None for the board as a whole.
    """

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    valid_from: int | None = None


class GoalSourceRow(SourceRow, frozen=True):
    """A goal with the codes of its focus areas and of the service areas that it is for."""

    id: int
    code: str
    name: str
    level: str
    description: str
    parent_id: int | None
    focus: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


class TableSourceRow(SourceRow, frozen=True):
    """A printed table of any of the board's reports; ``round_id`` tells which.

    Its amounts are written in ``unit``.
    """

    id: int
    code: str
    title: str
    note: str
    unit: str
    position: int
    round_id: int


class CommentSourceRow(SourceRow, frozen=True):
    """Why it went as it did, for one service area."""

    topic: str
    service_area_id: int
    heading: str
    text: str
    cause: str
    action: str
    text_is_rich: bool = False
    cause_is_rich: bool = False
    action_is_rich: bool = False


class ChapterSourceRow(SourceRow, frozen=True):
    """A chapter of the board's disposition that the round's tertial has."""

    code: str
    heading: str
    level: int
    kind: str
    part: str


class SectionSourceRow(SourceRow, frozen=True):
    """What is written in a chapter, by its code, for one service area."""

    chapter: str
    service_area_id: int
    text: RichText


class AnswerSourceRow(SourceRow, frozen=True):
    """The board's answer to a finding.

    ``size`` is the difference that was answered, in the figure's own unit.
    """

    fingerprint: str
    reason: str
    text: str
    size: Decimal | None = None


class IndicatorSourceRow(SourceRow, frozen=True, kw_only=True):
    """An indicator: every column of ``goals.Indicator``, which says what they mean, and the codes of its own areas."""

    id: int
    municipality_id: int
    board_id: int
    code: str
    name: str
    position: int = 0
    goal_id: int | None = None
    kind: str = ""
    heading: str = ""
    unit: str
    decimals: int = 0
    direction: str
    accumulation: str
    by_gender: bool = False
    counts_persons: bool = False
    reference_for_id: int | None = None
    definition: str = ""
    source: str = ""
    kolada_id: str | None = None
    tolerance_percent: Decimal | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    areas: tuple[str, ...] = ()


class AssessmentSourceRow(SourceRow, frozen=True, kw_only=True):
    """What people judged and wrote: every column of ``goals.Assessment``, which says what they
    mean.
    """

    id: int
    municipality_id: int
    board_id: int
    version: int = 0
    round_id: int
    goal_id: int | None = None
    indicator_id: int | None = None
    service_area_id: int
    rating: str = ""
    stated_rating: str = ""
    override_reason: str = ""
    trend: str = ""
    summary: str = ""
    cause: str = ""
    action: str = ""
    gender_reflection: str = ""
    summary_is_rich: bool = False
    cause_is_rich: bool = False
    action_is_rich: bool = False
    gender_reflection_is_rich: bool = False
    table_id: int | None = None


class ControlResultSourceRow(SourceRow, frozen=True):
    """A control's result in one tertial of the year."""

    tertial: int
    status: str
    verdict: str
    comment: str


class ControlSourceRow(SourceRow, frozen=True):
    """A control of a risk, with its results of the year up to the round's tertial."""

    code: str
    name: str
    description: str
    results: tuple[ControlResultSourceRow, ...] = ()


class RiskSourceRow(SourceRow, frozen=True):
    """A risk of the year.

    Probability and consequence are 1 to 4; ``stated_value`` is what the report prints.
    """

    code: str
    name: str
    process_group: str
    process: str
    category: str
    owner_role: str
    service_area_id: int
    probability: int
    consequence: int
    stated_value: int | None
    controls: tuple[ControlSourceRow, ...] = ()


class BudgetChangeSourceRow(SourceRow, frozen=True):
    """A step on the way of an area's net budget; see ``budget.BudgetChange``. Kronor."""

    service_area_id: int
    year: int
    tertial: int
    date: date
    kind: str
    amount: int
    decision: str = ""
    note: str = ""


class InterimForecastSourceRow(SourceRow, frozen=True):
    """A forecast of an area's net cost between two reports; see ``budget.InterimForecast``. Kronor."""

    service_area_id: int
    year: int
    tertial: int
    date: date
    forecast: int
    note: str = ""


class TargetSourceRow(NamedTuple):
    """A target of an indicator for a year, an area and a gender; see ``goals.Target``."""

    indicator_id: int
    service_area_id: int
    year: int
    gender: str
    comparator: str
    value: Decimal | None
    upper: Decimal | None
    base_year: int | None
    text: str
    decision: str
    footnote: str
    reason: str = ""


class DefinitionChangeSourceRow(SourceRow, frozen=True, kw_only=True):
    """From a tertial on an indicator measures something else; see ``goals.DefinitionChange``."""

    indicator_id: int
    year: int
    tertial: int
    note: str


class RelationSourceRow(SourceRow, frozen=True, kw_only=True):
    """A relation between indicators that a person has confirmed or refused (``answer``); see ``goals.Relation``.

    The ids of ``parts`` are in their order.
    """

    kind: str
    answer: str
    total_id: int
    parts: tuple[int, ...] = ()


class TargetChangeSourceRow(SourceRow, frozen=True, kw_only=True):
    """A target as it was until a period of its own year, as the plan's history has it.

    ``holds_until`` is the period that the change holds from, as ``core.plan_time.get_period_number`` counts.
    """

    indicator_id: int
    service_area_id: int
    year: int
    gender: str
    comparator: str
    value: Decimal | None = None
    upper: Decimal | None = None
    base_year: int | None = None
    text: str
    decision: str = ""
    holds_until: int


class OutcomeSourceRow(NamedTuple):
    """An outcome of an indicator in a tertial, for an area and a gender; see ``goals.Outcome``."""

    indicator_id: int
    service_area_id: int
    year: int
    tertial: int
    gender: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    forecast: Decimal | None
    missing: str
    stated_text: str
    stated_change: Decimal | None
    preliminary: bool
    footnote: str
    version: int


class OperatingSourceRow(NamedTuple):
    """A row of the operating budget in one tertial, whole kronor; see ``budget.OperatingLine``.

    ``table_id`` is the printed table that states it, None for the board's own entry.
    """

    service_area_id: int
    year: int
    tertial: int
    cost_type: str
    budget: int | None
    actual: int | None
    forecast: int | None
    stated_variance: int | None
    stated_forecast_variance: int | None
    table_id: int | None
    label: str
    footnote: str
    version: int
    corrects: int | None = None  # the printed table of the report whose row this own entry replaces
    period_budget: int | None = None  # last, since the rows of a published report are stored in this order


TARGET_COLUMNS = TargetSourceRow._fields
OUTCOME_COLUMNS = OutcomeSourceRow._fields
# ``corrects`` is worked out, and in no table.
OPERATING_COLUMNS = tuple(name for name in OperatingSourceRow._fields if name != "corrects")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceData:
    """Everything the database knows that a report needs. A list that was not asked for is empty."""

    round: Round
    areas: list[AreaSourceRow]
    focus_areas: list[FocusAreaRef]
    goals: list[GoalSourceRow]
    tables: list[TableSourceRow]
    comments: list[CommentSourceRow]
    answers: list[AnswerSourceRow]
    indicators: list[IndicatorSourceRow]
    targets: list[TargetSourceRow]
    target_changes: list[TargetChangeSourceRow]
    definition_changes: list[DefinitionChangeSourceRow]
    outcomes: list[OutcomeSourceRow]
    assessments: list[AssessmentSourceRow]
    operating: list[OperatingSourceRow]
    investments: list[InvestmentSourceRow]
    risks: list[RiskSourceRow]
    budget_changes: list[BudgetChangeSourceRow] = field(default_factory=list)
    interim_forecasts: list[InterimForecastSourceRow] = field(default_factory=list)
    relations: list[RelationSourceRow] = field(default_factory=list)
    chapters: list[ChapterSourceRow] = field(default_factory=list)
    sections: list[SectionSourceRow] = field(default_factory=list)
    reorganisations: list[ReorganisationSourceRow] = field(default_factory=list)
    former_areas: list[AreaSourceRow] = field(default_factory=list)
    area_changes: list[AreaChangeSourceRow] = field(default_factory=list)
    indicator_merges: list[IndicatorMergeSourceRow] = field(default_factory=list)
    own_tables: list[OwnTableSource] = field(default_factory=list)
    cost_types: list[CostTypeSourceRow] = field(default_factory=list)
