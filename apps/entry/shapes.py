"""What entry gives to a page: grids of cells, forms of texts, answers to a save. Plain values, ready to be shown.

A cell's address is its key and its field. Keys are stable texts made of codes, and the round gives the period:

===========================  =====================================================================================
``u:<indicator>:<area>:<g>``  outcome: ``value forecast missing footnote preliminary``; ``g`` is T, K or M
``d:<area>:<cost type>``      operating line: ``budget actual forecast footnote``
``i:<project>:<flow>``        investment: ``original_budget supplementary_budget budget actual forecast footnote``
``k:<risk>:<control>``        control result: ``status verdict comment``
``b:g:<goal>:<area>``         assessment of a goal: ``rating override_reason trend summary cause action
                              gender_reflection``
``b:i:<indicator>:<area>``    the same of an indicator
``c:<topic>:<area>``          comment: ``text cause action``; the report's summary: ``text``
``t:<table>:<row>:<column>``  value in a table of the board's own: ``value reason``
===========================  =====================================================================================

The cells of one key are one row in the database and share its version. A row that does not exist has version 0.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from apps.core.rich_text.tree import Figure
from apps.entry.filled_cells.shapes import CellFill, RowFill, sum_row_fill


class CellStatus(StrEnum):
    """What a cell shows. ``INVALID`` and ``STALE`` show a draft: what was typed and not saved."""

    OK = "ok"
    EMPTY = "empty"
    INVALID = "invalid"
    STALE = "stale"
    WARNED = "warned"
    LOCKED = "locked"


class SaveStatus(StrEnum):
    """The result of saving a cell.

    ``STALE``: another writer changed the cell after the version that this one saw. ``LOCKED``: the
    user may not write there now.
    """

    SAVED = "saved"
    UNCHANGED = "unchanged"
    INVALID = "invalid"
    STALE = "stale"
    LOCKED = "locked"


class InputKind(StrEnum):
    """How a cell is typed in: a number, a choice, a tick, one line, or a text of several lines."""

    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """An option of a choice: ``value`` is what is sent as ``raw``, ``label`` what is shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class CellWarning:
    """Something that looks odd and asks for a comment, unless its reason ``is_explained``. It never stops a save."""

    code: str
    message: str
    is_explained: bool = False


@dataclass(frozen=True, slots=True)
class CellLight:
    """A cell's traffic light: a value of ``core.lights.Light``, and a sentence that explains it."""

    light: str
    label: str
    shape: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CellConflict:
    """What the database holds where a save was stale, for the writer to choose between.

    ``display_text`` is the text with a choice written out, ``author`` a name or role.
    """

    text: str
    display_text: str
    author: str
    at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class InheritedBudget:
    """A budget typed earlier in the year, which holds in an empty cell. ``source`` is ”från T1”."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell of a sheet or a form.

    ``text`` is what the field shows: the stored value, or what was typed if it was not saved.
    ``stored`` is always what the database holds. ``message`` says in Swedish what is wrong.
    ``computed`` is what an empty sum comes to: ”Räknas ut: 149”. ``inherited`` holds while nothing
    is typed. ``conflict`` is there when the status is stale. ``fill`` is the source that filled it in. A text that
    ``is_marked_up`` as it is stored is Markdown.
    ``place`` names its column where that is not its field: the cells of a board's own table are rows by themselves.
    """

    key: str
    field: str
    label: str
    kind: InputKind
    text: str
    stored: str
    version: int
    status: CellStatus
    editable: bool
    message: str = ""
    why_locked: str = ""
    warnings: tuple[CellWarning, ...] = ()
    light: CellLight | None = None
    choices: tuple[FieldChoice, ...] = ()
    conflict: CellConflict | None = None
    computed: str = ""
    inherited: InheritedBudget | None = None
    fill: CellFill | None = None
    is_marked_up: bool = False
    place: str = ""

    @property
    def column(self) -> str:
        """The column of the sheet that it stands in."""
        return self.place or self.field

    @property
    def has_content(self) -> bool:
        """Does the cell say something, typed or not?"""
        return bool(self.text or self.computed or self.inherited)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet: what is to be reported, what to compare it with, and its cells by column.

    A row that ``is_total`` is computed and only shown; one that ``is_sum`` is what other rows come to, computed or
    typed. ``target`` is the target as a sentence.
    ``last_tertial`` and ``same_last_year`` are texts by field, such as ``{"value": "88 %"}``. A row
    that is not ``is_expected`` may be filled in, and is not missing while it is empty.
    ``qualifier`` tells rows of the same label apart: the service area, unless that is the whole
    board, or the risk of a control. It ``is_explained`` where somebody has written of it,
    and ``is_explained_elsewhere`` where that is another text than its own footnote.
    """

    key: str
    label: str
    area: str
    area_name: str
    cells: tuple[SheetCell, ...]
    unit: str = ""
    help: str = ""
    target: str = ""
    last_tertial: dict[str, str] = field(default_factory=dict)
    same_last_year: dict[str, str] = field(default_factory=dict)
    depth: int = 0
    is_total: bool = False
    is_sum: bool = False
    is_expected: bool = True
    qualifier: str = ""
    is_explained: bool = False
    is_explained_elsewhere: bool = False

    @property
    def is_unexplained(self) -> bool:
        """Does a cell of the row look odd, and nobody has written why? That is one thing to explain."""
        return not self.is_explained and any(not one.is_explained for cell in self.cells for one in cell.warnings)

    @property
    def fill(self) -> RowFill | None:
        """What sources have filled in of the row; None when nothing."""
        found = {cell.field: cell.fill for cell in self.cells if cell.fill}
        return sum_row_fill(found, {cell.field: cell.label for cell in self.cells}) if found else None


@dataclass(frozen=True, slots=True)
class SheetSection:
    """Rows under one heading: a goal, a kind of key figure, or a service area at its depth."""

    code: str
    title: str
    rows: tuple[SheetRow, ...]
    help: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of cells: the field, its heading, and whether it is computed and never typed.

    ``unit`` is what its numbers are in where that is not the sheet's.
    """

    field: str
    title: str
    kind: InputKind
    computed: bool = False
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """A sheet to fill in. ``unit`` is what money is typed in (tkr or kr); it is empty elsewhere.

    ``read_only`` says why nothing at all can be written; it is empty when something can.
    """

    kind: str
    title: str
    columns: tuple[SheetColumn, ...]
    sections: tuple[SheetSection, ...]
    unit: str = ""
    last_tertial: str = ""
    same_last_year: str = ""
    read_only: str = ""


@dataclass(frozen=True, slots=True)
class TextFigure:
    """A figure that a text is about: what it is, its value in words, and as it stands in a sentence.

    Several values in one line (women, men) have no ``figure``. ``caption`` says what it is where that is not the
    form's area and the label: the figure of an area at the whole board's text.
    """

    label: str
    text: str
    figure: Figure | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class TextForm:
    """The texts about one thing: its fields, computed light, and last tertial's text by field.

    ``marked_up`` are the fields whose last text is Markdown. ``figures`` are those that the text is about. By the
    board's rule it ``is_expected``, and ``must_explain`` a variance or a missed target.
    """

    key: str
    title: str
    area: str
    area_name: str
    cells: tuple[SheetCell, ...]
    computed: CellLight | None = None
    last_tertial: dict[str, str] = field(default_factory=dict)
    marked_up: frozenset[str] = frozenset()
    help: str = ""
    figures: tuple[TextFigure, ...] = ()
    is_expected: bool = True
    must_explain: bool = False


@dataclass(frozen=True, slots=True)
class TextSection:
    """Forms under one heading: goals, indicators, or comments on a topic."""

    code: str
    title: str
    forms: tuple[TextForm, ...]


@dataclass(frozen=True, slots=True)
class TextForms:
    """All the texts of a round."""

    sections: tuple[TextSection, ...]
    last_tertial: str = ""
    read_only: str = ""


@dataclass(frozen=True, slots=True)
class CellInput:
    """A cell to save: its address, what was typed, and the version of the row that the writer saw.

    Version None saves over whatever is stored.
    """

    key: str
    field: str
    raw: str
    version: int | None


@dataclass(frozen=True, slots=True)
class AffectedCell:
    """A cell that changed because another was saved: a sum, or another field of the same row.

    ``computed`` is as in ``SheetCell``. ``warnings`` are None when they are as before. ``version`` is that of another
    row which was written too, with its ``light``; None when it was not.
    """

    key: str
    field: str
    text: str
    computed: str = ""
    warnings: tuple[CellWarning, ...] | None = None
    version: int | None = None
    light: CellLight | None = None


@dataclass(frozen=True, slots=True)
class RelatedWarning:
    """A warning of another cell, by its code. An empty message means that the warning is gone."""

    key: str
    field: str
    code: str
    message: str
    is_explained: bool = False


@dataclass(frozen=True, slots=True)
class SaveResult:
    """The result of saving one cell, and the cell as it is now.

    ``text`` is what the database holds, ``raw`` what was typed. ``version`` is to be sent with the
    next save of any field of the row. ``conflict`` is there when the save was stale. ``computed``
    and ``inherited`` are as in ``SheetCell``. ``fill`` is what sources have filled in of the row.
    """

    key: str
    field: str
    status: SaveStatus
    raw: str
    text: str
    version: int
    message: str = ""
    warnings: tuple[CellWarning, ...] = ()
    light: CellLight | None = None
    affected: tuple[AffectedCell, ...] = ()
    related_warnings: tuple[RelatedWarning, ...] = ()
    conflict: CellConflict | None = None
    computed: str = ""
    inherited: InheritedBudget | None = None
    fill: RowFill | None = None


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """How far a service area has come, with every area below it.

    ``expected`` cells are to be filled; ``reported`` of them hold a value, or the reason that there
    is none; ``missing`` are the rest. ``unread`` cells hold a draft that could not be saved.
    ``warned`` are rows and ratings that look odd and nobody has explained. ``unconfirmed`` cells hold what a file or
    a system filled in, and nobody has looked at them.
    """

    area_id: int
    area: str
    area_name: str
    depth: int
    expected: int
    reported: int
    missing: int
    unread: int
    warned: int
    submitted: bool
    submitted_by: str = ""
    submitted_at: datetime | None = None
    unconfirmed: int = 0
