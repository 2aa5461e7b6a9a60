"""What a published report was built from, kept for ever: a correction changes what it is about and
nothing else.

An adopted report is read from here. Only the report's own facts (the figures of its period, its
assessments, comments, texts and control results) come from the tables, where a correction writes them.
Plan, names, settings, other periods, answers to findings and the decision are those of the
publication.
"""

import zlib
from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from django.db import models

from apps.core.prepared_queries import fetch_prepared
from apps.report.board_report import FocusAreaRef
from apps.report.cost_types.source_rows import CostTypeSourceRow
from apps.report.models import ReportSource
from apps.report.own_tables.rows import OwnTableSource, merge_current_values
from apps.report.reorganised.source_rows import AreaChangeSourceRow, IndicatorMergeSourceRow, ReorganisationSourceRow
from apps.report.services import save_source
from apps.report.source_types import (
    AnswerSourceRow,
    AreaSourceRow,
    AssessmentSourceRow,
    BudgetChangeSourceRow,
    ChapterSourceRow,
    CommentSourceRow,
    ControlResultSourceRow,
    ControlSourceRow,
    DefinitionChangeSourceRow,
    GoalSourceRow,
    IndicatorSourceRow,
    InterimForecastSourceRow,
    InvestmentSourceRow,
    OperatingSourceRow,
    OutcomeSourceRow,
    RelationSourceRow,
    RiskSourceRow,
    SectionSourceRow,
    SourceData,
    TableSourceRow,
    TargetChangeSourceRow,
    TargetSourceRow,
)
from apps.rounds.models import Round

ModelType = TypeVar("ModelType", bound=models.Model)
RowType = TypeVar("RowType")
_ROUND_FIELDS = (
    "source_title", "texts_are_summaries", "decision_date", "decision_paragraph", "case_number",
)  # fmt: skip
_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class References:
    """What else a report leaned on: headline figures of earlier reports, and the publications its
    checks compared with.

    ``headlines`` are ``[year, tertial, figures]``, ``publications`` primary keys with the SHA-256
    of what was read.
    """

    headlines: list[list[Any]]
    publications: list[list[Any]]


@dataclass(frozen=True, slots=True)
class FrozenSource:
    """A publication's source as it was."""

    rows: SourceData
    references: References


def freeze_source(*, rows: SourceData, references: References, version: int) -> ReportSource:
    """Keep what a version of the round's report is built from.

    Call in the transaction that publishes it.
    """
    return save_source(round_=rows.round, version=version, source=zlib.compress(_encode_source(rows, references)))


class _StoredLists(msgspec.Struct, frozen=True):
    """The lists of plan and texts as they are stored together."""

    areas: list[AreaSourceRow] = []
    focus_areas: list[FocusAreaRef] = []
    goals: list[GoalSourceRow] = []
    tables: list[TableSourceRow] = []
    comments: list[CommentSourceRow] = []
    answers: list[AnswerSourceRow] = []
    target_changes: list[TargetChangeSourceRow] = []
    definition_changes: list[DefinitionChangeSourceRow] = []


class _StoredSource(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON of a frozen source.

    It is kept for ever, so a name here never changes, and what is added has a default.

    ``round``, ``board`` and ``municipality`` are columns by name; those that a version lacks are as
    they are now.
    """

    round: dict[str, Any]
    board: dict[str, Any]
    municipality: dict[str, Any]
    lists: _StoredLists = msgspec.field(name="frame")
    indicators: list[IndicatorSourceRow]
    assessments: list[AssessmentSourceRow]
    risks: list[RiskSourceRow]
    targets: list[TargetSourceRow]
    outcomes: list[OutcomeSourceRow]
    operating: list[OperatingSourceRow]
    investments: list[InvestmentSourceRow]
    headlines: list[list[Any]]
    publications: list[list[Any]]
    budget_changes: list[BudgetChangeSourceRow] = []
    interim_forecasts: list[InterimForecastSourceRow] = []
    relations: list[RelationSourceRow] = []
    chapters: list[ChapterSourceRow] = []
    sections: list[SectionSourceRow] = []
    reorganisations: list[ReorganisationSourceRow] = []
    former_areas: list[AreaSourceRow] = []
    area_changes: list[AreaChangeSourceRow] = []
    indicator_merges: list[IndicatorMergeSourceRow] = []
    own_tables: list[OwnTableSource] = []
    cost_types: list[CostTypeSourceRow] = []


# A number of unknown type is a decimal with every figure as it was written, as
# ``prepared_queries.parse_json`` has it.
_decoder = msgspec.json.Decoder(_StoredSource, float_hook=Decimal)


_LATEST_QUERY = """
SELECT id, source FROM followup_reportsource WHERE round_id = %s ORDER BY version DESC LIMIT 1
"""


def load_frozen(round_: Round) -> FrozenSource | None:
    """What the latest publication of the round was built from, in one query; None where nothing is
    kept.
    """
    found = fetch_prepared(_LATEST_QUERY, [round_.pk], binary=True)
    return _decode_source(_decompress(*found[0]), round_) if found else None


@lru_cache(maxsize=16)
def _decompress(_key: int, data: bytes) -> bytes:
    return zlib.decompress(data)


def _encode_source(rows: SourceData, references: References) -> bytes:
    board = rows.round.board
    return _encoder.encode(
        _StoredSource(
            round={name: getattr(rows.round, name) for name in _ROUND_FIELDS},
            board=_dump_columns(board),
            municipality=_dump_columns(board.municipality),
            lists=_StoredLists(
                areas=rows.areas,
                focus_areas=rows.focus_areas,
                goals=rows.goals,
                tables=rows.tables,
                comments=rows.comments,
                answers=rows.answers,
                target_changes=rows.target_changes,
                definition_changes=rows.definition_changes,
            ),
            indicators=rows.indicators,
            assessments=rows.assessments,
            risks=rows.risks,
            targets=rows.targets,
            outcomes=rows.outcomes,
            operating=rows.operating,
            investments=rows.investments,
            headlines=references.headlines,
            publications=references.publications,
            budget_changes=rows.budget_changes,
            interim_forecasts=rows.interim_forecasts,
            relations=rows.relations,
            chapters=rows.chapters,
            sections=rows.sections,
            reorganisations=rows.reorganisations,
            former_areas=rows.former_areas,
            area_changes=rows.area_changes,
            indicator_merges=rows.indicator_merges,
            own_tables=rows.own_tables,
            cost_types=rows.cost_types,
        )
    )


def _decode_source(data: bytes, round_: Round) -> FrozenSource:
    stored = _decoder.decode(data)
    published_round = copy(round_)
    for name, value in stored.round.items():
        is_date = name == "decision_date" and value
        setattr(published_round, name, date.fromisoformat(value) if is_date else value)
    published_round.board = _restore_object(round_.board, stored.board)
    published_round.board.municipality = _restore_object(round_.board.municipality, stored.municipality)
    rows = SourceData(
        round=published_round,
        areas=stored.lists.areas,
        focus_areas=stored.lists.focus_areas,
        goals=stored.lists.goals,
        tables=stored.lists.tables,
        comments=stored.lists.comments,
        answers=stored.lists.answers,
        indicators=stored.indicators,
        assessments=stored.assessments,
        risks=stored.risks,
        targets=stored.targets,
        target_changes=stored.lists.target_changes,
        definition_changes=stored.lists.definition_changes,
        outcomes=stored.outcomes,
        operating=stored.operating,
        investments=stored.investments,
        budget_changes=stored.budget_changes,
        interim_forecasts=stored.interim_forecasts,
        relations=stored.relations,
        chapters=stored.chapters,
        sections=stored.sections,
        reorganisations=stored.reorganisations,
        former_areas=stored.former_areas,
        area_changes=stored.area_changes,
        indicator_merges=stored.indicator_merges,
        own_tables=stored.own_tables,
        cost_types=stored.cost_types,
    )
    return FrozenSource(rows, References(stored.headlines, stored.publications))


def _dump_columns(item: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(item, field.attname) for field in item._meta.concrete_fields}


def _restore_object(current: ModelType, columns: dict[str, Any]) -> ModelType:
    """The object as it was when it was published. A column that has come since is as it is now."""
    published = copy(current)
    for field in current._meta.concrete_fields:
        if field.attname in columns and not field.is_relation:
            setattr(published, field.attname, field.to_python(columns[field.attname]))
    return published


# The report's own facts, from the tables


def merge_current_facts(frozen: SourceData, current: SourceData) -> SourceData:
    """The frozen rows with the report's own facts as the tables have them now, each in its old
    place.
    """
    own_tables = {table.id for table in frozen.tables if table.round_id == current.round.pk}
    period = (current.round.year, current.round.tertial)

    def is_of_period(row: OutcomeSourceRow | BudgetChangeSourceRow | InterimForecastSourceRow) -> bool:
        return (row.year, row.tertial) == period

    def is_own_amount(row: OperatingSourceRow | InvestmentSourceRow) -> bool:
        return (row.year, row.tertial) == period and (row.table_id is None or row.table_id in own_tables)

    outcomes = _replace_rows(
        frozen.outcomes,
        current.outcomes,
        is_of_period,
        lambda row: (row.indicator_id, row.service_area_id, row.year, row.tertial, row.gender),
    )
    operating = _replace_rows(
        frozen.operating,
        current.operating,
        is_own_amount,
        lambda row: (row.service_area_id, row.year, row.tertial, row.cost_type, row.table_id),
    )
    investments = _replace_rows(
        frozen.investments,
        current.investments,
        is_own_amount,
        lambda row: (row.project_id, row.year, row.tertial, row.flow, row.table_id),
    )
    return replace(
        frozen,
        comments=current.comments,
        sections=current.sections,
        own_tables=merge_current_values(frozen.own_tables, current.own_tables),
        assessments=current.assessments,
        risks=_merge_control_results(frozen.risks, current.risks, current.round.tertial),
        outcomes=sorted(outcomes, key=_get_outcome_order),
        operating=operating,
        investments=_group_by_project(investments),
        budget_changes=_replace_rows(
            frozen.budget_changes,
            current.budget_changes,
            is_of_period,
            lambda row: (row.service_area_id, row.date, row.kind, row.decision),
        ),
        interim_forecasts=_replace_rows(
            frozen.interim_forecasts,
            current.interim_forecasts,
            is_of_period,
            lambda row: (row.service_area_id, row.date),
        ),
    )


def _get_outcome_order(row: OutcomeSourceRow) -> tuple[Any, ...]:
    """The order that ``source`` reads outcomes in."""
    return row.indicator_id, row.year, row.tertial, row.gender, row.service_area_id


def _group_by_project(rows: list[InvestmentSourceRow]) -> list[InvestmentSourceRow]:
    """Each project's rows together, so that a new row comes after the others of its project."""
    places: dict[int, int] = {}
    for row in rows:
        places.setdefault(row.project_id, len(places))
    return sorted(rows, key=lambda row: places[row.project_id])


def _replace_rows(
    frozen: list[RowType],
    current: list[RowType],
    is_own: Callable[[RowType], bool],
    get_key: Callable[[RowType], Hashable],
) -> list[RowType]:
    """The own rows as they are now, in the places of the frozen ones.

    New rows come last; those gone are left out.
    """
    own = {get_key(row): row for row in current if is_own(row)}
    in_place = [own.pop(get_key(row), None) if is_own(row) else row for row in frozen]
    return [*(row for row in in_place if row is not None), *own.values()]


def _merge_control_results(
    frozen: list[RiskSourceRow], current: list[RiskSourceRow], tertial: int
) -> list[RiskSourceRow]:
    """The year's risks as they were published, with this tertial's control results as they are now."""
    results_now = {(risk.code, control.code): control.results for risk in current for control in risk.controls}

    def merge_results(risk: RiskSourceRow, control: ControlSourceRow) -> tuple[ControlResultSourceRow, ...]:
        own = [result for result in results_now.get((risk.code, control.code), ()) if result.tertial == tertial]
        return (*(result for result in control.results if result.tertial != tertial), *own)

    return [
        msgspec.structs.replace(
            risk,
            controls=tuple(
                msgspec.structs.replace(control, results=merge_results(risk, control)) for control in risk.controls
            ),
        )
        for risk in frozen
    ]
