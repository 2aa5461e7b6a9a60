"""Words that are spelt almost alike, without any extension of the database.

A word is known by its folded forms: itself without the dots of å, ä and ö, and each that one letter less gives. Two
words that share a form are a slip apart: a letter too many, too few, another, or two that have changed places.
"""

import re

MIN_LENGTH, MAX_LENGTH = 4, 40
_DOTS = str.maketrans("åäöéüè", "aaoeue")
_LETTERS_PATTERN = re.compile(r"[^\W\d_]+")


def normalize_text(text: str) -> str:
    """In small letters, without dots and accents."""
    return text.casefold().translate(_DOTS)


def split_text(text: str) -> list[str]:
    """The words of a text in small letters, without numbers."""
    return [found.casefold() for found in _LETTERS_PATTERN.findall(text)]


def build_forms(spelling: str) -> list[str]:
    """The folded word and each that a letter less of it gives; none for what is too short to guess at."""
    folded = normalize_text(spelling)
    if not MIN_LENGTH <= len(folded) <= MAX_LENGTH:
        return []
    return sorted({folded, *(folded[:place] + folded[place + 1 :] for place in range(len(folded)))})


def count_slips(one: str, other: str) -> int:
    """How many letters two spellings differ by, folded: two that have changed places count as one."""
    a, b = normalize_text(one), normalize_text(other)
    rows = [list(range(len(b) + 1))]
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, against in enumerate(b, 1):
            cost = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == against:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
