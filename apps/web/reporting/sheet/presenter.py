"""Turns an ``EntrySheet`` into the table that the sheet pages (``indikatorer/``, ``ekonomi/`` and so on) draw.

Each cell gets the ids of its headers, so that a screen reader can say which row and column it belongs to. Earlier
figures become columns before the cell, and locked cells become text. Pure: reads ``entry.shapes`` and nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

from apps.entry.filled_cells.shapes import RowFill
from apps.entry.row_definitions import SECONDARY_FIELDS
from apps.entry.shapes import (
    CellStatus,
    EntrySheet,
    FieldChoice,
    InputKind,
    SheetCell,
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
from apps.web.reporting.questions.marks import QuestionMark
from apps.web.reporting.sheet.column_heads import SheetGroupHead, SheetOrder, build_heads
from apps.web.reporting.sheet.row_filters import (
    FillCounts,
    RowFilter,
    build_row_filters,
    count_fills,
    is_row_filter,
    is_row_shown,
)
from apps.web.reporting.sheet.row_order import parse_row_order, sort_rows

# With more rows than this, lists hold only what is chosen until the script fills them; the row's own page has all.
FEW_ROWS = 150
MAX_DEPTH = 6  # the style sheet indents no deeper
_REFUSED = frozenset({CellStatus.INVALID, CellStatus.STALE})  # what was typed and not saved


class SheetGroup(NamedTuple):
    """One column of the sheet in one row. ``references`` are the earlier figures before it: css class and text."""

    head: SheetGroupHead
    cell: CellView | None
    references: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRowView:
    """One row of the table.

    ``more`` is the css class of the link to the row's own page: ``mer`` (nothing there yet), ``ifyllt`` (something is
    filled in), ``fel-bakom`` (something there was refused), or "" for no link.
    """

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
    has_footnote: bool
    light: LightView | None
    state: str
    waited: bool
    hidden: bool
    is_sum: bool = False
    fill: RowFill | None = None
    explained: str = ""  # what the page's script knows it by: "not" by its footnote, "text" by another, "" by nothing
    may_reopen: bool = False
    questions: QuestionMark | None = None

    @property
    def footnote_url(self) -> str:
        """Where its footnote is written; empty where it has none."""
        return self.more_url if self.more and self.has_footnote else ""

    @property
    def may_confirm(self) -> bool:
        """Does the row hold something from a source that this reader may say yes to?"""
        return bool(self.fill and self.fill.unconfirmed) and self.is_editable

    @property
    def is_editable(self) -> bool:
        """Has it a cell to type in?"""
        return any(cell and cell.editable for _, cell, _ in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSectionView:
    """Rows under a heading."""

    id: str
    title: str
    help: str
    css: str
    rows: tuple[SheetRowView, ...]
    hidden: bool

    @property
    def keys_to_confirm(self) -> str:
        """The rows shown that wait for a yes, as one value of a button."""
        return " ".join(row.key for row in self.rows if row.may_confirm and not row.hidden)

    @property
    def has_more_to_confirm(self) -> bool:
        """Do more rows than one wait, so that a yes to all of them at once is of use?"""
        return sum(1 for row in self.rows if row.may_confirm) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """What the sheet's template draws. ``width`` is the number of columns in the table; ``row_query`` follows a row's
    key in the address of its own page. In a compact sheet the script puts on each row what all of them have."""

    kind: str
    title: str
    unit: str
    read_only: str
    period: str
    last_tertial: str
    heads: tuple[SheetGroupHead, ...]
    sections: tuple[SheetSectionView, ...]
    has_targets: bool
    has_lights: bool
    has_more: bool
    width: int
    is_large: bool
    is_compact: bool
    row_query: str
    order: SheetOrder
    filters: tuple[RowFilter, ...]
    problems: tuple[CellProblem, ...]
    cells: tuple[CellView, ...] = field(repr=False)

    @property
    def fill_counts(self) -> FillCounts | None:
        """How far the sheet is filled in, and how much of it nobody has looked at; None without any source."""
        return count_fills([row for section in self.sections for row in section.rows])

    @property
    def has_footnotes(self) -> bool:
        """Have its rows a footnote to write why in?"""
        return any(row.has_footnote for section in self.sections for row in section.rows)

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


def build_sheet_view(
    grid: EntrySheet,
    period: str,
    shown: str = "",
    user_id: int = 0,
    questions: Mapping[str, QuestionMark] | None = None,
    order_code: str = "",
    *,
    has_script: bool = True,
) -> SheetView:
    """The grid as it is drawn. ``period`` heads the cells, as ``T1 2024``; ``shown`` is the filter in the address,
    ``user_id`` the reader, who may take back their own yes; ``questions`` are the marks of rows by key, ``order_code``
    the order in the address. A reader whose browser is known to run no script gets every row whole."""
    unit = {"enhet": grid.unit} if grid.unit else {}
    filtered = {"visa": shown} if is_row_filter(shown) else {}
    order = SheetOrder(parse_row_order(order_code, grid), {**unit, **filtered})
    grid = sort_rows(grid, order.row_order)
    heads = build_heads(grid, order)
    maker = _SheetBuilder(grid, heads, shown if is_row_filter(shown) else "", user_id, questions or {})
    sections = tuple(maker.build_section(section, index) for index, section in enumerate(grid.sections))
    rows = [row for section in sections for row in section.rows]
    has_targets = any(row.target for row in rows)
    # A target is what a light is judged by, so its column comes with it also before any figure is typed.
    has_light_column = has_targets or _has_lights(grid)
    has_more = any(row.more for row in rows)
    is_large = len(rows) > FEW_ROWS
    return SheetView(
        kind=grid.kind,
        title=grid.title,
        unit=grid.unit,
        read_only=grid.read_only or find_sheet_lock(grid),
        period=period,
        last_tertial=grid.last_tertial,
        heads=heads,
        sections=sections,
        has_targets=has_targets,
        has_lights=has_light_column,
        has_more=has_more,
        width=1 + has_targets + sum(head.span for head in heads) + has_light_column + has_more,
        is_large=is_large,
        is_compact=is_large and has_script,
        row_query=maker.unit_query,
        filters=build_row_filters(rows, shown, {**unit, **order.query}),
        order=order,
        problems=tuple(maker.problems),
        cells=tuple(_iter_cell_views(rows)),
    )


def _has_lights(grid: EntrySheet) -> bool:
    return any(cell.light for row in _iter_sheet_rows(grid) for cell in row.cells)


def _iter_sheet_rows(grid: EntrySheet) -> Iterable[SheetRow]:
    return (row for section in grid.sections for row in section.rows)


def _iter_cell_views(rows: Iterable[SheetRowView]) -> Iterable[CellView]:
    return (cell for row in rows for _, cell, _ in row.groups if cell)


def format_row_id(section: int, place: int) -> str:
    """What a row of the sheet is called in its page, so that others can lead to it."""
    return f"r{section}-{place}"


class _SheetBuilder:
    """Makes the rows of a sheet. Remembers between rows which cell is the first to type in, and what was refused."""

    def __init__(
        self,
        grid: EntrySheet,
        heads: tuple[SheetGroupHead, ...],
        shown: str,
        user_id: int,
        questions: Mapping[str, QuestionMark],
    ) -> None:
        self.grid, self.heads, self.shown, self.user_id, self.questions = grid, heads, shown, user_id, questions
        self.unit_query = "&" + urlencode({"enhet": grid.unit}) if grid.unit else ""
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
        labels = f"{section_id} {id_} {id_}-a" if row.qualifier else f"{section_id} {id_}"
        state = _get_row_state(row)
        fill = None if row.is_total else row.fill
        hidden = not is_row_shown(self.shown, state, fill)
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
            is_sum=row.is_sum,
            more="" if row.is_total else _get_more_state(row),
            more_url=f"../rad/?cell={quote_plus(row.key, safe=':')}{self.unit_query}",
            has_footnote=any(cell.field == "footnote" for cell in row.cells),
            light=build_light_view(next((cell.light for cell in row.cells if cell.light), None)),
            state=state,
            waited=row.is_expected,
            hidden=hidden,
            fill=fill,
            explained=_find_explanation(row),
            may_reopen=_may_reopen(row, fill, self.user_id),
            questions=None if row.is_total else self.questions.get(row.key),
        )
        self._note_problems(row, view)
        return view

    def _build_groups(self, row: SheetRow, row_id: str, labels: str, *, hidden: bool) -> tuple[SheetGroup, ...]:
        by_field = {cell.column: cell for cell in row.cells}
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
            if cell.field in SECONDARY_FIELDS and cell.status in _REFUSED:
                message_cell = build_cell_view(cell, id_="", row=_format_row_name(row), labels="")
                self.problems.append(CellProblem(url=view.more_url, row=message_cell.row, cell=message_cell))


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
    """The css class of the link to the row's own page, where its footnote and other secondary fields are filled in."""
    cells = [cell for cell in row.cells if cell.field in SECONDARY_FIELDS]
    if any(cell.status in _REFUSED for cell in cells):
        return "fel-bakom"
    return "ifyllt" if any(cell.text for cell in cells) else "mer"


def _find_explanation(row: SheetRow) -> str:
    """By what the row is explained: its own footnote, which can be taken away in the sheet, or another text."""
    if not row.is_explained:
        return ""
    return "text" if row.is_explained_elsewhere else "not"


def _get_row_state(row: SheetRow) -> str:
    """What the filters choose rows by: ``problem``, ``warned``, ``done``, or "" for a row that waits for a figure.

    ``total`` is a computed row, which no filter counts.
    """
    if row.is_total:
        return "total"
    statuses = {cell.status for cell in row.cells}
    if statuses & _REFUSED:
        return "problem"
    if row.is_unexplained:
        return "warned"
    return "" if row.is_expected and _is_empty(row) else "done"


def _may_reopen(row: SheetRow, fill: RowFill | None, user_id: int) -> bool:
    return bool(fill and fill.may_reopen(user_id)) and any(cell.editable for cell in row.cells)


def _is_empty(row: SheetRow) -> bool:
    """Has the row figures or choices to fill in, and none of them filled in? Texts and ticks are never waited for."""
    fields = [cell for cell in row.cells if cell.kind in {InputKind.NUMBER, InputKind.CHOICE} and cell.editable]
    return bool(fields) and not any(cell.text or cell.computed for cell in fields)
