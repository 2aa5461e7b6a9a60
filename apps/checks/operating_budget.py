"""The operating budget: sums of areas and cost types, net, variances, and figures out of all
proportion.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from apps.budget.rules import COST_PARTS, is_period_budget_too_large
from apps.checks.base import (
    COLUMN_NOUNS,
    VARIANCE_COLUMNS,
    StatedMoney,
    StatedRow,
    TableRounding,
    build_money_finding,
    format_period,
    list_stated_rows,
)
from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.economy import SUMMED_COLUMNS

StatedRowsByCode = dict[str, StatedRow]
TablePeriod = tuple[str, Tertial]
LEAST_VARIANCES = 3  # rows of nothing but a variance that are a table, and not sentences of the text
OUTLIER_TIMES = 4  # this many times more, or that small a part, of every earlier year
OUTLIER_SHARE = Decimal("0.01")  # and at least so large a part of the board's own net cost


def check_children(money: StatedMoney) -> Iterator[board_report.Finding]:
    """The areas below an area sum to it, table by table, in every period and column that states
    them all.

    Where a table leaves out an area, the areas below it are summed instead. Where no table states
    both an area and those below it, figures of different tables are compared.
    """
    rows, rounding = money.rows, money.rounding
    children: dict[str, list[str]] = defaultdict(list)
    for area in money.report.areas:
        if area.parent:
            children[area.parent].append(area.code)
    tables = _group_by_area(rows, children)
    sums = _ColumnSums(children, rounding, _find_variance_tables(rows))
    # Across tables a row of nothing but a variance may be a sentence of the text, where others are left out.
    sums_across = _ColumnSums(children, rounding, frozenset())
    everywhere = _group_by_area(rows, children, by_table=False)
    for area in money.report.areas:
        checked_places = set()
        for (_, period, cost_type), grid in tables.items():
            for found, column in sums.check(area.code, grid):
                checked_places.add((period, cost_type, column))
                if found:
                    yield found
        for (_, period, cost_type), grid in everywhere.items():
            for found, column in sums_across.check(area.code, grid):
                if found and (period, cost_type, column) not in checked_places:
                    yield found


def _group_by_area(
    rows: Sequence[StatedRow], children: Mapping[str, Sequence[str]], *, by_table: bool = True
) -> dict[tuple[str, Tertial, str], StatedRowsByCode]:
    """The rows by area, for each table, period and cost type; the first statement of a row counts.

    A row that the board has corrected since replaces what every table prints of it. The tables are
    those that print any of its siblings.
    """
    siblings = {child: set(parts) - {child} for parts in children.values() for child in parts}
    grids: dict[tuple[str, Tertial, str], StatedRowsByCode] = defaultdict(dict)
    for row in rows:
        grids[row.table if by_table else "", row.period, row.cost_type].setdefault(row.area, row)
    for row in rows if by_table else ():
        for (table, period, cost_type), grid in grids.items() if row.is_corrected else ():
            same = table and (period, cost_type) == (row.period, row.cost_type)
            if same and not siblings.get(row.area, set()).isdisjoint(grid):
                grid.setdefault(row.area, row)
    return grids


@dataclass(frozen=True, slots=True)
class _ColumnSums:
    """Holds an area against those below it. ``variance_tables`` are the tables that state only surplus and deficit."""

    children: Mapping[str, list[str]]
    rounding: TableRounding
    variance_tables: frozenset[TablePeriod]

    def check(self, area: str, grid: StatedRowsByCode) -> Iterator[tuple[board_report.Finding | None, str]]:
        """For each column that can be summed: the finding, or None where the sum is right."""
        total_row = grid.get(area)
        if total_row is None:
            return
        broken = False  # if budget or actual does not sum, the variance does not either, and is not listed too
        for column, noun in COLUMN_NOUNS.items():
            expected = getattr(total_row.amounts, column)
            parts = self._find_nearest_parts(area, column, grid)
            if expected is None or len(parts) < 2:
                continue
            total = sum(getattr(part.amounts, column) for part in parts)
            if abs(total - expected) <= self.rounding.compute_slack(total_row, *parts) or (
                broken and column in VARIANCE_COLUMNS
            ):
                yield None, column
                continue
            broken = True
            when = format_period(total_row.period)
            message = f"Delarna under {total_row.name} ger inte {noun} {when} ({total_row.label})."
            also = tuple(part.area for part in parts)
            unit = self.rounding.get_unit(total_row)
            yield (
                build_money_finding("children", total_row, column, message, total, expected, unit=unit, also=also),
                column,
            )

    def _find_nearest_parts(self, area: str, column: str, grid: StatedRowsByCode) -> list[StatedRow]:
        """The nearest areas below that state the column. Empty when some branch states it in part only."""
        found: list[StatedRow] = []
        for child in self.children.get(area, ()):
            row = grid.get(child)
            if row is not None and self._has_column(row, column):
                found.append(row)
            elif row is not None:
                return []
            else:
                found += self._find_nearest_parts(child, column, grid)
        return found

    def _has_column(self, row: StatedRow, column: str) -> bool:
        """Does the row state the column?

        A variance alone comes from a sentence in the text, and is no row of a table, unless it is one of those that
        state nothing else.
        """
        if column in VARIANCE_COLUMNS and (row.table, row.period) in self.variance_tables:
            return getattr(row.amounts, column) is not None
        if column == "variance" and row.amounts.budget is None and row.amounts.computed_variance is None:
            return False
        if column == "variance_so_far" and row.amounts.actual is None:
            return False
        return getattr(row.amounts, column) is not None


def _find_variance_tables(rows: Sequence[StatedRow]) -> frozenset[TablePeriod]:
    """The tables, in a period, where several rows state a surplus or a deficit and no row anything else."""
    alone = Counter((row.table, row.period) for row in rows if row.table and _is_variance_alone(row.amounts))
    others = {(row.table, row.period) for row in rows if not _is_variance_alone(row.amounts)}
    return frozenset(table for table, count in alone.items() if count >= LEAST_VARIANCES and table not in others)


def _is_variance_alone(amounts: board_report.Amounts) -> bool:
    others = (amounts.budget, amounts.period_budget, amounts.actual, amounts.forecast)
    return amounts.variance is not None and others == (None,) * len(others)


def check_cost_types(money: StatedMoney) -> Iterator[board_report.Finding]:
    """The cost types sum to the cost; the board's own count where the one that they belong to is not stated."""
    own = _list_own_parts(money.report.economy)
    for rows, rounding in _iter_by_cost_type(money):
        cost = rows.get("cost")
        if cost is None:
            continue
        codes = (code for base in COST_PARTS for code in ((base,) if base in rows else own.get((cost.area, base), ())))
        parts = [rows[code] for code in codes if code in rows]
        if len(parts) < 2:
            continue
        for column in SUMMED_COLUMNS:
            values = [getattr(part.amounts, column) for part in parts]
            stated = getattr(cost.amounts, column)
            if stated is None or None in values or abs(sum(values) - stated) <= rounding.compute_slack(cost, *parts):
                continue
            when = format_period(cost.period)
            message = f"Kostnadsslagen i {cost.name} ger inte {COLUMN_NOUNS[column]} {when} för kostnader."
            yield build_money_finding(
                "cost_types", cost, column, message, sum(values), stated, unit=rounding.get_unit(cost)
            )


def check_own_cost_types(money: StatedMoney) -> Iterator[board_report.Finding]:
    """The board's own cost types sum to the one of the seven that they belong to."""
    parts = _list_own_parts(money.report.economy)
    for rows, rounding in _iter_by_cost_type(money):
        for base, total in rows.items():
            own = [rows[code] for code in parts.get((total.area, base), ()) if code in rows]
            if len(own) < len(parts.get((total.area, base), ())) or not own:
                continue
            for column in SUMMED_COLUMNS:
                values, stated = [getattr(one.amounts, column) for one in own], getattr(total.amounts, column)
                if stated is None or None in values or abs(sum(values) - stated) <= rounding.compute_slack(total, *own):
                    continue
                noun, when = COLUMN_NOUNS[column], format_period(total.period)
                message = f"Nämndens egna kostnadsslag i {total.name} ger inte {noun} {when} för {total.label}."
                unit = rounding.get_unit(total)
                yield build_money_finding("own_cost_types", total, column, message, sum(values), stated, unit=unit)


def _list_own_parts(economy: board_report.Economy) -> dict[tuple[str, str], list[str]]:
    """The own cost types that each area has, by what they belong to."""
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for area in economy.areas:
        for row in area.cost_types:
            if row.belongs_to:
                parts[area.area, row.belongs_to].append(row.cost_type)
    return parts


def check_net(money: StatedMoney) -> Iterator[board_report.Finding]:
    """Cost minus revenue is the net cost; the variances of both sum to that of the net."""
    for rows, rounding in _iter_by_cost_type(money):
        if not {"revenue", "cost", "net"} <= rows.keys():
            continue
        net, cost, revenue = rows["net"], rows["cost"], rows["revenue"]
        for column, noun in COLUMN_NOUNS.items():
            stated, spent, earned = (getattr(row.amounts, column) for row in (net, cost, revenue))
            if stated is None or spent is None or earned is None:
                continue
            computed = spent + earned if column in VARIANCE_COLUMNS else spent - earned
            if abs(stated - computed) > rounding.compute_slack(net, cost, revenue):
                message = f"Kostnader och intäkter i {net.name} ger inte {noun} {format_period(net.period)} för netto."
                yield build_money_finding("net", net, column, message, computed, stated, unit=rounding.get_unit(net))


def _iter_by_cost_type(money: StatedMoney) -> Iterator[tuple[StatedRowsByCode, TableRounding]]:
    """The rows of an area and period by cost type: first those of each table, then those of
    different tables.
    """
    rows, rounding = money.rows, money.rounding
    grouped: dict[tuple[str, Tertial, str], StatedRowsByCode] = defaultdict(dict)
    across: dict[tuple[str, Tertial], StatedRowsByCode] = defaultdict(dict)
    for row in rows:
        grouped[row.area, row.period, row.table].setdefault(row.cost_type, row)
        across[row.area, row.period].setdefault(row.cost_type, row)
    for row in rows:
        for (area, period, table), found in grouped.items() if row.is_corrected else ():
            if table and (area, period) == (row.area, row.period):
                found.setdefault(row.cost_type, row)
    for found in grouped.values():
        yield found, rounding
    for found in across.values():
        if len({row.table for row in found.values()}) > 1:
            yield found, rounding


def check_variance(money: StatedMoney) -> Iterator[board_report.Finding]:
    """A published variance is budget - actual or forecast (for revenue the other way round).

    One so far is period budget - actual.
    """
    rows, rounding = money.rows, money.rounding
    for row in rows:
        amounts = row.amounts
        basis = "budget och prognos" if amounts.basis == "forecast" else "budget och utfall"
        for column, noun, stated, computed, parts in (
            ("variance", "Avvikelsen", amounts.variance, amounts.computed_variance, basis),
            (
                "variance_so_far",
                "Avvikelsen hittills",
                amounts.variance_so_far,
                amounts.computed_variance_so_far,
                "periodbudget och utfall",
            ),
        ):
            if stated is None or computed is None or abs(stated - computed) <= rounding.compute_slack(row, row, row):
                continue
            subject = f"{row.label} i {row.name} {format_period(row.period)}"
            message = f"{noun} för {subject} är inte skillnaden mellan {parts}."
            yield build_money_finding("variance", row, column, message, computed, stated, unit=rounding.get_unit(row))


def check_period_budgets(money: StatedMoney) -> Iterator[board_report.Finding]:
    """The budget of a part of the year is not larger than that of the whole year."""
    for row in money.rows:
        whole, part = row.amounts.budget, row.amounts.period_budget
        if whole is None or part is None or not is_period_budget_too_large(part, whole):
            continue
        if abs(part - whole) <= money.rounding.compute_slack(row, row):
            continue
        subject = f"{row.label} i {row.name} {format_period(row.period)}"
        message = f"Periodbudgeten för {subject} är större än hela årets budget."
        unit = money.rounding.get_unit(row)
        yield build_money_finding("period_budget", row, "period_budget", message, whole, part, unit=unit)


def check_accumulated(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """What has been spent, earned or budgeted since January does not grow less from one tertial to the next."""
    by_row: dict[tuple[str, str, int], list[StatedRow]] = defaultdict(list)
    for row in list_stated_rows(report, include_earlier_tertials=True):
        if row.cost_type != "net":
            by_row[row.area, row.cost_type, row.period.year].append(row)
    for rows in by_row.values():
        for column in ("actual", "period_budget"):
            first = {row.period: row for row in reversed(rows) if getattr(row.amounts, column) is not None}
            ordered = [first[period] for period in sorted(first)]
            for before, after in pairwise(ordered):
                if _is_accumulated_amount_falling(before.amounts, after.amounts, column):
                    yield _build_accumulated_finding(before, after, column)


def _is_accumulated_amount_falling(before: board_report.Amounts, after: board_report.Amounts, column: str) -> bool:
    """Is the amount lower than a tertial before, though both count from January?

    A period budget may fall with the year's budget.
    """
    earlier, later = getattr(before, column), getattr(after, column)
    if column == "period_budget" and (after.budget or 0) < (before.budget or 0):
        return False
    return bool(earlier > 0 and later < earlier)


def _build_accumulated_finding(before: StatedRow, after: StatedRow, column: str) -> board_report.Finding:
    noun = COLUMN_NOUNS[column].capitalize()
    message = (
        f"{noun} för {after.label} i {after.name} är lägre {format_period(after.period)} än"
        f" {format_period(before.period)}, fast {'det' if column == 'actual' else 'den'} räknas från januari."
    )
    earlier, later = getattr(before.amounts, column), getattr(after.amounts, column)
    return build_money_finding("accumulated", after, column, message, earlier, later)


def check_outliers(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """This year's actual or forecast of an area's net cost is out of all proportion to its earlier
    years.
    """
    column = "actual" if report.period.is_final_accounts else "forecast"
    board_total = _compute_board_total(report)
    for area in report.economy.areas:
        row = area.net
        if row is None or row.summed:
            continue
        value = getattr(row.now, column)
        history = [past.actual for past in row.past if past.period.number == 3 and past.actual is not None]
        if value is None or len(history) < 2 or not _is_far_off(value, history, board_total):
            continue
        usual = sorted(history)[len(history) // 2]
        stated = StatedRow(row.now.table, area.area, area.name, "net", row.cost_type_label, row.now)
        subject = f"{COLUMN_NOUNS[column].capitalize()} för {area.name} {format_period(row.now.period)}"
        message = f"{subject} avviker kraftigt från åren före."
        yield build_money_finding("outlier", stated, column, message, usual, value)


def _compute_board_total(report: board_report.BoardReport) -> int:
    """The size of the whole board's net cost, kronor: actual, else forecast, else budget; 0 if none
    is known.
    """
    row = report.economy.areas[0].net if report.economy.areas else None
    return abs(row.now.actual or row.now.forecast or row.now.budget or 0) if row else 0


def _is_far_off(value: int, history: Sequence[int], board_total: int) -> bool:
    """More than four times every earlier year, or less than a quarter of each, and large beside the
    board.
    """
    near = min(abs(value - earlier) for earlier in history)
    if near < OUTLIER_SHARE * board_total or near == 0:
        return False
    sizes = [abs(earlier) for earlier in history]
    return abs(value) > OUTLIER_TIMES * max(sizes) or abs(value) * OUTLIER_TIMES < min(sizes)
