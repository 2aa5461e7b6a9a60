"""The address of a row: a text made of codes, such as ``u:<indicator>:<area>:<gender>``.

Codes rather than ids, so that an address means the same in another database and can be read.
``entry.shapes`` lists every kind.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from apps.budget.models import Flow
from apps.core.choices import Gender
from apps.rounds.models import Topic


class EntryKind(StrEnum):
    """The kind of row; the value is the first part of its key."""

    OUTCOME = "u"
    OPERATING = "d"
    INVESTMENT = "i"
    CONTROL = "k"
    GOAL = "b:g"
    INDICATOR = "b:i"
    COMMENT = "c"
    OWN_VALUE = "t"


class BadKeyError(ValueError):
    """The text is not the key of any row; the message is Swedish."""


@dataclass(frozen=True, slots=True)
class EntryKey:
    """A row's address. ``first`` and ``second`` are codes; ``third`` is the gender of an outcome.

    Those of a value in a board's own table are its table, row and column. ``third`` is empty for every other kind.
    """

    kind: EntryKind
    first: str
    second: str
    third: str = ""

    @property
    def text(self) -> str:
        """The key as pages, addresses and the API write it."""
        return ":".join(filter(None, (self.kind.value, self.first, self.second, self.third)))

    @property
    def area(self) -> str:
        """The code of the row's service area; empty for an investment, a control or a value in a board's own table.

        Those belong to the area of their project, risk or table, which the database knows.
        """
        if self.kind == EntryKind.OPERATING:
            return self.first
        return "" if self.kind in _KINDS_WITHOUT_AREA else self.second


_KINDS_WITHOUT_AREA = frozenset({EntryKind.INVESTMENT, EntryKind.CONTROL, EntryKind.OWN_VALUE})
_KINDS_OF_THREE = frozenset({EntryKind.OUTCOME, EntryKind.OWN_VALUE})
_KIND_VALUES = frozenset(kind.value for kind in EntryKind)
_COST_TYPE_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)  # one of the seven, or of the board's own
_LAST_PART_VALUES = {
    EntryKind.OUTCOME: Gender.values,
    EntryKind.INVESTMENT: Flow.values,
}


def parse_key(text: str) -> EntryKey:
    """Read a key. Raises ``BadKeyError`` when no row can have it."""
    head, _, rest = text.partition(":")
    if head == "b":
        which, _, rest = rest.partition(":")
        head = f"b:{which}"
    parts = rest.split(":")
    if head not in _KIND_VALUES or len(parts) != (3 if head in _KINDS_OF_THREE else 2) or not all(parts):
        raise BadKeyError("Cellen finns inte.")
    key = EntryKey(EntryKind(head), *parts)
    if parts[-1] not in _LAST_PART_VALUES.get(key.kind, [parts[-1]]):
        raise BadKeyError("Cellen finns inte.")
    if key.kind == EntryKind.OPERATING and not _COST_TYPE_PATTERN.fullmatch(key.second):
        raise BadKeyError("Cellen finns inte.")
    if key.kind == EntryKind.COMMENT and key.first not in Topic.values:
        raise BadKeyError("Cellen finns inte.")
    return key
