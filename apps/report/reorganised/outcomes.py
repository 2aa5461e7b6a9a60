"""Outcomes over a reorganisation, row by row: carried on, added up where a sum makes sense, else left with their own.

Nothing is divided by guess: what was one before a split is shown as it was, by itself.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from apps.goals.person_words import is_count_of_persons
from apps.goals.rules import is_summed_over_parts
from apps.report.reorganised.mappings import (
    REGROUPED,
    REPLACED,
    SPLIT,
    AreaMapping,
    format_group,
    list_area_mappings,
)
from apps.report.reorganised.source_rows import IndicatorMergeSourceRow
from apps.report.source_types import IndicatorSourceRow, OutcomeSourceRow, SourceData

# Of one thing (an area, or an indicator) in an indicator's or an area's series: the other of the two, and when.
_Place = tuple[int, int, int, str]
_Rows = dict[tuple[int, int, int, int, str], OutcomeSourceRow]  # indicator, area, year, tertial, gender


class ReorganisedOutcomes(NamedTuple):
    """The outcomes as the report has them.

    ``former`` are the names of areas whose rows stand by themselves, by id, with why: ”Norr (till 2023)”. Of several
    together the id is that of ``AreaMapping.group_id``.
    ``unsummed`` are the ids of indicators with earlier figures that make no sum over a join or a merge.
    """

    rows: list[OutcomeSourceRow]
    former: Mapping[int, str]
    unsummed: frozenset[int]


def reorganise_outcomes(rows: SourceData) -> ReorganisedOutcomes:
    """Carry outcomes of areas and indicators that have ended on to what came after, the earliest change first."""
    mappings = list_area_mappings(rows)
    if not mappings and not rows.indicator_merges:
        return ReorganisedOutcomes(rows.outcomes, {}, frozenset())
    work = _Reorganiser(rows)
    merges = {(one.year, one.into_id) for one in rows.indicator_merges}
    steps: list[tuple[int, AreaMapping | int]] = [(one.year, one) for one in mappings] + sorted(merges)
    for year, step in sorted(steps, key=lambda one: one[0]):
        if isinstance(step, AreaMapping):
            work.map_areas(step)
        else:
            work.merge_indicators(step, year)
    in_order = sorted(
        work.found.values(),
        key=lambda row: (row.indicator_id, row.year, row.tertial, row.gender, row.service_area_id),
    )
    return ReorganisedOutcomes(in_order, work.former, frozenset(work.unsummed))


class _Reorganiser:
    """The rows by place, changed one reorganisation at a time."""

    def __init__(self, rows: SourceData) -> None:
        self.rows = rows
        self.indicators = {one.id: one for one in rows.indicators}
        for merge in sorted(rows.indicator_merges, key=lambda one: -one.year):
            if merge.into_id in self.indicators:  # what went into it has the same unit, and is added up alike
                self.indicators.setdefault(merge.indicator_id, self.indicators[merge.into_id])
        self.names = {one.id: one.name for one in (*rows.areas, *rows.former_areas)}
        self.found: _Rows = {_get_key(row): row for row in rows.outcomes}
        self.former: dict[int, str] = {}
        self.unsummed: set[int] = set()

    def map_areas(self, mapping: AreaMapping) -> None:
        """Rows of areas that end in it: to the one that comes after, added up for several, or marked as of before."""
        old = set(mapping.before)
        own = [row for row in self.found.values() if row.service_area_id in old and row.year < mapping.year]
        apart = own if mapping.kind == SPLIT else self._carry_areas(mapping, own)
        why = "före delningen" if mapping.kind == SPLIT else f"till {mapping.year - 1}"
        for area in {row.service_area_id for row in apart}:
            self.former[area] = f"{self.names.get(area, '')} ({why})"

    def _carry_areas(self, mapping: AreaMapping, own: Sequence[OutcomeSourceRow]) -> list[OutcomeSourceRow]:
        """Put them at the area after, or together where there are several; those that stay where they were."""
        to = mapping.group_id if mapping.kind == REGROUPED else mapping.after[0]
        apart = []
        for place, rows in _group(own, lambda row: (row.indicator_id, row.year, row.tertial, row.gender)).items():
            indicator = self.indicators.get(place[0])
            makes_sum = mapping.kind == REPLACED or (indicator is not None and _is_summed(indicator))
            is_summed = makes_sum and not (indicator and is_apart_for_persons(indicator, mapping))
            if self._carry(rows, len(mapping.before), is_summed=is_summed, service_area_id=to):
                if to < 0:
                    names = [self.names.get(area, "") for area in mapping.before]
                    self.former[to] = format_group(names, mapping.year)
                continue
            apart += rows
            if not makes_sum:
                self.unsummed.add(place[0])
        return apart

    def merge_indicators(self, into: int, year: int) -> None:
        """Rows of the indicators that go into another from the year."""
        merges = [one for one in self.rows.indicator_merges if one.into_id == into and one.year == year]
        old = {one.indicator_id for one in merges}
        indicator = self.indicators.get(into)
        if indicator is None:
            return
        own = [row for row in self.found.values() if row.indicator_id in old and row.year < year]
        makes_sum = len(old) == 1 or _is_summed(indicator)
        is_summed = makes_sum and not is_merged_apart(indicator, merges)
        if self.unsummed & old:
            self.unsummed.add(into)
        for rows in _group(own, lambda row: (row.service_area_id, row.year, row.tertial, row.gender)).values():
            if not self._carry(rows, len(old), is_summed=is_summed, indicator_id=into) and not makes_sum:
                self.unsummed.add(into)

    def _carry(self, rows: Sequence[OutcomeSourceRow], count: int, *, is_summed: bool, **to: Any) -> bool:
        """Move the rows of one moment, added up; whether that could be done. A row that is there already is kept."""
        if count == 1:
            moved = rows[0]._replace(**to)
        elif is_summed and len(rows) == count and all(row.value is not None for row in rows):
            moved = _sum_rows(rows)._replace(**to)
        else:
            return False
        for row in rows:
            del self.found[_get_key(row)]
        self.found.setdefault(_get_key(moved), moved)
        return True


def is_apart_for_persons(indicator: IndicatorSourceRow, mapping: AreaMapping) -> bool:
    """Is it a number of persons, who may have been in several of the old areas, and left out of sums for that?"""
    is_excluded = not mapping.sums_persons and len(mapping.before) > 1
    return is_excluded and is_count_of_persons(indicator.unit, counts_persons=indicator.counts_persons)


def is_merged_apart(indicator: IndicatorSourceRow, merges: Sequence[IndicatorMergeSourceRow]) -> bool:
    """Is it a number of persons, who may have been counted by several of the indicators that went into it?

    ``merges`` are those of one year into the indicator. One that goes on in another alone is never added up.
    """
    is_excluded = len(merges) > 1 and not all(one.sums_persons for one in merges)
    return is_excluded and is_count_of_persons(indicator.unit, counts_persons=indicator.counts_persons)


def _is_summed(indicator: IndicatorSourceRow) -> bool:
    return is_summed_over_parts(indicator.accumulation, indicator.unit)


def _get_key(row: OutcomeSourceRow) -> tuple[int, int, int, int, str]:
    return row.indicator_id, row.service_area_id, row.year, row.tertial, row.gender


def _group(
    rows: Iterable[OutcomeSourceRow], get_place: Callable[[OutcomeSourceRow], _Place]
) -> dict[_Place, list[OutcomeSourceRow]]:
    groups: dict[_Place, list[OutcomeSourceRow]] = defaultdict(list)
    for row in rows:
        groups[get_place(row)].append(row)
    return groups


def _sum_rows(rows: Sequence[OutcomeSourceRow]) -> OutcomeSourceRow:
    """All of them as one. What only one of them was said to be, such as its change, is not said of the sum."""
    forecasts = [row.forecast for row in rows]
    known = [forecast for forecast in forecasts if forecast is not None]
    return rows[0]._replace(
        value=sum((row.value for row in rows if row.value is not None), Decimal(0)),
        numerator=None,
        denominator=None,
        forecast=sum(known, Decimal(0)) if len(known) == len(rows) else None,
        missing="",
        stated_text="",
        stated_change=None,
        preliminary=any(row.preliminary for row in rows),
        footnote=" ".join(dict.fromkeys(row.footnote for row in rows if row.footnote)),
        version=max(row.version for row in rows),
    )
