"""A grid made ready to be drawn: ids that tie every cell to its headers, comparisons beside it, locked cells as text.

Pure: from ``followup.entry.shapes`` to what the template prints.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from apps.core.lights import Light
from apps.followup.entry.shapes import Cell, CellLight, CellStatus, Choice, Column, Grid, InputKind, Row, Section
from apps.web.reporting.moments import moment_text

# Fields of a row that are seldom filled in: they stand behind the row's button "Mer".
BESIDES = frozenset({"footnote", "preliminary", "comment"})
STATES = {CellStatus.INVALID: "invalid", CellStatus.STALE: "stale", CellStatus.LOCKED: "locked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One cell. ``name`` is its name in the form, ``labels`` the ids of what it is called by."""

    id: str
    name: str
    row: str
    label: str
    labels: str
    column: int
    kind: str
    text: str
    stored: str
    version: int
    state: str
    message: str
    warnings: tuple[str, ...]
    editable: bool
    why_locked: str
    choices: tuple[Choice, ...]
    theirs_text: str = ""
    theirs_who: str = ""
    theirs_when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One column of the sheet in one row: what to compare with, then the cell."""

    label: str
    kind: str
    references: tuple[tuple[str, str], ...]
    cell: CellView | None


@dataclass(frozen=True, slots=True)
class LightView:
    """A light with the sentence that explains it."""

    light: Light
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row. ``more`` are the cells behind its button; ``says_more`` if any of them holds something."""

    id: str
    key: str
    label: str
    unit: str
    help: str
    target: str
    depth: int
    is_total: bool
    groups: tuple[Group, ...]
    more: tuple[CellView, ...]
    says_more: bool
    light: LightView | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """Rows under a heading."""

    id: str
    title: str
    help: str
    rows: tuple[RowView, ...]
    empty: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A comparison: its heading, and the attribute of ``Row`` that holds its texts."""

    label: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHead:
    """A column's heading, with its comparisons in the order of time."""

    id: str
    field: str
    title: str
    kind: str
    references: tuple[Reference, ...]

    @property
    def span(self) -> int:
        """How many columns of the table it covers."""
        return len(self.references) + 1


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
    cells: dict[str, CellView] = field(repr=False)

    @property
    def problems(self) -> list[CellView]:
        """Cells where something typed was not taken."""
        return [cell for cell in self.cells.values() if cell.state in {"invalid", "stale"}]


def sheet_of(grid: Grid, period: str) -> Sheet:
    """The grid as it is drawn. ``period`` heads the cells themselves, as ``T1 2024``."""
    columns = [column for column in grid.columns if column.field not in BESIDES]
    heads = tuple(_head(grid, column) for column in columns)
    sections = tuple(_section(section, index, heads) for index, section in enumerate(grid.sections))
    rows = [row for section in sections for row in section.rows]
    has_targets = any(row.target for row in rows)
    has_lights = any(row.light for row in rows)
    has_more = any(row.more for row in rows)
    return Sheet(
        kind=grid.kind,
        title=grid.title,
        unit=grid.unit,
        read_only=grid.read_only,
        period=period,
        heads=heads,
        sections=sections,
        has_targets=has_targets,
        has_lights=has_lights,
        has_more=has_more,
        width=1 + has_targets + sum(head.span for head in heads) + has_lights + has_more,
        cells={cell.name: cell for cell in _cells_of(rows)},
    )


def light_view(light: CellLight | None) -> LightView | None:
    """A light as it is drawn."""
    return LightView(Light(light.light), light.sentence) if light else None


def cell_view(cell: Cell, *, id_: str, row: str, labels: str, column: int = 0) -> CellView:
    """One cell as it is drawn."""
    theirs = cell.theirs
    return CellView(
        id=id_,
        name=f"{cell.key}|{cell.field}",
        row=row,
        label=cell.label,
        labels=labels,
        column=column,
        kind=cell.kind.value,
        text=cell.text,
        stored=cell.stored,
        version=cell.version,
        state=STATES.get(cell.status, ""),
        message=cell.message,
        warnings=tuple(warning.message for warning in cell.warnings),
        editable=cell.editable,
        why_locked=cell.why_locked,
        choices=cell.choices,
        theirs_text=theirs.text if theirs else cell.stored,
        theirs_who=theirs.who if theirs else "",
        theirs_when=moment_text(theirs.at) if theirs and theirs.at else "",
    )


def _head(grid: Grid, column: Column) -> GroupHead:
    rows = [row for section in grid.sections for row in section.rows]
    before = (Reference(grid.same_last_year, "same_last_year"), Reference(grid.last_tertial, "last_tertial"))
    used = [one for one in before if one.label and any(getattr(row, one.source).get(column.field) for row in rows)]
    return GroupHead(
        id=f"k-{column.field}",
        field=column.field,
        title=column.title,
        kind=column.kind.value,
        references=tuple(used),
    )


def _section(section: Section, index: int, heads: tuple[GroupHead, ...]) -> SectionView:
    rows = tuple(_row(row, f"r{index}-{place}", f"d{index}", heads) for place, row in enumerate(section.rows))
    empty = sum(1 for row in rows if row.state == "empty")
    return SectionView(id=f"d{index}", title=section.title, help=section.help, rows=rows, empty=empty)


def _row(row: Row, id_: str, section_id: str, heads: tuple[GroupHead, ...]) -> RowView:
    by_field = {cell.field: cell for cell in row.cells}
    labels = f"{section_id} {id_}"
    groups = tuple(_group(row, by_field.get(head.field), head, id_, labels, place) for place, head in enumerate(heads))
    more = tuple(
        cell_view(cell, id_=f"{id_}-{cell.field}", row=row.label, labels=f"{id_}-{cell.field}-l {id_}")
        for cell in row.cells
        if cell.field in BESIDES
    )
    return RowView(
        id=id_,
        key=row.key,
        label=row.label,
        unit=row.unit,
        help=row.help,
        target=row.target,
        depth=row.depth,
        is_total=row.is_total,
        groups=groups,
        more=more,
        says_more=any(cell.text for cell in more),
        light=light_view(next((cell.light for cell in row.cells if cell.light), None)),
        state=_state(row),
    )


def _group(row: Row, cell: Cell | None, head: GroupHead, row_id: str, labels: str, column: int) -> Group:
    references = tuple((one.label, getattr(row, one.source).get(head.field, "")) for one in head.references)
    id_ = f"{row_id}-{head.field}"
    labels = f"{labels} {head.id}"
    view = cell_view(cell, id_=id_, row=row.label, labels=labels, column=column) if cell else None
    return Group(label=head.title, kind=head.kind, references=references, cell=view)


def _state(row: Row) -> str:
    """``problem``, ``warned``, ``empty`` or ``done``: what the filter over the sheet asks for."""
    statuses = {cell.status for cell in row.cells}
    if statuses & {CellStatus.INVALID, CellStatus.STALE}:
        return "problem"
    if CellStatus.WARNED in statuses:
        return "warned"
    asked = [cell for cell in row.cells if cell.kind in {InputKind.NUMBER, InputKind.CHOICE} and cell.editable]
    return "empty" if asked and not any(cell.text for cell in asked) else "done"


def _cells_of(rows: Iterable[RowView]) -> Iterable[CellView]:
    for row in rows:
        yield from (group.cell for group in row.groups if group.cell)
        yield from row.more
