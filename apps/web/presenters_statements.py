"""What later tables of a report say, and its investments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.core.tertials import Tertial
from apps.followup.report import Amounts, InvestmentRow, InvestmentTable, OtherStatement
from apps.web.moneytable import FIELDS, NAMES, Cell, Column, MoneyTable, Row, cells_of, columns_for, slug_of, table_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTable:
    """What one later table says of rows told before."""

    code: str
    title: str
    table: MoneyTable
    differing: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestmentPart:
    """One printed table of investments."""

    code: str
    title: str
    table: MoneyTable
    kinds: bool


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement as a row: its own period's amounts in that period's columns."""

    statement: OtherStatement
    now: Amounts
    past: tuple[Amounts, ...]


def other_tables(statements: Sequence[OtherStatement], period: Tertial) -> tuple[OtherTable, ...]:
    """The later tables in their order, each with its rows; those that differ are marked."""
    titles = {one.table: one.table_title for one in statements}
    return tuple(
        _other_table(code, title, [one for one in statements if one.table == code], period)
        for code, title in titles.items()
    )


def _other_table(code: str, title: str, statements: list[OtherStatement], period: Tertial) -> OtherTable:
    grouped: dict[tuple[str, str], list[OtherStatement]] = {}
    for one in statements:
        grouped.setdefault((one.area, one.cost_type), []).append(one)
    rows = [_joined(group, period) for group in grouped.values()]
    columns = columns_for(rows, FIELDS, past=True, percent=False)
    return OtherTable(
        code=code,
        title=title,
        table=table_of(
            columns, (_other_row(row, group, columns) for row, group in zip(rows, grouped.values(), strict=True))
        ),
        differing=sum(one.differs for one in statements),
        total=len(statements),
    )


def _joined(group: list[OtherStatement], period: Tertial) -> _Statement:
    now = next((one.amounts for one in group if one.amounts.period == period), None)
    past = tuple(one.amounts for one in group if one.amounts.period != period)
    return _Statement(group[0], now or _empty(period), past)


def _empty(period: Tertial) -> Amounts:
    return Amounts(
        period=period,
        budget=None,
        actual=None,
        forecast=None,
        variance=None,
        computed_variance=None,
        basis="",
        variance_percent=None,
        exact=False,
    )


def _other_row(row: _Statement, group: list[OtherStatement], columns: tuple[Column, ...]) -> Row:
    one = row.statement
    return Row(
        key=f"{one.table}-{one.area}-{one.cost_type}",
        name=one.area_name,
        sub=one.cost_type_label if one.cost_type != "net" else "",
        area=one.area,
        cost_type=one.cost_type,
        table=one.table,
        depth=0,
        is_sum=False,
        is_part=False,
        opens=False,
        parent="",
        summed=False,
        differs=any(other.differs for other in group),
        footnote="",
        cells=tuple(_marked(cell, group, row.now.period) for cell in cells_of(row, columns)),
    )


def _marked(cell: Cell, group: list[OtherStatement], now: Tertial) -> Cell:
    """The cell, marked when its period is one where this table says something else."""
    differing = {slug_of(one.amounts.period, now) for one in group if one.differs}
    return replace(cell, differs=cell.kronor is not None and cell.column.period in differing)


# --- investments and comments -------------------------------------------------------------------------------------


def investment_part(part: InvestmentTable, period: Tertial) -> InvestmentPart:
    """One table of investments, sum rows set apart."""
    columns = _investment_columns(part.rows)
    kinds = len({row.flow for row in part.rows}) > 1
    return InvestmentPart(
        code=part.code,
        title=part.title,
        table=table_of(columns, (_investment_row(row, columns, part.code, kinds=kinds) for row in part.rows)),
        kinds=kinds,
    )


def _investment_columns(rows: Sequence[InvestmentRow]) -> tuple[Column, ...]:
    extra = [
        Column(field=field, label=NAMES[field], unit="tkr", period="", period_label="", starts_period=False)
        for field in ("original_budget", "supplementary_budget")
        if any(getattr(row, field) is not None for row in rows)
    ]
    return (*extra, *columns_for(rows, FIELDS, past=True, percent=False))


def _investment_row(row: InvestmentRow, columns: tuple[Column, ...], table: str, *, kinds: bool) -> Row:
    return Row(
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
        cells=cells_of(row, columns),
    )
