"""Swedish personal identity numbers in a file, so that such a file is never kept. Pure functions on text.

One number may be a voucher's or an account's by chance: a date and a check digit fit one in a hundred. So what has the
dash of a personal number counts when nearly all such texts of the file check, and digits alone only when a column of
them does. A number itself is never given back, only how many there are and in which rows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

MIN_COLUMN_HITS = 3
MIN_SHARE_PERCENT = 80  # of the texts of the same shape
MAX_NAMED_ROWS = 5
_DASHED_PATTERN = re.compile(r"(?<![\d-])((?:19|20)?\d{6})[-+](\d{4})(?![\d-])")
LIKELY_PATTERN = re.compile(r"\d{6}[-+]?\d{4}")
_PLAIN_PATTERN = re.compile(r"(?:(?:19|20)\d{10}|\d{10})")
_PLAIN_NAME_PATTERN = re.compile(r"(?<!\d)(?:(?:19|20)\d{10}|\d{10})(?!\d)")
PERSONAL_NAME_MESSAGE = (
    "Filens namn har något som ser ut som ett personnummer. Filen har inte sparats. Byt namn på den och skicka in"
    " den på nytt."
)
_FIRST_COORDINATION_DAY = 61  # a coordination number has its day and sixty
Row = tuple[int, Sequence[str]]


class PersonalNumbers(NamedTuple):
    """How many personal numbers a file has, and in which rows, from the first."""

    total: int
    rows: tuple[int, ...]


def find_personal_numbers(rows: Iterable[Row]) -> PersonalNumbers:
    """The personal numbers in rows of cells, each with its number in the file."""
    dashed: list[tuple[int, str]] = []
    columns: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for number, cells in rows:
        if not LIKELY_PATTERN.search("\t".join(cells)):
            continue  # as nearly all rows of a large file
        for place, cell in enumerate(cells):
            dashed += [(number, "".join(found)) for found in _DASHED_PATTERN.findall(cell)]
            text = cell.strip()
            if _PLAIN_PATTERN.fullmatch(text):
                columns[place, len(text)].append((number, text))
    hits = _select_hits([one for one in dashed if _has_date(one[1])], 1)
    for candidates in columns.values():
        hits += _select_hits(candidates, MIN_COLUMN_HITS)
    return PersonalNumbers(len(hits), tuple(sorted({row for row, _ in hits})))


def has_personal_number(name: str) -> bool:
    """Is there a personal number in a file's name?"""
    texts = ["".join(found) for found in _DASHED_PATTERN.findall(name)]
    return any(map(is_personal_number, [*texts, *_PLAIN_NAME_PATTERN.findall(name)]))


def format_personal_numbers_message(found: PersonalNumbers) -> str:
    """Why the file is refused, in Swedish, without any of the numbers."""
    rows = [str(row) for row in found.rows[:MAX_NAMED_ROWS]]
    listed = ", ".join(rows) + (" med flera" if len(found.rows) > MAX_NAMED_ROWS else "")
    what = "något som ser ut som ett personnummer" if found.total == 1 else f"{found.total} personnummer"
    return (
        f"Filen har {what}, på rad {listed}. Den har inte sparats. "
        "Ta bort personnumren ur utdraget och skicka in det på nytt."
    )


def is_personal_number(digits: str) -> bool:
    """Are ten or twelve digits a personal or coordination number: a date that is, and a check digit that fits?"""
    return _has_date(digits) and _has_check_digit(digits[-10:])


def _select_hits(candidates: list[tuple[int, str]], least: int) -> list[tuple[int, str]]:
    """The candidates of one shape that are personal numbers, where they are enough and nearly all of them."""
    hits = [one for one in candidates if is_personal_number(one[1])]
    is_enough = len({text for _, text in hits}) >= least
    return hits if is_enough and 100 * len(hits) >= MIN_SHARE_PERCENT * len(candidates) else []


def _has_date(digits: str) -> bool:
    century = [digits[:2]] if len(digits) == 12 else ["19", "20"]
    year, month, day = digits[-10:-8], int(digits[-8:-6]), int(digits[-6:-4])
    if day >= _FIRST_COORDINATION_DAY:
        day -= _FIRST_COORDINATION_DAY - 1
    return any(_is_date(int(first + year), month, day) for first in century)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _has_check_digit(digits: str) -> bool:
    """Luhn's: every other digit from the first doubled, and the digits of it all added up to a ten."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
