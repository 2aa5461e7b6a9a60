"""What ``…/iakttagelser/`` shows: where figures contradict each other or are unusual, and the board's answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.checks.base import CONTRADICTION, ODDITY, ROUNDING
from apps.checks.finding_counts import FindingCounts, count_findings
from apps.checks.registry import get_check_title, get_compared_labels, get_finding_kind
from apps.report.board_report import BoardReport, Finding
from apps.web.links import ReportAddress

KIND_TEXTS = {
    CONTRADICTION: ("Säger emot sig självt", "Båda uppgifterna kan inte vara sanna."),
    ODDITY: ("Ovanligt", "Siffran kan vara rätt, men den avviker från det vanliga. Därför frågar vi."),
    ROUNDING: ("Kan bero på avrundning", "Skillnaden är liten. Siffrorna kan ha avrundats på olika sätt."),
}
KIND_SIGNS = {CONTRADICTION: "≠", ODDITY: "?", ROUNDING: "≈"}  # shown at the figures, so that no colour is needed
_FILE_LABELS = ("", "I filen står")  # what a file is asked about before it is taken, which is no check


@dataclass(frozen=True, slots=True)
class FindingItem:
    """A contradiction between figures, with links to the figure and to the finding itself."""

    finding: Finding
    url: str
    label: str
    anchor: str
    against: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """The findings of one kind, with what that kind means."""

    kind: str
    sign: str
    label: str
    count_label: str
    hint: str
    items: tuple[FindingItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    """All findings, by kind and then largest first."""

    groups: tuple[FindingGroup, ...]
    counts: FindingCounts


def build_finding_items(report: BoardReport, findings: Sequence[Finding] | None = None) -> list[FindingItem]:
    """Findings with their addresses, in the report's order."""
    place = ReportAddress.for_report(report)
    chosen = report.findings if findings is None else findings
    return [
        FindingItem(
            finding=one,
            url=place.find_part_url(one.where, one.key),
            label=get_check_title(one.check),
            anchor=format_anchor(one),
            against=get_comparison_labels(one.check),
        )
        for one in chosen
    ]


def get_comparison_labels(check: str) -> tuple[str, str]:
    """What the two figures of a check are called: what is expected, and what stands."""
    return _FILE_LABELS if check == "file" else get_compared_labels(check)


def format_anchor(finding: Finding) -> str:
    """The finding's place on the page of findings."""
    return f"iakttagelse-{finding.fingerprint}"


def build_findings_page(report: BoardReport) -> FindingsPage:
    """The report's findings by kind."""
    items, counts = build_finding_items(report), count_findings(report.findings)
    groups = [
        FindingGroup(
            kind=kind,
            sign=KIND_SIGNS[kind],
            label=KIND_TEXTS[kind][0],
            count_label=count_label,
            hint=KIND_TEXTS[kind][1],
            items=tuple(item for item in items if get_finding_kind(item.finding) == kind),
        )
        for (kind, _), count_label in zip(counts.by_kind, counts.parts, strict=True)
    ]
    return FindingsPage(groups=tuple(groups), counts=counts)


def list_findings_about(report: BoardReport, where: str, key: str) -> list[FindingItem]:
    """The findings that concern one indicator or risk, also those that name it."""
    chosen = [one for one in report.findings if one.where == where and (one.key == key or key in one.also)]
    return build_finding_items(report, chosen)
