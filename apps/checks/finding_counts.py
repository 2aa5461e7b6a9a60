"""How many findings a report has of each kind, in words that every page and file shares."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.checks.base import CONTRADICTION, ODDITY, ROUNDING
from apps.checks.registry import get_finding_kind
from apps.report.board_report import Finding

_NOUNS = {
    CONTRADICTION: ("motsägelse", "motsägelser"),
    ODDITY: ("ovanlig", "ovanliga"),
    ROUNDING: ("avrundning", "avrundningar"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCounts:
    """``by_kind`` has only the kinds that there are any of. ``answered`` are those whose answer still holds."""

    by_kind: tuple[tuple[str, int], ...]
    answered: int

    @property
    def total(self) -> int:
        return sum(count for _, count in self.by_kind)

    @property
    def unanswered(self) -> int:
        """How many have no answer, or one that was given to other figures."""
        return self.total - self.answered

    @property
    def parts(self) -> tuple[str, ...]:
        """``2 motsägelser``, ``3 ovanliga``, ``1 avrundning``."""
        return tuple(f"{count} {_NOUNS[kind][count != 1]}" for kind, count in self.by_kind)

    @property
    def sentence(self) -> str:
        """The parts in one line; empty without findings."""
        return ", ".join(self.parts)


def count_findings(findings: Iterable[Finding]) -> FindingCounts:
    """Count them by kind, contradictions first."""
    listed = list(findings)
    kinds = [get_finding_kind(one) for one in listed]
    return FindingCounts(
        by_kind=tuple((kind, kinds.count(kind)) for kind in _NOUNS if kind in kinds),
        answered=sum(is_answered(one) for one in listed),
    )


def is_answered(finding: Finding) -> bool:
    """Has the board answered the finding as its figures are now, there or beside the figure?"""
    return finding.answer is not None and not finding.answer.outdated
