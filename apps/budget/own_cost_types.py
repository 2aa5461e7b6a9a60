"""What a board's own cost types are called and belong to, beside the seven. Pure functions on plain rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Protocol

from apps.budget.models import CostType


class OwnCostTypeRow(Protocol):
    """A cost type of the board's own, from the database or from a report's source."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def belongs_to(self) -> str: ...
    @property
    def valid_from(self) -> int | None: ...
    @property
    def valid_to(self) -> int | None: ...


class BoardCostTypes:
    """The cost types of a board in their order: its own before the one that they belong to, which is their sum."""

    def __init__(self, own: Iterable[OwnCostTypeRow] = ()) -> None:
        self.own = {one.code: one for one in own}
        below: dict[str, list[str]] = defaultdict(list)
        for one in self.own.values():
            below[one.belongs_to].append(one.code)
        self.parts: Mapping[str, tuple[str, ...]] = {base: tuple(codes) for base, codes in below.items()}
        self.codes: tuple[str, ...] = tuple(
            code for base in CostType.values for code in (*self.parts.get(base, ()), base)
        )
        self.labels = {**dict(CostType.choices), **{code: one.name for code, one in self.own.items()}}
        self.order = {code: place for place, code in enumerate(self.codes)}

    def get_label(self, code: str) -> str:
        """What it is called; the code itself for one that the board no longer has."""
        return str(self.labels.get(code, code))

    def get_base(self, code: str) -> str:
        """The one of the seven that an own cost type belongs to; empty for those."""
        return self.own[code].belongs_to if code in self.own else ""

    def list_valid_parts(self, base: str, year: int) -> list[str]:
        """The own cost types of one of the seven that are valid in a year."""
        found = (self.own[code] for code in self.parts.get(base, ()))
        return [one.code for one in found if (one.valid_from or 0) <= year <= (one.valid_to or 9999)]
