"""A table of amounts: which columns it has, and each cell's text.

Only columns with figures are shown: those of the report's own period first, then those of earlier periods.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from apps.core.tertials import Tertial
from apps.report.money import Amounts

MONEY_FIELDS = ("budget", "period_budget", "actual", "variance_so_far", "forecast", "variance")
VARIANCE_FIELDS = frozenset({"variance", "variance_so_far"})
PERCENT_FIELDS = frozenset({"percent", "used_percent"})
MONEY_FIELD_LABELS = {
    "original_budget": "Ursprunglig budget",
    "supplementary_budget": "Tilläggsbudget",
    "budget": "Budget",
    "period_budget": "Budget hittills",
    "variance_so_far": "Avvikelse hittills",
    "actual": "Utfall",
    "forecast": "Prognos",
    "variance": "Avvikelse",
    "percent": "Avvikelse",
    "used_percent": "Använt av årets budget",
}
# Beside the figures so far, those of the full year say that they are.
_FULL_YEAR_LABELS = {
    "budget": "Budget helår",
    "forecast": "Prognos helår",
    "variance": "Avvikelse helår",
    "percent": "Avvikelse helår",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTableColumn:
    """A column of money. ``period`` is empty for the report's own period."""

    field: str
    label: str
    unit: str
    period: str
    period_label: str
    starts_period: bool

    @property
    def is_variance(self) -> bool:
        """Is a plus a surplus here?"""
        return self.field in VARIANCE_FIELDS

    @property
    def full_label(self) -> str:
        """The heading with its period, for cards on a phone."""
        return f"{self.label} {self.period_label.removeprefix('Bokslut ')}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTableCell:
    """An amount in whole kronor, or a percentage. Both are None where the report has no figure."""

    column: MoneyTableColumn
    kronor: int | None
    percent: Decimal | None
    exact: bool
    differs: bool = False
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTableRow:
    """A row of money. ``parent`` and ``opens`` let the tree open and close; ``note`` numbers a shared footnote.

    ``changed`` tells of a budget that is another than earlier in the year.
    """

    key: str
    name: str
    sub: str
    area: str
    cost_type: str
    table: str
    depth: int
    is_sum: bool
    is_part: bool
    opens: bool
    parent: str
    summed: bool
    differs: bool
    footnote: str
    cells: tuple[MoneyTableCell, ...]
    note: int = 0
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPeriod:
    """The heading over the columns of one period."""

    label: str
    span: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTable:
    """A table with only the columns that have figures."""

    columns: tuple[MoneyTableColumn, ...]
    periods: tuple[PastPeriod, ...]
    rows: tuple[MoneyTableRow, ...]
    notes: tuple[str, ...]
    has_past: bool


class AmountsByPeriod(Protocol):
    """A row with this period's amounts and earlier ones."""

    @property
    def now(self) -> Amounts: ...
    @property
    def past(self) -> tuple[Amounts, ...]: ...


def format_period_name(period: Tertial) -> str:
    """``Bokslut 2020`` or ``T2 2020``."""
    return f"Bokslut {period.year}" if period.is_final_accounts else period.label


def format_period_slug(period: Tertial, now: Tertial) -> str:
    """The period of a column in its id: ``2020-t3``; empty for the report's own period."""
    return "" if period == now else f"{period.year}-{period.slug}"


def build_money_columns(
    rows: Sequence[AmountsByPeriod], fields: Sequence[str], *, past: bool, percent: bool = True
) -> tuple[MoneyTableColumn, ...]:
    """The columns where any row has a figure: this period's, then earlier periods, newest first."""
    columns = _build_period_columns([row.now for row in rows], fields, "", "", percent=percent)
    if past:
        for period in sorted({amounts.period for row in rows for amounts in row.past}, reverse=True):
            earlier = [amounts for row in rows for amounts in row.past if amounts.period == period]
            slug = f"{period.year}-{period.slug}"
            columns += _build_period_columns(earlier, fields, slug, format_period_name(period), percent=False)
    return tuple(columns)


def _build_period_columns(
    earlier: Sequence[Amounts], fields: Sequence[str], slug: str, label: str, *, percent: bool
) -> list[MoneyTableColumn]:
    shown = [field for field in fields if any(getattr(amounts, field, None) is not None for amounts in earlier)]
    if percent and any(amounts.variance_percent is not None for amounts in earlier):
        shown.append("percent")
    if percent and "period_budget" not in shown and any(amounts.used_percent is not None for amounts in earlier):
        shown.append("used_percent")
    labels = MONEY_FIELD_LABELS | (_FULL_YEAR_LABELS if "variance_so_far" in shown else {})
    return [
        MoneyTableColumn(
            field=field,
            label=labels[field],
            unit="%" if field in PERCENT_FIELDS else "tkr",
            period=slug,
            period_label=label,
            starts_period=bool(slug) and place == 0,
        )
        for place, field in enumerate(shown)
    ]


def build_money_cells(row: AmountsByPeriod, columns: Iterable[MoneyTableColumn]) -> tuple[MoneyTableCell, ...]:
    """The row's figures, one per column."""
    by_period = {f"{one.period.year}-{one.period.slug}": one for one in row.past} | {"": row.now}
    return tuple(_build_cell(by_period.get(column.period), row, column) for column in columns)


def _build_cell(amounts: Amounts | None, row: AmountsByPeriod, column: MoneyTableColumn) -> MoneyTableCell:
    source = row if column.field in {"original_budget", "supplementary_budget"} else amounts
    percents = {"percent": amounts.variance_percent, "used_percent": amounts.used_percent} if amounts else {}
    return MoneyTableCell(
        column=column,
        kronor=None if column.field in PERCENT_FIELDS else getattr(source, column.field, None),
        percent=percents.get(column.field),
        exact=bool(amounts and amounts.exact),
        table=amounts.table if amounts else "",
    )


def _build_headings(columns: Sequence[MoneyTableColumn]) -> tuple[PastPeriod, ...]:
    spans: dict[str, int] = {}
    for column in columns:
        spans[column.period_label] = spans.get(column.period_label, 0) + 1
    return tuple(PastPeriod(label=label, span=span) for label, span in spans.items())


def build_money_table(columns: tuple[MoneyTableColumn, ...], rows: Iterable[MoneyTableRow]) -> MoneyTable:
    """The table of these rows; empty where no column has a figure.

    A footnote that several rows share stands once, below, with a number.
    """
    listed = list(rows) if columns else []
    times = Counter(row.footnote for row in listed if row.footnote)
    notes = [text for text, count in times.items() if count > 1]
    return MoneyTable(
        columns=columns,
        periods=_build_headings(columns),
        rows=tuple(_number_footnote(row, notes) for row in listed),
        notes=tuple(notes),
        has_past=any(column.period for column in columns),
    )


def _number_footnote(row: MoneyTableRow, notes: list[str]) -> MoneyTableRow:
    return replace(row, footnote="", note=notes.index(row.footnote) + 1) if row.footnote in notes else row


def build_empty_cell(column: MoneyTableColumn) -> MoneyTableCell:
    """A cell of a column that says nothing of the row."""
    return MoneyTableCell(column=column, kronor=None, percent=None, exact=False)
