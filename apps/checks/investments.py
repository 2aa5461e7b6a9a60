"""The investments: sums of projects, expense against income, original and supplementary budget,
variances.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.budget.kronor import get_kronor_per_unit
from apps.budget.rules import compute_last_place
from apps.checks.base import (
    COLUMN_NOUNS,
    SEVERITY_LABELS,
    SMALL_DIFFERENCE_UNITS,
    compute_fingerprint,
    format_period,
    format_period_key,
    format_tkr_with_unit,
    judge_severity,
)
from apps.core.tertials import Tertial
from apps.report import board_report

INVESTMENT_COLUMN_NOUNS = {
    "original_budget": "den ursprungliga budgeten",
    "supplementary_budget": "tilläggsbudgeten",
    **{column: COLUMN_NOUNS[column] for column in ("budget", "actual", "forecast", "variance")},
}


@dataclass(frozen=True, slots=True)
class StatedInvestment:
    """A project's figures in one flow and period of one table."""

    table: str
    row: board_report.InvestmentRow
    amounts: board_report.Amounts
    is_own_period: bool
    unit: int

    def get_amount(self, column: str) -> int | None:
        """A figure of the line; original and supplementary budget are stated for the report's own
        period alone.
        """
        if column in ("original_budget", "supplementary_budget"):
            found: int | None = getattr(self.row, column) if self.is_own_period else None
            return found
        amount: int | None = getattr(self.amounts, column)
        return amount


def list_stated_investments(report: board_report.BoardReport) -> list[StatedInvestment]:
    """Every line with the last printed place of its table.

    Of the board's own entries only those of this period.
    """
    units = {table.code: get_kronor_per_unit(table.unit) for table in report.tables}
    found = []
    for table in report.investments:
        unit = units.get(table.code, 1)
        for row in table.rows:
            for amounts in (row.now, *(row.past if table.code else ())):
                is_own_period = amounts is row.now
                line = StatedInvestment(table.code, row, amounts, is_own_period, unit)
                values = [line.get_amount(column) for column in INVESTMENT_COLUMN_NOUNS]
                if any(value is not None for value in values):
                    found.append(
                        StatedInvestment(table.code, row, amounts, is_own_period, compute_last_place(values, unit))
                    )
    return found


def _compute_slack(*lines: StatedInvestment) -> Decimal:
    return sum((Decimal(line.unit) / 2 for line in lines if line.unit > 1), Decimal(0))


def _build_finding(
    check: str, line: StatedInvestment, column: str, message: str, expected: int, found: int, also: tuple[str, ...] = ()
) -> board_report.Finding:
    severity = judge_severity(found - expected, max(abs(found), abs(expected)), SMALL_DIFFERENCE_UNITS * line.unit)
    row, period = line.row, format_period_key(line.amounts.period)
    return board_report.Finding(
        check=check,
        where="investment",
        key=row.code,
        name=row.name,
        message=message,
        expected=format_tkr_with_unit(expected),
        found=format_tkr_with_unit(found),
        difference=format_tkr_with_unit(found - expected, sign=True),
        size=Decimal(found - expected),
        severity=severity,
        severity_label=SEVERITY_LABELS[severity],
        period=period,
        column=column,
        part=row.flow,
        table=line.table,
        also=also,
        fingerprint=compute_fingerprint(check, row.code, row.flow, line.table, period, column),
    )


def _group_investments(
    lines: list[StatedInvestment], key: Callable[[StatedInvestment], tuple[object, ...]]
) -> dict[tuple[object, ...], list[StatedInvestment]]:
    grouped: dict[tuple[object, ...], list[StatedInvestment]] = defaultdict(list)
    for line in lines:
        grouped[key(line)].append(line)
    return grouped


def check_sums(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """The investments under a sum row give it, in each table, flow and period."""
    lines = list_stated_investments(report)
    below = _group_investments(lines, lambda line: (line.table, line.row.parent, line.row.flow, line.amounts.period))
    for line in lines:
        parts = below.get((line.table, line.row.code, line.row.flow, line.amounts.period), [])
        for column, noun in INVESTMENT_COLUMN_NOUNS.items():
            stated, values = line.get_amount(column), [part.get_amount(column) for part in parts]
            if stated is None or len(values) < 2:
                continue
            known = [value for value in values if value is not None]
            if len(known) < len(values) or abs(sum(known) - stated) <= _compute_slack(line, *parts):
                continue
            message = f"Investeringarna under {line.row.name} ger inte {noun} {format_period(line.amounts.period)}."
            also = tuple(part.row.code for part in parts)
            yield _build_finding("investment_sum", line, column, message, sum(known), stated, also)


def check_flows(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """Expense minus income is the net. A missing income counts as 0 where the expense is stated."""
    grouped = _group_investments(
        list_stated_investments(report), lambda line: (line.table, line.row.code, line.amounts.period)
    )
    for lines in grouped.values():
        flows = {line.row.flow: line for line in lines}
        if not {"net", "expense"} <= flows.keys():
            continue
        net, expense, income = flows["net"], flows["expense"], flows.get("income")
        for column in ("budget", "actual", "forecast"):
            stated, spent = net.get_amount(column), expense.get_amount(column)
            earned = (income.get_amount(column) or 0) if income else 0
            if stated is None or spent is None or abs(spent - earned - stated) <= _compute_slack(*flows.values()):
                continue
            noun, period = INVESTMENT_COLUMN_NOUNS[column], format_period(net.amounts.period)
            message = f"Utgifter minus inkomster för {net.row.name} ger inte {noun} {period}."
            yield _build_finding("investment_net", net, column, message, spent - earned, stated)


def check_budgets(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """The original and the supplementary budget are the budget."""
    for line in list_stated_investments(report):
        parts = line.get_amount("original_budget"), line.get_amount("supplementary_budget")
        stated = line.get_amount("budget")
        if stated is None or parts[0] is None or parts[1] is None:
            continue
        if abs(parts[0] + parts[1] - stated) > _compute_slack(line, line, line):
            message = f"Ursprunglig budget och tilläggsbudget för {line.row.name} ger inte budgeten."
            yield _build_finding("investment_budget", line, "budget", message, parts[0] + parts[1], stated)


def check_variance(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """A published variance is budget - outcome."""
    for line in list_stated_investments(report):
        stated, computed = line.amounts.variance, line.amounts.computed_variance
        if stated is None or computed is None or abs(stated - computed) <= _compute_slack(line, line, line):
            continue
        message = f"Avvikelsen för {line.row.name} är inte skillnaden mellan budget och utfall eller prognos."
        yield _build_finding("investment_variance", line, "variance", message, computed, stated)


def check_tables(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """Two tables that state the same investment, or the sum of all investments, state the same
    figures.
    """
    titles = {table.code: table.title for table in report.investments}
    first: dict[tuple[object, ...], StatedInvestment] = {}
    for line in list_stated_investments(report):
        period: Tertial = line.amounts.period
        keys: list[tuple[object, ...]] = [(line.row.code, line.row.flow, period)]
        if line.row.is_sum and line.row.depth == 0:
            keys.append(("whole", line.row.area, line.row.flow, period))
        mains = [first.setdefault(key, line) for key in keys]
        main = next((one for one in mains if one.table != line.table), None)
        if main is not None:
            yield from _compare_tables(main, line, titles)


def _compare_tables(
    main: StatedInvestment, line: StatedInvestment, titles: dict[str, str]
) -> Iterator[board_report.Finding]:
    """A later table's line, column by column, against the line of the first table that states it."""
    for column, noun in INVESTMENT_COLUMN_NOUNS.items():
        expected, found = main.get_amount(column), line.get_amount(column)
        if expected is None or found is None or abs(expected - found) <= _compute_slack(main, line):
            continue
        when = format_period(line.amounts.period)
        message = (
            f"Tabellen ”{titles[line.table]}” anger en annan siffra för {noun} {when} på raden"
            f" {line.row.name} än ”{titles[main.table]}” på raden {main.row.name}."
        )
        yield _build_finding("investment_tables", line, column, message, expected, found, (main.row.code,))
