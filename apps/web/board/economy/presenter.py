"""What ``…/ekonomi/`` shows: money by service area and by cost type, investments, and the board's comments.

Amounts are whole kronor until a template prints them. Revenue and cost are both positive; a variance above zero is a
surplus.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.swedish import format_number, format_tkr, get_surplus_label
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, Comment
from apps.report.money import AreaEconomy, ForecastAccuracy, MoneyRow
from apps.web.board.economy.budget_paths import (
    ForecastLineView,
    PathView,
    build_forecast_lines,
    build_path_views,
    format_budget_shift,
)
from apps.web.board.economy.investments import InvestmentPart, build_investment_part
from apps.web.board.economy.money_table import (
    MONEY_FIELDS,
    MoneyTable,
    MoneyTableColumn,
    MoneyTableRow,
    build_empty_cell,
    build_money_cells,
    build_money_columns,
    build_money_table,
)
from apps.web.board.economy.other_tables import OtherTable, build_other_tables

_SUM_LABELS = {"cost": "Summa kostnader", "net": "Nettokostnad"}
FEW_COMMENTS = 3
FEW_NAMES = 3
_TOPIC_LABELS = {"event": "Händelser", "investment": "Investeringar", "forecast": "Prognos"}
ECONOMY_TOPICS = ("operating", "forecast", "investment")


@dataclass(frozen=True, slots=True, kw_only=True)
class EconomyPage:
    """Everything on the economy page."""

    whole: MoneyRow | None
    basis: str
    so_far: str
    tree: MoneyTable
    cost_types: MoneyTable | None
    accuracy: "AccuracyTable | None"
    paths: tuple[PathView, ...]
    forecasts: tuple[ForecastLineView, ...]
    others: tuple[OtherTable, ...]
    investments: tuple[InvestmentPart, ...]
    comments: tuple["CommentGroup", ...]
    has_anything: bool


@dataclass(frozen=True, slots=True)
class AccuracyTable:
    """The year's foreseen variances. In the final accounts (``is_closed``) they are held against what it became."""

    rows: tuple[ForecastAccuracy, ...]
    is_closed: bool

    @property
    def heading(self) -> str:
        """What the table shows: before the final accounts nobody knows how well a forecast held."""
        return "Hur väl prognosen höll" if self.is_closed else "Så har prognosen ändrats"


@dataclass(frozen=True, slots=True)
class CommentGroup:
    """The comments of one topic."""

    label: str
    comments: tuple[Comment, ...]

    @property
    def short(self) -> bool:
        """Short enough to be read without asking."""
        return len(self.comments) <= FEW_COMMENTS


def build_economy_page(report: BoardReport) -> EconomyPage:
    """The economy with every figure the report has."""
    whole = report.economy.areas[0].net if report.economy.areas else None
    tree = build_area_table(report.economy.areas, past=True)
    others = [one for one in build_other_tables(report.economy.other_statements, report.period) if one.table.rows]
    investments = [part for one in report.investments if (part := build_investment_part(one, report.period)).table.rows]
    comments = group_comments(report, ECONOMY_TOPICS)
    paths, forecasts = build_path_views(report.economy.areas), build_forecast_lines(report.economy.areas)
    return EconomyPage(
        whole=whole,
        basis=format_variance_basis(report.period),
        so_far=format_so_far(report),
        tree=tree,
        cost_types=build_cost_type_table(report, past=True),
        accuracy=build_accuracy_table(report.economy.forecast_accuracy),
        paths=paths,
        forecasts=forecasts,
        others=tuple(others),
        investments=tuple(investments),
        comments=comments,
        has_anything=bool(tree.rows or paths or forecasts or others or investments or comments),
    )


def build_accuracy_table(rows: tuple[ForecastAccuracy, ...]) -> AccuracyTable | None:
    """The foreseen variances of the year; None where there are too few to compare."""
    return AccuracyTable(rows, is_closed=any(row.is_final for row in rows)) if rows else None


def format_variance_basis(period: Tertial) -> str:
    """How the variance is computed: from the forecast during the year, from the actual in the final accounts."""
    if period.is_final_accounts:
        return "Avvikelsen är budget minus utfall."
    return "Avvikelsen är helårets budget minus prognosen för helåret."


def format_so_far(report: BoardReport) -> str:
    """The year so far in words: against the period's budget, else how much of the year's budget is used.

    Empty in the final accounts, where the period is the year, and where nothing is known.
    """
    net = report.economy.areas[0].net if report.economy.areas else None
    if net is None or report.period.is_final_accounts:
        return ""
    until = f"till och med {report.period.end_month_name}"
    variance, used = net.now.variance_so_far, net.now.used_percent
    if variance is not None:
        amount = f"{format_tkr(abs(variance), exact=net.now.exact)} tkr"
        state = f"{get_surplus_label(variance)} {amount}" if variance else "utfallet är precis budgeten"
        return f"Hittills i år, {until}: {state} mot budgeten för samma tid.{_format_missing_period_budgets(report)}"
    if used is not None:
        passed = _PASSED[report.period.number]
        return f"Budget för perioden saknas. Av årets budget är {format_number(used)} % använt {until}, när {passed}."
    return ""


_PASSED = {1: "en tredjedel av året har gått", 2: "två tredjedelar av året har gått"}


def _format_missing_period_budgets(report: BoardReport) -> str:
    """Which areas have an actual and no budget of the period; by name where they are few."""
    missing = [
        area.name
        for area in report.economy.areas
        if area.net and area.net.now.actual is not None and area.net.now.period_budget is None
    ]
    if not missing:
        return ""
    names = ", ".join(missing) if len(missing) <= FEW_NAMES else f"{len(missing)} verksamheter"
    return f" Budget för perioden saknas för {names}."


def build_area_table(areas: Sequence[AreaEconomy], *, past: bool) -> MoneyTable:
    """The service areas as a tree, with the whole board last, as the sum.

    ``past`` (the economy page) adds earlier periods' columns, and below each area its own cost types.
    """
    with_figures = _list_areas_with_figures(areas)
    columns = _build_area_columns(with_figures, past=past)
    opens = _find_areas_that_open(with_figures, with_parts=past)
    rows: list[MoneyTableRow] = []
    for area in with_figures:
        if area.depth:
            rows += _build_area_rows(area, columns, opens, with_parts=past)
    for area in with_figures:
        if not area.depth:
            rows += _build_area_rows(area, columns, set(), with_parts=False)
    return build_money_table(columns, rows)


def _build_area_columns(areas: Sequence[AreaEconomy], *, past: bool) -> tuple[MoneyTableColumn, ...]:
    rows = [row for area in areas for row in _list_money_rows(area, with_parts=past)]
    return build_money_columns(rows, MONEY_FIELDS, past=past)


def _find_areas_that_open(areas: Sequence[AreaEconomy], *, with_parts: bool) -> set[str | None]:
    """The areas with rows below them that can be folded out: areas of their own, or with ``with_parts`` cost types."""
    parents = {area.parent for area in areas if area.depth > 1}
    return parents | {area.area for area in areas if with_parts and area.depth and area.cost_types}


def _list_areas_with_figures(areas: Sequence[AreaEconomy]) -> list[AreaEconomy]:
    """The areas that have a figure, or have one somewhere below them."""
    needed: set[str] = set()
    for area in reversed(areas):
        if area.net or area.cost_types or area.area in needed:
            needed.add(area.area)
            if area.parent:
                needed.add(area.parent)
    return [area for area in areas if area.area in needed]


def _list_money_rows(area: AreaEconomy, *, with_parts: bool) -> list[MoneyRow]:
    parts = area.cost_types if with_parts and area.depth else ()
    return [*([area.net] if area.net else []), *parts]


def _build_area_rows(
    area: AreaEconomy, columns: tuple[MoneyTableColumn, ...], opens: set[str | None], *, with_parts: bool
) -> list[MoneyTableRow]:
    rows = [
        _build_row(
            area.net,
            columns,
            key=area.area,
            name=area.name,
            area=area.area,
            depth=max(area.depth - 1, 0),
            is_sum=area.depth == 0,
            opens=area.area in opens,
            parent=area.parent if area.depth > 1 else "",
            changed=format_budget_shift(area),
        )
    ]
    if with_parts:
        rows += [
            _build_row(
                part,
                columns,
                key=f"{area.area}-{part.cost_type}",
                name=part.cost_type_label.capitalize(),
                area=area.area,
                depth=area.depth,
                is_part=True,
                parent=area.area,
            )
            for part in area.cost_types
        ]
    return rows


def _build_row(
    row: MoneyRow | None,
    columns: tuple[MoneyTableColumn, ...],
    *,
    key: str,
    name: str,
    area: str,
    depth: int,
    is_sum: bool = False,
    is_part: bool = False,
    opens: bool = False,
    parent: str | None = "",
    changed: str = "",
) -> MoneyTableRow:
    return MoneyTableRow(
        key=key,
        name=name,
        sub="",
        area=area,
        cost_type=row.cost_type if row else "net",
        table=row.table if row else "",
        depth=min(depth, 4),
        is_sum=is_sum,
        is_part=is_part,
        opens=opens,
        parent=parent or "",
        summed=bool(row and row.summed),
        differs=False,
        footnote=row.footnote if row else "",
        changed=changed,
        cells=build_money_cells(row, columns) if row else tuple(build_empty_cell(column) for column in columns),
    )


def build_cost_type_table(report: BoardReport, *, past: bool) -> MoneyTable | None:
    """The board's own money by cost type, with the net last, as the sum. None without figures by cost type."""
    root = report.economy.areas[0] if report.economy.areas else None
    if root is None or not root.cost_types:
        return None
    filled = [*root.cost_types, *([root.net] if root.net else [])]
    columns = build_money_columns(filled, MONEY_FIELDS, past=past)
    if not columns:
        return None
    return build_money_table(
        columns,
        (
            _build_row(
                row,
                columns,
                key=f"slag-{row.cost_type}",
                name=_SUM_LABELS.get(row.cost_type) or row.cost_type_label.capitalize(),
                area=root.area,
                depth=0,
                is_sum=row.cost_type in {"cost", "net"},
            )
            for row in filled
        ),
    )


def group_comments(report: BoardReport, topics: Sequence[str]) -> tuple[CommentGroup, ...]:
    """The comments of these topics, topic by topic."""
    groups = []
    for topic in topics:
        comments = tuple(one for one in report.comments if one.topic == topic)
        if comments:
            label = _TOPIC_LABELS.get(topic) or comments[0].topic_label.capitalize()
            groups.append(CommentGroup(label, comments))
    return tuple(groups)
