"""Totals of outcomes that follow their parts as these are typed: women and men, and sums that a controller confirmed.

A total follows while it is empty, or is what the parts came to before. Any other is typed by somebody who meant it: it
stands, the checks tell of it, and emptying it brings the sum back. What follows is written with the parts, so that the
report, its checks and every file have it. Pure.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from apps.checks.indicators import is_gender_sum
from apps.core.choices import Gender, RelationKind
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.shapes import CellInput
from apps.entry.stored.save_context import SaveContext
from apps.goals.models import MissingReason
from apps.report.source_types import OUTCOME_COLUMNS

Row = Mapping[str, Any]
_PART_GENDERS = (Gender.WOMEN.value, Gender.MEN.value)
_FIGURE_FIELDS = frozenset({"value", "missing"})
_EMPTY_VALUE: dict[str, Any] = {
    "value": None,
    "numerator": None,
    "denominator": None,
    "stated_text": "",
    "missing": "",
}
_PLACE = tuple(OUTCOME_COLUMNS.index(name) for name in ("indicator_id", "service_area_id", "gender"))


@dataclass(frozen=True, slots=True)
class FollowedSum:
    """A row whose value is the sum of others' values."""

    total: EntryKey
    parts: tuple[EntryKey, ...]


def list_gender_keys(cells: Iterable[CellInput], keys: Iterable[EntryKey | None]) -> list[EntryKey]:
    """The rows of all genders where a part is typed, or a total is emptied."""
    found: dict[EntryKey, None] = {}
    for cell, key in zip(cells, keys, strict=True):
        if key is None or key.kind != EntryKind.OUTCOME or cell.field not in _FIGURE_FIELDS:
            continue
        if key.third in _PART_GENDERS or not cell.raw.strip():
            found |= dict.fromkeys(replace(key, third=gender) for gender in Gender.values)
    return list(found)


def list_related_keys(context: SaveContext, keys: Collection[EntryKey]) -> list[EntryKey]:
    """The rows of confirmed sums that the typed rows are terms of, where the total is followed."""
    places = {(one.second, one.third): one for one in keys if one.kind == EntryKind.OUTCOME}
    return [
        key
        for relation in _iter_sum_relations(context)
        for place in places.values()
        if _is_followed(context, replace(place, first=relation["total"]))
        for key in (replace(place, first=code) for code in (relation["total"], *relation["parts"]))
    ]


def follow_sums(
    context: SaveContext, working: Mapping[EntryKey, Row], typed: Collection[EntryKey]
) -> dict[EntryKey, dict[str, Any]]:
    """The totals that change with the rows of a save, as they become. ``typed`` are rows whose own figure is typed."""
    after: dict[EntryKey, Row] = dict(working)
    found: dict[EntryKey, dict[str, Any]] = {}
    for one in _list_sums(context):
        if not ({one.total, *one.parts} & after.keys()) or not ({one.total, *one.parts} <= context.rows.keys()):
            continue
        row = after.get(one.total, context.rows[one.total].values)
        before = _sum_values(context.rows[part].values for part in one.parts)
        now = _sum_values(after.get(part, context.rows[part].values) for part in one.parts)
        follows = _is_empty(row) or (one.total not in typed and before is not None and row["value"] == before)
        if follows and row["value"] != now and not row["numerator"]:
            found[one.total] = {**row, **_EMPTY_VALUE, "value": now}
            after[one.total] = found[one.total]
    return found


def _list_sums(context: SaveContext) -> list[FollowedSum]:
    """The sums of the loaded rows: of genders, of relations, and of genders once more for the totals of these."""
    genders = list(_iter_gender_sums(context))
    places = {(key.second, key.third): key for key in context.rows if key.kind == EntryKind.OUTCOME}
    related = [
        FollowedSum(replace(place, first=one["total"]), tuple(replace(place, first=code) for code in one["parts"]))
        for one in _iter_sum_relations(context)
        for place in places.values()
    ]
    return [*genders, *related, *(genders if related else [])]


def _iter_gender_sums(context: SaveContext) -> Iterator[FollowedSum]:
    indicators = {row["code"]: row for row in context.tables.get("indicators", ())}
    for key in context.rows:
        row = indicators.get(key.first) if key.kind == EntryKind.OUTCOME and key.third == Gender.TOTAL else None
        if row and is_gender_sum(row["unit"], row["accumulation"], counts_persons=row["counts_persons"]):
            yield FollowedSum(key, tuple(replace(key, third=gender) for gender in _PART_GENDERS))


def _iter_sum_relations(context: SaveContext) -> Iterator[Row]:
    return (row for row in context.tables.get("relations", ()) if row["kind"] == RelationKind.TOTAL)


def _is_followed(context: SaveContext, key: EntryKey) -> bool:
    """Has the total been reported of the area and gender, this tertial, a year ago or at last year's end?"""
    ids = {row["code"]: row["id"] for row in context.tables["related_indicators"]}
    areas = {row["code"]: row["id"] for row in context.tables["areas"]}
    wanted = (ids.get(key.first), areas.get(key.second), key.third)
    return any(tuple(row[place] for place in _PLACE) == wanted for row in context.tables["related_outcomes"])


def _sum_values(rows: Iterable[Row]) -> Decimal | None:
    """What the parts come to; None where one of them is unknown."""
    values = [row["value"] for row in rows]
    return None if None in values else sum(values, Decimal(0))


def _is_empty(row: Row) -> bool:
    """Is nothing reported of the value? A row with a forecast alone is stored as not reported."""
    is_shown = row["numerator"] is not None or row["stated_text"]
    has_only_forecast = row["missing"] == MissingReason.NOT_REPORTED and row["forecast"] is not None
    return row["value"] is None and not is_shown and (not row["missing"] or has_only_forecast)
