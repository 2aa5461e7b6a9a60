"""Rows of the workbook on their way into the plan: own cost types, the year's budgets, and investments."""

from collections.abc import Sequence

from apps import planning
from apps.budget.kronor import NotWholeKronorError, convert_to_kronor
from apps.budget.models import CostType, InvestmentProject, OwnCostType
from apps.imports.plan_files.plan_records import is_blank
from apps.imports.plan_files.plan_sheets import BUDGET_UNIT, BUDGETS, COST_TYPES, PROJECTS
from apps.imports.plan_files.plan_writer import MUST_BE_FILLED, PartIndex, PlanWriter, sort_by_parent
from apps.imports.plan_files.structure_rows import end_item, find_item
from apps.imports.report_format.records import ParsedRecord
from apps.organisation.models import ServiceArea
from apps.planning.year_budgets import BudgetPlace


def write_cost_types(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """The board's own cost types, in the order of the file."""
    found = OwnCostType.objects.filter(board=writer.board).select_related("board")
    index = writer.indexes["cost_types"] = PartIndex(found)
    for record in records:
        item = find_item(record, index)
        values = writer.read_row(record, COST_TYPES, item)
        if values is None:
            continue
        last_year = {name: values.pop(name) for name in ("valid_to",) if name in values}
        with writer.guard(record, "name"):
            if item is None:
                item = planning.add_cost_type(by=writer.by, board=writer.board, code=record["code"] or "", **values)
            elif values:
                was = {name: getattr(item, name) for name in ("name", "belongs_to", "valid_from")}
                planning.change_cost_type(by=writer.by, cost_type=item, **(was | values))
            index.add(item)
            writer.note(COST_TYPES, record, item.code)
        if item is not None and (last_year.get("valid_to") or item.valid_to):
            end_item(writer, record, item, last_year)


def write_budgets(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """The budgets that are others than those entered; all of them at once."""
    known = planning.load_year_budgets(writer.board, writer.year)
    found: dict[tuple[ServiceArea, str], ParsedRecord] = {}
    wanted: dict[tuple[ServiceArea, str], int] = {}
    for record in records:
        place = _find_place(writer, record)
        amount = _read_amount(writer, record)
        if place is None or amount is None:
            continue
        if place in found:
            message = f"Samma verksamhet och kostnadsslag står redan på rad {found[place].row}."
            writer.log.add(record.error("area", message))
            continue
        found[place] = record
        area, kind = place
        writer.note(BUDGETS, record, area.code, BUDGETS.by_key["cost_type"].read.format_value(kind))  # type: ignore[attr-defined]
        if known.get(BudgetPlace(area.pk, kind)) != amount:
            wanted[place] = amount
    if wanted:
        with writer.guard(found[next(iter(wanted))], "budget"):
            planning.set_year_budgets(by=writer.by, board=writer.board, year=writer.year, budgets=wanted)


def _find_place(writer: PlanWriter, record: ParsedRecord) -> tuple[ServiceArea, str] | None:
    for key in ("area", "cost_type"):
        if is_blank(record, key):
            writer.log.add(record.error(key, MUST_BE_FILLED))
            return None
    is_known, area = writer.point(record, BUDGETS.by_key["area"])
    kind = _find_cost_type(writer, record)
    return (area, kind) if is_known and kind else None


def _find_cost_type(writer: PlanWriter, record: ParsedRecord) -> str:
    """One of the seven, or one of the board's own by its code or name; empty where there is none."""
    text, own = record["cost_type"], writer.indexes["cost_types"]
    if text in CostType.values:
        return str(text)
    found = own.find(text)
    if found is None:
        hint = writer.log.suggest(text, [*CostType.labels, *own.names()])
        writer.log.add(record.error("cost_type", f"”{text}” är inget av nämndens kostnadsslag.{hint}"))
    return found.code if found else ""


def _read_amount(writer: PlanWriter, record: ParsedRecord) -> int | None:
    """Whole kronor; None where the cell is empty, which leaves the budget as it is, or can't be read."""
    if record["budget"] is None:
        return None
    try:
        return convert_to_kronor(record["budget"], BUDGET_UNIT)
    except NotWholeKronorError as error:
        writer.log.add(record.error("budget", str(error)))
        return None


def write_projects(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """Investments, sum rows first."""
    found = InvestmentProject.objects.filter(board=writer.board).select_related("board", "parent", "service_area")
    index = writer.indexes["projects"] = PartIndex(found)
    root = next(area for area in writer.indexes["areas"].by_code.values() if area.parent_id is None)
    for record in sort_by_parent(records, "parent", index):
        project = find_item(record, index)
        values = writer.read_row(record, PROJECTS, project, {"area": "service_area"})
        if values is None:
            continue
        last_year = {name: values.pop(name) for name in ("valid_to",) if name in values}
        if "area" in values:
            values["service_area"] = values.pop("area") or root
        with writer.guard(record, "name", {"service_area": "area", "parent": "parent"}):
            if project is None:
                project = planning.add_project(by=writer.by, board=writer.board, code=record["code"] or "", **values)
            elif values:
                planning.change_project(project=project, **values, **writer.when)
            index.add(project)
            writer.note(PROJECTS, record, project.code)
        if project is not None and (last_year.get("valid_to") or project.valid_to):
            end_item(writer, record, project, last_year)
