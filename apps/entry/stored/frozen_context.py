"""What a save knows of an adopted report: the plan and the earlier figures that it was published
with.

A correction is compared with the report as it was decided, not with today's plan
(docs/decisions/0019).
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec

from apps.core.choices import RelationAnswer
from apps.report.source_types import SourceData

FoundRows = Mapping[str, Any]


def apply_frozen_plan(found: FoundRows, frozen: SourceData, codes: Collection[str]) -> dict[str, Any]:
    """The loaded lists, with the plan and the earlier figures of the report in place of today's.

    ``found`` are the lists of ``save_context`` by name, ``codes`` the areas that are written.
    """
    indicators = {one["code"] for one in found.get("indicators", ())}
    ids = {one.id for one in frozen.indicators if one.code in indicators}
    areas = {area.id for area in frozen.areas if area.code in codes}
    lists: dict[str, Any] = {
        "areas": msgspec.to_builtins(frozen.areas),
        "goals": msgspec.to_builtins(frozen.goals),
        "indicators": [msgspec.structs.asdict(one) for one in frozen.indicators if one.id in ids],
        "targets": list(_list_targets(frozen, ids, areas)),
        "outcomes": _list_outcomes(found.get("outcomes", ()), frozen, ids, areas),
        **_list_related(found.get("related_outcomes", ()), frozen, ids),
        "operating": [*_list_current_lines(found, "operating", frozen), *_list_operating(frozen)],
        "cost_types": msgspec.to_builtins(frozen.cost_types),
        "budget_changes": [
            *_list_current_lines(found, "budget_changes", frozen),
            *(msgspec.to_builtins(one) for one in frozen.budget_changes if one.tertial < frozen.round.tertial),
        ],
        "own_tables": msgspec.to_builtins(frozen.own_tables),
        "investments": [*_list_current_lines(found, "investments", frozen), *_list_investments(frozen)],
    }
    return {**found, **{name: rows for name, rows in lists.items() if name in found}}


def _list_targets(frozen: SourceData, indicators: Collection[int], areas: Collection[int]) -> Iterator[dict[str, Any]]:
    for row in frozen.targets:
        is_here = row.indicator_id in indicators and row.service_area_id in areas
        if is_here and row.year == frozen.round.year:
            yield row._asdict()


def _list_outcomes(
    found: Collection[Any], frozen: SourceData, indicators: Collection[int], areas: Collection[int]
) -> list[list[Any]]:
    """The series up to the report's period, each row a list in the order of ``OUTCOME_COLUMNS``.

    As the statement of ``save_context`` gives them: position 2 is the year, 3 the tertial, the last
    the id, which rows of earlier periods don't need.
    """
    period = (frozen.round.year, frozen.round.tertial)
    earlier = [
        [*row, None]
        for row in frozen.outcomes
        if row.indicator_id in indicators and row.service_area_id in areas and (row.year, row.tertial) < period
    ]
    return [*sorted(earlier, key=lambda row: row[2:5]), *(row for row in found if (row[2], row[3]) == period)]


def _list_related(found: Collection[Any], frozen: SourceData, indicators: Collection[int]) -> dict[str, list[Any]]:
    """The relations that the report was published with, and the figures of their terms; those of its period as now."""
    relations = [
        one
        for one in frozen.relations
        if one.answer == RelationAnswer.CONFIRMED and not {one.total_id, *one.parts}.isdisjoint(indicators)
    ]
    members = {member for one in relations for member in (one.total_id, *one.parts)}
    codes = {one.id: one.code for one in frozen.indicators}
    period = (frozen.round.year, frozen.round.tertial)
    now = {tuple(row[:5]): row for row in found if (row[2], row[3]) == period}
    rows = [[*row, None] for row in frozen.outcomes if row.indicator_id in members and row.year >= period[0] - 1]
    return {
        "relations": [
            {"kind": one.kind, "total": codes[one.total_id], "parts": [codes[part] for part in one.parts]}
            for one in relations
            if codes.keys() >= {one.total_id, *one.parts}
        ],
        "related_indicators": [msgspec.structs.asdict(one) for one in frozen.indicators if one.id in members],
        "related_outcomes": [now.get(tuple(row[:5]), row) for row in rows],
    }


def _list_current_lines(found: FoundRows, name: str, frozen: SourceData) -> list[Any]:
    """The money of the report's own period, which is what a correction changes."""
    return [line for line in found.get(name, ()) if line["tertial"] == frozen.round.tertial]


def _list_operating(frozen: SourceData) -> Iterator[dict[str, Any]]:
    for row in frozen.operating:
        yield from _iter_joined_lines(row._asdict(), frozen)


def _list_investments(frozen: SourceData) -> Iterator[dict[str, Any]]:
    for row in frozen.investments:
        yield from _iter_joined_lines(row._asdict(), frozen)


def _iter_joined_lines(line: dict[str, Any], frozen: SourceData) -> Iterator[dict[str, Any]]:
    """A line of an earlier tertial of the year with the columns of its table, as the statement
    joins them.
    """
    if line["year"] != frozen.round.year or line["tertial"] >= frozen.round.tertial:
        return
    table = next((one for one in frozen.tables if one.id == line["table_id"]), None)
    yield {
        **line,
        "table_position": table.position if table else None,
        "table_code": table.code if table else None,
        "table_unit": table.unit if table else None,
        "table_round": table.round_id if table else None,
    }
