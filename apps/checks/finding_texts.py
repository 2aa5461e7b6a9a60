"""The findings of a report as plain text, for a terminal."""

from collections.abc import Iterator

from apps.checks.base import CONTRADICTION, ODDITY, ROUNDING
from apps.checks.finding_counts import count_findings
from apps.checks.registry import get_check_title, get_compared_labels, get_finding_kind
from apps.report.board_report import BoardReport, Finding

_HEADINGS = {
    CONTRADICTION: "SÄGER EMOT SIG SJÄLVT",
    ODDITY: "OVANLIGT",
    ROUNDING: "KAN BERO PÅ AVRUNDNING",
}


def format_findings(report: BoardReport) -> str:
    """The findings by kind, with both figures and the board's answer."""
    counts = count_findings(report.findings)
    lines = [f"{report.board.name}, {report.municipality.name}, {report.period.label} ({report.state_label})"]
    if not counts.total:
        return "\n".join([*lines, "Inga iakttagelser."])
    lines.append(f"{counts.sentence}; {counts.unanswered} utan svar")
    for kind, heading in _HEADINGS.items():
        found = [one for one in report.findings if get_finding_kind(one) == kind]
        if found:
            lines += ["", f"{heading} ({len(found)})"]
            lines += [line for one in found for line in _iter_lines(one)]
    return "\n".join(lines)


def _iter_lines(finding: Finding) -> Iterator[str]:
    expected, found = get_compared_labels(finding.check)
    yield f"- {finding.name}: {get_check_title(finding.check)}"
    yield f"  {finding.message}"
    figures = [f"{expected}: {finding.expected}"] if finding.expected else []
    figures += [f"{found}: {finding.found}"] if finding.found else []
    figures += [f"Skillnad: {finding.difference}"] if finding.difference else []
    if figures:
        yield "  " + ". ".join(figures)
    if finding.answer:
        outdated = " (gällde en annan skillnad)" if finding.answer.outdated else ""
        yield f"  Nämndens svar{outdated}: {finding.answer.reason_label}. {finding.answer.text}".rstrip()
