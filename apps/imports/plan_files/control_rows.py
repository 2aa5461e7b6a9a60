"""Rows of the workbook on their way into the plan: the year's risks and the controls that hold them."""

from collections.abc import Sequence
from typing import Any

from apps import planning
from apps.imports.plan_files.plan_records import is_blank
from apps.imports.plan_files.plan_sheets import CONTROLS, RISKS, PlanSheet
from apps.imports.plan_files.plan_writer import MUST_BE_FILLED, PartIndex, PlanWriter
from apps.imports.plan_files.structure_rows import find_item
from apps.imports.report_format.records import ParsedRecord
from apps.risks.models import ControlActivity, Risk


def write_risks(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """The risks of the year, in the order of the file."""
    found = Risk.objects.filter(board=writer.board, year=writer.year).select_related("board", "service_area")
    index = writer.indexes["risks"] = PartIndex(found)
    root = next(area for area in writer.indexes["areas"].by_code.values() if area.parent_id is None)
    for record in records:
        risk = find_item(record, index)
        values = _read_item(writer, record, RISKS, risk)
        if values is None:
            continue
        if "area" in values:
            values["service_area"] = values.pop("area") or root
        with writer.guard(record, "name", {"service_area": "area"}):
            if risk is None:
                code = record["code"] or ""
                risk = planning.add_risk(by=writer.by, board=writer.board, year=writer.year, code=code, **values)
            elif values:
                planning.change_risk(risk=risk, **values, **writer.when_in_year)
            index.add(risk)
            writer.note(RISKS, record, risk.code)


def write_controls(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """The controls of the year's risks."""
    by_risk: dict[int, PartIndex] = {}
    found = ControlActivity.objects.filter(board=writer.board, risk__year=writer.year)
    for control in found.select_related("board", "risk__board"):
        by_risk.setdefault(control.risk_id, PartIndex(())).add(control)
    for record in records:
        if is_blank(record, "risk"):
            writer.log.add(record.error("risk", MUST_BE_FILLED))
            continue
        is_known, risk = writer.point(record, CONTROLS.by_key["risk"])
        if not is_known or risk.pk is None:  # a risk that the same file has taken away took its controls along
            continue
        index = by_risk.setdefault(risk.pk, PartIndex(()))
        control = find_item(record, index)
        values = _read_item(writer, record, CONTROLS, control)
        if values is None:
            continue
        with writer.guard(record, "name"):
            if control is None:
                control = planning.add_control(by=writer.by, risk=risk, code=record["code"] or "", **values)
            elif values:
                planning.change_control(control=control, **values, **writer.when_in_year)
            index.add(control)
            writer.note(CONTROLS, record, risk.code, control.code)


def _read_item(writer: PlanWriter, record: ParsedRecord, sheet: PlanSheet, item: Any) -> dict[str, Any] | None:
    """What the row says of a risk or control; None where it says nothing more, or that it goes out of the plan."""
    if record["ends"]:
        if item is not None:
            writer.note(sheet, record, *([item.risk.code] if sheet is CONTROLS else []), item.code)
            with writer.guard(record, "ends"):
                planning.remove_from_control_plan(item=item, **writer.when_in_year)
        return None
    view = None if item is None else _EndableView(item)
    values = writer.read_row(record, sheet, view, {"area": "service_area"})
    if values is not None:
        values.pop("ends", None)
    return values


class _EndableView:
    """A risk or a control as the rows of its sheet compare with it: it is in the plan."""

    ends = False

    def __init__(self, item: Any) -> None:
        self._item = item

    def __getattr__(self, name: str) -> Any:
        return getattr(self._item, name)
