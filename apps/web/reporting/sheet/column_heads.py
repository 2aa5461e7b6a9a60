"""The headings of a sheet's columns: the earlier figures before each cell, and the link that orders the rows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from apps.entry.row_definitions import SECONDARY_FIELDS
from apps.entry.shapes import EntrySheet, InputKind, SheetColumn
from apps.web.reporting.sheet.row_order import BY_NAME, BY_REMAINING, ColumnOrderLink, RowOrder, build_order_link


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """The order of the rows, and the links to other orders. ``others`` is what else stands in the address."""

    row_order: RowOrder
    others: Mapping[str, str]

    def build_link(self, field: str, label: str) -> ColumnOrderLink:
        """The link of a column."""
        return build_order_link(field, label, self.row_order, dict(self.others))

    @property
    def by_name(self) -> ColumnOrderLink:
        """The link at the heading of the rows' names."""
        return self.build_link(BY_NAME, "Namn")

    @property
    def links(self) -> tuple[ColumnOrderLink, ColumnOrderLink]:
        """The report's own order, and the rows that wait for a figure first."""
        own = ColumnOrderLink("", "Rapportens ordning", "?" + urlencode(self.others), "", not self.code)
        return own, self.build_link(BY_REMAINING, "Kvar först")

    @property
    def code(self) -> str:
        """As the address has it; empty for the report's own."""
        return self.row_order.code

    @property
    def query(self) -> dict[str, str]:
        """What it adds to an address."""
        return {"ordning": self.code} if self.code else {}


@dataclass(frozen=True, slots=True)
class ReferenceColumn:
    """Earlier figures. ``source`` is the attribute of ``SheetRow`` that holds their texts."""

    label: str
    source: str
    css: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetGroupHead:
    """A column's heading, and the columns of earlier figures that stand before the cell, oldest first."""

    id: str
    field: str
    title: str
    kind: str
    css: str
    references: tuple[ReferenceColumn, ...]
    unit: str
    order: ColumnOrderLink

    @property
    def span(self) -> int:
        """How many columns of the table it covers."""
        return len(self.references) + 1


def build_heads(grid: EntrySheet, order: SheetOrder) -> tuple[SheetGroupHead, ...]:
    """The columns of the table. Secondary fields, such as footnotes, are filled in on the row's own page instead."""
    return tuple(_build_head(grid, column, order) for column in grid.columns if column.field not in SECONDARY_FIELDS)


def _build_head(grid: EntrySheet, column: SheetColumn, order: SheetOrder) -> SheetGroupHead:
    used = _list_comparisons(grid, column)
    number = "num " if column.kind == InputKind.NUMBER else ""
    return SheetGroupHead(
        id=f"k-{column.field}",
        field=column.field,
        title=column.title,
        order=order.build_link(column.field, column.title),
        kind=column.kind.value,
        unit=(grid.unit if number else "") if column.unit is None else column.unit,
        css=f"{number}entry" if used else f"{number}group-start entry",
        references=tuple(
            ReferenceColumn(label, source, "reference" if place else "reference group-start")
            for place, (label, source) in enumerate(used)
        ),
    )


def _list_comparisons(grid: EntrySheet, column: SheetColumn) -> list[tuple[str, str]]:
    """The earlier periods that have a figure in this column, oldest first: heading and attribute of ``SheetRow``.

    A period budget is of its own period: earlier ones beside it would only push the variances off the screen.
    """
    if column.field == "period_budget":
        return []
    periods = ((grid.same_last_year, "same_last_year"), (grid.last_tertial, "last_tertial"))
    return [
        (label, source)
        for label, source in periods
        if label and any(getattr(row, source).get(column.field) for section in grid.sections for row in section.rows)
    ]
