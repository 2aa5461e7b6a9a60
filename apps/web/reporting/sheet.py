"""A grid made ready to be drawn: ids that tie every cell to its headers, comparisons beside it, locked cells as text.

Pure: from ``followup.entry.shapes`` to what the template prints.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

from apps.core.lights import Light
from apps.followup.entry.shapes import Cell, CellLight, CellStatus, Choice, Column, Grid, InputKind, Row, Section
from apps.web.reporting.locks import locked_sheet
from apps.web.reporting.moments import moment_text

# Fields of a row that are seldom filled in: they stand on the row's own page, behind its "Mer".
BESIDES = frozenset({"footnote", "preliminary", "comment"})
# With more rows than this, lists hold only what is chosen until the script fills them; the row's own page has all.
FEW_ROWS = 150
FILTERS = (("", "Alla"), ("tomma", "Tomma"), ("varning", "Att titta på"))
_SHOWN_BY = {"tomma": {""}, "varning": {"warned", "problem"}}
DEEPEST = 6  # as far as the style sheet steps in
STATES = {CellStatus.INVALID: "invalid", CellStatus.STALE: "stale", CellStatus.LOCKED: "locked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One cell. ``name`` is its name in the form, ``labels`` the ids of what it is called by."""

    id: str
    name: str
    row: str
    label: str
    labels: str
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
    speaks: bool
    computed: str = ""
    theirs_text: str = ""
    theirs_who: str = ""
    theirs_when: str = ""

    @property
    def told(self) -> bool:
        """Is there a message, a warning or another's answer to be told of?"""
        return bool(self.message or self.warnings or self.state == "stale")

    @property
    def told_by(self) -> str:
        """The ids of what is said of the cell."""
        return " ".join(f"{self.id}-{end}" for end, said in (("s", self.computed), ("m", self.told)) if said)

    @property
    def read(self) -> str:
        """What stands in a cell that can only be read: the words of what is chosen, not its code."""
        if self.kind == InputKind.FLAG.value:
            return "ja" if self.text else "nej"
        return next((choice.label for choice in self.choices if self.text and choice.value == self.text), self.text)


class Group(NamedTuple):
    """One column of the sheet in one row: its heading, the cell, and what to compare with: style and text."""

    head: "GroupHead"
    cell: CellView | None
    references: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LightView:
    """A light with the sentence that explains it."""

    light: Light
    sentence: str


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
class Problem:
    """Something typed that was not taken, and where it can be mended."""

    url: str
    row: str
    cell: CellView


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
    def lists(self) -> dict[str, tuple[Choice, ...]]:
        """What can be chosen in each column of lists."""
        found: dict[str, tuple[Choice, ...]] = {}
        for cell in self.cells:
            if cell.choices:
                found.setdefault(cell.name.rpartition("|")[2], cell.choices)
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


def light_view(light: CellLight | None) -> LightView | None:
    """A light as it is drawn."""
    return LightView(Light(light.light), light.sentence) if light else None


def cell_view(cell: Cell, *, id_: str, row: str, labels: str) -> CellView:
    """One cell as it is drawn."""
    theirs, state = cell.theirs, STATES.get(cell.status, "")
    return CellView(
        id=id_,
        name=f"{cell.key}|{cell.field}",
        row=row,
        label=cell.label,
        labels=labels,
        kind=cell.kind.value,
        text=cell.text,
        stored=cell.stored,
        version=cell.version,
        state=state,
        message=cell.message,
        warnings=tuple(warning.message for warning in cell.warnings),
        editable=cell.editable,
        why_locked=cell.why_locked,
        choices=cell.choices,
        speaks=bool(cell.message or cell.warnings or state == "stale" or cell.computed),
        computed=cell.computed,
        theirs_text=theirs.text if theirs else cell.stored,
        theirs_who=theirs.who if theirs else "",
        theirs_when=moment_text(theirs.at) if theirs and theirs.at else "",
    )


def row_cells(row: Row) -> tuple[CellView, ...]:
    """All cells of a row, for its own page: fields with labels of their own."""
    return tuple(
        cell_view(cell, id_=(id_ := f"{row.key}-{cell.field}"), row=row.label, labels=f"{id_}-l") for cell in row.cells
    )


def is_beside(cell: CellView) -> bool:
    """Does it stand behind the row rather than in it?"""
    return cell.name.rpartition("|")[2] in BESIDES


def problems_of(cells: Iterable[CellView]) -> tuple[Problem, ...]:
    """Those of the cells on a page where something typed was not taken."""
    wrong = (cell for cell in cells if cell.state in {"invalid", "stale"})
    return tuple(Problem(url=f"#{cell.id}", row=cell.row, cell=cell) for cell in wrong)


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

    def section(self, section: Section, index: int) -> SectionView:
        """Rows under their heading, which is hidden when all of them are."""
        rows = tuple(self.row(row, f"r{index}-{place}", f"d{index}") for place, row in enumerate(section.rows))
        hidden = all(row.hidden for row in rows)
        return SectionView(
            id=f"d{index}", title=section.title, help=section.help, css=_depth(section.depth), rows=rows, hidden=hidden
        )

    def row(self, row: Row, id_: str, section_id: str) -> RowView:
        """One row."""
        by_field = {cell.field: cell for cell in row.cells}
        labels = f"{section_id} {id_} {id_}-a" if row.about else f"{section_id} {id_}"
        state = _state(row)
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
            groups=tuple(_group(row, by_field.get(head.field), head, id_, labels) for head in self.heads),
            more="" if row.is_total else _more(row),
            more_url="../rad/?" + urlencode({"cell": row.key, **unit}, safe=":"),
            light=light_view(next((cell.light for cell in row.cells if cell.light), None)),
            state=state,
            waited=row.waited,
            hidden=bool(self.shown) and state not in _SHOWN_BY[self.shown],
        )
        self._note_problems(row, view)
        return view

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


def _group(row: Row, cell: Cell | None, head: GroupHead, row_id: str, labels: str) -> Group:
    view = None
    if cell:
        view = cell_view(cell, id_=f"{row_id}-{head.field}", row=_named(row), labels=f"{labels} {head.id}")
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
