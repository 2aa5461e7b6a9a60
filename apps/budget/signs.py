"""How a source signs its amounts, beside how they are signed inside: revenue and cost both positive."""

from apps.budget.models import CostType, Flow
from apps.core.choices import SignConvention

_INCOME_KINDS = frozenset({CostType.REVENUE.value, Flow.INCOME.value})


def is_amount_reversed(kind: str, sign: str) -> bool:
    """Is an amount of a cost type or flow written with the other sign than inside? ``sign`` is a ``SignConvention``."""
    if kind in _INCOME_KINDS:
        return sign == SignConvention.REVENUE_NEGATIVE
    return sign == SignConvention.COST_NEGATIVE
