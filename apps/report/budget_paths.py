"""How each area's net budget became what it is, and what was foreseen between the reports.

An area that has steps of its own is shown by them alone. One that has none is the sum of the areas
below, if each of those with money has its own: a sum with a hole in it is no sum.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from apps.budget import rules
from apps.budget.kronor import get_kronor_per_unit
from apps.budget.models import BudgetChangeKind
from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.over_time.earlier_nets import EarlierNets
from apps.report.source_types import BudgetChangeSourceRow, InterimForecastSourceRow, SourceData

RowType = TypeVar("RowType", BudgetChangeSourceRow, InterimForecastSourceRow)
TERTIAL_FORECAST, INTERIM_FORECAST, OUTCOME = "tertial", "interim", "outcome"
_KIND_LABELS = {choice.value: choice.label for choice in BudgetChangeKind}
_KIND_ORDER = {choice.value: place for place, choice in enumerate(BudgetChangeKind)}
_Areas = Sequence[board_report.AreaEconomy]


def add_budget_paths(rows: SourceData, tree: AreaTree, areas: _Areas) -> tuple[board_report.AreaEconomy, ...]:
    """The areas, in tree order, with the budget's path, its shift since earlier, and the forecasts."""
    changes = _group_by_area(rows.budget_changes, tree)
    forecasts = _group_by_area(rows.interim_forecasts, tree)
    own_tables = (table for table in rows.tables if table.round_id == rows.round.pk)
    units = {table.code: get_kronor_per_unit(table.unit) for table in own_tables}
    period = rows.round.period
    children: dict[str | None, list[board_report.AreaEconomy]] = defaultdict(list)
    earlier_in_year = [Tertial(period.year, number) for number in range(period.number - 1, 0, -1)]
    earlier = EarlierNets(earlier_in_year, ("budget", "forecast"))
    done: dict[str, board_report.AreaEconomy] = {}
    for area in reversed(areas):  # children before parents
        below = children[area.area][::-1]
        earlier.add(area, below)
        with_path = replace(
            area,
            budget_path=_build_path(area, changes[area.area], below, units),
            forecasts=_build_forecasts(area, forecasts[area.area], below, earlier, period),
        )
        complete = replace(with_path, budget_shift=_build_shift(with_path, below, earlier))
        done[area.area] = complete
        if complete.net or complete.cost_types or complete.budget_path or complete.forecasts:
            children[area.parent].append(complete)
    return tuple(done[area.area] for area in areas)


def _group_by_area(rows: Iterable[RowType], tree: AreaTree) -> defaultdict[str, list[RowType]]:
    found: defaultdict[str, list[RowType]] = defaultdict(list)
    for row in rows:
        area = tree.by_id.get(row.service_area_id)
        if area is not None:
            found[area.code].append(row)
    return found


# The path


def _build_path(
    area: board_report.AreaEconomy, own: Sequence[BudgetChangeSourceRow], below: _Areas, units: Mapping[str, int]
) -> board_report.BudgetPath | None:
    path = _build_own_path(own) if own else _sum_paths(below)
    net = area.net
    budget = net.now.budget if net else None
    if path is None or path.total is None or net is None or budget is None:
        return path and replace(path, budget=budget)
    printed_unit = units.get(net.now.table, 1) if net.now.exact else 1
    parts = [path.original or 0, *(change.amount for change in path.changes)]
    # Where both are sums of the same areas, each of them has been held against its own budget.
    is_sum = path.summed and net.summed and not area.cost_types
    parts_agree = is_sum and all(one.budget_path and one.budget_path.agrees for one in below)
    agrees = parts_agree or rules.is_explained_by_rounding(parts, budget, printed_unit=printed_unit)
    return replace(path, budget=budget, difference=budget - path.total, agrees=agrees)


def _build_own_path(own: Sequence[BudgetChangeSourceRow]) -> board_report.BudgetPath:
    steps = [
        board_report.BudgetChange(
            date=row.date,
            tertial=row.tertial,
            kind=row.kind,
            kind_label=_KIND_LABELS[row.kind],
            amount=row.amount,
            decision=row.decision,
            note=row.note,
        )
        for row in own
    ]
    original = next((one for one in steps if one.kind == BudgetChangeKind.ORIGINAL), None)
    changes = [one for one in steps if one.kind != BudgetChangeKind.ORIGINAL]
    return _make_path(original.amount if original else None, original, changes, summed=False)


def _make_path(
    original: int | None,
    step: board_report.BudgetChange | None,
    changes: Iterable[board_report.BudgetChange],
    *,
    summed: bool,
) -> board_report.BudgetPath:
    """The path with its changes in order of time, and what they add up to."""
    ordered = sorted(changes, key=lambda one: (one.date, _KIND_ORDER[one.kind], one.decision, one.tertial))
    return board_report.BudgetPath(
        original=original,
        original_step=step,
        changes=tuple(ordered),
        total=rules.compute_path_total(original, (one.amount for one in ordered)),
        budget=None,
        difference=None,
        agrees=None,
        summed=summed,
    )


def _sum_paths(below: _Areas) -> board_report.BudgetPath | None:
    """The paths of the areas below as one; None unless each of them has one from its original budget.

    The same decision is one change. One that only moves money between the areas is none here.
    """
    paths = [area.budget_path for area in below if area.budget_path and area.budget_path.total is not None]
    if not paths or len(paths) < len(below):
        return None
    changes = _merge_steps(change for path in paths for change in path.changes)
    originals = _merge_steps(path.original_step for path in paths if path.original_step)
    is_one_decision = len(originals) == 1 and all(path.original_step for path in paths)
    return _make_path(
        rules.sum_complete([path.original for path in paths]),
        originals[0] if is_one_decision else None,
        [change for change in changes if change.amount],
        summed=True,
    )


def _merge_steps(steps: Iterable[board_report.BudgetChange]) -> list[board_report.BudgetChange]:
    """The steps with those of the same decision added together."""
    merged: dict[tuple[object, ...], board_report.BudgetChange] = {}
    for step in steps:
        key = step.date, step.kind, step.decision, step.tertial
        known = merged.get(key)
        note = "" if known and known.note != step.note else step.note
        merged[key] = replace(step, amount=step.amount + (known.amount if known else 0), note=note)
    return list(merged.values())


# Earlier reports of the year


def _build_shift(
    area: board_report.AreaEconomy, below: _Areas, earlier: EarlierNets
) -> board_report.BudgetShift | None:
    known, now = earlier.list_known(area.area, "budget"), area.net.now.budget if area.net else None
    if not known or now is None or rules.is_same_amount(known[0][1], now):
        return None
    when, before = known[0]
    path = area.budget_path
    steps = [one.amount for one in path.changes if one.tertial > when.number] if path else []
    shifted = [one.budget_shift for one in below if one.budget_shift]
    if shifted and area.net and area.net.summed and not area.cost_types:
        is_explained = all(one.is_explained for one in shifted)
    else:
        matches = bool(steps) and rules.is_explained_by_rounding(steps, now - before)
        is_explained = matches or bool(path and path.agrees and path.changes)
    return board_report.BudgetShift(period=when, before=before, now=now, changes=sum(steps), is_explained=is_explained)


# The forecasts


def _build_forecasts(
    area: board_report.AreaEconomy,
    own: Sequence[InterimForecastSourceRow],
    below: _Areas,
    earlier: EarlierNets,
    period: Tertial,
) -> tuple[board_report.ForecastPoint, ...]:
    """The year's forecasts of the net cost in order of time; none where all are those of the reports."""
    interim = _build_interim_points(own) if own else _sum_interim_points(below)
    if not interim:
        return ()
    now = area.net.now if area.net else None
    reported = earlier.list_known(area.area, "forecast")
    if now and now.forecast is not None:
        reported.append((period, now.forecast))
    points = [
        board_report.ForecastPoint(
            date=when.end, kind=TERTIAL_FORECAST, label=f"Prognos T{when.number}", amount=forecast
        )
        for when, forecast in reported
    ]
    if now and now.actual is not None and period.is_final_accounts:
        points.append(board_report.ForecastPoint(date=period.end, kind=OUTCOME, label="Utfall", amount=now.actual))
    # On a tertial's last day its report comes after what was foreseen by then, and the outcome last.
    order = {INTERIM_FORECAST: 0, TERTIAL_FORECAST: 1, OUTCOME: 2}
    return tuple(sorted((*interim, *points), key=lambda one: (one.date, order[one.kind])))


def _build_interim_points(own: Sequence[InterimForecastSourceRow]) -> list[board_report.ForecastPoint]:
    return [
        board_report.ForecastPoint(
            date=row.date, kind=INTERIM_FORECAST, label="Prognos", amount=row.forecast, note=row.note
        )
        for row in own
    ]


def _sum_interim_points(below: _Areas) -> list[board_report.ForecastPoint]:
    """The forecasts that every area below made on the same day, summed."""
    by_area = [{one.date: one for one in area.forecasts if one.kind == INTERIM_FORECAST} for area in below]
    days = set.intersection(*map(set, by_area)) if by_area else set()
    return [
        board_report.ForecastPoint(
            date=day,
            kind=INTERIM_FORECAST,
            label="Prognos",
            amount=sum(points[day].amount for points in by_area),
            summed=True,
        )
        for day in sorted(days)
    ]
