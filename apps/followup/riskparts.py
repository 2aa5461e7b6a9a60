"""The report's internal control."""

from apps.followup import report
from apps.followup.frame import Tree
from apps.followup.row_types import Rows
from apps.risks.models import ControlStatus, ControlVerdict
from apps.risks.rules import LEVEL_LABELS, risk_level, risk_value

_STATUS = {choice.value: choice.label for choice in ControlStatus}
_VERDICT = {choice.value: choice.label for choice in ControlVerdict}


def risks_of(rows: Rows, tree: Tree) -> tuple[report.Risk, ...]:
    """The year's risks in the plan's order, with controls and the results so far."""
    shown = []
    for row in rows.risks:
        area = tree.by_id.get(row["service_area_id"], tree.root)
        value = risk_value(row["probability"], row["consequence"])
        level = risk_level(value)
        shown.append(
            report.Risk(
                code=row["code"],
                name=row["name"],
                process_group=row["process_group"],
                process=row["process"],
                category=row["category"],
                owner_role=row["owner_role"],
                area=area.code,
                area_name=area.name,
                probability=row["probability"],
                consequence=row["consequence"],
                value=value,
                stated_value=row["stated_value"],
                level=level,
                level_label=LEVEL_LABELS[level],
                controls=tuple(_control(control) for control in row["controls"]),
            )
        )
    return tuple(shown)


def _control(control: dict[str, object]) -> report.Control:
    results = control["results"]
    assert isinstance(results, list)
    return report.Control(
        code=str(control["code"]),
        name=str(control["name"]),
        description=str(control["description"]),
        results=tuple(
            report.ControlResult(
                tertial=result["tertial"],
                status=result["status"],
                status_label=_STATUS.get(result["status"], ""),
                verdict=result["verdict"],
                verdict_label=_VERDICT.get(result["verdict"], ""),
                comment=result["comment"],
            )
            for result in results
        ),
    )
