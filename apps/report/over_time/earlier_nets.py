"""What each area's net cost was in earlier periods: as a report states it, else put together from what is below."""

from collections.abc import Sequence

from apps.budget import rules
from apps.core.tertials import Tertial
from apps.report.money import AreaEconomy, MoneyRow


class EarlierNets:
    """Net amounts (``columns``) of earlier ``periods``, whole kronor, area by area from below."""

    def __init__(self, periods: Sequence[Tertial], columns: Sequence[str]) -> None:
        self.periods, self.columns = periods, columns
        self._found: dict[tuple[str, Tertial, str], int | None] = {}

    def add(self, area: AreaEconomy, below: Sequence[AreaEconomy]) -> None:
        """Work out the area's; those of the areas below are known by then."""
        for period in self.periods:
            for column in self.columns:
                self._found[area.area, period, column] = self._compute(area, below, period, column)

    def list_known(self, area: str, column: str) -> list[tuple[Tertial, int]]:
        """The amounts with their tertials, in the order of ``periods``."""
        found = ((period, self._found[area, period, column]) for period in self.periods)
        return [(period, amount) for period, amount in found if amount is not None]

    def _compute(self, area: AreaEconomy, below: Sequence[AreaEconomy], period: Tertial, column: str) -> int | None:
        """As stated, else from the area's own revenue and cost, all of them, else the sum of the areas below."""
        stated = _get_amount(area.net, period, column) if area.net else None
        if stated is not None or (area.net and not area.net.summed):
            return stated
        if not area.cost_types:
            return rules.sum_complete([self._found[one.area, period, column] for one in below])
        own = [row for row in area.cost_types if not row.belongs_to]  # the others are in these already
        kinds = [row for row in own if getattr(row.now, column) is not None]
        before = {row.cost_type: _get_amount(row, period, column) for row in kinds or own}
        return None if None in before.values() else rules.compute_net_of_types(before)


def _get_amount(row: MoneyRow, period: Tertial, column: str) -> int | None:
    return next((getattr(amounts, column) for amounts in row.past if amounts.period == period), None)
