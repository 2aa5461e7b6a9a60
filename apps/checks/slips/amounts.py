"""What a single amount of the operating budget can be compared with, and whether it is in another unit.

The same rule for a finding in a report and for a question while the amount is typed. Whole kronor.
"""

from collections.abc import Mapping
from decimal import Decimal

from apps.checks.slips import rules
from apps.core.tertials import Tertial

YEAR_AGO, LAST_TERTIAL, BUDGET = "last_year", "last_tertial", "budget"
PAST = frozenset({YEAR_AGO, LAST_TERTIAL})
OF_WHOLE_YEAR = frozenset({"budget", "forecast"})
LEAST_AMOUNT = 1_000_000  # kronor: what is smaller, also as it usually is, may well grow tenfold
Amounts = Mapping[str, int | None]  # of one row in one period, by column


def list_usual_amounts(
    column: str, period: Tertial, now: Amounts, *, last: Amounts, year_ago: Amounts, year_ago_result: int = 0
) -> dict[str, int]:
    """Amounts that should be about as large as the column's, by where they are from.

    ``last`` is last tertial's row of the same year, and ``year_ago`` that of the same tertial a year ago; empty where
    unknown. Where only that year's result is known, as tables print it, budget and forecast are compared with it.
    """
    earlier = year_ago.get(column) or (year_ago_result if column in OF_WHOLE_YEAR else 0)
    found = {
        YEAR_AGO: earlier,
        LAST_TERTIAL: _compute_even_growth(last.get(column) or 0, column, period),
        **_list_own_columns(now, column, period),
    }
    return {label: amount for label, amount in found.items() if amount}


def _compute_even_growth(last: int, column: str, period: Tertial) -> int:
    """Last tertial's amount, evenly continued to this one; budget and forecast are of the whole year already."""
    if column in OF_WHOLE_YEAR or period.number == 1:
        return last
    return last * period.number // (period.number - 1)


def _list_own_columns(now: Amounts, column: str, period: Tertial) -> dict[str, int]:
    """The row's other columns, as large as they are of the same part of the year."""
    if column == "budget":
        return {"forecast": now.get("forecast") or 0, "actual": (now.get("actual") or 0) * 3 // period.number}
    part = 3 if column == "forecast" else period.number
    return {BUDGET: (now.get("budget") or 0) * part // 3}


def is_large(value: int, usual: Mapping[str, int]) -> bool:
    """Is the amount, or what it is compared with, large enough to be asked about?"""
    return max(abs(value), *map(abs, usual.values()), 0) >= LEAST_AMOUNT


def find_amount_scale(
    column: str,
    period: Tertial,
    value: int,
    usual: Mapping[str, int],
    now: Amounts,
    lone_slack: Decimal = rules.CLOSE_SCALE_SLACK,
) -> int:
    """The power of ten that an amount is off by; else 0.

    Where a row's budget is the one that differs, its other columns are not named too.
    """
    if column != "budget" and not PAST & usual.keys() and _is_budget_off(now, period):
        return 0
    return rules.find_figure_scale(value, list(usual.values()), lone_slack)


def _is_budget_off(now: Amounts, period: Tertial) -> bool:
    """Do both actual and forecast differ from the budget in the same way?"""
    others = [one for one in _list_own_columns(now, "budget", period).values() if one]
    return len(others) > 1 and rules.find_figure_scale(now.get("budget") or 0, others) != 0
