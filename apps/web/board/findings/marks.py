"""The marks beside the figures that a finding is about: on every page of a report, each a link to the finding."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from apps.checks.base import FINDING_KIND_LABELS, format_period_key
from apps.checks.registry import get_finding_kind
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, Finding
from apps.web.board.findings.presenter import KIND_SIGNS, format_anchor
from apps.web.links import ReportAddress

AmountKey = tuple[str, str, str, str, str]  # row, cost type or flow, table, period, column
OutcomeKey = tuple[str, str, str, str]  # indicator, area, gender, period


@dataclass(frozen=True, slots=True)
class FindingMark:
    """The mark beside a figure that a finding is about. ``sign`` and ``word`` tell the kinds apart without colour."""

    kind: str
    url: str
    message: str

    @property
    def sign(self) -> str:
        return KIND_SIGNS[self.kind]

    @property
    def text(self) -> str:
        """What a screen reader says, and what is shown at the pointer: ``Ovanligt: …``."""
        return f"{FINDING_KIND_LABELS[self.kind].capitalize()}: {self.message}"


class FindingMarks:
    """The marks of one report by the figures that they stand at, built when a page first looks for one.

    Where several findings are about a figure, the mark is that of the first: contradictions before oddities.
    """

    def __init__(self, report: BoardReport) -> None:
        self._report = report
        self._now = format_period_key(report.period)

    @cached_property
    def _by_amount(self) -> dict[AmountKey, FindingMark]:
        """By row, cost type or flow, table, period and column. The report's own period is empty."""
        rows: dict[str, Callable[[Finding], tuple[str, str]]] = {
            "area": lambda one: (one.key, one.part),
            "investment": lambda one: (f"{one.key}-{one.part}", ""),
        }
        return {
            (*rows[one.where](one), one.table, "" if one.period == self._now else one.period, one.column): mark
            for one, mark in self._pairs
            if one.where in rows
        }

    @cached_property
    def _by_net_amount(self) -> dict[tuple[str, str, str], FindingMark]:
        """By area, period and column, whichever table says so."""
        return {
            (one.key, one.period, one.column): mark
            for one, mark in self._pairs
            if one.where == "area" and one.part == "net"
        }

    @cached_property
    def _by_outcome(self) -> dict[OutcomeKey, FindingMark]:
        return {
            (one.key, area, one.part, one.period): mark
            for one, mark in self._pairs
            if one.where == "indicator" and (area := one.area or self._find_only_area(one.key))
        }

    @cached_property
    def _by_risk(self) -> dict[str, FindingMark]:
        return {one.key: mark for one, mark in self._pairs if one.where == "risk"}

    @cached_property
    def _pairs(self) -> list[tuple[Finding, FindingMark]]:
        """Findings with their marks, the first last, so that it is the one that a dictionary keeps."""
        url = ReportAddress.for_report(self._report).url("findings")
        return [
            (one, FindingMark(get_finding_kind(one), f"{url}#{format_anchor(one)}", one.message))
            for one in reversed(self._report.findings)
        ]

    def _find_only_area(self, code: str) -> str:
        """The area of a finding that was published before findings had one; empty where it may be any of several."""
        areas = {
            point.area for one in self._report.indicators if one.code == code for point in one.series if point.area
        }
        return areas.pop() if len(areas) == 1 else ""

    def find_amount(self, *keys: AmountKey) -> FindingMark | None:
        """The mark of an amount by the first of the keys that has one."""
        return next((self._by_amount[key] for key in keys if key in self._by_amount), None)

    def find_net_amount(self, area: str, period: Tertial | None, column: str) -> FindingMark | None:
        """The mark of an area's net amount; without a period the report's own."""
        return self._by_net_amount.get((area, format_period_key(period) if period else self._now, column))

    def find_outcome(self, key: OutcomeKey) -> FindingMark | None:
        """The mark of an indicator's outcome."""
        return self._by_outcome.get(key)

    def find_subject(self, kind: str, key: str) -> FindingMark | None:
        """The mark of what something on the board page is about: a deficit, or an indicator's outcome now."""
        if kind == "deficit":
            return self.find_net_amount(key, None, "variance")
        now = (mark for (code, _, _, period), mark in self._by_outcome.items() if code == key and period == self._now)
        return next(now, None) if kind == "indicator" else None

    def find_risk(self, code: str) -> FindingMark | None:
        """The mark of a risk's value."""
        return self._by_risk.get(code)
