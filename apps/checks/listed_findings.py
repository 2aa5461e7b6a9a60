"""What becomes of what the checks have found: one question a figure, and the board's answer to it."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from apps.checks.base import ODDITY
from apps.report import board_report

WRITTEN_REASON = "written"  # of an answer that nobody has given: the report itself says why beside the figure


def choose_one_question(findings: Iterable[board_report.Finding]) -> list[board_report.Finding]:
    """Of several oddities at one figure the one that concerns most rows, else the first: one question is enough."""
    chosen: dict[tuple[str, ...], board_report.Finding] = {}
    for one in findings:
        figure = one.where, one.key, one.part, one.table, one.period, one.column
        place = figure if one.kind == ODDITY else (one.fingerprint, one.expected, one.found)
        if place not in chosen or (one.kind == ODDITY and len(one.also) > len(chosen[place].also)):
            chosen[place] = one
    return list(chosen.values())


def is_given(answer: board_report.FindingAnswer) -> bool:
    """Has somebody given the answer, and may withdraw it? Else it is what the report says itself."""
    return answer.reason != WRITTEN_REASON


def apply_answer(
    finding: board_report.Finding, answers: Mapping[str, board_report.FindingAnswer], sizes: Mapping[str, object]
) -> board_report.Finding:
    """The finding with the board's answer to it.

    It is outdated when the difference was another when answered. What the report itself says is read there anew.
    """
    answer = answers.get(finding.fingerprint)
    if answer is None or not is_given(answer):
        return finding
    outdated = answer.outdated or sizes.get(finding.fingerprint, finding.size) != finding.size
    return replace(finding, answer=replace(answer, outdated=outdated))
