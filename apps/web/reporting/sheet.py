"""A grid made ready to be drawn: ids that tie every cell to its headers, comparisons beside it, locked cells as text.

Pure: from ``followup.entry.shapes`` to what the template prints.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from apps.followup.entry.shapes import (
    Cell,
    CellStatus,
    Choice,
    Column,
    Grid,
    InputKind,
    Row,
    Section,
)
from apps.followup.entry.subjects import BESIDES
from apps.web.reporting.cellview import CellView, LightView, Problem, cell_view, light_view, problems_of
from apps.web.reporting.locks import locked_sheet

# With more rows than this, lists hold only what is chosen until the script fills them; the row's own page has all.
FEW_ROWS = 150
FILTERS = (("", "Alla"), ("tomma", "Tomma"), ("varning", "Att titta på"))
_SHOWN_BY = {"tomma": {""}, "varning": {"warned", "problem"}}
DEEPEST = 6  # as far as the style sheet steps in


class Group(NamedTuple):
    """One column of the sheet in one row: its heading, the cell, and what to compare with: style and text."""

    head: "GroupHead"
    cell: CellView | None
    references: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row. ``more`` tells of what stands behind it: ``mer``, ``ifyllt``, ``fel-bakom``, or nothing at all."""

    id: str
    key: str
    label: str
    about: str
    unit: str
    target: str
    version: int
    css: str
    groups: tuple[Group, ...]
    more: str
    more_url: str
    light: LightView | None
    state: str
    waited: bool
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """Rows under a heading."""

    id: str
    title: str
    help: str
    css: str
    rows: tuple[RowView, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A comparison: its heading, and the attribute of ``Row`` that holds its texts."""

    label: str
    source: str
    css: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHead:
    """A column's heading, with its comparisons in the order of time."""

    id: str
    field: str
    title: str
    kind: str
    css: str
    references: tuple[Reference, ...]

    @property
    def span(self) -> int:
        """How many columns of the table it covers."""
        return len(self.references) + 1


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice of rows to see, and how many there are."""

    code: str
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole page of cells."""

    kind: str
    title: str
    unit: str
    read_only: str
    period: str
    heads: tuple[GroupHead, ...]
    sections: tuple[SectionView, ...]
    has_targets: bool
    has_lights: bool
    has_more: bool
    width: int
    is_large: bool
    filters: tuple[Filter, ...]
    problems: tuple[Problem, ...]
    cells: tuple[CellView, ...] = field(repr=False)

    @property
    def first(self) -> str:
        """The id of the first cell to type in; empty when there is none."""
        return next((cell.id for cell in self.cells if cell.is_first), "")

    @property
    def lists(self) -> dict[str, tuple[Choice, ...]]:
        """What can be chosen in each column of lists."""
        found: dict[str, tuple[Choice, ...]] = {}
        for cell in self.cells:
            if cell.choices:
                found.setdefault(cell.column, cell.choices)
        return found


def sheet_of(grid: Grid, period: str, shown: str = "") -> Sheet:
    """The grid as it is drawn. ``period`` heads the cells, as ``T1 2024``; ``shown`` is the filter in the address."""
    heads = tuple(_head(grid, column) for column in grid.columns if column.field not in BESIDES)
    maker = _Maker(grid, heads, shown if shown in _SHOWN_BY else "")
    sections = tuple(maker.section(section, index) for index, section in enumerate(grid.sections))
    rows = [row for section in sections for row in section.rows]
    has_targets = any(row.target for row in rows)
    has_lights = any(cell.light for section in grid.sections for row in section.rows for cell in row.cells)
    has_more = any(row.more for row in rows)
    return Sheet(
        kind=grid.kind,
        title=grid.title,
        unit=grid.unit,
        read_only=grid.read_only or locked_sheet(grid),
        period=period,
        heads=heads,
        sections=sections,
        has_targets=has_targets,
        has_lights=has_lights or has_targets,
        has_more=has_more,
        width=1 + has_targets + sum(head.span for head in heads) + (has_lights or has_targets) + has_more,
        is_large=len(rows) > FEW_ROWS,
        filters=maker.filters(rows),
        problems=tuple(maker.problems),
        cells=tuple(cell for row in rows for _, cell, _ in row.groups if cell),
    )


def row_id(section: int, place: int) -> str:
    """What a row of the sheet is called in its page, so that others can lead to it."""
    return f"r{section}-{place}"


def _head(grid: Grid, column: Column) -> GroupHead:
    rows = [row for section in grid.sections for row in section.rows]
    before = ((grid.same_last_year, "same_last_year"), (grid.last_tertial, "last_tertial"))
    used = [
        (label, source)
        for label, source in before
        if label and any(getattr(row, source).get(column.field) for row in rows)
    ]
    number = "num " if column.kind == InputKind.NUMBER else ""
    return GroupHead(
        id=f"k-{column.field}",
        field=column.field,
        title=column.title,
        kind=column.kind.value,
        css=f"{number}entry" if used else f"{number}group-start entry",
        references=tuple(
            Reference(label, source, "reference" if place else "reference group-start")
            for place, (label, source) in enumerate(used)
        ),
    )


class _Maker:
    """Makes the rows of a sheet."""

    def __init__(self, grid: Grid, heads: tuple[GroupHead, ...], shown: str) -> None:
        self.grid, self.heads, self.shown = grid, heads, shown
        self.problems: list[Problem] = []
        self.first_is_found = False

    def section(self, section: Section, index: int) -> SectionView:
        """Rows under their heading, which is hidden when all of them are."""
        rows = tuple(self.row(row, row_id(index, place), f"d{index}") for place, row in enumerate(section.rows))
        hidden = all(row.hidden for row in rows)
        return SectionView(
            id=f"d{index}", title=section.title, help=section.help, css=_depth(section.depth), rows=rows, hidden=hidden
        )

    def row(self, row: Row, id_: str, section_id: str) -> RowView:
        """One row."""
        labels = f"{section_id} {id_} {id_}-a" if row.about else f"{section_id} {id_}"
        state = _state(row)
        hidden = bool(self.shown) and state not in _SHOWN_BY[self.shown]
        unit = {"enhet": self.grid.unit} if self.grid.unit else {}
        view = RowView(
            id=id_,
            key=row.key,
            label=row.label,
            about=row.about,
            unit=row.unit if row.unit != self.grid.unit else "",
            target=row.target,
            version=row.cells[0].version if row.cells else 0,
            css=f"sum {_depth(row.depth)}".strip() if row.is_total else _depth(row.depth),
            groups=self._groups(row, id_, labels, hidden=hidden),
            more="" if row.is_total else _more(row),
            more_url="../rad/?" + urlencode({"cell": row.key, **unit}, safe=":"),
            light=light_view(next((cell.light for cell in row.cells if cell.light), None)),
            state=state,
            waited=row.waited,
            hidden=hidden,
        )
        self._note_problems(row, view)
        return view

    def _groups(self, row: Row, row_id: str, labels: str, *, hidden: bool) -> tuple[Group, ...]:
        by_field = {cell.field: cell for cell in row.cells}
        first = None
        if not (self.first_is_found or hidden):
            first = next((h.field for h in self.heads if h.field in by_field and by_field[h.field].editable), None)
            self.first_is_found = first is not None
        return tuple(
            _group(row, by_field.get(head.field), head, row_id, labels, is_first=head.field == first)
            for head in self.heads
        )

    def _note_problems(self, row: Row, view: RowView) -> None:
        self.problems += problems_of(cell for _, cell, _ in view.groups if cell)
        for cell in row.cells:
            if cell.field in BESIDES and cell.status in {CellStatus.INVALID, CellStatus.STALE}:
                beside = cell_view(cell, id_="", row=_named(row), labels="")
                self.problems.append(Problem(url=view.more_url, row=beside.row, cell=beside))

    def filters(self, rows: Iterable[RowView]) -> tuple[Filter, ...]:
        """The choices of rows, with how many each shows."""
        states = Counter(row.state for row in rows)
        return tuple(
            Filter(
                code=code,
                label=label,
                count=sum(states[state] for state in _SHOWN_BY.get(code, states.keys() - {"total"})),
                url="?" + urlencode({**({"enhet": self.grid.unit} if self.grid.unit else {}), "visa": code}),
                current=code == self.shown,
            )
            for code, label in FILTERS
        )


def _group(row: Row, cell: Cell | None, head: GroupHead, row_id: str, labels: str, *, is_first: bool) -> Group:
    view = None
    if cell:
        id_ = f"{row_id}-{head.field}"
        view = cell_view(cell, id_=id_, row=_named(row), labels=f"{labels} {head.id}", is_first=is_first)
    references = tuple((one.css, getattr(row, one.source).get(head.field, "")) for one in head.references)
    return Group(head, view, references)


def _named(row: Row) -> str:
    return f"{row.label}, {row.about}" if row.about else row.label


def _depth(depth: int) -> str:
    return f"depth-{min(depth, DEEPEST)}" if depth else ""


def _more(row: Row) -> str:
    """What stands behind the row."""
    cells = [cell for cell in row.cells if cell.field in BESIDES]
    if any(cell.status in {CellStatus.INVALID, CellStatus.STALE} for cell in cells):
        return "fel-bakom"
    return "ifyllt" if any(cell.text for cell in cells) else "mer"


def _state(row: Row) -> str:
    """``problem``, ``warned``, ``done`` or, when empty, nothing: what the filters ask for. ``total`` is no row."""
    if row.is_total:
        return "total"
    statuses = {cell.status for cell in row.cells}
    if statuses & {CellStatus.INVALID, CellStatus.STALE}:
        return "problem"
    if CellStatus.WARNED in statuses:
        return "warned"
    asked = [cell for cell in row.cells if cell.kind in {InputKind.NUMBER, InputKind.CHOICE} and cell.editable]
    is_empty = asked and not any(cell.text or cell.computed for cell in asked)
    return "" if is_empty and row.waited else "done"
