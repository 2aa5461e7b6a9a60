"""Reading an outcome as it is typed, in its indicator's unit."""

import re
from decimal import Decimal
from typing import NamedTuple

from apps.core.cell_numbers import UnreadableError, check_fits, parse_cell_quantity
from apps.core.swedish import NotANumberError, parse_fraction
from apps.goals.targets import PERCENTAGE_POINTS, is_percent

_SAME_UNIT = {
    "%": "%",
    "procent": "%",
    "st": "antal",
    "antal": "antal",
    "personer": "antal",
    "tim": "timmar",
    "timmar": "timmar",
    "timme": "timmar",
    "dag": "dagar",
    "dagar": "dagar",
    "dygn": "dygn",
    "kr": "kr",
    "tkr": "tkr",
    "mnkr": "mnkr",
}
_VAGUE_UNITS = frozenset({"antal"})  # ”12 st” fits any unit that the product does not know


class MeasuredValue(NamedTuple):
    """An outcome in the indicator's unit. A fraction of a percentage indicator has a value only where one is stated."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def is_other_unit(written: str, unit: str) -> bool:
    """Does the unit written in a cell contradict the indicator's? Nothing written never does."""
    if not written:
        return False
    cell = _SAME_UNIT.get(written.lower(), written.lower())
    unit_name = re.split(r"[\s/]", unit.strip().lower(), maxsplit=1)[0]
    own = _SAME_UNIT.get(unit_name)
    return cell != own and not (own is None and cell in _VAGUE_UNITS)


def is_other_target_unit(written: str, unit: str) -> bool:
    """As ``is_other_unit``, for a target: its indicator's unit may be written in full, and percentage points too."""
    if written == PERCENTAGE_POINTS:
        return not is_percent(unit)
    return written.lower() != unit.strip().lower() and is_other_unit(written, unit)


def parse_measured_value(cell: str, unit: str) -> MeasuredValue:
    """Read ``7,3 %``, ``2 789``, ``162/327`` or ``162/327 50 %`` for an indicator with the unit.

    ``UnreadableError`` in Swedish when it is no such thing or has another unit.
    """
    try:
        fraction = parse_fraction(cell)
    except NotANumberError as error:
        raise UnreadableError(str(error)) from error
    if fraction is None:
        found = parse_cell_quantity(cell)
        if is_other_unit(found.unit, unit):
            raise UnreadableError(format_other_unit_message(found.unit, unit))
        return MeasuredValue(found.value)
    if fraction.denominator <= 0:
        raise UnreadableError("Nämnaren, talet efter snedstrecket, ska vara större än noll.")
    for part in fraction:
        if part is not None:
            check_fits(part)
    if is_percent(unit):
        return MeasuredValue(fraction.percent, fraction.numerator, fraction.denominator)
    if fraction.percent is not None:
        raise UnreadableError(format_other_unit_message("%", unit))
    return MeasuredValue(fraction.numerator, fraction.numerator, fraction.denominator)


def format_other_unit_message(written: str, unit: str) -> str:
    """What to say of a cell whose unit is not the indicator's."""
    return f"Cellen har enheten ”{written}” men indikatorn har ”{unit}”. Skriv talet i indikatorns enhet."


def is_known_unit(text: str) -> bool:
    """Is a text one of the units that the product knows, as ”%”, ”st” or ”dagar”?"""
    return text.strip().lower() in _SAME_UNIT
