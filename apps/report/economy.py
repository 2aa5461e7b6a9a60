"""The report's money: the tree of service areas with budget, actual, forecast and variance."""

from collections import defaultdict
from collections.abc import Mapping

import msgspec

from apps.budget import rules
from apps.budget.models import CostType
from apps.budget.own_cost_types import BoardCostTypes
from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.amounts import build_amounts, build_empty_amounts
from apps.report.area_tree import AreaTree
from apps.report.budget_paths import add_budget_paths
from apps.report.cost_types.sums import (
    SUMMED_COLUMNS,
    build_base_rows,
    build_summed_row,
    fill_in_sums,
    sum_each_column,
    sum_own_types,
)
from apps.report.money_lines import COMPARED_COLUMNS, BudgetLineIndex, LinesByPeriod, index_budget_lines
from apps.report.over_time.forecast_accuracy import build_forecast_accuracy
from apps.report.reorganised.mappings import (
    AREA,
    build_area_names,
    build_reorganisations,
    group_sentences,
    list_area_mappings,
)
from apps.report.reorganised.money import ReorganisedMoney
from apps.report.source_types import OperatingSourceRow, SourceData, TableSourceRow

_COST_TYPES = tuple(kind for kind in CostType.values if kind != CostType.NET)
NET = CostType.NET.value


def build_economy(rows: SourceData, tree: AreaTree) -> board_report.Economy:
    """The operating budget of the round's period with the earlier periods that the reports state."""
    tables = {table.id: table for table in rows.tables}
    names = build_area_names(rows)
    codes = {**tree.codes, **{key: area.code for key, area in names.former.items()}}
    index = index_budget_lines(rows, codes, tables)
    period = rows.round.period
    types = BoardCostTypes(rows.cost_types)
    rows_of_lines = (
        (key, _build_money_row(key, by_period, period, tables, types)) for key, by_period in index.by_row.items()
    )
    cells = {key: row for key, row in rows_of_lines if row is not None}
    # A printed report is shown as printed. What people enter is shown with the sums that it leaves
    # out.
    is_entered = not any(table.round_id == rows.round.pk for table in tables.values())
    cells |= build_base_rows(rows, codes, cells, types, fill=is_entered)
    past = {key: {one.period: one for one in row.past} for key, row in cells.items()}
    earlier = ReorganisedMoney(past, list_area_mappings(rows), names, types.codes)
    stated = {key: _add_past(row, earlier) for key, row in cells.items() if key[0] in tree.order}
    if is_entered:
        stated |= _build_cost_rows(tree, stated, period)
    nets = _build_net_rows(tree, stated, period, fill=is_entered)
    nets = {area: _add_past(row, earlier) for area, row in nets.items()}
    parents = frozenset(area.parent for area in tree.areas)
    sentences = group_sentences(build_reorganisations(rows))
    areas = [
        msgspec.structs.replace(
            _build_area_economy(area, parents, stated, nets, types),
            reorganised=tuple(sentences.get((AREA, area.code), ())),
            former=tuple(earlier.former.get(area.code, ())),
        )
        for area in tree.areas
    ]
    return board_report.Economy(
        areas=add_budget_paths(rows, tree, areas),
        other_statements=_build_other_statements(rows, tree, index, tables, types),
        forecast_accuracy=build_forecast_accuracy(index, tree, period),
    )


def _build_money_row(
    key: tuple[str, str],
    by_period: LinesByPeriod,
    period: Tertial,
    tables: dict[int, TableSourceRow],
    types: BoardCostTypes,
) -> board_report.MoneyRow | None:
    area, cost_type = key
    first_lines = {when: lines[0] for when, lines in by_period.items()}
    if not first_lines:
        return None
    line = first_lines.get(period)
    latest = line or first_lines[max(first_lines)]
    now = _build_stated_amounts(line, period, tables) if line else build_empty_amounts(period)
    past = tuple(
        _build_stated_amounts(first_lines[when], when, tables, is_past=True)
        for when in sorted(first_lines, reverse=True)
        if when != period
    )
    return board_report.MoneyRow(
        area=area,
        cost_type=cost_type,
        cost_type_label=types.get_label(cost_type),
        label=latest.label,
        now=now,
        past=past,
        table=_find_table_code(latest, tables),
        summed=False,
        footnote=latest.footnote,
        belongs_to=types.get_base(cost_type),
    )


def _add_past(row: board_report.MoneyRow, earlier: ReorganisedMoney) -> board_report.MoneyRow:
    """The row with the amounts of the areas that were joined into its area, the latest first."""
    known = {one.period for one in row.past}
    added = [one for when, one in earlier.added.get((row.area, row.cost_type), {}).items() if when not in known]
    if not added:
        return row
    past = sorted([*row.past, *added], key=lambda one: one.period, reverse=True)
    return msgspec.structs.replace(row, past=tuple(past))


def _build_stated_amounts(
    line: OperatingSourceRow, when: Tertial, tables: dict[int, TableSourceRow], *, is_past: bool = False
) -> board_report.Amounts:
    is_printed, table = line.table_id is not None, _find_table_code(line, tables)
    return build_amounts(line, line.cost_type, when, exact=is_printed, table=table, is_past=is_past)


def _find_table_code(line: OperatingSourceRow, tables: dict[int, TableSourceRow]) -> str:
    """The code of the printed table that the row is in, also when the board has corrected it since."""
    table = line.table_id or line.corrects
    return tables[table].code if table else ""


def _compute_own_net(values: Mapping[str, int | None], column: str) -> int | None:
    """The net in one column of an area's own rows, by cost type.

    A period budget that one of the rows lacks is none: held against what all of them cost, the others' budget would
    give a variance that nobody has.
    """
    cost_is_known = None not in (values.get("cost", 0), values.get("revenue", 0))
    if column == "period_budget" and not (cost_is_known and ("cost" in values or None not in values.values())):
        return None
    return rules.compute_net_of_types(values)


def compute_sums(economy: board_report.Economy) -> dict[tuple[str, str, str], int]:
    """What cost and net come to by area, cost type and column, from their parts alone, whatever is
    stated.

    The net is that of the area's own revenue and cost, else the sum of the areas below.
    """
    below: dict[str | None, list[board_report.AreaEconomy]] = defaultdict(list)
    for area in economy.areas:
        below[area.parent].append(area)
    found: dict[tuple[str, str, str], int] = {}
    for area in economy.areas:
        nets = [child.net.now for child in below[area.area] if child.net]
        for column in SUMMED_COLUMNS:
            values = {row.cost_type: getattr(row.now, column) for row in area.cost_types}
            net = _compute_own_net(values, column)
            sums: dict[str, int | None] = {
                **sum_own_types(area.cost_types, column),
                "cost": rules.sum_cost_types(values),
                "net": rules.sum_complete([getattr(one, column) for one in nets]) if net is None else net,
            }
            found |= {(area.area, kind, column): amount for kind, amount in sums.items() if amount is not None}
    return found


def _build_cost_rows(
    tree: AreaTree, stated: dict[tuple[str, str], board_report.MoneyRow], period: Tertial
) -> dict[tuple[str, str], board_report.MoneyRow]:
    """The stated cost rows, with the sums of their parts in the columns that they leave empty.

    Such a row was stated in another period, and its cost types are entered in this one.
    """
    found = {}
    for area in tree.areas:
        row = stated.get((area.code, "cost"))
        if row:
            found[area.code, "cost"] = fill_in_sums(row, _sum_cost_of_parts(area.code, stated, period))
    return found


def _sum_cost_of_parts(
    area: str, stated: dict[tuple[str, str], board_report.MoneyRow], period: Tertial
) -> board_report.MoneyRow | None:
    own = _get_own_rows(area, stated)
    return build_summed_row(
        area, "cost", period, sum_each_column(lambda column: rules.sum_cost_types(_sum_own_column(own, column)))
    )


def _build_net_rows(
    tree: AreaTree, stated: dict[tuple[str, str], board_report.MoneyRow], period: Tertial, *, fill: bool
) -> dict[str, board_report.MoneyRow]:
    """The net row of every area: as stated, else from its own revenue and costs, else the sum of
    the areas below.

    With ``fill`` the empty columns of a row that is stated in part are filled with the sums.
    """
    nets: dict[str, board_report.MoneyRow] = {}
    children: dict[str, list[str]] = defaultdict(list)
    for area in reversed(tree.areas):
        row = stated.get((area.code, "net"))
        if row is None or fill:
            summed = _sum_net_of_parts(area.code, stated, period) or _sum_net_of_children(
                area.code, children, nets, period
            )
            row = fill_in_sums(row, summed) if row else summed
        if row:
            nets[area.code] = row
        if area.parent:
            children[area.parent].append(area.code)
    return nets


def _get_own_rows(area: str, stated: dict[tuple[str, str], board_report.MoneyRow]) -> dict[str, board_report.Amounts]:
    return {kind: stated[area, kind].now for kind in _COST_TYPES if (area, kind) in stated}


def _sum_net_of_parts(
    area: str, stated: dict[tuple[str, str], board_report.MoneyRow], period: Tertial
) -> board_report.MoneyRow | None:
    own = _get_own_rows(area, stated)
    if not own:
        return None
    return build_summed_row(
        area, "net", period, sum_each_column(lambda column: _compute_own_net(_sum_own_column(own, column), column))
    )


def _sum_own_column(own: Mapping[str, board_report.Amounts], column: str) -> dict[str, int | None]:
    return {kind: getattr(row, column) for kind, row in own.items()}


def _sum_net_of_children(
    area: str, children: dict[str, list[str]], nets: dict[str, board_report.MoneyRow], period: Tertial
) -> board_report.MoneyRow | None:
    below = [nets[child].now for child in children[area] if child in nets]
    if not below:
        return None
    return build_summed_row(
        area,
        "net",
        period,
        sum_each_column(lambda column: rules.sum_complete([getattr(row, column) for row in below])),
    )


def _build_area_economy(
    area: board_report.Area,
    parents: frozenset[str | None],
    stated: dict[tuple[str, str], board_report.MoneyRow],
    nets: dict[str, board_report.MoneyRow],
    types: BoardCostTypes,
) -> board_report.AreaEconomy:
    return board_report.AreaEconomy(
        area=area.code,
        name=area.name,
        kind=area.kind,
        parent=area.parent,
        depth=area.depth,
        has_children=area.code in parents,
        net=nets.get(area.code),
        cost_types=tuple(
            stated[area.code, kind] for kind in types.codes if kind != NET and (area.code, kind) in stated
        ),
    )


def _build_other_statements(
    rows: SourceData,
    tree: AreaTree,
    index: BudgetLineIndex,
    tables: dict[int, TableSourceRow],
    types: BoardCostTypes,
) -> tuple[board_report.OtherStatement, ...]:
    """What later tables of this report state of rows that an earlier one of them has stated
    already.
    """
    names = {area.code: area.name for area in tree.areas}
    found = []
    for (area, cost_type), by_period in index.by_row.items():
        for when, lines in by_period.items() if area in names else ():
            for line in lines[1:]:
                table = tables.get(line.table_id) if line.table_id else None
                if table is None or table.round_id != rows.round.pk:
                    continue
                found.append(
                    board_report.OtherStatement(
                        area=area,
                        area_name=names[area],
                        cost_type=cost_type,
                        cost_type_label=types.get_label(cost_type),
                        label=line.label,
                        amounts=_build_stated_amounts(line, when, tables),
                        table=table.code,
                        table_title=table.title,
                        differs=_is_different(lines[0], line),
                    )
                )
    place = {table.code: table.position for table in tables.values()}

    def order(one: board_report.OtherStatement) -> tuple[int, int, int, int]:
        return place[one.table], tree.order[one.area], -one.amounts.period.year, types.order[one.cost_type]

    return tuple(sorted(found, key=order))


def _is_different(first: OperatingSourceRow, second: OperatingSourceRow) -> bool:
    pairs = ((getattr(first, column), getattr(second, column)) for column in COMPARED_COLUMNS)
    return any(a is not None and b is not None and a != b for a, b in pairs)
