"""From amounts as printed to amounts as the product keeps them.

Inside, an amount is whole kronor; revenue and cost are both positive, net is cost - revenue (for investments expense -
income), and a variance's plus is a surplus. A printed table differs in unit, in which side it gives a minus, and in
what a plus in its variance column means. Those three words are all that is needed, and nothing is guessed from figures.
"""

from decimal import Decimal
from typing import NamedTuple

from apps.budget.kronor import KRONOR_PER_UNIT, convert_to_kronor
from apps.budget.models import CostType, Flow
from apps.rounds.models import SignConvention, Unit, VarianceSign

VARIANCES = frozenset({"stated_variance", "stated_forecast_variance"})

_INCOMING = frozenset({CostType.REVENUE.value, Flow.INCOME.value})


class Convention(NamedTuple):
    """How a table writes its amounts: the words ``enhet``, ``tecken`` and ``avvikelse`` of a report."""

    unit: str
    sign: str
    variance_sign: str


def is_turned(column: str, kind: str, convention: Convention) -> bool:
    """Does the printed sign differ from the one inside?

    ``column`` is the amount's key, ``kind`` the cost type or the flow of its row.
    """
    if column in VARIANCES:
        return convention.variance_sign == VarianceSign.PLUS_IS_DEFICIT
    if kind in _INCOMING:
        return convention.sign == SignConvention.REVENUE_NEGATIVE
    return convention.sign == SignConvention.COST_NEGATIVE


def as_written(kronor: int, *, column: str, kind: str, convention: Convention) -> Decimal:
    """An amount as a table of the convention would print it: ``inside`` the other way."""
    amount = Decimal(-kronor if is_turned(column, kind, convention) else kronor)
    return amount / KRONOR_PER_UNIT[Unit(convention.unit)]


def inside(amount: Decimal, *, column: str, kind: str, convention: Convention) -> int:
    """A printed amount as the product keeps it. ``NotWholeKronorError`` when it is not whole kronor."""
    kronor = convert_to_kronor(amount, convention.unit)
    return -kronor if is_turned(column, kind, convention) else kronor
