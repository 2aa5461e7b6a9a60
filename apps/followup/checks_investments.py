"""The investments: sums of projects, expense against income, original and supplementary budget, variances."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.core.tertials import Tertial
from apps.followup import report
from apps.followup.checks_base import (
    COLUMNS,
    SEVERITIES,
    SMALL_UNITS,
    UNITS,
    fineness,
    fingerprint,
    severity_of,
    slug_of,
    tkr,
    when,
)

NOUNS = {
    "original_budget": "den ursprungliga budgeten",
    "supplementary_budget": "tilläggsbudgeten",
    **COLUMNS,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A project's figures in one flow and period of one table."""

    table: str
    row: report.InvestmentRow
    amounts: report.Amounts
    now: bool
    unit: int

    def value(self, column: str) -> int | None:
        """A figure of the line; original and supplementary budget are told for the report's own period."""
        if column in ("original_budget", "supplementary_budget"):
            found: int | None = getattr(self.row, column) if self.now else None
            return found
        amount: int | None = getattr(self.amounts, column)
        return amount


def lines_of(view: report.BoardReport) -> list[Line]:
    """Every line with the last printed place of its table; of the board's own entry this period's alone."""
    units = {table.code: UNITS.get(table.unit, 1_000) for table in view.tables}
    found = []
    for table in view.investments:
        unit = units.get(table.code, 1)
        for row in table.rows:
            for amounts in (row.now, *(row.past if table.code else ())):
                now = amounts is row.now
                line = Line(table.code, row, amounts, now, unit)
                values = [line.value(column) for column in NOUNS]
                if any(value is not None for value in values):
                    found.append(Line(table.code, row, amounts, now, fineness(values, unit)))
    return found


def _slack(*lines: Line) -> Decimal:
    return sum((Decimal(line.unit) / 2 for line in lines if line.unit > 1), Decimal(0))


def _finding(
    check: str, line: Line, column: str, message: str, expected: int, found: int, also: tuple[str, ...] = ()
) -> report.Finding:
    severity = severity_of(found - expected, max(abs(found), abs(expected)), SMALL_UNITS * line.unit)
    row, period = line.row, slug_of(line.amounts.period)
    return report.Finding(
        check=check,
        where="investment",
        key=row.code,
        name=row.name,
        message=message,
        expected=tkr(expected),
        found=tkr(found),
        difference=tkr(found - expected, sign=True),
        size=Decimal(found - expected),
        severity=severity,
        severity_label=SEVERITIES[severity],
        period=period,
        column=column,
        part=row.flow,
        table=line.table,
        also=also,
        fingerprint=fingerprint(check, row.code, row.flow, line.table, period, column),
    )


def _by(lines: list[Line], key: Callable[[Line], tuple[object, ...]]) -> dict[tuple[object, ...], list[Line]]:
    grouped: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in lines:
        grouped[key(line)].append(line)
    return grouped


def check_sums(view: report.BoardReport) -> Iterator[report.Finding]:
    """The investments under a sum row give it, in each table, flow and period."""
    lines = lines_of(view)
    below = _by(lines, lambda line: (line.table, line.row.parent, line.row.flow, line.amounts.period))
    for line in lines:
        parts = below.get((line.table, line.row.code, line.row.flow, line.amounts.period), [])
        for column, noun in NOUNS.items():
            stated, values = line.value(column), [part.value(column) for part in parts]
            if stated is None or len(values) < 2:
                continue
            known = [value for value in values if value is not None]
            if len(known) < len(values) or abs(sum(known) - stated) <= _slack(line, *parts):
                continue
            message = f"Investeringarna under {line.row.name} ger inte {noun} {when(line.amounts.period)}."
            also = tuple(part.row.code for part in parts)
            yield _finding("investment_sum", line, column, message, sum(known), stated, also)


def check_flows(view: report.BoardReport) -> Iterator[report.Finding]:
    """Expense minus income is the net. An income that is not told counts as none where the expense is told."""
    grouped = _by(lines_of(view), lambda line: (line.table, line.row.code, line.amounts.period))
    for lines in grouped.values():
        flows = {line.row.flow: line for line in lines}
        if not {"net", "expense"} <= flows.keys():
            continue
        net, expense, income = flows["net"], flows["expense"], flows.get("income")
        for column in ("budget", "actual", "forecast"):
            stated, spent = net.value(column), expense.value(column)
            earned = (income.value(column) or 0) if income else 0
            if stated is None or spent is None or abs(spent - earned - stated) <= _slack(*flows.values()):
                continue
            noun, period = NOUNS[column], when(net.amounts.period)
            message = f"Utgifter minus inkomster för {net.row.name} ger inte {noun} {period}."
            yield _finding("investment_net", net, column, message, spent - earned, stated)


def check_budgets(view: report.BoardReport) -> Iterator[report.Finding]:
    """The original and the supplementary budget are the budget."""
    for line in lines_of(view):
        parts = line.value("original_budget"), line.value("supplementary_budget")
        stated = line.value("budget")
        if stated is None or parts[0] is None or parts[1] is None:
            continue
        if abs(parts[0] + parts[1] - stated) > _slack(line, line, line):
            message = f"Ursprunglig budget och tilläggsbudget för {line.row.name} ger inte budgeten."
            yield _finding("investment_budget", line, "budget", message, parts[0] + parts[1], stated)


def check_variance(view: report.BoardReport) -> Iterator[report.Finding]:
    """A published variance is budget - outcome."""
    for line in lines_of(view):
        shown, computed = line.amounts.variance, line.amounts.computed_variance
        if shown is None or computed is None or abs(shown - computed) <= _slack(line, line, line):
            continue
        message = f"Avvikelsen för {line.row.name} är inte skillnaden mellan budget och utfall eller prognos."
        yield _finding("investment_variance", line, "variance", message, computed, shown)


def check_tables(view: report.BoardReport) -> Iterator[report.Finding]:
    """Two tables tell the same investment, and sums over all investments, alike."""
    lines = lines_of(view)
    titles = {table.code: table.title for table in view.investments}
    first: dict[tuple[object, ...], Line] = {}
    for line in lines:
        period: Tertial = line.amounts.period
        keys: list[tuple[object, ...]] = [(line.row.code, line.row.flow, period)]
        if line.row.is_sum and line.row.depth == 0:
            keys.append(("whole", line.row.area, line.row.flow, period))
        mains = [first.setdefault(key, line) for key in keys]
        main = next((one for one in mains if one.table != line.table), None)
        if main is None:
            continue
        for column, noun in NOUNS.items():
            expected, found = main.value(column), line.value(column)
            if expected is None or found is None or abs(expected - found) <= _slack(main, line):
                continue
            message = (
                f"Tabellen ”{titles[line.table]}” anger en annan siffra för {noun} {when(period)} på raden"
                f" {line.row.name} än ”{titles[main.table]}” på raden {main.row.name}."
            )
            yield _finding("investment_tables", line, column, message, expected, found, (main.row.code,))
