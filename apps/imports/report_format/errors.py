"""What is wrong in a file: where, what was expected, what was there. In Swedish, all errors at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

MAX_ERRORS = 1000
MAX_SUGGESTIONS = 50
_MAX_COMPARED = 2000
_MAX_QUOTE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing to correct. ``row`` and ``column`` are ``None`` when the whole file is meant; rows count from 1.

    ``expected`` is a Swedish sentence that says what to write, ``found`` the cell's text.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str

    @property
    def place(self) -> str:
        """Where: ``utfall.csv, rad 12, kolumn värde``."""
        parts = [self.file]
        if self.row is not None:
            parts.append(f"rad {self.row}")
        if self.column:
            parts.append(f"kolumn {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        quote = self.found if len(self.found) <= _MAX_QUOTE_LENGTH else self.found[: _MAX_QUOTE_LENGTH - 1] + "…"
        quote = " ".join(quote.split())
        if not quote or f"”{quote}”" in self.expected:
            return f"{self.place}: {self.expected}"
        return f"{self.place}: {self.expected} Det står ”{quote}”."


class ReportErrors(Exception):
    """The report can't be loaded and nothing was. ``errors`` holds every error, in the order of the files.

    ``more`` tells how many errors there were beyond the first ``MAX_ERRORS``.
    """

    def __init__(self, errors: Iterable[CellError], more: int = 0) -> None:
        self.errors = list(errors)
        self.more = more
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """The errors as a readable list."""
        lines = [str(error) for error in self.errors]
        return [*lines, f"… och {self.more} fel till."] if self.more else lines


class ErrorLog:
    """Gathers errors while a report is read."""

    def __init__(self) -> None:
        self.errors: list[CellError] = []
        self.more = 0
        self._suggestions = 0

    @property
    def count(self) -> int:
        """How many errors there are."""
        return len(self.errors) + self.more

    def add(self, error: CellError) -> None:
        """Note an error, and go on."""
        if len(self.errors) < MAX_ERRORS:
            self.errors.append(error)
        else:
            self.more += 1

    def file(self, file: str, expected: str, found: str = "") -> None:
        """Note an error of a whole file."""
        self.add(CellError(file, None, None, found, expected))

    def suggest(self, found: str, known: Iterable[str]) -> str:
        """As ``did_you_mean``, for the first errors only: looking for the nearest code takes time."""
        self._suggestions += 1
        return suggest_known_text(found, known) if self._suggestions <= MAX_SUGGESTIONS else ""

    def stop_if_any(self) -> None:
        """Raise ``ReportErrors`` when something has been noted."""
        if self.errors:
            raise ReportErrors(self.errors, self.more)


def suggest_known_text(found: str, known: Iterable[str]) -> str:
    """A question with the nearest known word, with a space before it; empty when nothing is near."""
    near = difflib.get_close_matches(found[:100], islice(known, _MAX_COMPARED), n=1, cutoff=0.6)
    return f" Menade du ”{near[0]}”?" if near else ""
