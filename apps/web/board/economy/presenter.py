"""What ``…/ekonomi/`` shows: money by service area and by cost type, investments, and the board's comments.

Amounts are whole kronor until a template prints them. Revenue and cost are both positive; a variance above zero is a
surplus.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from apps.core.swedish import format_number, format_tkr, get_surplus_label
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, Comment
from apps.report.money import AreaEconomy, ForecastAccuracy, MoneyRow
from apps.report.reorganised.mappings import list_area_sentences
from apps.web.board.economy.budget_paths import (
    ForecastLineView,
    PathView,
    build_forecast_lines,
    build_path_views,
    format_budget_shift,
)
from apps.web.board.economy.comparison import ComparisonChoice, build_comparison_choices, build_comparison_table
from apps.web.board.economy.earlier_periods import EarlierPeriod, build_earlier_periods
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
from apps.web.board.economy.other_tables import OtherTables, build_other_tables
from apps.web.board.economy.own_tables import OwnTableView, build_own_table_views
from apps.web.links import ReportAddress

_SUM_LABELS = {"cost": "Summa kostnader", "net": "Nettokostnad"}
FEW_COMMENTS = 3
FEW_NAMES = 3
_TOPIC_LABELS = {"event": "Händelser", "investment": "Investeringar", "forecast": "Prognos"}
ECONOMY_TOPICS = ("operating", "forecast", "investment")
AREA_TOPICS = ("operating", "forecast")


@dataclass(frozen=True, slots=True, kw_only=True)
class EconomyPage:
    """Everything on the economy page. ``choices`` are its views, ``view`` is the chosen one."""

    whole: MoneyRow | None
    basis: str
    so_far: str
    choices: tuple[ComparisonChoice, ...]
    view: ComparisonChoice
    tree: MoneyTable
    cost_types: MoneyTable | None
    earlier: tuple[EarlierPeriod, ...]
    accuracy: "AccuracyTable | None"
    paths: tuple[PathView, ...]
    unchanged_paths: tuple[PathView, ...]
    forecasts: tuple[ForecastLineView, ...]
    others: OtherTables
    investments: tuple[InvestmentPart, ...]
    own_tables: tuple[OwnTableView, ...]
    comments: tuple["CommentGroup", ...]
    commented: tuple[AreaEconomy, ...]
    reorganised: tuple[str, ...]
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


def build_economy_page(report: BoardReport, against: str = "") -> EconomyPage:
    """The economy with every figure the report has; ``against`` (``forra``, ``ifjol``) compares with then."""
    economy = report.economy
    whole = economy.areas[0].net if economy.areas else None
    choices = build_comparison_choices(report, against)
    view = next(one for one in choices if one.current)
    place = ReportAddress.for_report(report)
    now = build_area_table(economy.areas, with_parts=True, comments=map_area_comments(report), place=place)
    earlier = build_earlier_periods(report)
    others = build_other_tables(economy, report.period)
    published = frozenset(one.period for one in report.history if one.published)
    parts = (build_investment_part(one, report.period, published) for one in report.investments)
    investments = tuple(part for part in parts if part.table.rows)
    commented = {row.area for row in now.rows if row.comments}
    comments = group_comments(report, ECONOMY_TOPICS, without=commented)
    paths, forecasts = build_path_views(economy.areas), build_forecast_lines(economy.areas)
    return EconomyPage(
        whole=whole,
        basis=format_variance_basis(report.period),
        so_far=format_so_far(report),
        choices=choices,
        view=view,
        tree=build_comparison_table(view.comparison, now.rows) if view.comparison else now,
        cost_types=build_cost_type_table(report),
        earlier=earlier,
        accuracy=build_accuracy_table(economy.forecast_accuracy),
        paths=tuple(one for place, one in enumerate(paths) if place == 0 or not one.is_unchanged),
        unchanged_paths=tuple(one for one in paths[1:] if one.is_unchanged),
        forecasts=forecasts,
        others=others,
        investments=investments,
        own_tables=(own_tables := build_own_table_views(report)),
        comments=comments,
        commented=tuple(area for area in economy.areas if area.area in commented),
        reorganised=list_area_sentences(report),
        has_anything=bool(
            now.rows or earlier or paths or forecasts or others.tables or investments or own_tables or comments
        ),
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

    Empty in the final accounts, where the period is the year, and where the report tells of no money.
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
    if net.now.actual is None and net.now.forecast is not None:
        return f"Rapporten säger inte vad som har använts {until}."
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


def map_area_comments(report: BoardReport) -> dict[str, tuple[Comment, ...]]:
    """What the board says of each area's money, by area code; not what it says of the whole board."""
    found: dict[str, tuple[Comment, ...]] = {}
    for one in report.comments:
        if one.topic in AREA_TOPICS and not one.whole_board:
            found[one.area] = (*found.get(one.area, ()), one)
    return found


def build_area_table(
    areas: Sequence[AreaEconomy],
    *,
    with_parts: bool,
    comments: Mapping[str, tuple[Comment, ...]] | None = None,
    place: ReportAddress | None = None,
) -> MoneyTable:
    """The service areas as a tree, with the whole board last, as the sum.

    ``with_parts`` (the economy page) adds below each area its own cost types; with ``place`` an area leads to its page.
    """
    with_figures = _list_areas_with_figures(areas, with_parts=with_parts)
    tree = _AreaTree(
        names={area.area: area.name for area in areas},
        opens=_find_areas_that_open(with_figures, with_parts=with_parts),
        comments=comments or {},
        place=place,
        columns=build_money_columns(
            [row for area in with_figures for row in _list_money_rows(area, with_parts=with_parts)],
            MONEY_FIELDS,
            past=False,
        ),
    )
    rows: list[MoneyTableRow] = []
    for area in with_figures:
        if area.depth:
            rows += tree.build_rows(area, with_parts=with_parts)
    for area in with_figures:
        if not area.depth:
            rows += tree.build_rows(area, with_parts=False)
    return build_money_table(tree.columns, rows)


def _has_figures(row: MoneyRow | None) -> bool:
    """Has the row a figure of the report's own period?"""
    return row is not None and any(getattr(row.now, field) is not None for field in MONEY_FIELDS)


def _list_areas_with_figures(areas: Sequence[AreaEconomy], *, with_parts: bool) -> list[AreaEconomy]:
    """The areas that have a figure, or have one somewhere below them."""
    needed: set[str] = set()
    for area in reversed(areas):
        if area.area in needed or _list_money_rows(area, with_parts=with_parts):
            needed.add(area.area)
            if area.parent:
                needed.add(area.parent)
    return [area for area in areas if area.area in needed]


def _find_areas_that_open(areas: Iterable[AreaEconomy], *, with_parts: bool) -> frozenset[str | None]:
    """The areas with rows below them that can be folded out: areas of their own, or with ``with_parts`` cost types."""
    parents = {area.parent for area in areas if area.depth > 1}
    return frozenset(parents | {area.area for area in areas if with_parts and area.depth and _list_parts(area)})


def _list_parts(area: AreaEconomy) -> list[MoneyRow]:
    return [part for part in area.cost_types if _has_figures(part)]


def _list_money_rows(area: AreaEconomy, *, with_parts: bool) -> list[MoneyRow]:
    own = [area.net] if area.net and _has_figures(area.net) else []
    return own + (_list_parts(area) if with_parts and area.depth else [])


@dataclass(frozen=True, slots=True, kw_only=True)
class _AreaTree:
    """What every row of the tree needs to know of the others."""

    names: Mapping[str, str]
    opens: frozenset[str | None]
    comments: Mapping[str, tuple[Comment, ...]]
    place: ReportAddress | None
    columns: tuple[MoneyTableColumn, ...]

    def build_rows(self, area: AreaEconomy, *, with_parts: bool) -> list[MoneyTableRow]:
        """The area's own row, and with ``with_parts`` those of its cost types."""
        parts = _list_parts(area) if with_parts else []
        return [self._build_area_row(area), *(self._build_part_row(area, part) for part in parts)]

    def _build_area_row(self, area: AreaEconomy) -> MoneyTableRow:
        comments = () if area.depth == 0 else self.comments.get(area.area, ())
        return _build_row(
            area.net,
            self.columns,
            key=area.area,
            name=area.name,
            area=area.area,
            depth=max(area.depth - 1, 0),
            is_sum=area.depth == 0,
            opens=area.depth > 0 and area.area in self.opens,
            parent=area.parent if area.depth > 1 else "",
            changed=format_budget_shift(area),
            part_of=self.names.get(area.parent or "", "") if area.depth > 1 else "",
            comments=comments,
            why=_format_why(area.net),
            url=self.place.url("area", code=area.area) if self.place and area.depth else "",
        )

    def _build_part_row(self, area: AreaEconomy, part: MoneyRow) -> MoneyTableRow:
        return _build_row(
            part,
            self.columns,
            key=f"{area.area}-{part.cost_type}",
            name=part.cost_type_label.capitalize(),
            area=area.area,
            depth=min(area.depth + bool(part.belongs_to), 4),
            is_part=True,
            parent=area.area,
            part_of=area.name,
        )


def _format_why(net: MoneyRow | None) -> str:
    """The heading over the board's words of an area: what they explain."""
    variance = net.now.variance if net else None
    return f"Varför {get_surplus_label(variance)}" if variance else "Kommentar"


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
    part_of: str = "",
    comments: tuple[Comment, ...] = (),
    why: str = "",
    url: str = "",
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
        part_of=part_of,
        comments=comments,
        why=why,
        url=url,
        cells=build_money_cells(row, columns) if row else tuple(build_empty_cell(column) for column in columns),
    )


def build_cost_type_table(report: BoardReport) -> MoneyTable | None:
    """The board's own money by cost type, with the net last, as the sum. None without figures by cost type."""
    root = report.economy.areas[0] if report.economy.areas else None
    if root is None:
        return None
    parts = _list_parts(root)
    if not parts:
        return None
    filled = [*parts, *([root.net] if root.net else [])]
    columns = build_money_columns(filled, MONEY_FIELDS, past=False)
    return build_money_table(
        columns,
        (
            _build_row(
                row,
                columns,
                key=f"slag-{row.cost_type}",
                name=_SUM_LABELS.get(row.cost_type) or row.cost_type_label.capitalize(),
                area=root.area,
                depth=1 if row.belongs_to else 0,
                is_sum=row.cost_type in {"cost", "net"},
            )
            for row in filled
        ),
    )


def group_comments(
    report: BoardReport, topics: Sequence[str], *, without: Collection[str] = ()
) -> tuple[CommentGroup, ...]:
    """The comments of these topics, topic by topic; not those on the money of areas in ``without``."""
    groups = []
    for topic in topics:
        comments = tuple(
            one
            for one in report.comments
            if one.topic == topic and (one.whole_board or topic not in AREA_TOPICS or one.area not in without)
        )
        if comments:
            label = _TOPIC_LABELS.get(topic) or comments[0].topic_label.capitalize()
            groups.append(CommentGroup(label, comments))
    return tuple(groups)
