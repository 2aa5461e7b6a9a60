"""Reading a number as it is typed in a cell, wherever the cell stands: text in, value out, or a Swedish sentence."""

import re
from decimal import Decimal

from apps.core.swedish import NotANumberError, Quantity, parse_quantity

MAX_DECIMALS = 6
MAX_INTEGER_DIGITS = 14
_DATE_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}")


class UnreadableError(ValueError):
    """The cell does not hold what its column is for; the message says what was expected."""


def parse_cell_quantity(cell: str, *, is_amount: bool = False) -> Quantity:
    """A number with or without a unit, small and plain enough to be kept exactly. An amount may stand in brackets."""
    try:
        found = parse_quantity(cell, is_amount=is_amount)
    except NotANumberError as error:
        if _DATE_PATTERN.fullmatch(cell.strip()):
            raise UnreadableError(
                "Cellen är ett datum i Excel. Formatera den som text och skriv talet igen."
            ) from error
        raise UnreadableError(str(error)) from error
    check_fits(found.value)
    return found


def parse_cell_amount(cell: str) -> Decimal:
    """An amount without a unit."""
    found = parse_cell_quantity(cell, is_amount=True)
    if found.unit:
        raise UnreadableError(f"Skriv bara talet, utan ”{found.unit}”.")
    return found.value


def check_fits(value: Decimal) -> None:
    """``UnreadableError`` when the number can't be stored exactly."""
    exponent = int(value.normalize().as_tuple().exponent)
    if value and (value.adjusted() >= MAX_INTEGER_DIGITS or exponent < -MAX_DECIMALS):
        raise UnreadableError(
            f"Talet är för stort eller har för många decimaler. Skriv högst {MAX_DECIMALS} decimaler."
        )
