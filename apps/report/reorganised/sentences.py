"""What stands at an indicator's series of a reorganisation: what it is put together from, or why it is not."""

from collections import defaultdict
from collections.abc import Sequence

from apps.goals.person_words import is_count_of_persons
from apps.report.board_report import Area, Reorganisation
from apps.report.reorganised.mappings import (
    INDICATOR,
    JOINED,
    REGROUPED,
    REPLACED,
    SPLIT,
    build_group_code,
    format_with_area,
    list_area_mappings,
)
from apps.report.reorganised.outcomes import ReorganisedOutcomes, is_apart_for_persons, is_merged_apart
from apps.report.reorganised.source_rows import IndicatorMergeSourceRow
from apps.report.source_types import IndicatorSourceRow, SourceData

NO_SUM = "Värdena går inte att lägga ihop, så serien börjar om."
NO_PERSON_SUM = "Antalet personer läggs inte ihop, eftersom samma person kan ha funnits i flera, så serien börjar om."
COUNTED_TWICE = "Den som fanns i båda räknas två gånger i summan."
COUNTED_OFTEN = "Den som fanns i flera av dem räknas flera gånger i summan."


def build_former_areas(reorganised: ReorganisedOutcomes, rows: SourceData) -> dict[int, Area]:
    """The areas whose outcomes stand by themselves, by id, named with why: ”Norr (till 2023)”."""
    known = {one.id: one for one in rows.former_areas}
    found = {}
    for key, name in reorganised.former.items():
        first = known.get(abs(key))  # of several together that of the first
        if first is not None:
            code = first.code if key > 0 else build_group_code(first.code)
            found[key] = Area(code=code, name=name, kind=first.kind, parent=None, depth=0)
    return found


class IndicatorSentences:
    """The sentences of each indicator, of those reorganisations that its figures went through."""

    def __init__(
        self, rows: SourceData, reorganised: ReorganisedOutcomes, reorganisations: Sequence[Reorganisation]
    ) -> None:
        self._unsummed = reorganised.unsummed
        self._merges: dict[str, list[Reorganisation]] = defaultdict(list)
        for one in reorganisations:
            if one.subject == INDICATOR:
                self._merges[one.after[0].code].append(one)
        self._merge_rows: dict[tuple[int, int], list[IndicatorMergeSourceRow]] = defaultdict(list)
        for row in rows.indicator_merges:
            self._merge_rows[row.into_id, row.year].append(row)
        self._of_areas = [one for one in reorganisations if one.kind in (JOINED, SPLIT, REGROUPED, REPLACED)]
        codes = {one.id: one.code for one in (*rows.areas, *rows.former_areas)}
        self._mappings = {codes.get(one.before[0], ""): one for one in list_area_mappings(rows)}  # each ends only once
        self._measured: dict[int, set[str]] = defaultdict(set)
        for outcome in (*rows.outcomes, *reorganised.rows) if self._of_areas else ():
            self._measured[outcome.indicator_id].add(codes.get(outcome.service_area_id, ""))

    def list_sentences(self, indicator: IndicatorSourceRow) -> tuple[str, ...]:
        """The indicator's own merges first, then its areas' reorganisations in order of time."""
        found = [self._format_merge(indicator, one) for one in self._merges.get(indicator.code, ())]
        measured = self._measured.get(indicator.id, set())
        for one in self._of_areas:
            parts = measured.intersection(part.code for part in one.before)
            if parts:
                is_join = one.kind in (JOINED, REGROUPED)
                text = format_with_area(one)
                if is_join and is_apart_for_persons(indicator, self._mappings[one.before[0].code]):
                    found.append(f"{text} {NO_PERSON_SUM}")
                else:
                    found.append(self._add_note(indicator, text, parts=len(parts), is_join=is_join))
        return tuple(found)

    def _format_merge(self, indicator: IndicatorSourceRow, one: Reorganisation) -> str:
        if is_merged_apart(indicator, self._merge_rows[indicator.id, one.period.year]):
            return f"{one.text} {NO_PERSON_SUM}"
        return self._add_note(indicator, one.text, parts=len(one.before), is_join=True)

    def _add_note(self, indicator: IndicatorSourceRow, text: str, *, parts: int, is_join: bool) -> str:
        """The sentence, and of a join that it is no sum, or that its sum may count a person more than once."""
        if is_join and indicator.id in self._unsummed:
            return f"{text} {NO_SUM}"
        if is_join and parts > 1 and is_count_of_persons(indicator.unit, counts_persons=indicator.counts_persons):
            return f"{text} {COUNTED_TWICE if parts == 2 else COUNTED_OFTEN}"
        return text
