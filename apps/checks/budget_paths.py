"""The budget's way through the year: its changes make the budget, and a budget does not change untold."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from apps.budget.models import BudgetChangeKind
from apps.checks.base import (
    StatedRow,
    build_money_finding,
    compute_fingerprint,
    format_period,
    format_tkr_with_unit,
)
from apps.core.swedish import format_tkr
from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.amounts import build_empty_amounts

NET = "net"


def check_budget_paths(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """The original budget with its changes is the budget that the area's line states."""
    for area in report.economy.areas:
        path = area.budget_path
        if path is None or path.summed or path.agrees is not False or path.total is None or path.budget is None:
            continue
        message = (
            f"Den ursprungliga budgeten och årets ändringar i {area.name} ger inte budgeten"
            f" {format_period(report.period)}."
        )
        yield build_money_finding(
            "budget_path", _build_stated_row(area, report.period), "budget", message, path.total, path.budget
        )


def check_reallocations(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """What one decision moves between the board's areas sums to nothing.

    A reallocation of the whole board is between boards. Where both an area and one above it state a decision, the
    upper one is counted.
    """
    moved: dict[tuple[date, str], list[tuple[board_report.AreaEconomy, int]]] = defaultdict(list)
    counted: dict[str, set[tuple[date, str]]] = {}
    for area in report.economy.areas:  # in tree order: parents first
        above = counted.get(area.parent or "", set())
        own = {key: amount for key, amount in _sum_reallocations(area).items() if key not in above}
        counted[area.area] = above | own.keys()
        for key, amount in own.items() if area.parent else ():
            moved[key].append((area, amount))
    for (day, decision), parts in moved.items():
        total = sum(amount for _, amount in parts)
        if total:
            yield _build_reallocation_finding(report, day, decision, parts, total)


def _sum_reallocations(area: board_report.AreaEconomy) -> dict[tuple[date, str], int]:
    found: dict[tuple[date, str], int] = defaultdict(int)
    path = area.budget_path
    for change in path.changes if path and not path.summed else ():
        if change.kind == BudgetChangeKind.REALLOCATION:
            found[change.date, change.decision] += change.amount
    return found


def _build_reallocation_finding(
    report: board_report.BoardReport,
    day: date,
    decision: str,
    parts: list[tuple[board_report.AreaEconomy, int]],
    total: int,
) -> board_report.Finding:
    taken = -sum(amount for _, amount in parts if amount < 0)
    names = ", ".join(area.name for area, _ in parts)
    title = f"Omfördelningen {day.isoformat()}{f' ({decision})' if decision else ''}"
    message = f"{title} går inte jämnt upp mellan nämndens verksamheter ({names})."
    first = _build_stated_row(parts[0][0], report.period)
    also = tuple(area.area for area, _ in parts[1:])
    finding = build_money_finding("reallocation", first, "budget", message, taken, total + taken, also=also)
    # Told apart by the decision, since an area may be part of several.
    return replace(finding, fingerprint=compute_fingerprint("reallocation", day.isoformat(), decision))


def check_budget_shifts(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """A budget that is another than in an earlier tertial of the year has changes that say why."""
    for area in report.economy.areas:
        shift = area.budget_shift
        if shift is None or shift.is_explained or not _is_own_budget(area):
            continue
        message = format_shift(shift, subject=f"Budgeten för {area.name}")
        message += (
            f" De ändringar som är nya sedan dess är tillsammans {format_tkr_with_unit(shift.changes, sign=True)}."
            if shift.changes
            else " Ingen budgetändring säger varför."
        )
        yield build_money_finding(
            "budget_shift",
            _build_stated_row(area, report.period),
            "budget",
            message,
            shift.before + shift.changes,
            shift.now,
        )


def format_shift(shift: board_report.BudgetShift, *, subject: str = "Budgeten") -> str:
    """The change in a sentence: ”Budgeten har ändrats sedan T1, från 1 000 till 500 tkr.”"""
    before, now = format_tkr(shift.before, exact=True), format_tkr(shift.now, exact=True)
    return f"{subject} har ändrats sedan T{shift.period.number}, från {before} till {now} tkr."


def _is_own_budget(area: board_report.AreaEconomy) -> bool:
    """Is the area's net budget its own, and not the sum of the areas below, which have what there is to find?"""
    return bool(area.net and (area.cost_types or not area.net.summed))


def _build_stated_row(area: board_report.AreaEconomy, period: Tertial) -> StatedRow:
    """The area's net as the findings name it. One that has steps and no line states no amounts."""
    net = area.net
    amounts = net.now if net else build_empty_amounts(period)
    return StatedRow(amounts.table, area.area, area.name, NET, net.cost_type_label if net else "netto", amounts)
