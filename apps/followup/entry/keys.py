"""The address of a row that is typed in: ``u:<indicator>:<area>:<gender>`` and its like; see ``entry.shapes``."""

from dataclasses import dataclass
from enum import StrEnum

from apps.budget.models import CostType, Flow
from apps.core.choices import Gender
from apps.rounds.models import Topic


class Kind(StrEnum):
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
class Key:
    """A row's address: ``first`` and ``second`` are codes, ``third`` the gender of an outcome and else empty."""

    kind: Kind
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
        if self.kind == Kind.OPERATING:
            return self.first
        return "" if self.kind in (Kind.INVESTMENT, Kind.CONTROL) else self.second


_KINDS = frozenset(kind.value for kind in Kind)
_LAST_PART = {
    Kind.OUTCOME: Gender.values,
    Kind.OPERATING: CostType.values,
    Kind.INVESTMENT: Flow.values,
}


def parse_key(text: str) -> Key:
    """Read a key. ``BadKeyError`` when it can't be one."""
    head, _, rest = text.partition(":")
    if head == "b":
        which, _, rest = rest.partition(":")
        head = f"b:{which}"
    parts = rest.split(":")
    if head not in _KINDS or len(parts) != (3 if head == Kind.OUTCOME else 2) or not all(parts):
        raise BadKeyError("Cellen finns inte.")
    key = Key(Kind(head), *parts)
    if parts[-1] not in _LAST_PART.get(key.kind, [parts[-1]]):
        raise BadKeyError("Cellen finns inte.")
    if key.kind == Kind.COMMENT and key.first not in Topic.values:
        raise BadKeyError("Cellen finns inte.")
    return key
