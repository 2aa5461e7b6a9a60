"""The risks and the questions in the presenting mode: the heaviest of each by name on one screen."""

from collections.abc import Sequence

from apps.checks.base import ROUNDING
from apps.checks.registry import get_finding_kind
from apps.report.attention import SERIOUS_RISK_LEVELS
from apps.report.board_report import BoardReport, Finding, Risk
from apps.web.board.findings.presenter import FindingItem, build_finding_items
from apps.web.board.presentation.slides import MoreLink, Slide, SlideLine, SlideText, list_texts
from apps.web.links import ReportAddress

MOST_LINES = 4
SHORT_MESSAGE = 100  # characters that stand on the screen


def build_risk_slide(report: BoardReport) -> Slide | None:
    """The serious risks, those where a control has found a flaw first, then the greatest; None without any."""
    flawed = {item.key: item.why for item in report.attention if item.kind == "risk"}
    risks = [risk for risk in report.risks if risk.level in SERIOUS_RISK_LEVELS]
    risks.sort(key=lambda risk: (risk.code not in flawed, -risk.value))
    if not risks:
        return None
    place = ReportAddress.for_report(report)
    shown = _count_shown(risks)
    return Slide(
        id="risker",
        kind="Intern kontroll",
        heading="De största riskerna",
        lines=tuple(
            SlideLine(
                name=risk.name,
                url=place.find_part_url("risk", risk.code),
                note=f"riskvärde {risk.value}, {risk.level_label.lower()}",
                texts=_list_risk_texts(risk, flawed),
            )
            for risk in risks[:shown]
        ),
        more=MoreLink(len(risks) - shown, "till", place.url("internal_control")) if len(risks) > shown else None,
    )


def _list_risk_texts(risk: Risk, flawed: dict[str, str]) -> tuple[SlideText, ...]:
    """What the flaw is, where there is one."""
    return (SlideText("Brist", flawed[risk.code]),) if flawed.get(risk.code) else ()


def build_finding_slide(report: BoardReport) -> Slide | None:
    """The first of what the report says against itself or is unusual; what rounding may explain is no question."""
    findings = [one for one in report.findings if get_finding_kind(one) != ROUNDING]
    if not findings:
        return None
    shown = _count_shown(findings)
    url = ReportAddress.for_report(report).url("findings")
    return Slide(
        id="fragor",
        kind="Frågor",
        heading="Frågor om rapportens siffror" if len(findings) > 1 else "En fråga om rapportens siffror",
        lines=tuple(_build_finding_line(item, url) for item in build_finding_items(report, findings[:shown])),
        more=MoreLink(len(findings) - shown, "till", url) if len(findings) > shown else None,
    )


def _build_finding_line(item: FindingItem, url: str) -> SlideLine:
    """A short message stands as it is; of a long one its kind, and the message opens."""
    finding, answer = item.finding, item.finding.answer
    is_short = len(finding.message) <= SHORT_MESSAGE
    return SlideLine(
        name=finding.name,
        url=f"{url}#{item.anchor}",
        note=finding.message if is_short else item.label,
        texts=list_texts(
            message="" if is_short else finding.message,
            answer=f"{answer.reason_label}. {answer.text}".strip() if answer else "",
        ),
    )


def _count_shown(things: Sequence[Risk] | Sequence[Finding]) -> int:
    """As many as have room; one more where it would be alone behind “1 till”."""
    return len(things) if len(things) == MOST_LINES + 1 else MOST_LINES
