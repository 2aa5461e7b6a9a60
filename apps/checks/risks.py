"""A stated risk value is what the report's own probability and consequence make."""

from collections.abc import Iterator
from decimal import Decimal

from apps.checks.base import (
    SEVERITY_LABELS,
    compute_fingerprint,
    judge_severity,
)
from apps.core.swedish import format_number
from apps.report import board_report


def check_risks(report: board_report.BoardReport) -> Iterator[board_report.Finding]:
    """A stated risk value is probability times consequence."""
    for risk in report.risks:
        if risk.stated_value is not None and risk.stated_value != risk.value:
            size = Decimal(risk.stated_value - risk.value)
            severity = judge_severity(size, max(risk.value, risk.stated_value))
            yield board_report.Finding(
                check="risk",
                where="risk",
                key=risk.code,
                name=risk.name,
                message=f"Riskvärdet är inte sannolikhet ({risk.probability}) gånger konsekvens ({risk.consequence}).",
                expected=str(risk.value),
                found=str(risk.stated_value),
                difference=format_number(size, 0, sign=True),
                size=size,
                severity=severity,
                severity_label=SEVERITY_LABELS[severity],
                column="stated_value",
                fingerprint=compute_fingerprint("risk", risk.code, str(report.period.year)),
            )
