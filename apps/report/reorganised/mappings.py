"""What a report tells of reorganisations: each with a Swedish sentence that stands at the series."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from apps.core.swedish import format_list
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, FormerPart, Reorganisation
from apps.report.reorganised.source_rows import AreaChangeSourceRow
from apps.report.source_types import AreaSourceRow, SourceData

JOINED, SPLIT, REGROUPED, REPLACED = "joined", "split", "regrouped", "replaced"
RENAMED, MOVED, MERGED = "renamed", "moved", "merged"
AREA, INDICATOR = "area", "indicator"
LONGEST_GROUP_CODE = 80  # of the area's own, so that the API's codes hold it


@dataclass(frozen=True, slots=True)
class AreaMapping:
    """Ids of areas that end, and of those that begin, from a year; and whether numbers of persons are added up."""

    year: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    sums_persons: bool = True

    @property
    def kind(self) -> str:
        """Joined, split, one in the place of one, or several in the place of several, which are told together."""
        if len(self.before) > 1:
            return REGROUPED if len(self.after) > 1 else JOINED
        return SPLIT if len(self.after) > 1 else REPLACED

    @property
    def group_id(self) -> int:
        """What the old areas together go by where several became several: no area has it."""
        return -self.before[0]


def build_group_code(code: str) -> str:
    """The code of the same, by that of the first of them, which ends only once. No area's code has two hyphens."""
    return f"{code[:LONGEST_GROUP_CODE]}--tillsammans"


def format_group(names: Sequence[str], year: int) -> str:
    """”Norr, Söder och Öster (till 2023), tillsammans”: what the sums over them are called."""
    return f"{format_list(names)} (till {year - 1}), tillsammans"


@dataclass(frozen=True, slots=True)
class AreaNames:
    """The areas that the report has, and those that had ended before its year, by id."""

    known: Mapping[int, AreaSourceRow]
    former: Mapping[int, AreaSourceRow] = field(default_factory=dict)

    def find(self, area_id: int) -> AreaSourceRow | None:
        """The area, whether it goes on or not."""
        return self.known.get(area_id) or self.former.get(area_id)


def list_area_mappings(rows: SourceData) -> list[AreaMapping]:
    """The board's reorganisations until the report's year, the earliest first."""
    found = [AreaMapping(one.year, one.before, one.after, one.sums_persons) for one in rows.reorganisations]
    return sorted(found, key=lambda one: one.year)


def build_area_names(rows: SourceData) -> AreaNames:
    """Every area that a sentence may have to name."""
    return AreaNames({one.id: one for one in rows.areas}, {one.id: one for one in rows.former_areas})


def build_reorganisations(rows: SourceData) -> tuple[Reorganisation, ...]:
    """Everything that the report tells of, the earliest first."""
    names = build_area_names(rows)
    found = [*_iter_reorganised(rows, names), *_iter_area_changes(rows, names), *_iter_merges(rows)]
    return tuple(sorted(found, key=lambda one: (one.period, one.subject, one.kind, one.text)))


def group_sentences(reorganisations: Iterable[Reorganisation]) -> dict[tuple[str, str], list[str]]:
    """The sentences by subject and code of what is there now."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in reorganisations:
        for part in one.after:
            found[one.subject, part.code].append(one.text)
    return found


def list_area_sentences(report: BoardReport) -> tuple[str, ...]:
    """All that the report tells of its areas, each naming the area that it is about."""
    return tuple(format_with_area(one) for one in report.reorganisations if one.subject == AREA)


def format_with_area(one: Reorganisation) -> str:
    """”Hemtjänst, till 2023: Hemtjänst norr och Hemtjänst söder.”: where the series has several areas."""
    if one.kind not in (JOINED, REPLACED) or not one.after:
        return one.text
    return f"{one.after[0].name}, {one.text[:1].lower()}{one.text[1:]}"


def format_until(period: Tertial) -> str:
    """”Till 2023” of what ended with a year, else ”Till och med T1 2024”."""
    return f"Till {period.year - 1}" if period.number == 1 else f"Till och med {period.previous()}"


def _iter_reorganised(rows: SourceData, names: AreaNames) -> Iterator[Reorganisation]:
    for row in rows.reorganisations:
        mapping = AreaMapping(row.year, row.before, row.after)
        before, after = (_list_parts(ids, names) for ids in (row.before, row.after))
        period = Tertial(row.year, 1)
        yield Reorganisation(
            subject=AREA,
            kind=mapping.kind,
            period=period,
            before=before,
            after=after,
            decision=row.decision,
            text=_format_reorganised(mapping.kind, period, before, after),
        )


def _list_parts(ids: Sequence[int], names: AreaNames) -> tuple[FormerPart, ...]:
    found = (names.find(one) for one in ids)
    return tuple(FormerPart(code=one.code, name=one.name) for one in found if one)


def _format_reorganised(kind: str, period: Tertial, before: Sequence[FormerPart], after: Sequence[FormerPart]) -> str:
    old = format_list([one.name for one in before])
    new = format_list([one.name for one in after])
    if kind == SPLIT:
        return f"{format_until(period)}: {old}, som delades i {new}."
    if kind == REGROUPED:
        return f"{format_until(period)}: {old}, som tillsammans blev {new}."
    return f"{format_until(period)}: {old}."


def _iter_area_changes(rows: SourceData, names: AreaNames) -> Iterator[Reorganisation]:
    """Areas that have had another name, or lain under another area, by what the plan's history keeps of them."""
    states: dict[int, list[AreaChangeSourceRow]] = defaultdict(list)
    for one in rows.area_changes:
        states[one.area_id].append(one)
    for area_id, earlier in states.items():
        now = names.known.get(area_id)
        if now is not None:
            following = [(one.name, one.parent_id) for one in earlier[1:]] + [(now.name, now.parent_id)]
            for state, (name, parent) in zip(earlier, following, strict=True):
                yield from _iter_one_change(now, state, name, parent, names)


def _iter_one_change(
    now: AreaSourceRow, state: AreaChangeSourceRow, name: str, parent: int | None, names: AreaNames
) -> Iterator[Reorganisation]:
    period = Tertial(*divmod(state.holds_until, 10))
    after = (FormerPart(code=now.code, name=now.name),)
    if state.name != name:
        before = (FormerPart(code=now.code, name=state.name),)
        text = f"{format_until(period)} hette {now.name} {state.name}."
        yield Reorganisation(subject=AREA, kind=RENAMED, period=period, before=before, after=after, text=text)
    above = names.find(state.parent_id) if state.parent_id and state.parent_id != parent else None
    if above is not None:
        before = (FormerPart(code=above.code, name=above.name),)
        text = f"{format_until(period)} låg {now.name} under {above.name}."
        yield Reorganisation(subject=AREA, kind=MOVED, period=period, before=before, after=after, text=text)


def _iter_merges(rows: SourceData) -> Iterator[Reorganisation]:
    """Indicators that others went into; those of one year together."""
    by_id = {one.id: one for one in rows.indicators}
    groups: dict[tuple[int, int], list[FormerPart]] = defaultdict(list)
    decisions: dict[tuple[int, int], str] = {}
    for row in rows.indicator_merges:
        groups[row.into_id, row.year].append(FormerPart(code=row.code, name=row.name))
        decisions[row.into_id, row.year] = row.decision
    for (into, year), before in groups.items():
        if into in by_id:
            period = Tertial(year, 1)
            yield Reorganisation(
                subject=INDICATOR,
                kind=MERGED,
                period=period,
                before=tuple(before),
                after=(FormerPart(code=by_id[into].code, name=by_id[into].name),),
                decision=decisions[into, year],
                text=f"{format_until(period)}: {format_list([one.name for one in before])}.",
            )
