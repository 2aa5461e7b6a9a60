"""What a variance is. Pure functions on whole kronor: a variance's plus is always a surplus."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

COST_PARTS = ("staff", "premises", "capital", "other")


REVENUE_PREFIX = "intakter-"
"""How the codes of a board's own cost types begin that belong to revenue, and no others: the database sees to that."""


def is_revenue(cost_type: str) -> bool:
    """Is more of it better: is it revenue, or a board's own cost type that belongs to that?"""
    return cost_type == "revenue" or cost_type.startswith(REVENUE_PREFIX)


def compute_variance(cost_type: str, budget: int | None, basis: int | None) -> int | None:
    """Budget - forecast or actual for costs and net cost; the other way for revenue, where more is better."""
    if budget is None or basis is None:
        return None
    return basis - budget if is_revenue(cost_type) else budget - basis


def is_period_budget_too_large(period_budget: int, budget: int) -> bool:
    """Is the budget of a part of the year larger than the whole year's, with the same sign?"""
    return period_budget * budget >= 0 and abs(period_budget) > abs(budget) > 0


def compute_percent(amount: int | None, whole: int | None) -> Decimal | None:
    """The amount in percent of the whole, one decimal, with the amount's sign.

    None without an amount, and where the whole is missing, zero or negative: no share can be taken of that. It may be
    over 100: a budget can be used up and more.
    """
    if amount is None or whole is None or whole <= 0:
        return None
    tenths = (abs(amount) * 2000 + whole) // (2 * whole)  # half away from zero, in whole numbers
    return Decimal(tenths if amount > 0 else -tenths).scaleb(-1)


def compute_variance_percent(variance: int | None, budget: int | None) -> Decimal | None:
    """The variance in percent of its budget, as ``compute_percent``; a plus is a surplus.

    None also where the variance is larger than the budget itself, so over 100 in size: then the budget is too small to
    measure by, and the percentage says nothing that the kronor don't. At 100 exactly it still says that nothing of the
    budget was used, or twice as much.
    """
    if variance is None or budget is None or abs(variance) > budget:
        return None
    return compute_percent(variance, budget)


def is_to_be_explained(
    variance: int | None, budget: int | None, *, over_percent: Decimal | None, over_kronor: int | None
) -> bool:
    """Is a variance over one of the board's limits, so that it asks for words? Whole kronor, either sign.

    Without a variance there is nothing to explain. A limit in percent says nothing of a budget that is zero or less.
    """
    if variance is None:
        return False
    if over_kronor is not None and abs(variance) > over_kronor:
        return True
    if over_percent is None or budget is None or budget <= 0:
        return False
    return abs(variance) * 100 > budget * over_percent


def compute_net(revenue: int | None, cost: int | None) -> int | None:
    """Net cost = cost - revenue. One of them alone is enough; both missing is missing, not zero."""
    if revenue is None and cost is None:
        return None
    return (cost or 0) - (revenue or 0)


def sum_complete(values: list[int | None]) -> int | None:
    """The sum, or None if any part is missing: a sum with a hole in it is no sum."""
    known = [value for value in values if value is not None]
    return sum(known) if values and len(known) == len(values) else None


def sum_cost_types(values: Mapping[str, int | None]) -> int | None:
    """The cost that the known cost types sum to; ``values`` are amounts by cost type, kronor."""
    return sum_complete([values[part] for part in COST_PARTS if part in values])


def compute_net_of_types(values: Mapping[str, int | None]) -> int | None:
    """The net of an area's own revenue and cost: the cost as stated, else the sum of its types."""
    cost = values.get("cost")
    return compute_net(values.get("revenue"), cost if cost is not None else sum_cost_types(values))


def find_year_budget(
    budgets: Mapping[int, int | None], tertial: int, printed: Collection[int] = ()
) -> tuple[int, int] | None:
    """The full-year budget that holds at a tertial, and the tertial where it was laid in; None where there is none.

    ``budgets`` are those that the board has laid in, by tertial of one year. A budget is the year's: it holds until
    another is laid in, or a printed report tells of the row (``printed``), which says what it says.
    """
    known = [when for when, amount in budgets.items() if when <= tertial and amount is not None]
    latest = max(known, default=0)
    amount = budgets.get(latest)
    if amount is None or any(latest < when <= tertial for when in printed):
        return None
    return amount, latest


def compute_last_place(values: Iterable[int | None], unit: int) -> int:
    """The largest power of ten, at most ``unit``, that every value is a multiple of."""
    for value in values:
        while value is not None and unit > 1 and value % unit:
            unit //= 10
    return unit


def compute_path_total(original: int | None, changes: Iterable[int]) -> int | None:
    """What an original budget and its changes add up to, kronor. Without an original budget nobody knows."""
    return None if original is None else original + sum(changes)


def is_same_amount(first: int, second: int) -> bool:
    """Are two amounts the same, or one the other rounded to thousands?"""
    places = [compute_last_place([amount], 1_000) for amount in (first, second)]
    return first == second or (places[0] != places[1] and 2 * abs(first - second) <= max(places))


def is_explained_by_rounding(parts: Sequence[int], total: int, *, printed_unit: int = 1) -> bool:
    """Do the parts make the total, but for what rounding explains? Kronor.

    Where one side is written in thousands and the other is not, each rounded figure may be off by half a thousand;
    where the total is printed in a table in ``printed_unit`` kronor, so may all that are written as roughly.
    """
    coarsest = max(1_000, printed_unit)
    parts_unit, total_unit = compute_last_place(parts, coarsest), compute_last_place([total], coarsest)
    slack = 0
    if printed_unit > 1:
        slack = printed_unit * (1 + (len(parts) if parts_unit >= printed_unit else 0))
    elif parts_unit > total_unit:
        slack = parts_unit * len(parts)
    elif total_unit > parts_unit:
        slack = total_unit
    return 2 * abs(sum(parts) - total) <= slack
