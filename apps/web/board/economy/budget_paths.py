"""The budget's way through the year on ``…/ekonomi/``, and the forecasts that were made between the reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from apps.core.swedish import format_day, format_tkr
from apps.report.budget_paths import INTERIM_FORECAST, OUTCOME
from apps.report.money import AreaEconomy, BudgetChange, BudgetPath, ForecastPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """A row of the path. ``is_change`` amounts are shown with their plus."""

    day: str
    label: str
    decision: str
    note: str
    kronor: int
    is_change: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PathView:
    """One area's path: ``summary`` is it in one line, ``remark`` what doesn't add up.

    One that ``is_unchanged`` has the budget that it began the year with.
    """

    area: str
    name: str
    steps: tuple[PathStep, ...]
    total: int | None
    budget: int | None
    agrees: bool
    summed: bool
    summary: str
    remark: str
    is_unchanged: bool

    @property
    def has_decisions(self) -> bool:
        """Has any step a decision or a note to show?"""
        return any(step.decision or step.note for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRow:
    """A row of the line of forecasts."""

    day: str
    label: str
    note: str
    kronor: int
    is_interim: bool
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastLineView:
    """One area's forecasts in order of time."""

    area: str
    name: str
    rows: tuple[ForecastRow, ...]
    summed: bool


def build_path_views(areas: Sequence[AreaEconomy]) -> tuple[PathView, ...]:
    """The paths in the order of the areas, the whole board first."""
    return tuple(_build_path_view(area, area.budget_path) for area in areas if area.budget_path)


def _build_path_view(area: AreaEconomy, path: BudgetPath) -> PathView:
    start = path.original_step
    steps = [_build_step(start, is_change=False)] if start else []
    if start is None and path.original is not None:  # the areas below were decided on different days
        steps = [PathStep(
            day="", label="ursprunglig budget", decision="", note="", kronor=path.original, is_change=False
        )]  # fmt: skip
    remark = _format_remark(path)
    return PathView(
        area=area.area,
        name=area.name,
        steps=(*steps, *(_build_step(change) for change in path.changes)),
        total=path.total,
        budget=path.budget,
        agrees=bool(path.agrees),
        summed=path.summed,
        summary=_format_summary(path),
        remark=remark,
        is_unchanged=not path.changes and not remark,
    )


def _build_step(step: BudgetChange, *, is_change: bool = True) -> PathStep:
    return PathStep(
        day=format_day(step.date),
        label=step.kind_label,
        decision=step.decision,
        note=step.note,
        kronor=step.amount,
        is_change=is_change,
    )


def _format_summary(path: BudgetPath) -> str:
    count = len(path.changes)
    changes = "inga ändringar" if not count else "en ändring" if count == 1 else f"{count} ändringar"
    if path.original is None or path.total is None:
        return changes
    return f"från {format_tkr(path.original, exact=True)} till {format_tkr(path.total, exact=True)} tkr, {changes}"


def _format_remark(path: BudgetPath) -> str:
    if path.total is None:
        return "Rapporten säger inte vad den ursprungliga budgeten var, så ändringarna går inte att summera."
    if path.agrees is False and path.difference is not None:
        difference = format_tkr(path.difference, exact=True, sign=True)
        return f"Den beslutade budgeten skiljer sig från summan med {difference} tkr, som ingen ändring förklarar."
    return ""


def build_forecast_lines(areas: Sequence[AreaEconomy]) -> tuple[ForecastLineView, ...]:
    """The lines of forecasts in the order of the areas."""
    return tuple(
        ForecastLineView(
            area=area.area,
            name=area.name,
            rows=tuple(_build_forecast_row(point) for point in area.forecasts),
            summed=any(point.summed for point in area.forecasts),
        )
        for area in areas
        if area.forecasts
    )


def _build_forecast_row(point: ForecastPoint) -> ForecastRow:
    return ForecastRow(
        day=format_day(point.date),
        label=point.label,
        note=point.note,
        kronor=point.amount,
        is_interim=point.kind == INTERIM_FORECAST,
        is_final=point.kind == OUTCOME,
    )


def format_budget_shift(area: AreaEconomy) -> str:
    """”Budgeten ändrad sedan T1, från 1 000 till 500 tkr (KF § 40)”; empty where it is as it was."""
    shift = area.budget_shift
    if shift is None:
        return ""
    before, now = format_tkr(shift.before, exact=True), format_tkr(shift.now, exact=True)
    decisions = _list_decisions(area.budget_path.changes if area.budget_path else (), shift.period.number)
    text = f"Budgeten ändrad sedan T{shift.period.number}, från {before} till {now} tkr"
    return f"{text} ({', '.join(decisions)})" if decisions else text


def _list_decisions(changes: Iterable[BudgetChange], tertial: int) -> list[str]:
    """The decisions that are new since the tertial, each once."""
    return list(dict.fromkeys(one.decision for one in changes if one.tertial > tertial and one.decision))
