"""The records of budget changes and of forecasts between tertials: what an area's own rows say, and no sums."""

import hashlib
from collections.abc import Iterator

from apps.budget.models import BudgetChangeKind
from apps.budget.services import get_period_columns
from apps.core.tertials import Tertial
from apps.publishing.records import shapes
from apps.publishing.records.record_fields import BoardFieldsBuilder, build_record_key
from apps.report.budget_paths import INTERIM_FORECAST
from apps.report.money import AreaEconomy, BudgetChange


def build_budget_change_records(
    where: BoardFieldsBuilder, area: AreaEconomy, period: Tertial
) -> Iterator[shapes.BudgetChange]:
    """The area's original budget and its changes, in the order of time."""
    path = area.budget_path
    if path is None or path.summed:
        return
    for change in path.steps:
        yield shapes.BudgetChange(
            **where(build_record_key(area.area, change.date.isoformat(), change.kind, *_hash_decision(change))),
            year=period.year,
            tertial=change.tertial,
            date=change.date,
            service_area=area.area,
            service_area_name=area.name,
            kind=change.kind,
            kind_label=change.kind_label,
            amount=change.amount,
            decision=change.decision,
            note=change.note,
        )


def build_interim_forecast_records(where: BoardFieldsBuilder, area: AreaEconomy) -> Iterator[shapes.InterimForecast]:
    """The area's own forecasts between tertials, in the order of time."""
    for point in area.forecasts:
        if point.kind == INTERIM_FORECAST and not point.summed:
            period = get_period_columns(point.date)
            yield shapes.InterimForecast(
                **where(build_record_key(area.area, point.date.isoformat())),
                year=period["year"],
                tertial=period["tertial"],
                date=point.date,
                service_area=area.area,
                service_area_name=area.name,
                forecast=point.amount,
                note=point.note,
            )


def _hash_decision(change: BudgetChange) -> tuple[str, ...]:
    """What tells changes of one day and kind apart: the decision, as a name that an address can hold."""
    if change.kind == BudgetChangeKind.ORIGINAL or not change.decision:
        return ()
    return (hashlib.blake2b(change.decision.encode(), digest_size=4).hexdigest(),)
