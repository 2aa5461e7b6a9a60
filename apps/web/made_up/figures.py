"""The made-up money: budgets by cost type, what is used of them, and what is foreseen. Whole kronor and no chance."""

from typing import NamedTuple

from apps.core.tertials import Tertial
from apps.web.made_up.plan import AreaPlan, BoardPlan

KRONOR = 1_000
# Of an area's cost, per mille.
COST_SHARES = {"staff": 720, "premises": 110, "other": 170}
YEARLY_RISE = 27  # per mille a year
PERIOD_SHARES = {1: 331, 2: 662, 3: 1_000}  # of the year's budget, per mille
SPREAD = {"revenue": 9, "staff": 0, "premises": -4, "other": 13}  # the cost types do not drift alike


class MadeUpAmounts(NamedTuple):
    """One row in one tertial, whole kronor; revenue and cost both positive."""

    budget: int
    period_budget: int | None
    actual: int
    forecast: int | None

    def take_share(self, planned: int, used: int) -> "MadeUpAmounts":
        """A part of it, per mille of what is planned and of what is used."""
        budget, so_far, actual, forecast = (
            amount and _round_to_thousand(amount * share // 1_000)
            for amount, share in zip(self, (planned, planned, used, used), strict=True)
        )
        return MadeUpAmounts(budget or 0, so_far, actual or 0, forecast)

    def subtract(self, part: "MadeUpAmounts") -> "MadeUpAmounts":
        """What is left without the part."""
        budget, so_far, actual, forecast = (
            whole and whole - (taken or 0) for whole, taken in zip(self, part, strict=True)
        )
        return MadeUpAmounts(budget or 0, so_far, actual or 0, forecast)


def compute_year_budget(plan: BoardPlan, area: AreaPlan, year_number: int, place: int) -> dict[str, int]:
    """The year's budget by cost type, with the changes that have been told of until the tertial, kronor."""
    net = _compute_original_tkr(area, year_number) + sum(
        step.amount
        for step in plan.budget_steps
        if step.area == area.code and step.place // 3 == year_number and step.place <= place and step.kind != "original"
    )
    revenue = net * area.revenue_share // 1_000
    cost = net + revenue
    parts = {kind: cost * share // 1_000 for kind, share in COST_SHARES.items()}
    parts["staff"] += cost - sum(parts.values())  # what rounding leaves
    return {kind: amount * KRONOR for kind, amount in {"revenue": revenue, **parts}.items()}


def compute_original_budget(area: AreaPlan, year_number: int) -> int:
    """The net budget that the year began with, kronor."""
    return _compute_original_tkr(area, year_number) * KRONOR


def _compute_original_tkr(area: AreaPlan, year_number: int) -> int:
    return area.budget * (1_000 + YEARLY_RISE) ** year_number // 1_000**year_number


def compute_rows(plan: BoardPlan, area: AreaPlan, period: Tertial, place: int) -> dict[str, MadeUpAmounts]:
    """The area's rows by cost type."""
    found = {}
    for kind, budget in compute_year_budget(plan, area, place // 3, place).items():
        drift = (area.drift[place % len(area.drift)] if area.drift else 0) + SPREAD[kind]
        if kind == "revenue":
            drift = -drift // 2
        share = PERIOD_SHARES[period.number]
        period_budget = _round_to_thousand(budget * share // 1_000)
        actual = _round_to_thousand(budget * share * (1_000 + drift) // 1_000_000)
        foreseen = 1_000 + drift * (1 if period.number == 1 else 2) // (2 if period.number == 1 else 3)
        forecast = _round_to_thousand(budget * foreseen // 1_000)
        is_final = period.is_final_accounts
        found[kind] = MadeUpAmounts(budget, None if is_final else period_budget, actual, None if is_final else forecast)
    return _split_other_costs(plan, area, found)


def _split_other_costs(plan: BoardPlan, area: AreaPlan, rows: dict[str, MadeUpAmounts]) -> dict[str, MadeUpAmounts]:
    """The rows with the board's own cost types in place of the other costs: the area's, and the last for the rest."""
    if not area.own_type:
        return rows
    whole = rows.pop("other")
    part = whole.take_share(*area.own_shares)
    return {**rows, area.own_type: part, plan.cost_types[-1].code: whole.subtract(part)}


def _round_to_thousand(kronor: int) -> int:
    return (kronor + 500) // KRONOR * KRONOR
