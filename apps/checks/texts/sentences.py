"""Swedish text as sentences and clauses, each with its place in the text."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from apps.checks.texts.lexicon import ABBREVIATIONS

# Spaces and minus signs of every kind as plain ones; every sign stays in its place.
_PLAIN = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\t", " ") | dict.fromkeys("\u2212\u2013", "-"))
_STOP_PATTERN = re.compile(r"[.!?]+[”\")]?\s+|\n+|\s+•\s+")
_CLAUSE_PATTERN = re.compile(
    r"[;]\s+|,\s+(?=(?:men|medan|vilket|vilka|trots|eftersom|då|fast|fastän|där|så|och|samtidigt|varav|dock|medans"
    r"|främst|mest|bland|framför|det vill säga|dvs)\b)|\s+-\s+|\s+(?=(?:men|medan|samtidigt som|trots att|eftersom)\b)",
    re.IGNORECASE,
)


class Passage(NamedTuple):
    """A piece of a text and where in it the piece begins."""

    text: str
    start: int


def normalise_signs(text: str) -> str:
    """The text with plain spaces and plain minus signs, as long as before."""
    return text.translate(_PLAIN)


@lru_cache(maxsize=8192)
def read_sentences(text: str) -> tuple[Passage, ...]:
    """The sentences of a text, with plain signs. Each text is divided once, whoever reads it."""
    return tuple(split_sentences(normalise_signs(text)))


def split_sentences(text: str) -> list[Passage]:
    """The sentences of a text. A full stop of an abbreviation, a decimal or a number ends none."""
    found: list[Passage] = []
    start = 0
    for stop in _STOP_PATTERN.finditer(text):
        if _is_end(text, start, stop):
            found.append(Passage(text[start : stop.start() + len(stop.group().rstrip())], start))
            start = stop.end()
    found.append(Passage(text[start:], start))
    return [one for one in found if one.text.strip()]


def _is_end(text: str, start: int, stop: re.Match[str]) -> bool:
    """Does the mark end a sentence: a new line, or a stop with something new after it?"""
    if "\n" in stop.group() or "•" in stop.group():
        return True
    following = text[stop.end() : stop.end() + 1]
    words = text[start : stop.start()].split()
    last = words[-1].lower().lstrip('(”"') if words else ""
    if last in ABBREVIATIONS or f"{last}." in ABBREVIATIONS:
        return following.isupper() and last not in {"ca", "t.ex", "bl.a", "jfr", "enl", "nr"}
    return not following.islower()


def split_clauses(sentence: str, names: Iterable[tuple[int, int]] = ()) -> list[Passage]:
    """The clauses of a sentence, each with the word that joins it (”men”, ”vilket”) first.

    ``names`` are the places of names: none of them is divided.
    """
    found: list[Passage] = []
    start = 0
    whole = tuple(names)
    for stop in _CLAUSE_PATTERN.finditer(sentence):
        if any(first < stop.start() and stop.end() <= last for first, last in whole):
            continue
        found.append(Passage(sentence[start : stop.start()], start))
        start = stop.end()
    found.append(Passage(sentence[start:], start))
    return [one for one in found if one.text.strip()]
