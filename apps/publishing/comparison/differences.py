"""Two versions of a report held against each other, number by number. Pure functions on ``BoardReport``."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from apps.publishing.comparison import report_facts
from apps.publishing.comparison.facts import Fact, ReportNames
from apps.publishing.comparison.measure_facts import list_goal_facts, list_indicator_facts
from apps.publishing.comparison.own_table_facts import list_own_table_facts
from apps.report.board_report import BoardReport

REPORT_PARTS = (
    "Rapporten",
    "Organisation",
    "Mål",
    "Indikatorer",
    "Driftbudget",
    "Investeringar",
    "Egna tabeller",
    "Intern kontroll",
    "Kommentarer",
    "Kapitel",
    "Samband",
    "Att uppmärksamma",
    "Iakttagelser",
    "Över tid",
)
_FACT_LISTERS = (
    report_facts.list_report_facts,
    report_facts.list_organisation_facts,
    list_goal_facts,
    list_indicator_facts,
    report_facts.list_economy_facts,
    report_facts.list_investment_facts,
    list_own_table_facts,
    report_facts.list_risk_facts,
    report_facts.list_comment_facts,
    report_facts.list_chapter_facts,
    report_facts.list_relation_facts,
    report_facts.list_attention_facts,
    report_facts.list_finding_facts,
    report_facts.list_history_facts,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure or text that differs. ``part`` is the part of the report, ``name`` whose it is, ``what`` which one.

    ``before`` and ``after`` are as they are read; empty where the version has none. The rest is as in ``Fact``.
    """

    part: str
    name: str
    what: str
    before: str
    after: str
    kind: str = ""
    key: str = ""
    cells: tuple[str, ...] = ()
    derived: bool = False


def list_all_facts(report: BoardReport) -> Iterator[Fact]:
    """Every figure and text of a report, part by part."""
    return _iter_named_facts(report, ReportNames.of(report))


def _iter_named_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    for list_part in _FACT_LISTERS:
        yield from list_part(report, names)


def compare_reports(a: BoardReport, b: BoardReport) -> list[Difference]:
    """Everything that differs between two versions of one report, part by part; what only the newer has last in each.

    What the older version did not know, such as targets of coming years, is no difference.
    """
    names = ReportNames.of(a), ReportNames.of(b)
    smaller = _omit_equal_parts(a, b) if names[0] == names[1] else (a, b)
    before, after = (_index_by_place(_iter_named_facts(view, own)) for view, own in zip(smaller, names, strict=True))
    found = [
        _build_difference(old, new)
        for place in dict.fromkeys([*before, *after])
        if _is_different(old := before.get(place), new := after.get(place))
    ]
    found += _compare_orders(a, b)
    return sorted(found, key=lambda difference: REPORT_PARTS.index(difference.part))


def _omit_equal_parts(a: BoardReport, b: BoardReport) -> tuple[BoardReport, BoardReport]:
    """Both without the goals, indicators, areas' money and risks that are the same in both: most of a report."""
    goals, indicators = _find_equal_codes(a.goals, b.goals), _find_equal_codes(a.indicators, b.indicators)
    risks = _find_equal_codes(a.risks, b.risks)
    money = _find_equal_codes(a.economy.areas, b.economy.areas, "area")
    smaller = [
        replace(
            view,
            goals=tuple(one for one in view.goals if one.code not in goals),
            indicators=tuple(one for one in view.indicators if one.code not in indicators),
            risks=tuple(one for one in view.risks if one.code not in risks),
            economy=replace(view.economy, areas=tuple(one for one in view.economy.areas if one.area not in money)),
        )
        for view in (a, b)
    ]
    return smaller[0], smaller[1]


def _find_equal_codes(a: Iterable[Any], b: Iterable[Any], code: str = "code") -> set[str]:
    """The codes of the things that are equal in both."""
    before = {getattr(one, code): one for one in a}
    return {key for one in b if before.get(key := getattr(one, code)) == one}


def _index_by_place(facts: Iterable[Fact]) -> dict[tuple[str, ...], Fact]:
    """The facts by their place; if several have the same place they are numbered in order."""
    found: dict[tuple[str, ...], Fact] = {}
    taken: Counter[tuple[str, ...]] = Counter()
    for fact in facts:
        place = fact.place
        if place in found:
            taken[place] += 1
            place = (*place, str(taken[place]))
        found[place] = fact
    return found


def _is_different(old: Fact | None, new: Fact | None) -> bool:
    before, after = old.text if old else "", new.text if new else ""
    if before == after:
        return False
    return bool(before) or not (new and new.optional)


def _build_difference(old: Fact | None, new: Fact | None) -> Difference:
    fact = new or old
    assert fact is not None  # one of them is there, or they would not differ
    return Difference(
        part=fact.part,
        name=fact.name,
        what=fact.what,
        before=old.text if old else "",
        after=new.text if new else "",
        kind=fact.kind,
        key=fact.key,
        cells=fact.cells,
        derived=fact.derived,
    )


def _compare_orders(a: BoardReport, b: BoardReport) -> Iterator[Difference]:
    """Lists that have the same things in another order."""
    for part, what, old, new in (
        ("Organisation", "verksamheternas ordning", a.areas, b.areas),
        ("Mål", "målens ordning", a.goals, b.goals),
        ("Indikatorer", "indikatorernas ordning", a.indicators, b.indicators),
    ):
        shared = {one.code for one in old} & {one.code for one in new}
        before, after = ([one for one in rows if one.code in shared] for rows in (old, new))
        if [one.code for one in before] != [one.code for one in after]:
            names = [", ".join(one.name for one in rows) for rows in (before, after)]
            yield Difference(part, "", what, names[0], names[1])
