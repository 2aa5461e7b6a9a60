"""What the pages of versions show: a report's figures and texts by part, and in a large part by what they are about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from apps.publishing.comparison.differences import Difference
from apps.publishing.comparison.facts import Fact

# A part with more rows than this is divided by what they are about.
MANY_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A figure or text: whose it is, which one, and under each version's heading what it says there."""

    part: str
    name: str
    what: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactGroup:
    """The rows of one thing, or of a whole part. ``key`` is its place in the address."""

    key: str
    name: str
    rows: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactPart:
    """A part of the report: its ``rows``, or where they are many, ``groups`` of them. ``size`` is how many."""

    key: str
    name: str
    size: int
    rows: tuple[FactRow, ...] = ()
    groups: tuple[FactGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceGroup:
    """What was changed, or what follows from it; ``few`` of them are shown open."""

    title: str
    parts: tuple[FactPart, ...]
    size: int
    few: bool


def group_facts(facts: Iterable[Fact], column: str) -> tuple[FactPart, ...]:
    """Every figure and text that a version has; ``column`` is the version's heading."""
    rows = [
        FactRow(part=one.part, name=one.name, what=one.what, texts=((column, one.text),)) for one in facts if one.text
    ]
    return _build_parts(rows, "del")


def group_differences(differences: Iterable[Difference], columns: tuple[str, str]) -> tuple[DifferenceGroup, ...]:
    """What differs between two versions: what was changed first, then what follows from it, such as sums."""
    by_derived: dict[bool, list[FactRow]] = {False: [], True: []}
    for one in differences:
        texts = tuple(zip(columns, (one.before, one.after), strict=True))
        by_derived[one.derived].append(FactRow(part=one.part, name=one.name, what=one.what, texts=texts))
    return tuple(
        DifferenceGroup(
            title=title, parts=_build_parts(rows, key), size=len(rows), few=len(rows) <= MANY_ROWS and key == "andrat"
        )
        for title, key, rows in (
            ("Ändrade uppgifter", "andrat", by_derived[False]),
            ("Följer av dem", "foljer", by_derived[True]),
        )
        if rows
    )


def _build_parts(rows: Iterable[FactRow], key: str) -> tuple[FactPart, ...]:
    by_part: dict[str, list[FactRow]] = defaultdict(list)
    for row in rows:
        by_part[row.part].append(row)
    return tuple(_build_part(f"{key}-{number}", name, found) for number, (name, found) in enumerate(by_part.items(), 1))


def _build_part(key: str, name: str, rows: list[FactRow]) -> FactPart:
    by_name: dict[str, list[FactRow]] = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    if len(rows) <= MANY_ROWS or len(by_name) == 1:
        return FactPart(key=key, name=name, size=len(rows), rows=tuple(rows))
    groups = tuple(
        FactGroup(key=f"{key}-{number}", name=about or name, rows=tuple(found))
        for number, (about, found) in enumerate(by_name.items(), 1)
    )
    return FactPart(key=key, name=name, size=len(rows), groups=groups)
