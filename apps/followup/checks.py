"""Where a report does not agree with itself. Pure functions on a ``BoardReport``; nothing is repaired or blocked.

Published tables are rounded to whole thousands: a sum of n rounded figures may differ by half a unit a term.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from apps.budget import rules
from apps.core.swedish import format_number, format_tkr, round_half_up
from apps.followup import report

ROUNDED_UNIT = 1000
COLUMNS = (("budget", "budgeten"), ("actual", "utfallet"), ("forecast", "prognosen"))


def findings_of(view: report.BoardReport) -> tuple[report.Finding, ...]:
    """Run every check on the report."""
    return tuple(finding for check in CHECKS for finding in check(view))


def _tkr(kronor: int) -> str:
    return f"{format_tkr(kronor, exact=True)} tkr"


def _slack(terms: int, exact: bool) -> int:
    """How much rounding alone explains, kronor."""
    return (terms + 1) * ROUNDED_UNIT // 2 if exact else 0


def _money(check: str, area: str, name: str, message: str, expected: int, found: int) -> report.Finding:
    return report.Finding(
        check=check, where="area", key=area, name=name, message=message, expected=_tkr(expected), found=_tkr(found)
    )


def check_variance(view: report.BoardReport) -> Iterator[report.Finding]:
    """A published variance is budget - outcome."""
    for area in view.economy.areas:
        for row in [area.net, *area.cost_types]:
            for amounts in (row.now, *row.past) if row else ():
                shown, computed = amounts.variance, amounts.computed_variance
                if shown is None or computed is None or abs(shown - computed) <= _slack(2, amounts.exact):
                    continue
                assert row is not None
                message = (
                    f"Avvikelsen för {row.cost_type_label} i {area.name} {amounts.period.label} "
                    f"är inte skillnaden mellan budget och utfall."
                )
                yield _money("variance", area.area, area.name, message, computed, shown)


def check_children(view: report.BoardReport) -> Iterator[report.Finding]:
    """The areas below sum to their area, in every period and column that all of them state."""
    below: dict[str, list[report.AreaEconomy]] = defaultdict(list)
    for area in view.economy.areas:
        if area.parent and area.net:
            below[area.parent].append(area)
    for area in view.economy.areas:
        if area.net is None or area.net.summed or not below[area.area]:
            continue
        parts = [child.net for child in below[area.area] if child.net]
        for whole, others in _aligned(area.net, parts):
            yield from _compare_sums(area, whole, others)


def _aligned(
    row: report.MoneyRow, parts: list[report.MoneyRow]
) -> Iterator[tuple[report.Amounts, list[report.Amounts]]]:
    """The same period of a row and of its parts; periods that some part does not state are passed over."""
    for whole in (row.now, *row.past):
        others = [next((a for a in (part.now, *part.past) if a.period == whole.period), None) for part in parts]
        known = [amounts for amounts in others if amounts is not None]
        if len(known) == len(parts):
            yield whole, known


def _compare_sums(
    area: report.AreaEconomy, whole: report.Amounts, parts: list[report.Amounts]
) -> Iterator[report.Finding]:
    for column, noun in COLUMNS:
        stated, total = getattr(whole, column), rules.total([getattr(part, column) for part in parts])
        if stated is None or total is None or abs(stated - total) <= _slack(len(parts), whole.exact):
            continue
        message = f"Delarna under {area.name} ger inte {noun} {whole.period.label}."
        yield _money("children", area.area, area.name, message, total, stated)


def check_net(view: report.BoardReport) -> Iterator[report.Finding]:
    """Revenue, cost types, cost and net cost of one area agree."""
    for area in view.economy.areas:
        rows = {row.cost_type: row for row in area.cost_types}
        parts = [rows[part] for part in rules.COST_PARTS if part in rows]
        if "cost" in rows and parts:
            for whole, others in _aligned(rows["cost"], parts):
                yield from _compare_sums(area, whole, others)
        if area.net and not area.net.summed and "revenue" in rows and "cost" in rows:
            for whole, (revenue, cost) in _aligned(area.net, [rows["revenue"], rows["cost"]]):
                yield from _compare_net(area, whole, revenue, cost)


def _compare_net(
    area: report.AreaEconomy, whole: report.Amounts, revenue: report.Amounts, cost: report.Amounts
) -> Iterator[report.Finding]:
    for column, noun in COLUMNS:
        stated = getattr(whole, column)
        earned, spent = getattr(revenue, column), getattr(cost, column)
        if stated is None or earned is None or spent is None:
            continue
        computed = spent - earned
        if abs(stated - computed) > _slack(2, whole.exact):
            message = f"Kostnader minus intäkter i {area.name} ger inte {noun} {whole.period.label}."
            yield _money("net", area.area, area.name, message, computed, stated)


def check_tables(view: report.BoardReport) -> Iterator[report.Finding]:
    """Two tables of one report tell the same figure."""
    rows = {(row.area, row.cost_type): row for row in _all_rows(view)}
    for other in view.economy.other_statements:
        row = rows.get((other.area, other.cost_type))
        first = next((a for a in (row.now, *row.past) if a.period == other.amounts.period), None) if row else None
        if first is None or not other.differs:
            continue
        for column, noun in COLUMNS:
            said, main = getattr(other.amounts, column), getattr(first, column)
            if said is None or main is None or abs(said - main) <= _slack(1, first.exact):
                continue
            message = (
                f"Tabellen ”{other.table_title}” anger en annan siffra för {noun} {first.period.label} "
                f"({other.cost_type_label}) i {other.area_name} än huvudtabellen."
            )
            yield _money("tables", other.area, other.area_name, message, main, said)


def _all_rows(view: report.BoardReport) -> Iterator[report.MoneyRow]:
    for area in view.economy.areas:
        if area.net:
            yield area.net
        yield from area.cost_types


def check_fractions(view: report.BoardReport) -> Iterator[report.Finding]:
    """A stated percentage agrees with its own numerator and denominator, as far as its decimals go."""
    for indicator in view.indicators:
        for point in indicator.series:
            if indicator.unit != "%" or point.value is None or not point.denominator or point.numerator is None:
                continue
            computed = point.numerator / point.denominator * 100
            decimals = max(0, -int(point.value.as_tuple().exponent))
            if abs(round_half_up(computed, decimals) - point.value) > Decimal(1).scaleb(-decimals):
                fraction = f"{format_number(point.numerator)}/{format_number(point.denominator)}"
                message = f"Andelen {point.year} stämmer inte med {fraction}."
                yield _figure("fraction", indicator, message, computed, point.value)


def _figure(check: str, indicator: report.Indicator, message: str, expected: Decimal, found: Decimal) -> report.Finding:
    return report.Finding(
        check=check,
        where="indicator",
        key=indicator.code,
        name=indicator.name,
        message=message,
        expected=format_number(expected, max(1, indicator.decimals)),
        found=format_number(found),
    )


def check_genders(view: report.BoardReport) -> Iterator[report.Finding]:
    """Women and men add up to the total where persons or things are counted."""
    for indicator in view.indicators:
        if indicator.unit != "antal" or indicator.accumulation not in {"stock", "flow"}:
            continue
        values: dict[tuple[int, int, str], dict[str, Decimal]] = defaultdict(dict)
        for point in indicator.series:
            if point.value is not None:
                values[point.year, point.tertial, point.area][point.gender] = point.value
        for (year, _, _), genders in values.items():
            if len(genders) == 3 and genders["K"] + genders["M"] != genders["T"]:
                message = f"Kvinnor och män ger tillsammans inte totalen {year}."
                yield _figure("genders", indicator, message, genders["K"] + genders["M"], genders["T"])


def check_changes(view: report.BoardReport) -> Iterator[report.Finding]:
    """A stated change is the difference from the year before."""
    for indicator in view.indicators:
        whole = [point for point in indicator.series if point.gender == "T"]
        for before, point in pairwise(sorted(whole, key=lambda p: (p.area, p.tertial, p.year))):
            same = (before.area, before.tertial) == (point.area, point.tertial) and before.year + 1 == point.year
            if not same or point.stated_change is None or point.value is None or before.value is None:
                continue
            if point.value - before.value != point.stated_change:
                message = f"Förändringen {point.year} är inte skillnaden mot {before.year}."
                yield _figure("change", indicator, message, point.value - before.value, point.stated_change)


def check_risks(view: report.BoardReport) -> Iterator[report.Finding]:
    """A stated risk value is probability times consequence."""
    for risk in view.risks:
        if risk.stated_value is not None and risk.stated_value != risk.value:
            yield report.Finding(
                check="risk",
                where="risk",
                key=risk.code,
                name=risk.name,
                message="Riskvärdet är inte sannolikhet gånger konsekvens.",
                expected=str(risk.value),
                found=str(risk.stated_value),
            )


CHECKS: tuple[Callable[[report.BoardReport], Iterator[report.Finding]], ...] = (
    check_tables,
    check_children,
    check_net,
    check_variance,
    check_fractions,
    check_genders,
    check_changes,
    check_risks,
)
