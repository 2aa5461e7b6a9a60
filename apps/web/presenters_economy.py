"""The economy as it is shown: the tree of service areas, the cost types, the board's own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.tertials import Tertial
from apps.followup.report import AreaEconomy, BoardReport, Comment, ForecastAccuracy, MoneyRow
from apps.web.moneytable import FIELDS, Column, MoneyTable, Row, cells_of, columns_for, nothing, table_of
from apps.web.presenters_statements import InvestmentPart, OtherTable, investment_part, other_tables

_SUMS = {"cost": "Summa kostnader", "net": "Nettokostnad"}
SHORT = 3
_TOPICS = {"event": "Händelser", "investment": "Investeringar", "forecast": "Prognos"}
ECONOMY_TOPICS = ("operating", "forecast", "investment")


@dataclass(frozen=True, slots=True, kw_only=True)
class EconomyPage:
    """Everything on the economy page."""

    whole: MoneyRow | None
    basis: str
    tree: MoneyTable
    cost_types: MoneyTable | None
    accuracy: tuple[ForecastAccuracy, ...]
    others: tuple[OtherTable, ...]
    investments: tuple[InvestmentPart, ...]
    comments: tuple["CommentGroup", ...]
    has_anything: bool


@dataclass(frozen=True, slots=True)
class CommentGroup:
    """The comments of one topic."""

    label: str
    comments: tuple[Comment, ...]

    @property
    def short(self) -> bool:
        """Short enough to be read without asking."""
        return len(self.comments) <= SHORT


def economy_page(report: BoardReport) -> EconomyPage:
    """The economy with every figure the report has."""
    whole = report.economy.areas[0].net if report.economy.areas else None
    tree = tree_table(report.economy.areas, past=True)
    others = other_tables(report.economy.other_statements, report.period)
    investments = tuple(investment_part(one, report.period) for one in report.investments)
    comments = comment_groups(report, ECONOMY_TOPICS)
    return EconomyPage(
        whole=whole,
        basis=basis_text(report.period),
        tree=tree,
        cost_types=cost_type_table(report, past=True),
        accuracy=report.economy.forecast_accuracy,
        others=others,
        investments=investments,
        comments=comments,
        has_anything=bool(tree.rows or others or investments or comments),
    )


def basis_text(period: Tertial) -> str:
    """What the variance is held against."""
    if period.is_final_accounts:
        return "Avvikelsen är budget minus utfall."
    return "Avvikelsen är helårets budget minus prognosen för helåret."


def tree_table(areas: Sequence[AreaEconomy], *, past: bool) -> MoneyTable:
    """The service areas as a tree; each area's own cost types stand below it as parts. The whole board is last."""
    told = _told(areas)
    rows = [row for area in told for row in _money_rows(area, with_parts=past)]
    columns = columns_for(rows, FIELDS, past=past)
    opens = {area.parent for area in told if area.depth > 1} | {
        area.area for area in told if past and area.depth and area.cost_types
    }
    below = [row for area in told if area.depth for row in _area_rows(area, columns, opens, with_parts=past)]
    whole = [row for area in told if not area.depth for row in _area_rows(area, columns, set(), with_parts=False)]
    return table_of(columns, [*below, *whole])


def _told(areas: Sequence[AreaEconomy]) -> list[AreaEconomy]:
    """The areas that have a figure, or have one somewhere below them."""
    needed: set[str] = set()
    for area in reversed(areas):
        if area.net or area.cost_types or area.area in needed:
            needed.add(area.area)
            if area.parent:
                needed.add(area.parent)
    return [area for area in areas if area.area in needed]


def _money_rows(area: AreaEconomy, *, with_parts: bool) -> list[MoneyRow]:
    parts = area.cost_types if with_parts and area.depth else ()
    return [*([area.net] if area.net else []), *parts]


def _area_rows(
    area: AreaEconomy, columns: tuple[Column, ...], opens: set[str | None], *, with_parts: bool
) -> list[Row]:
    rows = [
        _row(
            area.net,
            columns,
            key=area.area,
            name=area.name,
            area=area.area,
            depth=max(area.depth - 1, 0),
            is_sum=area.depth == 0,
            opens=area.area in opens,
            parent=area.parent if area.depth > 1 else "",
        )
    ]
    if with_parts:
        rows += [
            _row(
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


def _row(
    row: MoneyRow | None,
    columns: tuple[Column, ...],
    *,
    key: str,
    name: str,
    area: str,
    depth: int,
    is_sum: bool = False,
    is_part: bool = False,
    opens: bool = False,
    parent: str | None = "",
) -> Row:
    return Row(
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
        cells=cells_of(row, columns) if row else tuple(nothing(column) for column in columns),
    )


def cost_type_table(report: BoardReport, *, past: bool) -> MoneyTable | None:
    """The whole board by cost type, with the net below as the sum."""
    root = report.economy.areas[0] if report.economy.areas else None
    if root is None or not root.cost_types:
        return None
    told = [*root.cost_types, *([root.net] if root.net else [])]
    columns = columns_for(told, FIELDS, past=past)
    if not columns:
        return None
    return table_of(
        columns,
        (
            _row(
                row,
                columns,
                key=f"slag-{row.cost_type}",
                name=_SUMS.get(row.cost_type) or row.cost_type_label.capitalize(),
                area=root.area,
                depth=0,
                is_sum=row.cost_type in {"cost", "net"},
            )
            for row in told
        ),
    )


def comment_groups(report: BoardReport, topics: Sequence[str]) -> tuple[CommentGroup, ...]:
    """The comments of these topics, topic by topic."""
    groups = []
    for topic in topics:
        comments = tuple(one for one in report.comments if one.topic == topic)
        if comments:
            label = _TOPICS.get(topic) or comments[0].topic_label.capitalize()
            groups.append(CommentGroup(label, comments))
    return tuple(groups)
