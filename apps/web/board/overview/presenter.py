"""What a report's first page shows: what needs attention, then goals, money, earlier tertials and contradictions.

In that order, since a reader with one minute should meet the most important first.
"""

from dataclasses import dataclass

from apps.core.lights import Light
from apps.core.swedish import format_tkr, get_surplus_label
from apps.core.tertials import Tertial
from apps.report.board_report import Attention, BoardReport, History
from apps.report.money import Amounts, MoneyRow
from apps.web.board.economy.money_table import MoneyTable, format_period_name
from apps.web.board.economy.presenter import (
    AccuracyTable,
    CommentGroup,
    build_accuracy_table,
    build_area_table,
    build_cost_type_table,
    format_so_far,
    format_variance_basis,
    group_comments,
)
from apps.web.board.findings.presenter import FindingItem, build_finding_items, count_answered
from apps.web.board.goals.presenter import GoalGroup, group_goals
from apps.web.lights import LightSummary, build_light_summary
from apps.web.links import ReportAddress

FINDINGS_FIRST = 4
ATTENTION_FIRST = 3
GOALS_NAMED = 3
ATTENTION_LABELS = {
    "deficit": "Underskott",
    "goal": "Mål som inte är uppnådda",
    "indicator": "Indikatorer som inte når målet",
    "risk": "Brister i intern kontroll",
}
OTHER_TOPICS = ("event", "quality", "staff")


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """Something that needs attention, with a link. A deficit inside an area comes with the area's own variance."""

    item: Attention
    url: str
    whole: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionGroup:
    """What needs attention of one kind: the first in full view, the rest a click away.

    ``count`` is their number, to show after the label; None where the label tells it.
    """

    kind: str
    label: str
    count: int | None
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


@dataclass(frozen=True, slots=True)
class HistoryTable:
    """The board period by period. A column where no period has a value is not drawn."""

    rows: tuple[HistoryRow, ...]

    @property
    def has_goals(self) -> bool:
        return any(row.goals for row in self.rows)

    @property
    def has_indicators(self) -> bool:
        return any(row.indicators for row in self.rows)

    @property
    def has_budget(self) -> bool:
        return any(row.amounts and row.amounts.budget is not None for row in self.rows)

    @property
    def has_actual(self) -> bool:
        return any(row.amounts and row.amounts.actual is not None for row in self.rows)

    @property
    def has_variance(self) -> bool:
        return any(row.amounts and row.amounts.variance is not None for row in self.rows)


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
    accuracy: AccuracyTable | None
    history: HistoryTable
    comments: tuple[CommentGroup, ...]
    findings: tuple[FindingItem, ...]
    more_findings: tuple[FindingItem, ...]
    findings_url: str
    findings_link: str


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
        tree=build_area_table(report.economy.areas, past=False),
        cost_types=build_cost_type_table(report, past=False),
        accuracy=build_accuracy_table(report.economy.forecast_accuracy),
        history=HistoryTable(build_history_rows(report)),
        comments=group_comments(report, OTHER_TOPICS),
        findings=tuple(findings if few else findings[:FINDINGS_FIRST]),
        more_findings=() if few else tuple(findings[FINDINGS_FIRST:]),
        findings_url=ReportAddress.for_report(report).url("findings"),
        findings_link=format_findings_link(report),
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
        count: int | None = len(items)
        in_goals = report.indicator_lights.not_met - len(items)
        if kind == "indicator" and in_goals > 0:
            goals_above = sum(one.kind == "goal" for one in report.attention)
            label, count = _format_other_indicators(len(items), in_goals, goals_above), None
        if items:
            shown = len(items) if len(items) == ATTENTION_FIRST + 1 else ATTENTION_FIRST
            groups.append(
                AttentionGroup(
                    kind=kind,
                    label=label,
                    count=count,
                    first=tuple(items[:shown]),
                    rest=tuple(items[shown:]),
                )
            )
    return tuple(groups)


def _format_other_indicators(count: int, in_goals: int, goals: int) -> str:
    """The heading of the indicators that no goal in the list above stands for.

    Their number is not the number of indicators at the top of the page, so the heading tells where the others are.
    """
    noun = "indikator" if count == 1 else "indikatorer"
    return f"{count} {noun} till når inte målet ({in_goals} hör till {'målet' if goals == 1 else 'målen'} ovan)"


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


def format_findings_link(report: BoardReport) -> str:
    """The text of the link to all findings: how many, and how many of them the board has answered."""
    total, answered = len(report.findings), count_answered(report)
    noun = "iakttagelse" if total == 1 else "iakttagelser"
    if not answered:
        state = "nämnden har inte svarat än"
    elif answered == total:
        state = "nämnden har svarat" if total == 1 else "nämnden har svarat på alla"
    else:
        state = f"nämnden har svarat på {answered}"
    return f"{'' if total == 1 else 'Alla '}{total} {noun} ({state})"


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
