"""What a report's first page shows, in two screens: in short, since last time, what to ask about, goals, money.

In that order, since a reader with one minute should meet the most important first.
"""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from apps.checks.finding_counts import FindingCounts, count_findings
from apps.core.lights import Light
from apps.core.swedish import format_tkr
from apps.report.board_report import BoardReport, History
from apps.report.measures import LightCounts
from apps.report.money import MoneyRow
from apps.web.board.economy.presenter import format_so_far, format_variance_basis
from apps.web.board.overview.areas import AreaLine, build_area_lines
from apps.web.board.overview.attention import AttentionList, build_attention_list
from apps.web.board.overview.changes import ChangesPart, build_changes_part
from apps.web.board.overview.excerpts import trim_excerpt
from apps.web.board.overview.goal_lines import GoalLine, build_goal_lines
from apps.web.lights import LightSummary, build_light_summary
from apps.web.links import ReportAddress
from apps.web.templatetags.written import draw_paragraphs

GOALS_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeTexts:
    """What the tiles said in the latest published report, in short; each is empty where it is not known."""

    money: str = ""
    goals: str = ""
    indicators: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """Everything on the board page."""

    overview: tuple[str, ...]
    summary: SafeString
    summary_excerpt: str
    before: BeforeTexts
    changes: ChangesPart
    attention: AttentionList
    nothing: str
    whole: MoneyRow | None
    basis: str
    so_far: str
    goals: LightSummary
    goals_met: tuple[str, ...]
    goals_nested: bool
    indicators: LightSummary
    goal_lines: tuple[GoalLine, ...]
    areas: tuple[AreaLine, ...]
    findings: FindingCounts
    findings_link: str
    findings_url: str
    over_time_url: str
    whole_report_url: str
    presentation_url: str


def build_overview_page(report: BoardReport) -> OverviewPage:
    """One board at one tertial."""
    place = ReportAddress.for_report(report)
    return OverviewPage(
        overview=report.overview,
        summary=draw_paragraphs(report, "summary"),
        summary_excerpt=trim_excerpt(report.summary),
        before=build_before_texts(report),
        changes=build_changes_part(report),
        attention=build_attention_list(report),
        nothing=format_nothing_to_note(report),
        whole=report.economy.areas[0].net if report.economy.areas else None,
        basis=format_variance_basis(report.period),
        so_far=format_so_far(report),
        goals=build_light_summary(report.goal_lights),
        goals_met=list_goals_met(report),
        goals_nested=any(goal.children for goal in report.goals),
        indicators=build_light_summary(report.indicator_lights),
        goal_lines=build_goal_lines(report),
        areas=build_area_lines(report),
        findings=count_findings(report.findings),
        findings_link=format_findings_link(report),
        findings_url=place.url("findings"),
        over_time_url=place.url("over_time"),
        whole_report_url=place.url("whole_report") if report.chapters else "",
        presentation_url=place.url("presentation"),
    )


def build_before_texts(report: BoardReport) -> BeforeTexts:
    """What the latest published report before this one said, with its period: ``T1 2026: 2 av 4``."""
    known = [one for one in report.history if one.published and one.period < report.period]
    latest = max(known, key=lambda one: one.period, default=None)
    if latest is None:
        return BeforeTexts()
    return BeforeTexts(
        money=_format_money_before(latest),
        goals=_format_count_before(latest, latest.goal_lights),
        indicators=_format_count_before(latest, latest.indicator_lights),
    )


def _format_money_before(latest: History) -> str:
    if latest.amounts is None or latest.amounts.variance is None:
        return ""
    return f"{latest.period.label}: {format_tkr(latest.amounts.variance, exact=latest.amounts.exact, sign=True)} tkr"


def _format_count_before(latest: History, counts: LightCounts | None) -> str:
    return f"{latest.period.label}: {counts.met} av {counts.total}" if counts and counts.total else ""


def list_goals_met(report: BoardReport) -> tuple[str, ...]:
    """The names of the goals that are met, of those that are counted, where they are few enough to be named."""
    met = [goal.name for goal in report.goals if not goal.children and goal.verdict.light == Light.MET]
    return tuple(met) if len(met) <= GOALS_NAMED else ()


def format_nothing_to_note(report: BoardReport) -> str:
    """The text when nothing needs attention: everything is on track, or something is not known or not reported."""
    net = report.economy.areas[0].net if report.economy.areas else None
    variance = net.now.variance if net else None
    judged = report.goal_lights.judged or report.indicator_lights.judged
    if variance is None and not judged:
        return "Det finns inga bedömningar och inga belopp än för den här perioden."
    return f"{_format_plan_state(report)} {_format_money_state(variance)}"


def _format_plan_state(report: BoardReport) -> str:
    counts, noun = (report.goal_lights, "mål") if report.goal_lights.total else (report.indicator_lights, "indikatorer")
    if not counts.judged:
        return "Inget mål och ingen indikator har bedömts än."
    unknown = f", men {counts.unknown} av {counts.total} {noun} kan inte bedömas" if counts.unknown else ""
    return f"Inget mål är bedömt som missat{unknown}."


def _format_money_state(variance: int | None) -> str:
    if variance is None:
        return "Belopp saknas."
    if variance < 0:
        return "Underskottet gäller nämnden som helhet; inget område under den redovisar underskott."
    return "Inget område har underskott."


def format_findings_link(report: BoardReport) -> str:
    """The text of the link to all findings: how many, and how many of them the board has answered."""
    counts = count_findings(report.findings)
    total, answered = counts.total, counts.answered
    noun = "iakttagelse" if total == 1 else "iakttagelser"
    if not answered:
        state = "nämnden har inte svarat än"
    elif answered == total:
        state = "nämnden har svarat" if total == 1 else "nämnden har svarat på alla"
    else:
        state = f"nämnden har svarat på {answered}"
    return f"{'' if total == 1 else 'Alla '}{total} {noun} ({state})"
