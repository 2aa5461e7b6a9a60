"""The sheet of internal control (intern kontroll): what each control of the year's plan found."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from apps.core.tertials import Tertial
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import ROW_DEFINITIONS
from apps.entry.shapes import EntrySheet, SheetRow, SheetSection
from apps.entry.sheets.parts import EntryReader, RowValues, build_cell, build_columns, load_reader
from apps.entry.values import format_cell_text
from apps.risks.models import ControlActivity, ControlResult
from apps.risks.rules import LEVEL_LABELS, compute_risk_value, get_risk_level
from apps.rounds.models import Round

ResultsByControl = Mapping[tuple[str, str, int, int], Mapping[str, Any]]
_RESULT_COLUMNS = ("year", "tertial", "version", *ROW_DEFINITIONS[EntryKind.CONTROL].columns)


def load_control_sheet(round_: Round, user: Any) -> EntrySheet:
    """The controls of the year's plan, under their processes.

    ``last_tertial`` and ``same_last_year`` are found by the codes of risk and control, since each
    year has a plan of its own.
    """
    reader = load_reader(round_, user, (EntryKind.CONTROL,))
    controls = ControlActivity.objects.filter(board=round_.board_id, risk__year=round_.year)
    results = _load_results(round_)
    sections: dict[str, list[SheetRow]] = defaultdict(list)
    for control in controls.select_related("risk__service_area").order_by("risk__position", "position", "pk"):
        if reader.may_see(control.risk.service_area_id):
            sections[control.risk.process or control.risk.process_group].append(
                _build_row(round_, reader, control, results)
            )
    return EntrySheet(
        kind="controls",
        title="Intern kontroll",
        columns=build_columns(EntryKind.CONTROL, round_.tertial),
        sections=tuple(
            SheetSection(f"process-{place}", title or "Kontroller", tuple(rows))
            for place, (title, rows) in enumerate(sections.items(), 1)
        ),
        last_tertial=round_.period.previous().label,
        same_last_year=round_.period.same_last_year().label,
        read_only=reader.read_only,
    )


def _load_results(round_: Round) -> ResultsByControl:
    """This year's results and last year's, by the codes of risk and control, year and tertial."""
    found = ControlResult.objects.filter(board=round_.board_id, year__gte=round_.year - 1)
    rows = found.values(*_RESULT_COLUMNS, risk=F("control__risk__code"), code=F("control__code"))
    return {(row["risk"], row["code"], row["year"], row["tertial"]): row for row in rows}


def _build_row(round_: Round, reader: EntryReader, control: ControlActivity, results: ResultsByControl) -> SheetRow:
    risk = control.risk
    key = EntryKey(EntryKind.CONTROL, risk.code, control.code)
    definition = ROW_DEFINITIONS[EntryKind.CONTROL]
    found = results.get((risk.code, control.code, round_.year, round_.tertial))
    row_values = RowValues(
        key, risk.service_area_id, found or definition.build_empty_row(), found["version"] if found else 0, ""
    )
    level = LEVEL_LABELS[get_risk_level(compute_risk_value(risk.probability, risk.consequence))]

    return SheetRow(
        key=key.text,
        label=control.name,
        area=risk.service_area.code,
        area_name=risk.service_area.name,
        cells=tuple(build_cell(reader, row_values, name) for name in definition.fields),
        help=f"{control.description} Risk: {risk.name} ({level}).".strip(),
        qualifier=risk.name if risk.name.startswith("Risk") else f"Risk: {risk.name}",
        last_tertial=_format_result(results, control, round_.period.previous()),
        same_last_year=_format_result(results, control, round_.period.same_last_year()),
    )


def _format_result(results: ResultsByControl, control: ControlActivity, period: Tertial) -> dict[str, str]:
    """The texts of a control's result in an earlier period, by field; empty without a result."""
    row = results.get((control.risk.code, control.code, period.year, period.number))
    if not row:
        return {}
    fields = ROW_DEFINITIONS[EntryKind.CONTROL].fields
    return {name: format_cell_text(EntryKind.CONTROL, name, row, "") for name in fields}
