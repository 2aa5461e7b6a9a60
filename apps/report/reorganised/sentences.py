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
    group_sentences,
    list_area_mappings,
)
from apps.report.reorganised.outcomes import ReorganisedOutcomes, is_apart_for_persons
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
        self._of_merges = group_sentences(one for one in reorganisations if one.subject == INDICATOR)
        self._merged_counts = {
            part.code: len(one.before) for one in reorganisations if one.subject == INDICATOR for part in one.after
        }
        self._of_areas = [one for one in reorganisations if one.kind in (JOINED, SPLIT, REGROUPED, REPLACED)]
        codes = {one.id: one.code for one in (*rows.areas, *rows.former_areas)}
        self._mappings = {codes.get(one.before[0], ""): one for one in list_area_mappings(rows)}  # each ends only once
        self._measured: dict[int, set[str]] = defaultdict(set)
        for row in (*rows.outcomes, *reorganised.rows) if self._of_areas else ():
            self._measured[row.indicator_id].add(codes.get(row.service_area_id, ""))

    def list_sentences(self, indicator: IndicatorSourceRow) -> tuple[str, ...]:
        """The indicator's own merges first, then its areas' reorganisations in order of time."""
        merged = self._merged_counts.get(indicator.code, 0)
        found = [
            self._add_note(indicator, text, parts=merged, is_join=True)
            for text in self._of_merges.get((INDICATOR, indicator.code), ())
        ]
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

    def _add_note(self, indicator: IndicatorSourceRow, text: str, *, parts: int, is_join: bool) -> str:
        """The sentence, and of a join that it is no sum, or that its sum may count a person more than once."""
        if is_join and indicator.id in self._unsummed:
            return f"{text} {NO_SUM}"
        if is_join and parts > 1 and is_count_of_persons(indicator.unit, counts_persons=indicator.counts_persons):
            return f"{text} {COUNTED_TWICE if parts == 2 else COUNTED_OFTEN}"
        return text
