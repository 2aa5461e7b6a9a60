"""The amounts of one row in one period, made from what is stored of it."""

from typing import Any

from apps.budget import rules
from apps.core.tertials import Tertial
from apps.report import board_report


def build_amounts(line: Any, cost_type: str, period: Tertial, *, exact: bool, table: str = "") -> board_report.Amounts:
    """The amounts of a stored line with its variances: as published, else computed."""
    if period.is_final_accounts:
        basis, amount, stated = "actual", line.actual, line.stated_variance
        so_far: dict[str, Any] = {}
    else:
        basis, amount, stated = "forecast", line.forecast, line.stated_forecast_variance
        so_far = _build_so_far(line, cost_type)
    computed = rules.compute_variance(cost_type, line.budget, amount)
    variance = computed if stated is None else stated
    return board_report.Amounts(
        period=period,
        budget=line.budget,
        actual=line.actual,
        forecast=line.forecast,
        variance=variance,
        computed_variance=computed,
        basis=basis if variance is not None else "",
        variance_percent=rules.compute_percent(variance, line.budget),
        exact=exact,
        table=table,
        **so_far,
    )


def _build_so_far(line: Any, cost_type: str) -> dict[str, Any]:
    """What a line says of the year so far. An investment has no budget of a period."""
    period_budget = getattr(line, "period_budget", None)
    computed = rules.compute_variance(cost_type, period_budget, line.actual)
    return {
        "period_budget": period_budget,
        "variance_so_far": computed if line.stated_variance is None else line.stated_variance,
        "computed_variance_so_far": computed,
        "used_percent": rules.compute_percent(line.actual, line.budget),
    }


def build_empty_amounts(period: Tertial) -> board_report.Amounts:
    """No amounts: the row is there, its figures of the period are not."""
    return board_report.Amounts(
        period=period,
        budget=None,
        actual=None,
        forecast=None,
        variance=None,
        computed_variance=None,
        basis="",
        variance_percent=None,
        exact=False,
    )
