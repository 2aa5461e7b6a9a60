"""From an amount in the unit it is written in to whole kronor."""

from decimal import Decimal

from apps.rounds.models import AmountUnit

KRONOR_PER_UNIT = {AmountUnit.KR: 1, AmountUnit.TKR: 1_000, AmountUnit.MNKR: 1_000_000}
MAX_KRONOR = 10**15


class NotWholeKronorError(ValueError):
    """The amount is not a whole number of kronor, or is out of all reason; the message is Swedish."""


def get_kronor_per_unit(unit: str) -> int:
    """How many kronor one of the unit is; a thousand where it is none that we know, as most tables are written."""
    return KRONOR_PER_UNIT.get(unit, 1_000)  # type: ignore[call-overload]  # a choice is its text


def convert_to_kronor(amount: Decimal, unit: str) -> int:
    """Whole kronor with the amount's own sign. ``NotWholeKronorError`` when that would round it."""
    kronor = amount * KRONOR_PER_UNIT[AmountUnit(unit)]
    if abs(kronor) >= MAX_KRONOR:
        raise NotWholeKronorError(f"Beloppet i {unit} är orimligt stort. Kontrollera enheten.")
    if kronor != kronor.to_integral_value():
        raise NotWholeKronorError(f"Beloppet i {unit} är inte hela kronor. Kontrollera decimalerna och enheten.")
    return int(kronor)
