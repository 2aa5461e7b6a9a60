"""How the forecasts of the year held, by the whole board's variance at each tertial."""

from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.amounts import build_amounts
from apps.report.area_tree import AreaTree
from apps.report.money_lines import BudgetLineIndex
from apps.report.source_types import OperatingSourceRow


def build_forecast_accuracy(
    index: BudgetLineIndex, tree: AreaTree, period: Tertial
) -> tuple[board_report.ForecastAccuracy, ...]:
    """The whole board's foreseen variances of the year, held against the final one where the year
    is closed.
    """
    by_period = index.by_row.get((tree.root.code, "net"), {})
    variances = {
        when: variance
        for when, lines in by_period.items()
        if when.year == period.year
        and (variance := next((v for line in lines if (v := _compute_stated_variance(line, when)) is not None), None))
        is not None
    }
    if len(variances) < 2:
        return ()
    final = variances.get(Tertial(period.year, 3))
    return tuple(
        board_report.ForecastAccuracy(
            period=when,
            variance=variances[when],
            is_final=when.is_final_accounts,
            off_by=None if final is None or when.is_final_accounts else final - variances[when],
        )
        for when in sorted(variances)
    )


def _compute_stated_variance(line: OperatingSourceRow, when: Tertial) -> int | None:
    return build_amounts(line, "net", when, exact=True).variance
