"""What a report's source has of a board's own cost types; ``source_types`` says what holds of all its rows."""

import msgspec


class CostTypeSourceRow(msgspec.Struct, frozen=True, gc=False):
    """A cost type of the board's own, whatever the year; see ``budget.OwnCostType``."""

    code: str
    name: str
    belongs_to: str
    valid_from: int | None = None
    valid_to: int | None = None
