"""What each row of a sheet may be called in a block that is pasted with names. Pure functions."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from apps.budget.models import CostType
from apps.core.swedish import tidy_text
from apps.entry.blocks.shapes import RowChoice
from apps.entry.keys import EntryKey, EntryKind, parse_key
from apps.entry.shapes import SheetRow, SheetSection

MOST_CHOICES = 8
_LEAST_LIKENESS = 0.5
_SUM_PATTERN = re.compile(r"(?:summa|totalt?|delsumma|s:a)\b\s*", re.IGNORECASE)
_LAST_PART_PATTERN = re.compile(r"(?P<name>.+?)\s*(?:,\s*(?P<after>[^,()]+)|\((?P<inside>[^()]+)\))")


def normalize_name(text: str) -> str:
    """A name as it is compared: one space at most, no colon after it, large letters as small."""
    return " ".join(tidy_text(text).split()).rstrip(": ").casefold()


def is_sum_name(text: str) -> bool:
    """Is it what a total is called: ”Summa nämnden”, ”Totalt”?"""
    return _SUM_PATTERN.match(normalize_name(text)) is not None


def format_row_name(section: SheetSection, row: SheetRow) -> str:
    """The row in words, with what tells it from others of that name."""
    parts = (section.title, row.label, row.qualifier)
    return ", ".join(dict.fromkeys(part for part in parts if part))


@dataclass(slots=True)
class RowNames:
    """The rows of a sheet by what they are called: their label, code, area, heading and what qualifies them."""

    sections: Iterable[SheetSection]
    _rows: list[tuple[SheetRow, str]] = field(default_factory=list)
    _by_name: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _by_label: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _by_heading: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _labels: set[str] = field(default_factory=set)
    _units: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for section in self.sections:
            for row in section.rows:
                self._add(section, row)

    def _add(self, section: SheetSection, row: SheetRow) -> None:
        place = len(self._rows)
        self._rows.append((row, format_row_name(section, row)))
        key = parse_key(row.key)
        self._labels.add(normalize_name(row.label))
        if key.kind == EntryKind.OUTCOME:
            self._units.add(normalize_name(row.unit))
            bare = normalize_name(row.label)
            for unit in (f", {normalize_name(row.unit)}", f" ({normalize_name(row.unit)})"):
                self._by_label[bare.replace(unit, "")].add(place)
        is_own = key.kind == EntryKind.OWN_VALUE  # a row of a table, whose first cell's key it has
        for name in (row.label, key.second if is_own else key.first, f"{row.label}, {row.qualifier}"):
            self._by_label[normalize_name(name)].add(place)
        for name in (section.title, section.code, row.area_name, row.area):
            self._by_heading[normalize_name(name)].add(place)
        for name in (row.qualifier, row.unit, "" if is_own else key.third):
            self._by_name[normalize_name(name)].add(place)

    def is_known(self, text: str) -> bool:
        """Is any row called so, or does any stand under such a heading?"""
        name = self._normalize(text)
        return name in self._by_label or name in self._by_heading or name in self._by_name

    def _normalize(self, text: str) -> str:
        """The name, without a unit after it where no row is called so with it."""
        name = normalize_name(text)
        found = None if self._list_places(name) else _LAST_PART_PATTERN.fullmatch(name)
        is_unit = found and (found["after"] or found["inside"]).strip() in self._units
        return found["name"] if found and is_unit else name

    def are_nets(self, lines: Iterable[list[str]]) -> bool:
        """Do the lines name areas of a money sheet and nothing else, so that what they say is the areas' nets?"""
        named = [texts for texts in lines if texts]
        return (
            any(parse_key(row.key).kind == EntryKind.OPERATING for row, _ in self._rows)
            and any(self.find_net(texts) for texts in named)
            and not any(normalize_name(text) in self._labels for texts in named for text in texts)
        )

    def find_net(self, texts: list[str]) -> SheetRow | None:
        """The net of the area that the texts name, perhaps as its sum: ”Summa äldreomsorg”."""
        names = [_SUM_PATTERN.sub("", normalize_name(text), count=1) for text in texts]
        found = set.intersection(*(self._by_heading.get(name, set()) for name in names)) if all(names) else set()
        nets = [row for row, _ in map(self._rows.__getitem__, found) if parse_key(row.key).second == CostType.NET]
        return nets[0] if len(nets) == 1 else None

    def is_heading(self, text: str) -> bool:
        """Do rows stand under such a heading, or belong to such an area?"""
        return normalize_name(text) in self._by_heading

    def get(self, key: str) -> SheetRow | None:
        """The row of that key; None where there is none, or it is computed."""
        return next((row for row, _ in self._rows if row.key == key and not row.is_total), None)

    def find_of_gender(self, row: SheetRow, gender: str) -> SheetRow | None:
        """The row of the same indicator and area for a gender; None where it isn't told so."""
        key = parse_key(row.key)
        return self.get(EntryKey(key.kind, key.first, key.second, gender).text)

    def find(self, texts: list[str], heading: str = "") -> list[SheetRow]:
        """The rows that all the texts fit; ``heading`` stands above them and tells rows of one name apart."""
        names = [self._normalize(text) for text in texts]
        found = set.intersection(*(self._list_places(name) for name in names)) if names else set()
        named = {place for place in found if any(place in self._by_label.get(name, ()) for name in names)}
        found = named or found
        if len(found) > 1 and heading:
            found = found & self._by_heading.get(normalize_name(heading), set()) or found
        return [self._rows[place][0] for place in sorted(found)]

    def _list_places(self, name: str) -> set[int]:
        maps = (self._by_label, self._by_heading, self._by_name)
        return set().union(*(names.get(name, ()) for names in maps))

    def list_choices(self, texts: list[str], heading: str = "") -> tuple[RowChoice, ...]:
        """The rows that a line with these names may be, the likeliest first."""
        fitting = {row.key for row in self.find(texts, heading)}
        wanted = normalize_name(" ".join([heading, *texts]))
        scored = [
            (row.key in fitting, difflib.SequenceMatcher(None, wanted, normalize_name(name)).ratio(), row.key, name)
            for row, name in self._rows
            if not row.is_total
        ]
        likely = [one for one in sorted(scored, reverse=True) if one[0] or one[1] >= _LEAST_LIKENESS]
        return tuple(RowChoice(key, name) for _, _, key, name in likely[:MOST_CHOICES])
