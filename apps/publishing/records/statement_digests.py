"""Who states a thing, and which of them is the latest statement of it. Pure functions.

A round states a thing since one of its versions. Of all rounds that do, in the order in which they began to, the latest
that says something new counts, and what only repeats it doesn't. A digest of each statement is enough to choose, so
that the reports needn't be read.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from apps.core.tertials import Tertial
from apps.publishing.records import shapes
from apps.publishing.records.extraction import ExtractedRecord
from apps.publishing.records.serialization import encode_values

_NAME_FIELDS = frozenset({"municipality_name", "board_name"})
# What an outcome says of its target; the period's own report may call it missing without a row.
_READING_FIELDS = frozenset({"target", "light", "computed_light", "sentence"})
# What a report says of itself; no other report states it.
_OWN_RESOURCES = frozenset({"rounds", "publications"})
_DESCRIPTION, _DATED, _WITH_READING = "b", "d", "r"
_DIGEST_SIZE = 8


class StatementDigest(NamedTuple):
    """That a round of ``period`` states a thing since one of its versions, or has left it out since then.

    ``content`` is a digest of what it states, empty where a correction has left it out.
    """

    publication_id: int
    at: datetime
    period: Tertial
    content: str


def compute_content_digest(statement: ExtractedRecord) -> str:
    """Of what a statement says. That a board is called something else by then says nothing of a figure."""
    values = vars(statement.record)
    if not statement.dated:
        return _DESCRIPTION + _compute_digest([statement.position, *values.values()])
    if statement.resource in _OWN_RESOURCES:
        return _DATED + _compute_digest(list(values.values()))
    whole = _compute_digest(_select_fields(statement.resource, _NAME_FIELDS)(values))
    if statement.resource != "outcomes":
        return _DATED + whole
    bare = _compute_digest(_select_fields(statement.resource, _NAME_FIELDS | _READING_FIELDS)(values))
    return (_WITH_READING if statement.has_reading() else _DATED) + whole + bare


@cache
def _select_fields(resource: str, skipped: frozenset[str]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """Takes the values of all other fields of a record."""
    return itemgetter(*(one.name for one in fields(shapes.RECORD_SHAPES[resource]) if one.name not in skipped))


def _compute_digest(values: Sequence[Any]) -> str:
    return hashlib.blake2b(encode_values(values), digest_size=_DIGEST_SIZE).hexdigest()


def is_description(digest: StatementDigest) -> bool:
    """Is it of something without a period of its own, which describes the board?"""
    return digest.content.startswith(_DESCRIPTION)


def is_replacement(later: StatementDigest, before: StatementDigest) -> bool:
    """Does it say something new, when ``before`` has been stated?

    Anything with a period of its own, such as an outcome, comes from whoever states it last. Anything else, such as a
    goal's name, comes from the report of the latest tertial.
    """
    if is_description(later):
        return later.period >= before.period and later.content != before.content
    # A later report says the same of an older outcome, but no longer holds it against its target.
    is_bare = before.content.startswith(_WITH_READING) and not later.content.startswith(_WITH_READING)
    start = 1 + 2 * _DIGEST_SIZE if is_bare else 1
    return later.content[start:] != before.content[start:]


def choose_statement(digests: Iterable[StatementDigest]) -> StatementDigest | None:
    """The one that counts; where nobody states the thing any longer, the last that left it out. None where neither."""
    latest = omitted = None
    for one in sorted(digests):
        if not one.content:
            omitted = one
        elif latest is None or is_replacement(one, latest):
            latest = one
    return latest or omitted
