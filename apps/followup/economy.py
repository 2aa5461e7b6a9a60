"""The report's money: the tree of service areas with budget, actual, forecast and variance."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from apps.budget import rules
from apps.budget.models import CostType
from apps.core.tertials import Tertial
from apps.followup import report
from apps.followup.frame import Tree
from apps.followup.money_lines import COMPARED, Ledger, Line, build_ledger
from apps.followup.row_types import Rows

_LABELS = {choice.value: choice.label for choice in CostType}
_TYPE_ORDER = {choice.value: place for place, choice in enumerate(CostType)}
_COST_TYPES = tuple(kind for kind in _TYPE_ORDER if kind != CostType.NET)


SUMMED = ("budget", "actual", "forecast")


def economy_of(rows: Rows, tree: Tree) -> report.Economy:
    """The operating budget of the round's period with the earlier periods that the reports state."""
    tables = {table["id"]: table for table in rows.frame["tables"]}
    ledger = build_ledger(rows, tree, tables)
    period = rows.round.period
    cells = {key: _row(key, told, period, tables) for key, told in ledger.by_row.items()}
    stated = {key: row for key, row in cells.items() if row is not None}
    # A printed report says what it says; what people enter says also what it sums to.
    entered = not any(table["round_id"] == rows.round.pk for table in tables.values())
    if entered:
        stated |= _costs(tree, stated, period)
    nets = _nets(tree, stated, period, fill=entered)
    parents = frozenset(area.parent for area in tree.areas)
    return report.Economy(
        areas=tuple(_area(area, parents, stated, nets) for area in tree.areas),
        other_statements=_others(rows, tree, ledger, tables),
        forecast_accuracy=_accuracy(ledger, tree, period),
    )


def amounts(line: Any, cost_type: str, period: Tertial, *, exact: bool, table: str = "") -> report.Amounts:
    """The amounts of a stored line with its variance: as published, else computed."""
    if period.is_final_accounts:
        basis, amount, stated = "actual", line.actual, line.stated_variance
    else:
        basis, amount, stated = "forecast", line.forecast, line.stated_forecast_variance
    computed = rules.variance(cost_type, line.budget, amount)
    shown = computed if stated is None else stated
    return report.Amounts(
        period=period,
        budget=line.budget,
        actual=line.actual,
        forecast=line.forecast,
        variance=shown,
        computed_variance=computed,
        basis=basis if shown is not None else "",
        variance_percent=rules.percent_of(shown, line.budget),
        exact=exact,
        table=table,
    )


def _row(
    key: tuple[str, str], told: dict[Tertial, list[Line]], period: Tertial, tables: dict[int, dict[str, Any]]
) -> report.MoneyRow | None:
    area, cost_type = key
    shown = {when: lines[0] for when, lines in told.items()}
    if not shown:
        return None
    line = shown.get(period)
    latest = line or shown[max(shown)]
    now = _stated(line, period, tables) if line else nothing(period)
    past = tuple(_stated(shown[when], when, tables) for when in sorted(shown, reverse=True) if when != period)
    return report.MoneyRow(
        area=area,
        cost_type=cost_type,
        cost_type_label=_LABELS[cost_type],
        label=latest.label,
        now=now,
        past=past,
        table=_table_of(latest, tables),
        summed=False,
        footnote=latest.footnote,
    )


def _stated(line: Line, when: Tertial, tables: dict[int, dict[str, Any]]) -> report.Amounts:
    return amounts(line, line.cost_type, when, exact=line.table_id is not None, table=_table_of(line, tables))


def _table_of(line: Line, tables: dict[int, dict[str, Any]]) -> str:
    """The code of the printed table that the row stands in, as printed or as corrected since."""
    table = line.table_id or line.corrects
    return tables[table]["code"] if table else ""


def nothing(period: Tertial) -> report.Amounts:
    """No amounts: the row is there, its figures of the period are not."""
    return report.Amounts(
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


def cost_of_types(values: Mapping[str, int | None]) -> int | None:
    """The cost that the cost types told sum to; ``values`` are amounts by cost type."""
    return rules.total([values[part] for part in rules.COST_PARTS if part in values])


def net_of_types(values: Mapping[str, int | None]) -> int | None:
    """The net of an area's own revenue and cost: the cost as told, else the sum of its types."""
    cost = values.get("cost")
    return rules.net_of(values.get("revenue"), cost if cost is not None else cost_of_types(values))


def sums_of(economy: report.Economy) -> dict[tuple[str, str, str], int]:
    """What cost and net come to by area, cost type and column, from the parts that are told, whatever is stated.

    The net is that of the area's own revenue and cost, else the sum of the areas below.
    """
    below: dict[str | None, list[report.AreaEconomy]] = defaultdict(list)
    for area in economy.areas:
        below[area.parent].append(area)
    found: dict[tuple[str, str, str], int] = {}
    for area in economy.areas:
        nets = [child.net.now for child in below[area.area] if child.net]
        for column in SUMMED:
            values = {row.cost_type: getattr(row.now, column) for row in area.cost_types}
            net = net_of_types(values)
            sums = {
                "cost": cost_of_types(values),
                "net": rules.total([getattr(one, column) for one in nets]) if net is None else net,
            }
            found |= {(area.area, kind, column): amount for kind, amount in sums.items() if amount is not None}
    return found


def _costs(
    tree: Tree, stated: dict[tuple[str, str], report.MoneyRow], period: Tertial
) -> dict[tuple[str, str], report.MoneyRow]:
    """The cost rows that are told at other times, with what their parts now sum to where they say nothing."""
    found = {}
    for area in tree.areas:
        row = stated.get((area.code, "cost"))
        if row:
            found[area.code, "cost"] = _filled(row, _cost_of_parts(area.code, stated, period))
    return found


def _cost_of_parts(
    area: str, stated: dict[tuple[str, str], report.MoneyRow], period: Tertial
) -> report.MoneyRow | None:
    own = _own_of(area, stated)
    return _summed(area, "cost", period, _each(lambda column: cost_of_types(_column(own, column))))


def _nets(
    tree: Tree, stated: dict[tuple[str, str], report.MoneyRow], period: Tertial, *, fill: bool
) -> dict[str, report.MoneyRow]:
    """The net row of every area: as stated, else from its own revenue and costs, else the sum of the areas below.

    With ``fill`` a row that is stated in part says the rest from the sums.
    """
    nets: dict[str, report.MoneyRow] = {}
    children: dict[str, list[str]] = defaultdict(list)
    for area in reversed(tree.areas):
        row = stated.get((area.code, "net"))
        if row is None or fill:
            summed = _net_of_parts(area.code, stated, period) or _net_of_children(area.code, children, nets, period)
            row = _filled(row, summed) if row else summed
        if row:
            nets[area.code] = row
        if area.parent:
            children[area.parent].append(area.code)
    return nets


def _filled(row: report.MoneyRow, summed: report.MoneyRow | None) -> report.MoneyRow:
    """The row with the sums in the columns where it says nothing. ``summed`` if it says nothing at all."""
    if summed is None or all(getattr(row.now, column) is not None for column in SUMMED):
        return row
    told = {column: getattr(row.now, column) for column in SUMMED}
    given = {c: getattr(summed.now, c) if amount is None else amount for c, amount in told.items()}
    now = amounts(_Sum(**given), row.cost_type, row.now.period, exact=False)
    if row.now.variance is not None:
        now = msgspec.structs.replace(now, variance=row.now.variance, variance_percent=row.now.variance_percent)
    nothing_told = row.now.variance is None and all(amount is None for amount in told.values())
    return msgspec.structs.replace(row, now=now, summed=nothing_told)


def _own_of(area: str, stated: dict[tuple[str, str], report.MoneyRow]) -> dict[str, report.Amounts]:
    return {kind: stated[area, kind].now for kind in _COST_TYPES if (area, kind) in stated}


def _net_of_parts(area: str, stated: dict[tuple[str, str], report.MoneyRow], period: Tertial) -> report.MoneyRow | None:
    own = _own_of(area, stated)
    if not own:
        return None
    return _summed(area, "net", period, _each(lambda column: net_of_types(_column(own, column))))


def _column(own: Mapping[str, report.Amounts], column: str) -> dict[str, int | None]:
    return {kind: getattr(row, column) for kind, row in own.items()}


def _net_of_children(
    area: str, children: dict[str, list[str]], nets: dict[str, report.MoneyRow], period: Tertial
) -> report.MoneyRow | None:
    below = [nets[child].now for child in children[area] if child in nets]
    if not below:
        return None
    return _summed(area, "net", period, _each(lambda column: rules.total([getattr(row, column) for row in below])))


class _Sum(NamedTuple):
    budget: int | None
    actual: int | None
    forecast: int | None
    stated_variance: None = None
    stated_forecast_variance: None = None


def _each(told: Callable[[str], int | None]) -> _Sum:
    """A sum of each column."""
    return _Sum(told("budget"), told("actual"), told("forecast"))


def _summed(area: str, cost_type: str, period: Tertial, sums: _Sum) -> report.MoneyRow | None:
    if sums.budget is None and sums.actual is None and sums.forecast is None:
        return None
    return report.MoneyRow(
        area=area,
        cost_type=cost_type,
        cost_type_label=_LABELS[cost_type],
        label="",
        now=amounts(sums, cost_type, period, exact=False),
        past=(),
        table="",
        summed=True,
        footnote="",
    )


def _area(
    area: report.Area,
    parents: frozenset[str | None],
    stated: dict[tuple[str, str], report.MoneyRow],
    nets: dict[str, report.MoneyRow],
) -> report.AreaEconomy:
    return report.AreaEconomy(
        area=area.code,
        name=area.name,
        kind=area.kind,
        parent=area.parent,
        depth=area.depth,
        has_children=area.code in parents,
        net=nets.get(area.code),
        cost_types=tuple(stated[area.code, kind] for kind in _COST_TYPES if (area.code, kind) in stated),
    )


def _others(
    rows: Rows, tree: Tree, ledger: Ledger, tables: dict[int, dict[str, Any]]
) -> tuple[report.OtherStatement, ...]:
    """What later tables of this same report say of rows that an earlier one has told."""
    names = {area.code: area.name for area in tree.areas}
    found = []
    for (area, cost_type), told in ledger.by_row.items():
        for when, lines in told.items():
            for line in lines[1:]:
                table = tables.get(line.table_id) if line.table_id else None
                if table is None or table["round_id"] != rows.round.pk:
                    continue
                found.append(
                    report.OtherStatement(
                        area=area,
                        area_name=names[area],
                        cost_type=cost_type,
                        cost_type_label=_LABELS[cost_type],
                        label=line.label,
                        amounts=_stated(line, when, tables),
                        table=table["code"],
                        table_title=table["title"],
                        differs=_differs(lines[0], line),
                    )
                )
    place = {table["code"]: table["position"] for table in tables.values()}

    def order(one: report.OtherStatement) -> tuple[int, int, int, int]:
        return place[one.table], tree.order[one.area], -one.amounts.period.year, _TYPE_ORDER[one.cost_type]

    return tuple(sorted(found, key=order))


def _differs(first: Line, second: Line) -> bool:
    pairs = ((getattr(first, column), getattr(second, column)) for column in COMPARED)
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _accuracy(ledger: Ledger, tree: Tree, period: Tertial) -> tuple[report.ForecastAccuracy, ...]:
    """The whole board's foreseen variances of the year, held against the final one where the year is closed."""
    told = ledger.by_row.get((tree.root.code, "net"), {})
    shown = {
        when: variance
        for when, lines in told.items()
        if when.year == period.year
        and (variance := next((v for line in lines if (v := _variance(line, when)) is not None), None)) is not None
    }
    if len(shown) < 2:
        return ()
    final = shown.get(Tertial(period.year, 3))
    return tuple(
        report.ForecastAccuracy(
            period=when,
            variance=shown[when],
            is_final=when.is_final_accounts,
            off_by=None if final is None or when.is_final_accounts else final - shown[when],
        )
        for when in sorted(shown)
    )


def _variance(line: Line, when: Tertial) -> int | None:
    return amounts(line, "net", when, exact=True).variance
