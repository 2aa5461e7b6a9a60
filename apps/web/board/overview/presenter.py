"""What a report's first page shows: what needs attention, then goals, money, earlier tertials and contradictions.

In that order, since a reader with one minute should meet the most important first.
"""

from dataclasses import dataclass

from apps.core.lights import Light
from apps.core.swedish import format_tkr, get_surplus_label
from apps.core.tertials import Tertial
from apps.report.board_report import Attention, BoardReport, History
from apps.report.money import Amounts, ForecastAccuracy, MoneyRow
from apps.web.board.economy.money_table import MoneyTable, format_period_name
from apps.web.board.economy.presenter import (
    CommentGroup,
    build_area_table,
    build_cost_type_table,
    format_so_far,
    format_variance_basis,
    group_comments,
)
from apps.web.board.findings.presenter import FindingItem, build_finding_items
from apps.web.board.goals.presenter import GoalGroup, group_goals
from apps.web.lights import LightSummary, build_light_summary
from apps.web.links import ReportAddress

FINDINGS_FIRST = 4
ATTENTION_FIRST = 3
GOALS_NAMED = 3
ATTENTION_LABELS = {
    "deficit": "Underskott",
    "goal": "Mål som inte är uppnådda",
    "indicator": "Indikatorer som inte når målvärdet",
    "risk": "Brister i intern kontroll",
}
# Where some of the indicators are told of by their goal, the number below is not the number at the top of the page.
OTHER_INDICATORS = "Övriga indikatorer som inte når målvärdet"
OTHER_TOPICS = ("event", "quality", "staff")


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """Something that needs attention, with a link. A deficit inside an area comes with the area's own variance."""

    item: Attention
    url: str
    whole: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionGroup:
    """What needs attention of one kind: the first in full view, the rest a click away."""

    kind: str
    label: str
    count: int
    first: tuple[AttentionItem, ...]
    rest: tuple[AttentionItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One period of the board."""

    period: Tertial
    label: str
    url: str
    current: bool
    goals: LightSummary | None
    indicators: LightSummary | None
    amounts: Amounts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """Everything on the board page."""

    overview: tuple[str, ...]
    summary: str
    attention: tuple[tuple[AttentionGroup, ...], ...]
    nothing: str
    whole: MoneyRow | None
    basis: str
    so_far: str
    goals: LightSummary
    goals_met: tuple[str, ...]
    goals_nested: bool
    indicators: LightSummary
    groups: tuple[GoalGroup, ...]
    tree: MoneyTable
    cost_types: MoneyTable | None
    accuracy: tuple[ForecastAccuracy, ...]
    history: tuple[HistoryRow, ...]
    comments: tuple[CommentGroup, ...]
    findings: tuple[FindingItem, ...]
    more_findings: tuple[FindingItem, ...]
    findings_url: str


def build_overview_page(report: BoardReport) -> OverviewPage:
    """One board at one tertial."""
    findings = build_finding_items(report)
    few = len(findings) <= FINDINGS_FIRST + 1
    return OverviewPage(
        overview=report.overview,
        summary=report.summary,
        attention=build_attention_columns(report),
        nothing=format_nothing_to_note(report),
        whole=report.economy.areas[0].net if report.economy.areas else None,
        basis=format_variance_basis(report.period),
        so_far=format_so_far(report),
        goals=build_light_summary(report.goal_lights),
        goals_met=list_goals_met(report),
        goals_nested=any(goal.children for goal in report.goals),
        indicators=build_light_summary(report.indicator_lights),
        groups=group_goals(report),
        tree=build_area_table(report.economy.areas, with_parts=False),
        cost_types=build_cost_type_table(report),
        accuracy=report.economy.forecast_accuracy,
        history=build_history_rows(report),
        comments=group_comments(report, OTHER_TOPICS),
        findings=tuple(findings if few else findings[:FINDINGS_FIRST]),
        more_findings=() if few else tuple(findings[FINDINGS_FIRST:]),
        findings_url=ReportAddress.for_report(report).url("findings"),
    )


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


def build_attention_columns(report: BoardReport) -> tuple[tuple[AttentionGroup, ...], ...]:
    """Money and risks to the left, goals and indicators to the right; a column with nothing in it is not there."""
    groups = group_attention(report)
    first_column = tuple(group for group in groups if group.kind in {"deficit", "risk"})
    right = tuple(group for group in groups if group.kind not in {"deficit", "risk"})
    return tuple(column for column in (first_column, right) if column)


def group_attention(report: BoardReport) -> tuple[AttentionGroup, ...]:
    """What needs attention, kind by kind, in the report's order within each."""
    place = ReportAddress.for_report(report)
    groups = []
    for kind, label in ATTENTION_LABELS.items():
        items = [
            AttentionItem(one, place.find_part_url(one.kind, one.key), _format_parent_variance(report, one))
            for one in report.attention
            if one.kind == kind
        ]
        if kind == "indicator" and len(items) < report.indicator_lights.not_met:
            label = OTHER_INDICATORS
        if items:
            shown = len(items) if len(items) == ATTENTION_FIRST + 1 else ATTENTION_FIRST
            groups.append(
                AttentionGroup(
                    kind=kind,
                    label=label,
                    count=len(items),
                    first=tuple(items[:shown]),
                    rest=tuple(items[shown:]),
                )
            )
    return tuple(groups)


def _format_parent_variance(report: BoardReport, one: Attention) -> str:
    """The variance of the area that a deficit is part of: the chart beside it shows areas, not their parts."""
    areas = {area.area: area for area in report.economy.areas}
    inside = areas.get(one.key) if one.kind == "deficit" else None
    above = areas.get(inside.parent or "") if inside and inside.depth > 1 else None
    if above is None or above.net is None or above.net.now.variance is None:
        return ""
    variance = above.net.now.variance
    amount = f" {format_tkr(abs(variance), exact=above.net.now.exact)} tkr" if variance else ""
    return f"Hela {above.name}: {get_surplus_label(variance)}{amount}."


def build_history_rows(report: BoardReport) -> tuple[HistoryRow, ...]:
    """The periods that tell anything, newest first; a line over time needs at least two."""
    periods = [one for one in report.history if one.goal_lights or one.indicator_lights or one.amounts]
    if len(periods) < 2:
        return ()
    return tuple(_build_history_row(report, one) for one in sorted(periods, key=lambda one: one.period, reverse=True))


def _build_history_row(report: BoardReport, one: History) -> HistoryRow:
    current = one.period == report.period
    return HistoryRow(
        period=one.period,
        label=format_period_name(one.period),
        url=ReportAddress.for_report(report).for_period(one.period).url() if one.published and not current else "",
        current=current,
        goals=build_light_summary(one.goal_lights) if one.goal_lights else None,
        indicators=build_light_summary(one.indicator_lights) if one.indicator_lights else None,
        amounts=one.amounts,
    )
