"""The report's investments, table by table as printed, or as the board itself entered them."""

from collections import defaultdict
from typing import Any

from apps.budget.models import Flow
from apps.budget.rules import find_year_budget
from apps.report import board_report
from apps.report.amounts import build_amounts, build_empty_amounts
from apps.report.area_tree import UNPLACED_ORDER, AreaTree
from apps.report.source_types import InvestmentSourceRow, SourceData


def build_investments(rows: SourceData, tree: AreaTree) -> tuple[board_report.InvestmentTable, ...]:
    """One part per printed table, in their order; the board's own entry first."""
    tables = {table.id: table for table in rows.tables}
    by_table: dict[int | None, list[InvestmentSourceRow]] = defaultdict(list)
    for line in _fill_in_year_budgets(_apply_corrections(rows), rows):
        by_table[line.table_id].append(line)

    def get_position(key: int | None) -> int:
        if key is None:
            return -1
        return tables[key].position if key in tables else UNPLACED_ORDER

    return tuple(
        board_report.InvestmentTable(
            code=tables[key].code if key else "",
            title=tables[key].title if key else "Investeringar",
            rows=_build_rows(by_table[key], rows, tree),
        )
        for key in sorted(by_table, key=get_position)
    )


def _apply_corrections(rows: SourceData) -> list[InvestmentSourceRow]:
    """The lines, where the board's own entry of the report's period replaces what the report's
    tables print.

    The variance that they print holds as long as what it is made of is as printed.
    """
    printed = {_get_project_flow(line) for line in rows.investments if line.table_id and _is_own_period(line, rows)}
    own = {
        _get_project_flow(line): line
        for line in rows.investments
        if line.table_id is None and _is_own_period(line, rows)
    }
    found = []
    for line in rows.investments:
        corrected = (
            own.get(_get_project_flow(line))
            if _is_own_period(line, rows) and _get_project_flow(line) in printed
            else None
        )
        if corrected is None:
            found.append(line)
        elif line.table_id is not None:
            found.append(_correct_line(line, corrected))
    return found


def _correct_line(line: InvestmentSourceRow, own: InvestmentSourceRow) -> InvestmentSourceRow:
    keeps = (own.budget, own.actual) == (line.budget, line.actual) and own.stated_variance is None
    foresees = (own.budget, own.forecast) == (line.budget, line.forecast) and own.stated_forecast_variance is None
    return own._replace(
        table_id=line.table_id,
        stated_variance=line.stated_variance if keeps else own.stated_variance,
        stated_forecast_variance=line.stated_forecast_variance if foresees else own.stated_forecast_variance,
        is_corrected=True,
    )


def _fill_in_year_budgets(lines: list[InvestmentSourceRow], rows: SourceData) -> list[InvestmentSourceRow]:
    """The lines, with the year's budgets in own entries that have none: see
    ``budget.rules.find_year_budget``.
    """
    if any(line.table_id and _is_own_period(line, rows) for line in lines):
        return lines
    own: dict[tuple[int, str, int], dict[int, InvestmentSourceRow]] = defaultdict(dict)
    for line in lines:
        if line.table_id is None:
            own[*_get_project_flow(line), line.year][line.tertial] = line
    filled = [
        line._replace(**_get_year_budgets(own[*_get_project_flow(line), line.year], line.tertial))
        if line.table_id is None and None in (line.original_budget, line.supplementary_budget, line.budget)
        else line
        for line in lines
    ]
    period = rows.round.period
    no_amounts: dict[str, Any] = dict.fromkeys(("actual", "forecast", "stated_variance", "stated_forecast_variance"))
    for (_, _, year), by_time in own.items():
        budgets = (
            _get_year_budgets(by_time, period.number) if year == period.year and period.number not in by_time else {}
        )
        if any(amount is not None for amount in budgets.values()):
            filled.append(by_time[max(by_time)]._replace(**no_amounts, **budgets, tertial=period.number))
    return filled


def _get_year_budgets(by_time: dict[int, InvestmentSourceRow], tertial: int) -> dict[str, Any]:
    found = {}
    for column in ("original_budget", "supplementary_budget", "budget"):
        budget = find_year_budget({when: getattr(line, column) for when, line in by_time.items()}, tertial)
        found[column] = budget[0] if budget else None
    return found


def _get_project_flow(line: InvestmentSourceRow) -> tuple[int, str]:
    return line.project_id, line.flow


def _is_own_period(line: InvestmentSourceRow, rows: SourceData) -> bool:
    return (line.year, line.tertial) == (rows.round.year, rows.round.tertial)


def _build_rows(
    lines: list[InvestmentSourceRow], rows: SourceData, tree: AreaTree
) -> tuple[board_report.InvestmentRow, ...]:
    projects = {line.project_id: line for line in lines}
    parents = {project.parent_id for project in projects.values()}

    def compute_depth(project_id: int | None) -> int:
        project = projects.get(project_id) if project_id else None
        return 0 if project is None or project.parent_id not in projects else 1 + compute_depth(project.parent_id)

    merged: dict[tuple[int, str], dict[tuple[int, int], InvestmentSourceRow]] = defaultdict(dict)
    for line in lines:
        merged[line.project_id, line.flow][line.year, line.tertial] = line
    return tuple(
        _build_row(by_time, flow, compute_depth(project_id), project_id in parents, projects, rows, tree)
        for (project_id, flow), by_time in merged.items()
    )


def _build_row(
    by_time: dict[tuple[int, int], InvestmentSourceRow],
    flow: str,
    depth: int,
    is_sum: bool,
    projects: dict[int, InvestmentSourceRow],
    rows: SourceData,
    tree: AreaTree,
) -> board_report.InvestmentRow:
    period = rows.round.period
    current = by_time.get((period.year, period.number))
    latest = current or by_time[max(by_time)]
    parent = projects.get(latest.parent_id) if latest.parent_id else None
    area = tree.by_id.get(latest.service_area_id or 0, tree.root)
    kind = "revenue" if flow == Flow.INCOME else "net"
    past = sorted(
        (line for key, line in by_time.items() if line is not current), key=lambda line: (line.year, line.tertial)
    )
    return board_report.InvestmentRow(
        code=latest.code,
        name=latest.name,
        parent=parent.code if parent else None,
        depth=depth,
        is_sum=is_sum,
        area=area.code,
        area_name=area.name,
        flow=flow,
        flow_label=Flow(flow).label,
        original_budget=current.original_budget if current else None,
        supplementary_budget=current.supplementary_budget if current else None,
        now=_build_amounts(current, kind, period),
        past=tuple(_build_amounts(line, kind, _get_period(line)) for line in reversed(past)),
        footnote=latest.footnote,
    )


def _get_period(line: InvestmentSourceRow) -> board_report.Tertial:
    return board_report.Tertial(line.year, line.tertial)


def _build_amounts(line: InvestmentSourceRow | None, kind: str, period: board_report.Tertial) -> board_report.Amounts:
    if line is None:
        return build_empty_amounts(period)
    return build_amounts(line, kind, period, exact=line.table_id is not None and not line.is_corrected)
