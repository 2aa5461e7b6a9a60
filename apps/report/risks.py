"""The report's internal control."""

from apps.report import board_report
from apps.report.area_tree import AreaTree
from apps.report.source_types import ControlSourceRow, SourceData
from apps.risks.models import ControlStatus, ControlVerdict
from apps.risks.rules import LEVEL_LABELS, compute_risk_value, get_risk_level

_STATUS_LABELS = {choice.value: choice.label for choice in ControlStatus}
_VERDICT_LABELS = {choice.value: choice.label for choice in ControlVerdict}


def build_risks(rows: SourceData, tree: AreaTree) -> tuple[board_report.Risk, ...]:
    """The year's risks in the plan's order, with controls and the results so far."""
    risks = []
    for row in rows.risks:
        area = tree.by_id.get(row.service_area_id, tree.root)
        value = compute_risk_value(row.probability, row.consequence)
        level = get_risk_level(value)
        risks.append(
            board_report.Risk(
                code=row.code,
                name=row.name,
                process_group=row.process_group,
                process=row.process,
                category=row.category,
                owner_role=row.owner_role,
                area=area.code,
                area_name=area.name,
                probability=row.probability,
                consequence=row.consequence,
                value=value,
                stated_value=row.stated_value,
                level=level,
                level_label=LEVEL_LABELS[level],
                controls=tuple(_build_control(control) for control in row.controls),
            )
        )
    return tuple(risks)


def _build_control(control: ControlSourceRow) -> board_report.Control:
    return board_report.Control(
        code=control.code,
        name=control.name,
        description=control.description,
        results=tuple(
            board_report.ControlResult(
                tertial=result.tertial,
                status=result.status,
                status_label=_STATUS_LABELS.get(result.status, ""),
                verdict=result.verdict,
                verdict_label=_VERDICT_LABELS.get(result.verdict, ""),
                comment=result.comment,
            )
            for result in control.results
        ),
    )
