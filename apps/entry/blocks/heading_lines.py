"""Where the headings of a pasted block are: under a title perhaps, in two lines perhaps. Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from apps.core.period_marks import split_period
from apps.core.swedish import tidy_text
from apps.entry.blocks.column_headings import find_units, is_heading
from apps.entry.shapes import SheetColumn

MAX_LINES_ABOVE = 8
_NUMBER_PATTERN = re.compile(r"[=(]?\s*[-+\u2212\u2013]?\s*[(]?\d[\d\s.,\u00a0\u202f/%()’'-]*\s*(?:%|tkr|kr|st)?\.?")
_YEAR_PATTERN = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class HeadingLines:
    """The headings by column, none where no line has any; how many lines they take with what stands above them.

    ``unit`` is what a title or a corner says that amounts are in; ``units`` has more than one where they say different
    things. ``title`` is what they say in words.
    """

    texts: tuple[str, ...] = ()
    count: int = 0
    units: frozenset[str] = frozenset()
    title: str = ""

    @property
    def unit(self) -> str:
        return next(iter(self.units)) if len(self.units) == 1 else ""


def is_number(cell: str) -> bool:
    """Does the cell look like a number, whether it can be read or not?"""
    return _NUMBER_PATTERN.fullmatch(cell.strip()) is not None


def find_heading_lines(block: Sequence[Sequence[str]], columns: Sequence[SheetColumn]) -> HeadingLines:
    """The line with most names of columns above the first figures, with what a merged line above it says of each."""
    above = _list_lines_above(block)
    scores = [_count_headings(line, columns) for line in above]
    if len(block) < 2 or not any(scores):
        title = " ".join(cell for line in above for cell in line if sum(bool(one.strip()) for one in line) == 1)
        return HeadingLines(units=frozenset(find_units(title)), title=title)
    place = max(range(len(scores)), key=lambda at: (scores[at], at))
    texts = tuple(above[place])
    groups = above[place - 1] if place else ()
    is_group = any(cell.strip() for cell in groups[1:])
    if is_group:
        texts = _join_groups(groups, texts, columns)
    titles = [*above[: place - is_group], groups[:1], texts[:1]]
    title = " ".join(cell for line in titles for cell in line if cell.strip())
    named = "" if texts and is_heading(texts[0], columns) else texts[0]
    units = find_units(" ".join([*(cell for line in titles[:-1] for cell in line), named]))
    return HeadingLines(texts, place + 1, frozenset(units), title)


def _list_lines_above(block: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The lines before the first with a figure; a year is none."""
    above = []
    for line in block[: MAX_LINES_ABOVE + 1]:
        if any(is_number(cell) and not _YEAR_PATTERN.fullmatch(cell.strip()) for cell in line):
            break
        above.append(line)
    return above


def _join_groups(groups: Sequence[str], texts: Sequence[str], columns: Sequence[SheetColumn]) -> tuple[str, ...]:
    """Each heading after what the merged cell above it says, which stands in the first of its columns alone."""
    joined, group = [*texts[:1]], ""
    for place, text in enumerate(texts[1:], start=1):
        group = (groups[place].strip() if place < len(groups) else "") or group
        both = f"{group} {text}".strip()
        joined.append(both if is_heading(both, columns) or not is_heading(text, columns) else _add_period(group, text))
    return tuple(joined)


def _add_period(group: str, text: str) -> str:
    """The heading alone, where the group names a thing besides; its year and months are said all the same."""
    rest = split_period(group)[1].split()
    return " ".join([*(one for one in tidy_text(group).split() if one not in rest), text])


def _count_headings(line: Sequence[str], columns: Sequence[SheetColumn]) -> int:
    """How many cells name a column. Years in a row do too: ”2024 2025 2026” are no amounts."""
    years = [int(cell) for cell in line if _YEAR_PATTERN.fullmatch(cell.strip())]
    are_in_a_row = len(years) > 1 and {abs(after - one) for one, after in pairwise(years)} == {1}
    return sum(is_heading(cell, columns) for cell in line) + len(years) * are_in_a_row
