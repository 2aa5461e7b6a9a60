"""Rows of the workbook on their way into the plan: service areas, focus areas and goals."""

from collections.abc import Sequence
from typing import Any

from apps import planning
from apps.goals.models import FocusArea, Goal
from apps.imports.plan_files.plan_records import is_blank
from apps.imports.plan_files.plan_sheets import AREAS, FOCUS_AREAS, GOALS
from apps.imports.plan_files.plan_writer import PartIndex, PlanWriter, sort_by_parent
from apps.imports.report_format.records import ParsedRecord
from apps.organisation.models import AreaKind, ServiceArea


def find_item(record: ParsedRecord, index: PartIndex) -> Any:
    """The part of the plan that a row is about: by its code, or, where it has none, by a name that only one has."""
    if record["code"]:
        return index.by_code.get(record["code"])
    return index.find_by_name(record["name"]) if record["name"] else None


def end_item(writer: PlanWriter, record: ParsedRecord, item: Any, values: dict[str, Any]) -> None:
    """Set or take away the last year that a row says, if it is another."""
    if "valid_to" not in values:
        return
    with writer.guard(record, "valid_to", {"last_year": "valid_to"}):
        if item.valid_to is not None:
            planning.reopen(by=writer.by, item=item)
        if values["valid_to"] is not None:
            planning.retire(by=writer.by, item=item, last_year=values["valid_to"])


def write_areas(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """Service areas, the upper ones first."""
    areas = ServiceArea.objects.filter(board=writer.board).select_related("board", "parent")
    index = writer.indexes["areas"] = PartIndex(areas)
    root = next(area for area in index.by_code.values() if area.parent_id is None)
    rest = [one for one in records if not _is_root_row(writer, one, root)]
    for record in sort_by_parent(rest, "parent", index):
        _write_area(writer, record, root)


def _is_root_row(writer: PlanWriter, record: ParsedRecord, root: ServiceArea) -> bool:
    """Is it the row of the whole board? It is this board's, whatever the file calls it, and keeps its name."""
    is_root = record["code"] == root.code or (record["kind"] == AreaKind.BOARD and is_blank(record, "parent"))
    if is_root:
        writer.indexes["areas"].add(root, also=record["code"] or "")
        if record["name"] and record["name"] != root.name:
            writer.indexes["areas"].by_code.setdefault(record["name"], root)
            writer.remarks.append(f"Raden för hela nämnden heter {record['name']} i filen. Här heter den {root.name}.")
        writer.note(AREAS, record, root.code)
    return is_root


def _write_area(writer: PlanWriter, record: ParsedRecord, root: ServiceArea) -> None:
    index = writer.indexes["areas"]
    area = find_item(record, index)
    values = writer.read_row(record, AREAS, area)
    if values is None:
        return
    last_year = {name: values.pop(name) for name in ("valid_to",) if name in values}
    with writer.guard(record, "name"):
        if area is None:
            parent = values.pop("parent") or root
            area = planning.add_area(
                by=writer.by, board=writer.board, code=record["code"] or "", parent=parent, **values
            )
        else:
            _change_area(writer, area, values, root)
        index.add(area)
        writer.note(AREAS, record, area.code)
    if area is not None and (last_year.get("valid_to") or area.valid_to):
        end_item(writer, record, area, last_year)


def _change_area(writer: PlanWriter, area: ServiceArea, values: dict[str, Any], root: ServiceArea) -> None:
    if "name" in values:
        planning.rename(item=area, name=values.pop("name"), **writer.when)
    if "parent" in values:
        planning.move(item=area, under=values.pop("parent") or root, **writer.when)
    if values:
        was = {"kind": area.kind, "valid_from": area.valid_from}
        planning.change_area(area=area, **(was | values), **writer.when)


def write_focus_areas(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """Focus areas, in the order of the file."""
    index = writer.indexes["focus_areas"] = PartIndex(FocusArea.objects.filter(board=writer.board))
    for record in records:
        item = find_item(record, index)
        values = writer.read_row(record, FOCUS_AREAS, item)
        if values is None:
            continue
        with writer.guard(record, "name"):
            if item is None:
                code = record["code"] or ""
                item = planning.add_focus_area(by=writer.by, board=writer.board, code=code, **values)
            elif values:
                planning.change_focus_area(focus_area=item, **values, **writer.when)
            index.add(item)
            writer.note(FOCUS_AREAS, record, item.code)


def write_goals(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """Goals, the upper ones first."""
    goals = Goal.objects.filter(board=writer.board).select_related("board", "parent")
    index = writer.indexes["goals"] = PartIndex(goals.prefetch_related("focus_areas", "service_areas"))
    for record in sort_by_parent(records, "parent", index):
        goal = find_item(record, index)
        values = writer.read_row(record, GOALS, goal, {"areas": "service_areas"})
        if values is None:
            continue
        last_year = {name: values.pop(name) for name in ("valid_to",) if name in values}
        with writer.guard(record, "name"):
            if goal is None:
                goal = planning.add_goal(by=writer.by, board=writer.board, code=record["code"] or "", **values)
            else:
                _change_goal(writer, goal, values)
            index.add(goal)
            writer.note(GOALS, record, goal.code)
        if goal is not None and (last_year.get("valid_to") or goal.valid_to):
            end_item(writer, record, goal, last_year)


def _change_goal(writer: PlanWriter, goal: Goal, values: dict[str, Any]) -> None:
    if "name" in values:
        planning.rename(item=goal, name=values.pop("name"), **writer.when)
    if "parent" in values:
        planning.move(item=goal, under=values.pop("parent"), **writer.when)
    if values:
        links = {
            "focus_areas": values.pop("focus_areas", tuple(goal.focus_areas.all())),
            "areas": values.pop("areas", tuple(goal.service_areas.all())),
        }
        planning.change_goal(goal=goal, **links, **values, **writer.when)
