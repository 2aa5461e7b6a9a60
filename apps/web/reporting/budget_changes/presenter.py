"""What ``…/budgetandringar/`` shows: each area's way to its budget with what that adds up to, and the forecasts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.core.swedish import format_day, format_tkr
from apps.entry.dated_amounts.typed_amounts import MODELS, DatedKind
from apps.entry.sheets.parts import map_area_ids
from apps.report.area_tree import AreaTree, build_area_tree
from apps.report.board_report import AreaEconomy, BudgetChange, ForecastPoint
from apps.report.budget_paths import INTERIM_FORECAST
from apps.report.economy import build_economy
from apps.report.source import load_source
from apps.rounds.access import RoundAccess
from apps.rounds.models import Round

CHOSEN_ROW_PARAMETER = "rad"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step or a forecast as a row. ``edit`` is its name in the address; empty where it can't be changed here."""

    id: str
    day: str
    label: str
    amount: str
    decision: str = ""
    note: str = ""
    report: str = ""
    edit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaSteps:
    """An area with its rows. ``total`` is what they add up to; ``problem`` says where that is not the budget."""

    name: str
    rows: tuple[StepView, ...]
    total: str = ""
    budget: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedAmountsPage:
    """Everything on the page. ``choices`` are the areas that the user may write for, ``read_only`` why none."""

    changes: tuple[AreaSteps, ...]
    forecasts: tuple[AreaSteps, ...]
    choices: tuple[tuple[str, str], ...]
    read_only: str


def build_dated_amounts_page(round_: Round, access: RoundAccess) -> DatedAmountsPage:
    """The rows of the year up to the round's tertial, in the areas that the user may see."""
    source = load_source(round_, ("operating",))
    tree = build_area_tree(source)
    ids, names = map_area_ids(tree), tree.build_names()
    areas = [
        area
        for area in build_economy(source, tree).areas
        if not access.reports_only_own or access.is_own(ids[area.area])
    ]
    found = {kind: _find_editable_rows(round_, kind, access) for kind in DatedKind}
    lock = access.find_lock(None)
    return DatedAmountsPage(
        changes=tuple(_iter_area_changes(areas, names, found[DatedKind.CHANGE], round_.tertial)),
        forecasts=tuple(_iter_area_forecasts(areas, names, found[DatedKind.FORECAST])),
        choices=() if lock else _list_choices(tree, access, ids, names),
        read_only=str(lock) if lock else "",
    )


def _list_choices(
    tree: AreaTree, access: RoundAccess, ids: Mapping[str, int], names: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    return tuple((area.code, names[area.code]) for area in tree.areas if access.find_lock(ids[area.code]) is None)


def _find_editable_rows(round_: Round, kind: DatedKind, access: RoundAccess) -> dict[tuple[Any, ...], int]:
    """The primary keys of the round's own rows that the user may change, by what names them in an area."""
    rows = MODELS[kind]._default_manager.filter(board=round_.board_id, year=round_.year, tertial=round_.tertial)
    return {
        _get_row_key(row, row.service_area.code): row.pk
        for row in rows.select_related("service_area")
        if access.find_lock(row.service_area_id) is None
    }


def _get_row_key(row: Any, area: str) -> tuple[Any, ...]:
    return area, row.date, getattr(row, "kind", ""), getattr(row, "decision", "")


def _iter_area_changes(
    areas: Iterable[AreaEconomy], names: Mapping[str, str], editable: Mapping[tuple[Any, ...], int], tertial: int
) -> Iterable[AreaSteps]:
    for area in areas:
        path = area.budget_path
        if path is None or path.summed:
            continue
        yield AreaSteps(
            name=names[area.area],
            rows=tuple(_build_step(step, editable.get(_get_row_key(step, area.area)), tertial) for step in path.steps),
            total="" if path.total is None else format_tkr(path.total, exact=True),
            budget="" if path.budget is None else format_tkr(path.budget, exact=True),
            problem=_format_problem(area),
        )


def _build_step(step: BudgetChange, pk: int | None, tertial: int) -> StepView:
    is_start = step.kind == "original"
    code = f"{DatedKind.CHANGE.value}-{pk}" if pk else ""
    return StepView(
        id=code,
        day=format_day(step.date),
        label=step.kind_label,
        amount=format_tkr(step.amount, exact=True, sign=not is_start),
        decision=step.decision,
        note=step.note,
        report="" if step.tertial == tertial else f"i rapporten för T{step.tertial}",
        edit=code,
    )


def _format_problem(area: AreaEconomy) -> str:
    path = area.budget_path
    if path is None:
        return ""
    if path.total is None:
        return "Den ursprungliga budgeten saknas, så ändringarna går inte att summera till en budget."
    if path.agrees is False and path.difference is not None:
        return f"Budgeten i rapporten skiljer sig med {format_tkr(path.difference, exact=True, sign=True)} tkr."
    return ""


def _iter_area_forecasts(
    areas: Iterable[AreaEconomy], names: Mapping[str, str], editable: Mapping[tuple[Any, ...], int]
) -> Iterable[AreaSteps]:
    for area in areas:
        if any(point.kind == INTERIM_FORECAST and not point.summed for point in area.forecasts):
            yield AreaSteps(
                name=names[area.area],
                rows=tuple(_build_forecast(point, area.area, editable) for point in area.forecasts),
            )


def _build_forecast(point: ForecastPoint, area: str, editable: Mapping[tuple[Any, ...], int]) -> StepView:
    pk = editable.get((area, point.date, "", "")) if point.kind == INTERIM_FORECAST else None
    code = f"{DatedKind.FORECAST.value}-{pk}" if pk else ""
    return StepView(
        id=code,
        day=format_day(point.date),
        label=point.label,
        amount=format_tkr(point.amount, exact=True),
        note=point.note,
        edit=code,
    )
