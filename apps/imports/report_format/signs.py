"""From amounts as printed to amounts as the product keeps them.

Inside, an amount is whole kronor; revenue and cost are both positive, net is cost - revenue (for investments expense -
income), and a variance's plus is a surplus. A printed table differs in unit, in which side it gives a minus, and in
what a plus in its variance column means. Those three words are all that is needed, and nothing is guessed from figures.
"""

from decimal import Decimal
from typing import NamedTuple

from apps.budget.kronor import KRONOR_PER_UNIT, convert_to_kronor
from apps.budget.signs import is_amount_reversed
from apps.rounds.models import AmountUnit, VarianceSign

VARIANCE_KEYS = frozenset({"stated_variance", "stated_forecast_variance"})


class AmountConvention(NamedTuple):
    """How a table writes its amounts: the words ``enhet``, ``tecken`` and ``avvikelse`` of a report."""

    unit: str
    sign: str
    variance_sign: str


def is_sign_reversed(column: str, kind: str, convention: AmountConvention) -> bool:
    """Does the printed sign differ from the one inside?

    ``column`` is the amount's key, ``kind`` the cost type or the flow of its row.
    """
    if column in VARIANCE_KEYS:
        return convention.variance_sign == VarianceSign.PLUS_IS_DEFICIT
    return is_amount_reversed(kind, convention.sign)


def convert_to_printed(kronor: int, *, column: str, kind: str, convention: AmountConvention) -> Decimal:
    """An amount as a table of the convention would print it; ``convert_printed_to_kronor`` goes the other way."""
    amount = Decimal(-kronor if is_sign_reversed(column, kind, convention) else kronor)
    return amount / KRONOR_PER_UNIT[AmountUnit(convention.unit)]


def convert_printed_to_kronor(amount: Decimal, *, column: str, kind: str, convention: AmountConvention) -> int:
    """A printed amount as the product keeps it. ``NotWholeKronorError`` when it is not whole kronor."""
    kronor = convert_to_kronor(amount, convention.unit)
    return -kronor if is_sign_reversed(column, kind, convention) else kronor
