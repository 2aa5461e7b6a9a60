"""Two versions of a report held against each other, number by number. Pure functions on ``BoardReport``."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.followup.report import BoardReport
from apps.publishing import facts_rest
from apps.publishing.facts import Fact, Names
from apps.publishing.facts_measures import list_goal_facts, list_indicator_facts

PARTS = (
    "Rapporten",
    "Organisation",
    "Mål",
    "Indikatorer",
    "Driftbudget",
    "Investeringar",
    "Intern kontroll",
    "Kommentarer",
    "Att uppmärksamma",
    "Iakttagelser",
    "Över tid",
)
_LISTERS = (
    facts_rest.list_report_facts,
    facts_rest.list_organisation_facts,
    list_goal_facts,
    list_indicator_facts,
    facts_rest.list_economy_facts,
    facts_rest.list_investment_facts,
    facts_rest.list_risk_facts,
    facts_rest.list_comment_facts,
    facts_rest.list_attention_facts,
    facts_rest.list_finding_facts,
    facts_rest.list_history_facts,
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


def list_facts(report: BoardReport) -> Iterator[Fact]:
    """Every figure and text of a report, part by part."""
    names = Names(report)
    for list_part in _LISTERS:
        yield from list_part(report, names)


def compare(a: BoardReport, b: BoardReport) -> list[Difference]:
    """Everything that differs between two versions of one report, part by part; what only the newer has last in each.

    What the older version did not know, such as targets of coming years, is no difference.
    """
    before, after = _by_place(list_facts(a)), _by_place(list_facts(b))
    found = [
        _difference(old, new)
        for place in dict.fromkeys([*before, *after])
        if _differs(old := before.get(place), new := after.get(place))
    ]
    found += _compare_orders(a, b)
    return sorted(found, key=lambda difference: PARTS.index(difference.part))


def _by_place(facts: Iterable[Fact]) -> dict[tuple[str, ...], Fact]:
    """The facts by their place; if several have the same they are told apart by their order."""
    found: dict[tuple[str, ...], Fact] = {}
    taken: Counter[tuple[str, ...]] = Counter()
    for fact in facts:
        place = fact.place
        if place in found:
            taken[place] += 1
            place = (*place, str(taken[place]))
        found[place] = fact
    return found


def _differs(old: Fact | None, new: Fact | None) -> bool:
    before, after = old.text if old else "", new.text if new else ""
    if before == after:
        return False
    return bool(before) or not (new and new.optional)


def _difference(old: Fact | None, new: Fact | None) -> Difference:
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
