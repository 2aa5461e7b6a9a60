"""The tables of investments on ``…/ekonomi/``: one for each printed table, with sum rows set apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from apps.core.tertials import Tertial
from apps.report.money import InvestmentRow, InvestmentTable
from apps.web.board.economy.money_table import (
    MONEY_FIELD_LABELS,
    MoneyTable,
    MoneyTableColumn,
    MoneyTableRow,
    build_money_cells,
    build_money_columns,
    build_money_table,
    filter_printed,
)

INVESTMENTS_HEADING = "Investeringar"
INVESTMENT_FIELDS = ("budget", "actual", "forecast", "variance")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestmentPart:
    """One printed table of investments."""

    code: str
    title: str
    table: MoneyTable
    kinds: bool

    @property
    def shows_title(self) -> bool:
        """Does the title say more than the heading above the tables?"""
        return self.title.casefold() != INVESTMENTS_HEADING.casefold()


def build_investment_part(
    part: InvestmentTable, period: Tertial, published: Collection[Tertial] = ()
) -> InvestmentPart:
    """One table of investments, sum rows set apart, without periods that have a ``published`` report of their own."""
    rows = [replace(row, past=filter_printed(row.past, published)) for row in part.rows]
    columns = _build_investment_columns(rows)
    kinds = len({row.flow for row in rows}) > 1
    return InvestmentPart(
        code=part.code,
        title=part.title,
        table=build_money_table(columns, (_build_investment_row(row, columns, part.code, kinds=kinds) for row in rows)),
        kinds=kinds,
    )


def _build_investment_columns(rows: Sequence[InvestmentRow]) -> tuple[MoneyTableColumn, ...]:
    extra = [
        MoneyTableColumn(
            field=field, label=MONEY_FIELD_LABELS[field], unit="", period="", period_label="", starts_period=False
        )
        for field in ("original_budget", "supplementary_budget")
        if any(getattr(row, field) is not None for row in rows)
    ]
    return (*extra, *build_money_columns(rows, INVESTMENT_FIELDS, past=True, percent=False))


def _build_investment_row(
    row: InvestmentRow, columns: tuple[MoneyTableColumn, ...], table: str, *, kinds: bool
) -> MoneyTableRow:
    return MoneyTableRow(
        key=f"{row.code}-{row.flow}",
        name=row.name,
        sub=row.flow_label if kinds else "",
        area=row.area,
        cost_type=row.flow,
        table=table,
        depth=min(row.depth, 4),
        is_sum=row.is_sum,
        is_part=False,
        opens=False,
        parent="",
        summed=False,
        differs=False,
        footnote=row.footnote,
        cells=build_money_cells(row, columns),
    )
