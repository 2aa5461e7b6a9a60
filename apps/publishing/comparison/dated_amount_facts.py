"""The facts of budgets' ways through the year and of forecasts between tertials; see ``facts``."""

from collections.abc import Iterator

from apps.publishing.comparison.facts import Fact, FactSubject, format_exact_tkr
from apps.report.money import AreaEconomy, BudgetChange


def list_dated_amount_facts(thing: FactSubject, area: AreaEconomy) -> Iterator[Fact]:
    """The steps of the area's budget, what follows from them, and its line of forecasts."""
    path = area.budget_path
    if path:
        for step in path.steps:
            yield from _list_step_facts(thing, step, derived=path.summed)
        own_budget = "" if path.original is None else format_exact_tkr(path.original)
        yield thing.fact("ursprunglig budget", own_budget, "path", "original", derived=True)
        yield thing.fact("budgeten efter årets ändringar", format_exact_tkr(path.total), "path", "total", derived=True)
        yield thing.fact(
            "budget att jämföra ändringarna med", format_exact_tkr(path.budget), "path", "budget", derived=True
        )
        off = "" if path.difference is None else format_exact_tkr(path.difference)
        agrees = {True: " (avrundning)" if path.difference else "", False: " (stämmer inte)", None: ""}[path.agrees]
        yield thing.fact("skillnad mot budgeten", f"{off}{agrees}", "path", "difference", derived=True)
        yield thing.fact("ändringarna är summor av raderna under", path.summed, "path", "summed", derived=True)
    shift = area.budget_shift
    if shift:
        why = "förklarad" if shift.is_explained else "inte förklarad"
        text = f"från {format_exact_tkr(shift.before)} till {format_exact_tkr(shift.now)}, {why}"
        when = shift.period.label
        yield thing.fact(f"budgeten ändrad sedan {when}", text, "shift", when, derived=True, optional=True)
        changes = format_exact_tkr(shift.changes)
        yield thing.fact(f"nya ändringar sedan {when}", changes, "shift", when, "changes", derived=True, optional=True)
    for point in area.forecasts:
        at, derived = ("forecast", point.kind, point.date.isoformat()), point.kind != "interim" or point.summed
        what = f"{point.label} {point.date.isoformat()}"
        yield thing.fact(what, format_exact_tkr(point.amount), *at, point.label, derived=derived)
        yield thing.fact(f"anmärkning, {what}", point.note, *at, "note", derived=derived)
        yield thing.fact(f"är en summa, {what}", point.summed, *at, "summed", derived=True)


def _list_step_facts(thing: FactSubject, step: BudgetChange, *, derived: bool) -> Iterator[Fact]:
    what = " ".join(filter(None, (step.kind_label, step.date.isoformat(), step.decision)))
    at = ("step", step.date.isoformat(), step.kind, step.decision)
    yield thing.fact(what, format_exact_tkr(step.amount), *at, derived=derived)
    yield thing.fact(f"anmärkning, {what}", step.note, *at, "note", derived=derived)
    yield thing.fact(f"först i rapporten för, {what}", f"T{step.tertial}", *at, "tertial", derived=derived)
