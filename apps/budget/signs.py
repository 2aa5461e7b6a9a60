"""How a source signs its amounts, beside how they are signed inside: revenue and cost both positive."""

from apps.budget.models import Flow
from apps.budget.rules import is_revenue
from apps.core.choices import SignConvention


def is_amount_reversed(kind: str, sign: str) -> bool:
    """Is an amount of a cost type or flow written with the other sign than inside? ``sign`` is a ``SignConvention``."""
    if kind == Flow.INCOME or is_revenue(kind):
        return sign == SignConvention.REVENUE_NEGATIVE
    return sign == SignConvention.COST_NEGATIVE
