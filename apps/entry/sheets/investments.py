"""The sheet of investments: what each project has in budget, actual and forecast, under its sum row."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from apps.budget.models import Flow, InvestmentLine, InvestmentProject
from apps.core.tertials import Tertial
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.shapes import EntrySheet, SheetRow, SheetSection
from apps.entry.sheets.parts import (
    EntryReader,
    RowValues,
    build_cell,
    build_columns,
    load_reader,
)
from apps.entry.values import format_cell_input
from apps.entry.year_budgets import YearBudget, find_year_budgets
from apps.rounds.models import AmountUnit, Round


def load_investment_sheet(round_: Round, user: Any, unit: str = AmountUnit.TKR) -> EntrySheet:
    """The investments of a round: a section for each sum row, with its projects."""
    return build_investment_sheet(round_, load_reader(round_, user, (EntryKind.INVESTMENT,), unit), unit)


def build_investment_sheet(round_: Round, reader: EntryReader, unit: str = AmountUnit.TKR) -> EntrySheet:
    """The same, for a reader that is loaded already: two queries."""
    projects = list(InvestmentProject.objects.filter(board=round_.board_id).select_related("service_area"))
    parents = {project.parent_id for project in projects}
    lines, budgets = _load_investment_lines(round_)
    headings = {project.pk: (project.code, project.name) for project in projects}
    sections: dict[tuple[str, str], list[SheetRow]] = defaultdict(list)
    for project in projects:
        if project.pk in parents or not reader.may_see(project.service_area_id):
            continue
        heading = headings.get(project.parent_id or 0, _HEADING_WITHOUT_PARENT)
        flows = _list_flows(project, lines)
        if not _is_followed(project, flows, lines, round_.period):
            continue
        sections[heading] += [
            _build_investment_row(
                round_,
                reader,
                unit,
                project,
                flow,
                lines.get((project.pk, flow), {}),
                budgets.get((project.pk, flow), {}),
            )
            for flow in flows
        ]
    return EntrySheet(
        kind="investments",
        title="Investeringar",
        columns=build_columns(EntryKind.INVESTMENT, round_.tertial),
        sections=tuple(SheetSection(code, title, tuple(rows)) for (code, title), rows in sections.items()),
        unit=unit,
        last_tertial=round_.period.previous().label,
        same_last_year=round_.period.same_last_year().label,
        read_only=reader.read_only,
    )


def _list_flows(project: InvestmentProject, lines: "InvestmentLines") -> list[str]:
    """The flows that the project has lines of; a project without lines has its net."""
    return [flow for flow in Flow.values if lines.get((project.pk, flow))] or [Flow.NET.value]


def _is_followed(project: InvestmentProject, flows: list[str], lines: "InvestmentLines", period: Tertial) -> bool:
    """Is the project of the year, or has it amounts in this report?"""
    is_valid = (project.valid_from or 0) <= period.year <= (project.valid_to or 9999)
    return is_valid or any((period.year, period.number) in lines.get((project.pk, flow), {}) for flow in flows)


_HEADING_WITHOUT_PARENT = ("investeringar", "Investeringar")  # code and title
InvestmentLines = dict[tuple[int, str], dict[tuple[int, int], dict[str, Any]]]


def _load_investment_lines(round_: Round) -> tuple[InvestmentLines, dict[tuple[Any, ...], dict[str, YearBudget]]]:
    """The lines by project and flow, then by period, and the budgets that hold from earlier in the
    year.

    The periods are this one, last tertial and the same tertial last year. The board's own line goes
    before a printed one.
    """
    period = round_.period
    periods = {(when.year, when.number) for when in (period, period.previous(), period.same_last_year())}
    found: dict[tuple[int, str], dict[tuple[int, int], dict[str, Any]]] = defaultdict(dict)
    rows = InvestmentLine.objects.filter(board=round_.board_id, year__gte=period.year - 1).order_by("table__position")
    columns = (
        "project_id",
        "flow",
        "year",
        "tertial",
        "table_id",
        "version",
        *ROW_DEFINITIONS[EntryKind.INVESTMENT].columns,
    )
    period_rows = sorted(rows.values(*columns, "table__round_id"), key=lambda row: row["table_id"] is not None)
    now = (period.year, period.number)
    printed = any((row["year"], row["tertial"]) == now and row["table__round_id"] == round_.pk for row in period_rows)
    for row in period_rows:
        when = (row["year"], row["tertial"])
        own_report = row["table_id"] is None or row["table__round_id"] == round_.pk or when != now
        if when in periods and own_report:
            found[row["project_id"], row["flow"]].setdefault(when, row)
    return found, find_year_budgets(EntryKind.INVESTMENT, period_rows, period, printed=printed)


def _build_investment_row(
    round_: Round,
    reader: EntryReader,
    unit: str,
    project: InvestmentProject,
    flow: str,
    lines: Mapping[tuple[int, int], Mapping[str, Any]],
    budgets: Mapping[str, YearBudget],
) -> SheetRow:
    key = EntryKey(EntryKind.INVESTMENT, project.code, flow)
    period = round_.period
    definition = ROW_DEFINITIONS[EntryKind.INVESTMENT]
    line = lines.get((period.year, period.number)) or {**definition.build_empty_row(), "version": 0, "table_id": None}
    version = 0 if line["table_id"] is not None else line["version"]
    row_values = RowValues(key, project.service_area_id, line, version, unit)

    return SheetRow(
        key=key.text,
        label=project.name if flow == Flow.NET else f"{project.name}, {Flow(flow).label}",
        area=project.service_area.code,
        area_name=project.service_area.name,
        cells=tuple(
            build_cell(
                reader,
                row_values,
                name,
                inherited=budgets[name].build_inherited(unit) if name in budgets else None,
            )
            for name in definition.fields
        ),
        unit=unit,
        last_tertial=_format_line(lines, period.previous(), unit),
        same_last_year=_format_line(lines, period.same_last_year(), unit),
    )


def _format_line(lines: Mapping[tuple[int, int], Mapping[str, Any]], period: Tertial, unit: str) -> dict[str, str]:
    """The texts of a project's line in an earlier period, by field; empty without a line."""
    row = lines.get((period.year, period.number))
    if not row:
        return {}
    fields = ROW_DEFINITIONS[EntryKind.INVESTMENT].fields
    return {name: format_cell_input(EntryKind.INVESTMENT, name, row, unit) for name in fields}
