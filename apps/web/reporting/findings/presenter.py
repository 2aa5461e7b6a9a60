"""What ``…/iakttagelser/<fingerprint>/`` shows: one finding, its place in the walk, and the reasons to answer with."""

from dataclasses import dataclass

from apps.accounts.roles import Permission
from apps.checks.base import CONTRADICTION, ODDITY, ROUNDING, format_period_key
from apps.checks.finding_counts import FindingCounts, count_findings, is_answered
from apps.checks.registry import get_finding_kind
from apps.entry.keys import EntryKey, EntryKind
from apps.report.board_report import BoardReport, Finding
from apps.report.models import AnswerReason
from apps.rounds.access import RoundAccess
from apps.rounds.models import Round, RoundState
from apps.web.board.findings.presenter import KIND_TEXTS, FindingItem, build_finding_items
from apps.web.reporting.links import build_own_table_url, build_round_url

_QUESTIONS = {
    CONTRADICTION: "Vad beror skillnaden på?",
    ODDITY: "Stämmer siffran, eller vad beror det på?",
    ROUNDING: "Vad beror skillnaden på?",
}
# An unusual figure is most often right, which is then the first answer to choose.
_FIRST_REASONS = {ODDITY: AnswerReason.CORRECT}
_SHEET_PAGES = {"area": "reporting_money", "investment": "reporting_investments", "risk": "reporting_controls"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingStep:
    """One finding of the walk. ``place`` counts from 1; an address is empty where there is nothing more to go to.

    ``size`` is the difference that is shown, as it comes back with the answer.
    """

    item: FindingItem
    size: str
    kind_label: str
    kind_hint: str
    question: str
    reasons: tuple[tuple[str, str], ...]
    place: int
    counts: FindingCounts
    previous_url: str
    next_url: str
    sheet_url: str


def build_finding_step(round_: Round, report: BoardReport, finding: Finding) -> FindingStep:
    """The finding with its neighbours: the one before it, and the next that is not answered."""
    place = report.findings.index(finding)
    kind = get_finding_kind(finding)
    label, hint = KIND_TEXTS[kind]
    following = find_next_finding(report, finding)
    return FindingStep(
        item=build_finding_items(report, [finding])[0],
        size=str(finding.size),
        kind_label=label,
        kind_hint=hint,
        question=_QUESTIONS[kind],
        reasons=_list_reasons(kind),
        place=place + 1,
        counts=count_findings(report.findings),
        previous_url=build_finding_url(round_, report.findings[place - 1]) if place else "",
        next_url=build_finding_url(round_, following) if following else "",
        sheet_url=_find_sheet_url(round_, report, finding),
    )


def find_next_finding(report: BoardReport, current: Finding | None = None) -> Finding | None:
    """The next that still asks, from the top again after the last; None when there is no other."""
    findings = report.findings
    start = findings.index(current) + 1 if current else 0
    in_turn = [*findings[start:], *findings[:start]]
    return next((one for one in in_turn if one is not current and not is_answered(one)), None)


def build_finding_url(round_: Round, finding: Finding) -> str:
    """The address of the page where the finding is answered."""
    return f"{build_round_url(round_, 'walk_findings')}{finding.fingerprint}/"


def find_walk_url(round_: Round, access: RoundAccess) -> str:
    """Where the findings are answered one by one; empty for those who don't, and when the report is not open.

    A correction takes the answers of the published version along.
    """
    answers = round_.state == RoundState.OPEN and access.has_permission(Permission.REPORT)
    return build_round_url(round_, "walk_findings") if answers else ""


def _list_reasons(kind: str) -> tuple[tuple[str, str], ...]:
    """The reasons to choose from, in the order of their keys 1 to 7."""
    first = _FIRST_REASONS.get(kind)
    return tuple((one.value, str(one.label)) for one in sorted(AnswerReason, key=lambda one: one != first))


def _find_sheet_url(round_: Round, report: BoardReport, finding: Finding) -> str:
    """Where the figure is written, if it is of this period; empty for what was written earlier."""
    if finding.period and finding.period != format_period_key(report.period):
        return ""
    if finding.where == "indicator" and finding.area:
        key = EntryKey(EntryKind.OUTCOME, finding.key, finding.area, finding.part)
        return build_round_url(round_, "reporting_row", cell=key.text)
    if finding.where == "own_table":
        return build_own_table_url(round_, finding.key)
    return build_round_url(round_, _SHEET_PAGES[finding.where]) if finding.where in _SHEET_PAGES else ""
