"""The report's investments, table by table as printed, or as the board itself entered them."""

from collections import defaultdict

from apps.budget.models import Flow
from apps.followup import report
from apps.followup.economy import amounts, nothing
from apps.followup.frame import UNPLACED, Tree
from apps.followup.rows import InvestmentRow, Rows


def investments_of(rows: Rows, tree: Tree) -> tuple[report.InvestmentTable, ...]:
    """One part per printed table, in their order; the board's own entry first."""
    tables = {table["id"]: table for table in rows.frame["tables"]}
    by_table: dict[int | None, list[InvestmentRow]] = defaultdict(list)
    for line in rows.investments:
        by_table[line.table_id].append(line)

    def place(key: int | None) -> int:
        return -1 if key is None else tables.get(key, {"position": UNPLACED})["position"]

    return tuple(
        report.InvestmentTable(
            code=tables[key]["code"] if key else "",
            title=tables[key]["title"] if key else "Investeringar",
            rows=_rows(by_table[key], rows, tree),
        )
        for key in sorted(by_table, key=place)
    )


def _rows(lines: list[InvestmentRow], rows: Rows, tree: Tree) -> tuple[report.InvestmentRow, ...]:
    projects = {line.project_id: line for line in lines}
    parents = {project.parent_id for project in projects.values()}

    def depth(project_id: int | None) -> int:
        project = projects.get(project_id) if project_id else None
        return 0 if project is None or project.parent_id not in projects else 1 + depth(project.parent_id)

    merged: dict[tuple[int, str], dict[tuple[int, int], InvestmentRow]] = defaultdict(dict)
    for line in lines:
        merged[line.project_id, line.flow][line.year, line.tertial] = line
    return tuple(
        _row(told, flow, depth(project_id), project_id in parents, projects, rows, tree)
        for (project_id, flow), told in merged.items()
    )


def _row(
    told: dict[tuple[int, int], InvestmentRow],
    flow: str,
    depth: int,
    is_sum: bool,
    projects: dict[int, InvestmentRow],
    rows: Rows,
    tree: Tree,
) -> report.InvestmentRow:
    period = rows.round.period
    now = told.get((period.year, period.number))
    latest = now or told[max(told)]
    parent = projects.get(latest.parent_id) if latest.parent_id else None
    area = tree.by_id.get(latest.service_area_id or 0, tree.root)
    kind = "revenue" if flow == Flow.INCOME else "net"
    past = sorted((line for key, line in told.items() if line is not now), key=lambda line: (line.year, line.tertial))
    return report.InvestmentRow(
        code=latest.code,
        name=latest.name,
        parent=parent.code if parent else None,
        depth=depth,
        is_sum=is_sum,
        area=area.code,
        area_name=area.name,
        flow=flow,
        flow_label=Flow(flow).label,
        original_budget=now.original_budget if now else None,
        supplementary_budget=now.supplementary_budget if now else None,
        now=_amounts(now, kind, period),
        past=tuple(_amounts(line, kind, _period(line)) for line in reversed(past)),
        footnote=latest.footnote,
    )


def _period(line: InvestmentRow) -> report.Tertial:
    return report.Tertial(line.year, line.tertial)


def _amounts(line: InvestmentRow | None, kind: str, period: report.Tertial) -> report.Amounts:
    return amounts(line, kind, period, exact=line.table_id is not None) if line else nothing(period)
