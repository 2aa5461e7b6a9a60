"""Which object of a chosen dimension a line belongs to, by the objects that it names.

Two dimensions together, ``1,6``, have pairs of objects: a line belongs to one when it names an object of both.
"""

from collections import Counter
from itertools import combinations
from typing import NamedTuple

from apps.imports.ledgers.code_rules import PAIR_SIGN
from apps.imports.ledgers.sie.book import Dimensions, SieBook

WHOLE_FILE = ""
"""The dimension that every line has: the accounts alone, with no objects."""
WHOLE_FILE_CODE = "totalt"
"""What the only object of the whole file is called in a mapping."""
ADD_UP, COUNT_ONCE = "add", "once"
_DIMENSIONS_SIGN = ","
_MOST_PAIRS = 6


class DimensionChoice(NamedTuple):
    """What a mapping says: a dimension or two, and how lines with several objects are read where no file tells it.

    ``levels`` is ``ADD_UP``, ``COUNT_ONCE`` or empty for what the file itself shows.
    """

    dimension: str
    levels: str = ""

    @property
    def key(self) -> str:
        """As it is stored in a mapping."""
        return f"{self.dimension}:{self.levels}" if self.levels else self.dimension

    @property
    def is_pair(self) -> bool:
        """Are there two dimensions?"""
        return len(split_dimensions(self.dimension)) > 1


def split_dimensions(dimension: str) -> list[str]:
    """The one dimension, or the two that are read together."""
    return dimension.split(_DIMENSIONS_SIGN)


def parse_dimension_choice(stored: str, by: str = "unit") -> DimensionChoice:
    """A stored choice. What was stored when a level was chosen, ``1+6``, means the dimension that areas went by."""
    text, _, levels = stored.partition(":")
    parts = text.split("+")
    dimension = parts[1] if by == "activity" and len(parts) > 1 else parts[0]
    return DimensionChoice(dimension, levels if levels in (ADD_UP, COUNT_ONCE) else "")


class ObjectFinder:
    """Finds the object of one dimension in what a line names.

    A line that names only an object of a sub-dimension belongs to the object whose code begins the other's: 0101 to 01.
    """

    def __init__(self, book: SieBook, dimension: str) -> None:
        self.dimension = dimension
        self._book = book
        self._parts = split_dimensions(dimension)
        self._codes = {part: {code for number, code in book.objects if number == part} for part in self._parts}
        self._found: dict[Dimensions, str | None] = {}

    def find(self, dims: Dimensions) -> str | None:
        """The object, or None where the line names none."""
        if dims not in self._found:
            self._found[dims] = self._find(dims)
        return self._found[dims]

    def _find(self, dims: Dimensions) -> str | None:
        if self.dimension == WHOLE_FILE:
            return WHOLE_FILE_CODE
        objects = [code for part in self._parts if (code := self._find_object(part, dims)) is not None]
        return PAIR_SIGN.join(objects) if len(objects) == len(self._parts) else None

    def _find_object(self, dimension: str, dims: Dimensions) -> str | None:
        codes = dict(dims)
        if dimension in codes:
            return codes[dimension]
        for number, code in dims:
            if dimension in self._book.iter_ancestors(number):
                heads = (code[:length] for length in range(len(code), 0, -1))
                return next((head for head in heads if head in self._codes[dimension]), None)
        return None


def list_dimensions(book: SieBook) -> list[str]:
    """The dimensions that lines of the result name, and those above them, by number."""
    named = {number for dims in {entry.dims for entry in book.iter_result_entries()} for number, _ in dims}
    above = {ancestor for number in named for ancestor in book.iter_ancestors(number)}
    return sorted(named | above, key=lambda number: (len(number), number))


def list_pairs(book: SieBook) -> list[str]:
    """The pairs of dimensions that lines of the result name together, those of most lines, a few."""
    counts = Counter(tuple(number for number, _ in entry.dims) for entry in book.iter_result_entries())
    pairs: Counter[str] = Counter()
    for level, lines in counts.items():
        for one, other in combinations(level, 2):
            if other not in book.iter_ancestors(one) and one not in book.iter_ancestors(other):
                pairs[_DIMENSIONS_SIGN.join((one, other))] += lines
    return [pair for pair, _ in pairs.most_common(_MOST_PAIRS)]


def has_dimension(book: SieBook, dimension: str) -> bool:
    """Do lines of the file name it, both where it is two?"""
    return {*split_dimensions(dimension)} <= {WHOLE_FILE, *list_dimensions(book)}


def format_dimension(book: SieBook, dimension: str) -> str:
    """What a dimension is called on the screen, with both names where it is two."""
    if dimension == WHOLE_FILE:
        return "konton utan objekt"
    return " + ".join(book.get_dimension_name(part) for part in split_dimensions(dimension))
