"""The amounts of one row in one period, made from what is stored of it."""

from typing import Any

from apps.budget import rules
from apps.core.tertials import Tertial
from apps.report import board_report


def build_amounts(
    line: Any, cost_type: str, period: Tertial, *, exact: bool, table: str = "", is_past: bool = False
) -> board_report.Amounts:
    """The amounts of a stored line with its variances: as published, else computed.

    How much of the year's budget is used is told of the report's own period, and not of a past one.
    """
    if period.is_final_accounts:
        basis, amount, stated = "actual", line.actual, line.stated_variance
        period_budget = stated_so_far = computed_so_far = used = None
    else:
        basis, amount, stated = "forecast", line.forecast, line.stated_forecast_variance
        period_budget = getattr(line, "period_budget", None)  # an investment has none
        computed_so_far = rules.compute_variance(cost_type, period_budget, line.actual)
        stated_so_far = line.stated_variance
        used = None if is_past else rules.compute_percent(line.actual, line.budget)
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
        variance_percent=rules.compute_variance_percent(variance, line.budget),
        exact=exact,
        table=table,
        period_budget=period_budget,
        variance_so_far=computed_so_far if stated_so_far is None else stated_so_far,
        computed_variance_so_far=computed_so_far,
        used_percent=used,
    )


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
