"""Which object of a chosen dimension a line belongs to, by the objects that it names."""

from typing import NamedTuple

from apps.imports.ledgers.sie.book import Dimensions, SieBook

WHOLE_FILE = ""
"""The dimension that every line has: the accounts alone, with no objects."""
WHOLE_FILE_CODE = "totalt"
"""What the only object of the whole file is called in a mapping."""
ADD_UP, COUNT_ONCE = "add", "once"


class DimensionChoice(NamedTuple):
    """What a mapping says: a dimension, and how lines with several objects are read, where the file doesn't tell.

    ``levels`` is ``ADD_UP``, ``COUNT_ONCE`` or empty for what the file itself shows.
    """

    dimension: str
    levels: str = ""

    @property
    def key(self) -> str:
        """As it is stored in a mapping."""
        return f"{self.dimension}:{self.levels}" if self.levels else self.dimension


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
        self._codes = {code for number, code in book.objects if number == dimension}
        self._found: dict[Dimensions, str | None] = {}

    def find(self, dims: Dimensions) -> str | None:
        """The object, or None where the line names none."""
        if dims not in self._found:
            self._found[dims] = self._find(dims)
        return self._found[dims]

    def _find(self, dims: Dimensions) -> str | None:
        if self.dimension == WHOLE_FILE:
            return WHOLE_FILE_CODE
        codes = dict(dims)
        if self.dimension in codes:
            return codes[self.dimension]
        for number, code in dims:
            if self.dimension in self._book.iter_ancestors(number):
                heads = (code[:length] for length in range(len(code), 0, -1))
                return next((head for head in heads if head in self._codes), None)
        return None


def list_dimensions(book: SieBook) -> list[str]:
    """The dimensions that lines of the result name, and those above them, by number."""
    named = {number for dims in {entry.dims for entry in book.iter_result_entries()} for number, _ in dims}
    above = {ancestor for number in named for ancestor in book.iter_ancestors(number)}
    return sorted(named | above, key=lambda number: (len(number), number))


def format_dimension(book: SieBook, dimension: str) -> str:
    """What a dimension is called on the screen."""
    return book.get_dimension_name(dimension) if dimension != WHOLE_FILE else "konton utan objekt"
