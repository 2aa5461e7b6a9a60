"""What a published report was built from, kept for ever: a correction changes what it is about and nothing else.

An adopted report is read from here. Only the report's own facts (the figures of its period, its assessments, comments
and control results) come from the tables, where a correction writes them. Plan, names, settings, other periods, answers
to findings and the decision are those of the publication.
"""

import zlib
from collections.abc import Callable, Hashable, Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from django.db import models

from apps.core.prepared_queries import fetch_prepared, parse_json
from apps.goals.models import Assessment, Indicator
from apps.report.models import ReportSource
from apps.report.services import save_source
from apps.report.source_types import (
    OPERATING_COLUMNS,
    OUTCOME_COLUMNS,
    TARGET_COLUMNS,
    InvestmentSourceRow,
    SourceData,
    build_models,
)
from apps.rounds.models import Round

SourceRow = tuple[Any, ...]
ModelType = TypeVar("ModelType", bound=models.Model)
RowType = TypeVar("RowType", bound=SourceRow)
_ROUND_FIELDS = ("summary", "source_title", "decision_date", "decision_paragraph", "case_number")
_DECIMAL_COLUMNS = ("value", "upper", "numerator", "denominator", "forecast", "stated_change")
_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class References:
    """What else a report leaned on: headline figures of earlier reports, and the publications its checks compared with.

    ``headlines`` are ``[year, tertial, figures]``, ``publications`` primary keys with the SHA-256 of what was read.
    """

    headlines: list[list[Any]]
    publications: list[list[Any]]


@dataclass(frozen=True, slots=True)
class FrozenSource:
    """A publication's source as it was."""

    rows: SourceData
    references: References


def freeze_source(*, rows: SourceData, references: References, version: int) -> ReportSource:
    """Keep what a version of the round's report is built from. Call in the transaction that publishes it."""
    return save_source(round_=rows.round, version=version, source=zlib.compress(_encode_source(rows, references)))


_LATEST_QUERY = """
SELECT id, source FROM followup_reportsource WHERE round_id = %s ORDER BY version DESC LIMIT 1
"""


def load_frozen(round_: Round) -> FrozenSource | None:
    """What the latest publication of the round was built from, in one query; None where nothing is kept."""
    found = fetch_prepared(_LATEST_QUERY, [round_.pk], binary=True)
    return _decode_source(_decompress(*found[0]), round_) if found else None


@lru_cache(maxsize=16)
def _decompress(_key: int, data: bytes) -> bytes:
    return zlib.decompress(data)


def _encode_source(rows: SourceData, references: References) -> bytes:
    board = rows.round.board
    return _encoder.encode(
        {
            "round": {name: getattr(rows.round, name) for name in _ROUND_FIELDS},
            "board": _dump_columns(board),
            "municipality": _dump_columns(board.municipality),
            "frame": rows.frame,
            "indicators": [_dump_columns(one) for one in rows.indicators],
            "assessments": [_dump_columns(one) for one in rows.assessments],
            "risks": rows.risks,
            "targets": rows.targets,
            "outcomes": rows.outcomes,
            "operating": rows.operating,
            "investments": rows.investments,
            "headlines": references.headlines,
            "publications": references.publications,
        }
    )


def _decode_source(data: bytes, round_: Round) -> FrozenSource:
    found = parse_json(data)
    then = copy(round_)
    for name, value in found["round"].items():
        setattr(then, name, date.fromisoformat(value) if name == "decision_date" and value else value)
    then.board = _restore_object(round_.board, found["board"])
    then.board.municipality = _restore_object(round_.board.municipality, found["municipality"])
    rows = SourceData(
        round=then,
        frame=found["frame"],
        indicators=build_models(Indicator, found["indicators"]),
        assessments=build_models(Assessment, found["assessments"]),
        risks=found["risks"],
        targets=_restore_tuples(found["targets"], TARGET_COLUMNS),
        outcomes=_restore_tuples(found["outcomes"], OUTCOME_COLUMNS),
        operating=[tuple(row) for row in found["operating"]],
        investments=[InvestmentSourceRow(*row) for row in found["investments"]],
    )
    return FrozenSource(rows, References(found["headlines"], found["publications"]))


def _dump_columns(item: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(item, field.attname) for field in item._meta.concrete_fields}


def _restore_object(now: ModelType, columns: dict[str, Any]) -> ModelType:
    """The object as it was then. A column that has come since is as it is now."""
    then = copy(now)
    for field in now._meta.concrete_fields:
        if field.attname in columns and not field.is_relation:
            setattr(then, field.attname, field.to_python(columns[field.attname]))
    return then


def _restore_tuples(rows: Iterable[list[Any]], columns: tuple[str, ...]) -> list[SourceRow]:
    """The rows with their numbers as decimals: JSON knows no difference between 5 and Decimal(5)."""
    places = [place for place, name in enumerate(columns) if name in _DECIMAL_COLUMNS]
    for row in rows:
        for place in places:
            if row[place] is not None:
                row[place] = Decimal(row[place])
    return [tuple(row) for row in rows]


# The report's own facts, from the tables


def merge_current_facts(frozen: SourceData, now: SourceData) -> SourceData:
    """The frozen rows with the report's own facts as the tables have them now, each in its old place."""
    own_tables = {table["id"] for table in frozen.frame["tables"] if table["round_id"] == now.round.pk}
    period = (now.round.year, now.round.tertial)

    def is_own_amount(year: int, tertial: int, table_id: int | None) -> bool:
        return (year, tertial) == period and (table_id is None or table_id in own_tables)

    operating = [OPERATING_COLUMNS.index(name) for name in ("year", "tertial", "table_id")]
    outcome = [OUTCOME_COLUMNS.index(name) for name in ("year", "tertial")]
    return replace(
        frozen,
        frame={**frozen.frame, "comments": now.frame["comments"]},
        assessments=now.assessments,
        risks=_merge_control_results(frozen.risks, now.risks, now.round.tertial),
        outcomes=sorted(
            _replace_rows(
                frozen.outcomes,
                now.outcomes,
                lambda row: (row[outcome[0]], row[outcome[1]]) == period,
                lambda row: row[:5],
            ),
            key=_get_outcome_order,
        ),
        operating=_replace_rows(
            frozen.operating,
            now.operating,
            lambda row: is_own_amount(*(row[place] for place in operating)),
            lambda row: (*row[:4], row[operating[2]]),
        ),
        investments=_group_by_project(
            _replace_rows(
                frozen.investments,
                now.investments,
                lambda row: is_own_amount(row.year, row.tertial, row.table_id),
                lambda row: (row.project_id, row.year, row.tertial, row.flow, row.table_id),
            )
        ),
    )


def _get_outcome_order(row: SourceRow) -> tuple[Any, ...]:
    """As ``rows`` reads them: indicator, year, tertial, gender, area."""
    return row[0], row[2], row[3], row[4], row[1]


def _group_by_project(rows: list[InvestmentSourceRow]) -> list[InvestmentSourceRow]:
    """Each project's rows together, so that a row that is new stands with its project."""
    places: dict[int, int] = {}
    for row in rows:
        places.setdefault(row.project_id, len(places))
    return sorted(rows, key=lambda row: places[row.project_id])


def _replace_rows(
    frozen: list[RowType], now: list[RowType], is_own: Callable[[RowType], bool], key: Callable[[RowType], Hashable]
) -> list[RowType]:
    """The own rows as they are now, where the frozen ones stood; what is new comes last, what is gone is left out."""
    own = {key(row): row for row in now if is_own(row)}
    kept = [own.pop(key(row), None) if is_own(row) else row for row in frozen]
    return [*(row for row in kept if row is not None), *own.values()]


def _merge_control_results(
    frozen: list[dict[str, Any]], now: list[dict[str, Any]], tertial: int
) -> list[dict[str, Any]]:
    """The year's risks as they were, with this tertial's control results as they are."""
    found = {(risk["code"], control["code"]): control["results"] for risk in now for control in risk["controls"]}

    def results(risk: dict[str, Any], control: dict[str, Any]) -> list[dict[str, Any]]:
        own = [one for one in found.get((risk["code"], control["code"]), []) if one["tertial"] == tertial]
        return [*(one for one in control["results"] if one["tertial"] != tertial), *own]

    return [
        {**risk, "controls": [{**control, "results": results(risk, control)} for control in risk["controls"]]}
        for risk in frozen
    ]
