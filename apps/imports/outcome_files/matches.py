"""Which indicator or area a name of a file means: the same name is taken, a near one only proposed."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from apps.core.choices import Gender
from apps.imports.outcome_files.followed_indicators import FollowedIndicator, FollowedPlan
from apps.imports.outcome_files.mapping import RowTarget
from apps.imports.outcome_files.texts import normalise_text

MIN_LIKENESS = 0.72
SHORTEST_PART = 5  # letters of a name that is a part of another
_UNIT_NAMES = {"%": ("%", "procent", "andel i procent")}
_GENDER_NAMES = {Gender.WOMEN.value: "kvinnor", Gender.MEN.value: "män"}


class NameMatcher:
    """Holds names against the indicators of a round. What two indicators are called is no match."""

    def __init__(self, plan: FollowedPlan) -> None:
        self._plan = plan
        known: defaultdict[str, set[RowTarget]] = defaultdict(set)
        for indicator in plan.indicators.values():
            for name, target in _iter_forms(indicator, plan):
                known[normalise_text(name)].add(target)
        self._targets = {name: next(iter(targets)) for name, targets in known.items() if len(targets) == 1}
        self._areas = _collect_unique(plan.areas)

    def find_same(self, name: str) -> RowTarget | None:
        """What a normalised name is the name of, with or without its unit, area or gender after it."""
        return self._targets.get(name)

    def propose(self, name: str) -> RowTarget | None:
        """The indicator with the nearest name, for a person to confirm; None where none is near."""
        long_enough = [known for known in self._targets if min(len(known), len(name)) >= SHORTEST_PART]
        parts = [known for known in long_enough if known in name or name in known]
        near = parts or difflib.get_close_matches(name, self._targets, n=1, cutoff=MIN_LIKENESS)
        best = max(near, key=lambda known: difflib.SequenceMatcher(None, name, known).ratio(), default=None)
        return self._targets[best] if best is not None else None

    def find_area(self, name: str) -> str:
        """The code of the area with a normalised name; empty where none has it."""
        return self._areas.get(name, "")


def guess_names(names: Iterable[str], matcher: NameMatcher) -> dict[str, str]:
    """The targets, as text, of the normalised names that are indicators' own."""
    return {name: target.text for name in names if (target := matcher.find_same(name)) is not None}


def guess_areas(names: Iterable[str], matcher: NameMatcher) -> dict[str, str]:
    """The codes of the normalised names that are areas' own."""
    return {name: code for name in names if (code := matcher.find_area(name))}


def _iter_forms(indicator: FollowedIndicator, plan: FollowedPlan) -> Iterator[tuple[str, RowTarget]]:
    """What an indicator's rows may be called, each with what it means."""
    for name in _iter_names_with_unit(indicator.name, indicator.unit):
        yield name, RowTarget(indicator.code)
    for gender, text in _GENDER_NAMES.items() if indicator.by_gender else ():
        for form in (f"{indicator.name}, {text}", f"{indicator.name} {text}", f"{indicator.name} ({text})"):
            yield form, RowTarget(indicator.code, "", gender)
    if len(indicator.areas) > 1:
        for area in indicator.areas:
            yield f"{indicator.name}, {plan.areas.get(area, '')}", RowTarget(indicator.code, area)


def _iter_names_with_unit(name: str, unit: str) -> Iterator[str]:
    yield name
    for written in _UNIT_NAMES.get(unit, (unit,)):
        if written:
            yield from (f"{name}, {written}", f"{name} ({written})", f"{name} i {written}", f"{name} {written}")
    if unit == "antal":
        yield f"Antal {name}"


def _collect_unique(names: Mapping[str, str]) -> dict[str, str]:
    """The codes by normalised name, without names that two areas have."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code, name in names.items():
        found[normalise_text(name)].add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}
