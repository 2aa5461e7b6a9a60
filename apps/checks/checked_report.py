"""A report with its findings: what a draft shows and what is published.

``report.build`` makes the report itself.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from apps.checks.registry import collect_findings
from apps.report import board_report
from apps.report.build import assemble_report
from apps.report.models import AnswerReason
from apps.report.over_time.headlines import Headlines
from apps.report.source_types import SourceData


def build_checked_report(
    rows: SourceData, headlines: Headlines, earlier: Sequence[board_report.BoardReport] = ()
) -> board_report.BoardReport:
    """The report of ``rows``, with every finding and the board's answer to it.

    ``headlines`` are the headline figures of the board's earlier publications and ``earlier`` the
    reports that this one is held against; the layer above knows both.
    """
    report = assemble_report(rows, headlines)
    answers, sizes = build_finding_answers(rows)
    return replace(report, findings=collect_findings(report, earlier, answers, sizes))


def build_finding_answers(rows: SourceData) -> tuple[dict[str, board_report.FindingAnswer], dict[str, Decimal | None]]:
    """The board's answers to findings, and the differences that were answered, by fingerprint."""
    labels = {choice.value: choice.label for choice in AnswerReason}
    answers, sizes = {}, {}
    for row in rows.answers:
        answers[row.fingerprint] = board_report.FindingAnswer(
            reason=row.reason, reason_label=labels[row.reason], text=row.text
        )
        sizes[row.fingerprint] = row.size
    return answers, sizes
