"""A table of amounts: which columns it has, and each cell's text.

Only columns with figures are shown: those of the report's own period first, then those of earlier periods. On a phone
a row is its name and its ``is_short`` cells, and the rest of it opens.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from apps.core.tertials import Tertial
from apps.report.board_report import Comment
from apps.report.money import Amounts

MONEY_FIELDS = ("budget", "period_budget", "actual", "variance_so_far", "forecast", "variance")
VARIANCE_FIELDS = frozenset({"variance", "variance_so_far"})
CHANGE_FIELDS = frozenset(f"{field}_change" for field in VARIANCE_FIELDS)
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
# What a variance is called on a phone, where it stands without a heading.
_SHORT_LABELS = {"variance_so_far": "Hittills", "variance": "Helår"}
# Beside the figures so far, those of the full year say that they are.
_FULL_YEAR_LABELS = {
    "budget": "Budget helår",
    "forecast": "Prognos helår",
    "variance": "Avvikelse helår",
    "percent": "Avvikelse helår",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTableColumn:
    """A column of money. ``period`` is empty for the report's own period, ``unit`` for thousand kronor.

    ``short_label`` is that of a column which a phone shows without being asked.
    """

    field: str
    label: str
    unit: str
    period: str
    period_label: str
    starts_period: bool
    short_label: str = ""
    long_label: str = ""

    @property
    def is_variance(self) -> bool:
        """Is a plus a surplus here?"""
        return self.field in VARIANCE_FIELDS

    @property
    def is_change(self) -> bool:
        """Is this what a variance has moved, with a plus for the better?"""
        return self.field in CHANGE_FIELDS

    @property
    def full_label(self) -> str:
        """The heading with its period or group, for the rest of a row on a phone."""
        return self.long_label or f"{self.label} {self.period_label.removeprefix('Bokslut ')}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTableCell:
    """An amount in whole kronor, or a percentage. Both are None where the report has no figure.

    ``missing`` says so in words, where an empty place would not. ``is_short`` cells are those that a phone shows
    without being asked.
    """

    column: MoneyTableColumn
    kronor: int | None
    percent: Decimal | None
    exact: bool
    differs: bool = False
    table: str = ""
    missing: str = ""
    is_short: bool = False

    @property
    def has_figure(self) -> bool:
        """Is there a figure?"""
        return self.kronor is not None or self.percent is not None

    @property
    def short_label(self) -> str:
        """What the figure is called beside it on a phone."""
        return self.column.short_label or self.column.full_label


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTableRow:
    """A row of money. ``parent`` and ``opens`` let the tree open and close; ``note`` numbers a shared footnote.

    ``changed`` tells of a budget that is another than earlier in the year, ``part_of`` names the row above in the tree.
    ``comments`` are the board's own words of the row, under the heading ``why``.
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
    part_of: str = ""
    comments: tuple[Comment, ...] = ()
    why: str = ""
    url: str = ""

    @property
    def level(self) -> int:
        """The row's level in the tree, the first is 1."""
        return self.depth + 1

    @property
    def rest(self) -> tuple[MoneyTableCell, ...]:
        """The figures that a phone shows when asked."""
        return tuple(cell for cell in self.cells if cell.has_figure and not cell.is_short)

    @property
    def has_more(self) -> bool:
        """Is there more of the row than a phone shows without being asked?"""
        return bool(self.rest or self.comments or self.footnote or self.changed or self.summed)


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

    @property
    def width(self) -> int:
        """The number of columns, that of the names among them."""
        return len(self.columns) + 1


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
    columns = build_period_columns([row.now for row in rows], fields, "", "", percent=percent)
    if past:
        for period in sorted({amounts.period for row in rows for amounts in row.past}, reverse=True):
            earlier = [amounts for row in rows for amounts in row.past if amounts.period == period]
            slug = f"{period.year}-{period.slug}"
            columns += build_period_columns(earlier, fields, slug, format_period_name(period), percent=False)
    return tuple(columns)


def build_period_columns(
    earlier: Sequence[Amounts], fields: Sequence[str], slug: str, label: str, *, percent: bool
) -> list[MoneyTableColumn]:
    """The columns of one period where any row has a figure. ``slug`` and ``label`` are empty for the report's own."""
    shown = [field for field in fields if any(getattr(amounts, field, None) is not None for amounts in earlier)]
    if percent and any(amounts.variance_percent is not None for amounts in earlier):
        shown.append("percent")
    if percent and "period_budget" not in shown and any(amounts.used_percent is not None for amounts in earlier):
        shown.append("used_percent")
    has_so_far = "variance_so_far" in shown
    labels = MONEY_FIELD_LABELS | (_FULL_YEAR_LABELS if has_so_far else {})
    short_labels = _SHORT_LABELS if has_so_far else {"variance": "Avvikelse"}
    return [
        MoneyTableColumn(
            field=field,
            label=labels[field],
            unit="%" if field in PERCENT_FIELDS else "",
            period=slug,
            period_label=label,
            starts_period=bool(slug) and place == 0,
            short_label=short_labels.get(field, ""),
        )
        for place, field in enumerate(shown)
    ]


def build_money_cells(row: AmountsByPeriod, columns: Iterable[MoneyTableColumn]) -> tuple[MoneyTableCell, ...]:
    """The row's figures, one per column."""
    by_period = {f"{one.period.year}-{one.period.slug}": one for one in row.past} | {"": row.now}
    return mark_short_cells(tuple(_build_cell(by_period.get(column.period), row, column) for column in columns))


def mark_short_cells(cells: tuple[MoneyTableCell, ...]) -> tuple[MoneyTableCell, ...]:
    """The cells with those marked that a phone shows without being asked.

    They are what the table's first period has in columns with a short label, else the last amount there is.
    """
    first = [place for place, cell in enumerate(cells) if cell.column.period == cells[0].column.period]
    chosen = [place for place in first if cells[place].has_figure and cells[place].column.short_label]
    if not chosen:
        amounts = [place for place, cell in enumerate(cells) if cell.kronor is not None]
        chosen = ([place for place in amounts if place in first] or amounts)[-1:]
    return tuple(replace(cell, is_short=place in chosen) for place, cell in enumerate(cells))


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


def filter_printed(past: Iterable[Amounts], published: Collection[Tertial]) -> tuple[Amounts, ...]:
    """The earlier periods that only this report tells of: what its tables print, and what has no report of its own."""
    return tuple(one for one in past if one.table or one.period not in published)


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
