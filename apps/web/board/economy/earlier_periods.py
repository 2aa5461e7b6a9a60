"""What the report's own tables say of earlier periods, for ``…/ekonomi/``: one table for each period, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport
from apps.report.money import Amounts, AreaEconomy, MoneyRow
from apps.web.board.economy.money_table import (
    MONEY_FIELDS,
    MoneyTable,
    MoneyTableRow,
    build_money_cells,
    build_money_table,
    build_period_columns,
    filter_printed,
    format_period_name,
    format_period_slug,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPeriod:
    """The table of one earlier period."""

    label: str
    table: MoneyTable


@dataclass(frozen=True, slots=True)
class _EarlierRow:
    """A row with its amounts of one earlier period alone."""

    row: MoneyRow
    now: Amounts
    past: tuple[Amounts, ...]
    area: AreaEconomy


def build_earlier_periods(report: BoardReport) -> tuple[EarlierPeriod, ...]:
    """The periods that this report tells of itself; those that have a report of their own here are read there."""
    published = frozenset(one.period for one in report.history if one.published)
    ordered = [*report.economy.areas[1:], *report.economy.areas[:1]]  # the whole board last, as the sum
    foreseen = {one.period for one in report.economy.forecast_accuracy}
    found: dict[Tertial, list[_EarlierRow]] = {}
    for area in ordered:
        for row in _list_rows(area):
            for amounts in filter_printed(row.past, published):
                if area.depth or amounts.period not in foreseen or not _is_variance_alone(amounts):
                    found.setdefault(amounts.period, []).append(_EarlierRow(row, row.now, (amounts,), area))
    return tuple(_build_earlier_period(period, found[period], report.period) for period in sorted(found, reverse=True))


def _is_variance_alone(amounts: Amounts) -> bool:
    """Is a foreseen variance all that is known? That of the whole board stands under how well the forecast held."""
    return not any(getattr(amounts, field) is not None for field in MONEY_FIELDS if field != "variance")


def _list_rows(area: AreaEconomy) -> Iterable[MoneyRow]:
    """The area's net and then its cost types; of the whole board the other way round, as its net is the sum."""
    net = [area.net] if area.net else []
    return [*net, *area.cost_types] if area.depth else [*area.cost_types, *net]


def _build_earlier_period(period: Tertial, rows: list[_EarlierRow], now: Tertial) -> EarlierPeriod:
    slug, label = format_period_slug(period, now), format_period_name(period)
    columns = tuple(build_period_columns([row.past[0] for row in rows], MONEY_FIELDS, slug, label, percent=False))
    table = build_money_table(
        columns,
        (
            MoneyTableRow(
                key=f"{slug}-{one.row.area}-{one.row.cost_type}",
                name=one.area.name if one.row.cost_type == "net" else one.row.cost_type_label.capitalize(),
                sub=one.area.name if one.row.cost_type != "net" else "",
                area=one.row.area,
                cost_type=one.row.cost_type,
                table=one.row.table,
                depth=_get_depth(one),
                is_sum=one.area.depth == 0 and one.row.cost_type == "net",
                is_part=False,
                opens=False,
                parent="",
                summed=one.row.summed,
                differs=False,
                footnote="",
                cells=build_money_cells(one, columns),
            )
            for one in rows
        ),
    )
    return EarlierPeriod(label=label, table=table)


def _get_depth(one: _EarlierRow) -> int:
    return min(max(one.area.depth - 1, 0) + (one.row.cost_type != "net" and one.area.depth > 0), 4)
