"""A grid made ready to be drawn: ids that tie every cell to its headers, comparisons beside it, locked cells as text.

Pure: from ``entry.shapes`` to what the template prints.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from apps.entry.row_definitions import SECONDARY_FIELDS
from apps.entry.shapes import (
    CellStatus,
    EntrySheet,
    FieldChoice,
    InputKind,
    SheetCell,
    SheetColumn,
    SheetRow,
    SheetSection,
)
from apps.web.reporting.cells.cell_view import (
    CellProblem,
    CellView,
    LightView,
    build_cell_view,
    build_light_view,
    list_cell_problems,
)
from apps.web.reporting.cells.locks import find_sheet_lock

# With more rows than this, lists hold only what is chosen until the script fills them; the row's own page has all.
FEW_ROWS = 150
FILTERS = (("", "Alla"), ("tomma", "Tomma"), ("varning", "Att titta på"))
_STATES_BY_FILTER = {"tomma": {""}, "varning": {"warned", "problem"}}
MAX_DEPTH = 6  # as far as the style sheet steps in


class SheetGroup(NamedTuple):
    """One column of the sheet in one row: its heading, the cell, and what to compare with: style and text."""

    head: "SheetGroupHead"
    cell: CellView | None
    references: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRowView:
    """One row. ``more`` tells of what stands behind it: ``mer``, ``ifyllt``, ``fel-bakom``, or nothing at all."""

    id: str
    key: str
    label: str
    about: str
    unit: str
    target: str
    version: int
    css: str
    groups: tuple[SheetGroup, ...]
    more: str
    more_url: str
    light: LightView | None
    state: str
    waited: bool
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSectionView:
    """Rows under a heading."""

    id: str
    title: str
    help: str
    css: str
    rows: tuple[SheetRowView, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class ReferenceColumn:
    """A comparison: its heading, and the attribute of ``Row`` that holds its texts."""

    label: str
    source: str
    css: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetGroupHead:
    """A column's heading, with its comparisons in the order of time."""

    id: str
    field: str
    title: str
    kind: str
    css: str
    references: tuple[ReferenceColumn, ...]

    @property
    def span(self) -> int:
        """How many columns of the table it covers."""
        return len(self.references) + 1


@dataclass(frozen=True, slots=True)
class RowFilter:
    """A choice of rows to see, and how many there are."""

    code: str
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """The whole page of cells."""

    kind: str
    title: str
    unit: str
    read_only: str
    period: str
    heads: tuple[SheetGroupHead, ...]
    sections: tuple[SheetSectionView, ...]
    has_targets: bool
    has_lights: bool
    has_more: bool
    width: int
    is_large: bool
    filters: tuple[RowFilter, ...]
    problems: tuple[CellProblem, ...]
    cells: tuple[CellView, ...] = field(repr=False)

    @property
    def first(self) -> str:
        """The id of the first cell to type in; empty when there is none."""
        return next((cell.id for cell in self.cells if cell.is_first), "")

    @property
    def lists(self) -> dict[str, tuple[FieldChoice, ...]]:
        """What can be chosen in each column of lists."""
        found: dict[str, tuple[FieldChoice, ...]] = {}
        for cell in self.cells:
            if cell.choices:
                found.setdefault(cell.column, cell.choices)
        return found


def build_sheet_view(grid: EntrySheet, period: str, shown: str = "") -> SheetView:
    """The grid as it is drawn. ``period`` heads the cells, as ``T1 2024``; ``shown`` is the filter in the address."""
    heads = tuple(_build_head(grid, column) for column in grid.columns if column.field not in SECONDARY_FIELDS)
    maker = _SheetBuilder(grid, heads, shown if shown in _STATES_BY_FILTER else "")
    sections = tuple(maker.build_section(section, index) for index, section in enumerate(grid.sections))
    rows = [row for section in sections for row in section.rows]
    has_targets = any(row.target for row in rows)
    has_lights = any(cell.light for section in grid.sections for row in section.rows for cell in row.cells)
    has_more = any(row.more for row in rows)
    return SheetView(
        kind=grid.kind,
        title=grid.title,
        unit=grid.unit,
        read_only=grid.read_only or find_sheet_lock(grid),
        period=period,
        heads=heads,
        sections=sections,
        has_targets=has_targets,
        has_lights=has_lights or has_targets,
        has_more=has_more,
        width=1 + has_targets + sum(head.span for head in heads) + (has_lights or has_targets) + has_more,
        is_large=len(rows) > FEW_ROWS,
        filters=maker.build_filters(rows),
        problems=tuple(maker.problems),
        cells=tuple(cell for row in rows for _, cell, _ in row.groups if cell),
    )


def format_row_id(section: int, place: int) -> str:
    """What a row of the sheet is called in its page, so that others can lead to it."""
    return f"r{section}-{place}"


def _build_head(grid: EntrySheet, column: SheetColumn) -> SheetGroupHead:
    rows = [row for section in grid.sections for row in section.rows]
    before = ((grid.same_last_year, "same_last_year"), (grid.last_tertial, "last_tertial"))
    used = [
        (label, source)
        for label, source in before
        if label and any(getattr(row, source).get(column.field) for row in rows)
    ]
    number = "num " if column.kind == InputKind.NUMBER else ""
    return SheetGroupHead(
        id=f"k-{column.field}",
        field=column.field,
        title=column.title,
        kind=column.kind.value,
        css=f"{number}entry" if used else f"{number}group-start entry",
        references=tuple(
            ReferenceColumn(label, source, "reference" if place else "reference group-start")
            for place, (label, source) in enumerate(used)
        ),
    )


class _SheetBuilder:
    """Makes the rows of a sheet."""

    def __init__(self, grid: EntrySheet, heads: tuple[SheetGroupHead, ...], shown: str) -> None:
        self.grid, self.heads, self.shown = grid, heads, shown
        self.problems: list[CellProblem] = []
        self.first_is_found = False

    def build_section(self, section: SheetSection, index: int) -> SheetSectionView:
        """Rows under their heading, which is hidden when all of them are."""
        rows = tuple(self.row(row, format_row_id(index, place), f"d{index}") for place, row in enumerate(section.rows))
        hidden = all(row.hidden for row in rows)
        return SheetSectionView(
            id=f"d{index}",
            title=section.title,
            help=section.help,
            css=_format_depth_class(section.depth),
            rows=rows,
            hidden=hidden,
        )

    def row(self, row: SheetRow, id_: str, section_id: str) -> SheetRowView:
        """One row."""
        labels = f"{section_id} {id_} {id_}-a" if row.qualifier else f"{section_id} {id_}"
        state = _get_row_state(row)
        hidden = bool(self.shown) and state not in _STATES_BY_FILTER[self.shown]
        unit = {"enhet": self.grid.unit} if self.grid.unit else {}
        view = SheetRowView(
            id=id_,
            key=row.key,
            label=row.label,
            about=row.qualifier,
            unit=row.unit if row.unit != self.grid.unit else "",
            target=row.target,
            version=row.cells[0].version if row.cells else 0,
            css=f"sum {_format_depth_class(row.depth)}".strip() if row.is_total else _format_depth_class(row.depth),
            groups=self._build_groups(row, id_, labels, hidden=hidden),
            more="" if row.is_total else _get_more_state(row),
            more_url="../rad/?" + urlencode({"cell": row.key, **unit}, safe=":"),
            light=build_light_view(next((cell.light for cell in row.cells if cell.light), None)),
            state=state,
            waited=row.is_expected,
            hidden=hidden,
        )
        self._note_problems(row, view)
        return view

    def _build_groups(self, row: SheetRow, row_id: str, labels: str, *, hidden: bool) -> tuple[SheetGroup, ...]:
        by_field = {cell.field: cell for cell in row.cells}
        first = None
        if not (self.first_is_found or hidden):
            first = next((h.field for h in self.heads if h.field in by_field and by_field[h.field].editable), None)
            self.first_is_found = first is not None
        return tuple(
            _build_group(row, by_field.get(head.field), head, row_id, labels, is_first=head.field == first)
            for head in self.heads
        )

    def _note_problems(self, row: SheetRow, view: SheetRowView) -> None:
        self.problems += list_cell_problems(cell for _, cell, _ in view.groups if cell)
        for cell in row.cells:
            if cell.field in SECONDARY_FIELDS and cell.status in {CellStatus.INVALID, CellStatus.STALE}:
                message_cell = build_cell_view(cell, id_="", row=_format_row_name(row), labels="")
                self.problems.append(CellProblem(url=view.more_url, row=message_cell.row, cell=message_cell))

    def build_filters(self, rows: Iterable[SheetRowView]) -> tuple[RowFilter, ...]:
        """The choices of rows, with how many each shows."""
        states = Counter(row.state for row in rows)
        return tuple(
            RowFilter(
                code=code,
                label=label,
                count=sum(states[state] for state in _STATES_BY_FILTER.get(code, states.keys() - {"total"})),
                url="?" + urlencode({**({"enhet": self.grid.unit} if self.grid.unit else {}), "visa": code}),
                current=code == self.shown,
            )
            for code, label in FILTERS
        )


def _build_group(
    row: SheetRow, cell: SheetCell | None, head: SheetGroupHead, row_id: str, labels: str, *, is_first: bool
) -> SheetGroup:
    view = None
    if cell:
        id_ = f"{row_id}-{head.field}"
        view = build_cell_view(
            cell, id_=id_, row=_format_row_name(row), labels=f"{labels} {head.id}", is_first=is_first
        )
    references = tuple((one.css, getattr(row, one.source).get(head.field, "")) for one in head.references)
    return SheetGroup(head, view, references)


def _format_row_name(row: SheetRow) -> str:
    return f"{row.label}, {row.qualifier}" if row.qualifier else row.label


def _format_depth_class(depth: int) -> str:
    return f"depth-{min(depth, MAX_DEPTH)}" if depth else ""


def _get_more_state(row: SheetRow) -> str:
    """What stands behind the row."""
    cells = [cell for cell in row.cells if cell.field in SECONDARY_FIELDS]
    if any(cell.status in {CellStatus.INVALID, CellStatus.STALE} for cell in cells):
        return "fel-bakom"
    return "ifyllt" if any(cell.text for cell in cells) else "mer"


def _get_row_state(row: SheetRow) -> str:
    """``problem``, ``warned``, ``done`` or, when empty, nothing: what the filters ask for. ``total`` is no row."""
    if row.is_total:
        return "total"
    statuses = {cell.status for cell in row.cells}
    if statuses & {CellStatus.INVALID, CellStatus.STALE}:
        return "problem"
    if CellStatus.WARNED in statuses:
        return "warned"
    expected_cells = [cell for cell in row.cells if cell.kind in {InputKind.NUMBER, InputKind.CHOICE} and cell.editable]
    is_empty = expected_cells and not any(cell.text or cell.computed for cell in expected_cells)
    return "" if is_empty and row.is_expected else "done"
