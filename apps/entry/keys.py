"""The address of a row that is typed in: ``u:<indicator>:<area>:<gender>`` and its like; see ``entry.shapes``."""

from dataclasses import dataclass
from enum import StrEnum

from apps.budget.models import CostType, Flow
from apps.core.choices import Gender
from apps.rounds.models import Topic


class EntryKind(StrEnum):
    """What a row is about; the value begins its key."""

    OUTCOME = "u"
    OPERATING = "d"
    INVESTMENT = "i"
    CONTROL = "k"
    GOAL = "b:g"
    INDICATOR = "b:i"
    COMMENT = "c"


class BadKeyError(ValueError):
    """There is no such row; the message is Swedish."""


@dataclass(frozen=True, slots=True)
class EntryKey:
    """A row's address: ``first`` and ``second`` are codes, ``third`` the gender of an outcome and else empty."""

    kind: EntryKind
    first: str
    second: str
    third: str = ""

    @property
    def text(self) -> str:
        """As it stands in a page and in an address."""
        return ":".join(part for part in (self.kind.value, self.first, self.second, self.third) if part)

    @property
    def area(self) -> str:
        """The code of the service area that the row belongs to; empty where a project or a risk tells it."""
        if self.kind == EntryKind.OPERATING:
            return self.first
        return "" if self.kind in (EntryKind.INVESTMENT, EntryKind.CONTROL) else self.second


_KIND_VALUES = frozenset(kind.value for kind in EntryKind)
_LAST_PART_VALUES = {
    EntryKind.OUTCOME: Gender.values,
    EntryKind.OPERATING: CostType.values,
    EntryKind.INVESTMENT: Flow.values,
}


def parse_key(text: str) -> EntryKey:
    """Read a key. ``BadKeyError`` when it can't be one."""
    head, _, rest = text.partition(":")
    if head == "b":
        which, _, rest = rest.partition(":")
        head = f"b:{which}"
    parts = rest.split(":")
    if head not in _KIND_VALUES or len(parts) != (3 if head == EntryKind.OUTCOME else 2) or not all(parts):
        raise BadKeyError("Cellen finns inte.")
    key = EntryKey(EntryKind(head), *parts)
    if parts[-1] not in _LAST_PART_VALUES.get(key.kind, [parts[-1]]):
        raise BadKeyError("Cellen finns inte.")
    if key.kind == EntryKind.COMMENT and key.first not in Topic.values:
        raise BadKeyError("Cellen finns inte.")
    return key
