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
``c:<topic>:<area>``          comment: ``text cause action``
===========================  =====================================================================================

The cells of one key are one row in the database and share its version. A row that does not exist has version 0.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class CellStatus(StrEnum):
    """How a cell stands. ``INVALID`` and ``STALE`` show what was typed and not taken, from the writer's draft."""

    OK = "ok"
    EMPTY = "empty"
    INVALID = "invalid"
    STALE = "stale"
    WARNED = "warned"
    LOCKED = "locked"


class SaveStatus(StrEnum):
    """What became of a write."""

    SAVED = "saved"
    UNCHANGED = "unchanged"
    INVALID = "invalid"
    STALE = "stale"
    LOCKED = "locked"


class InputKind(StrEnum):
    """What a cell is typed with."""

    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    LINE = "line"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One thing to choose; ``value`` is what is sent as ``raw``, ``label`` the Swedish word."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class CellWarning:
    """Something that asks for a comment. It never blocks."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class CellLight:
    """A traffic light beside a cell: ``light`` is ``core.lights.Light``'s value, ``sentence`` explains it."""

    light: str
    label: str
    shape: str
    sentence: str


@dataclass(frozen=True, slots=True)
class CellConflict:
    """What stands instead of a stale write: the text and its words, who wrote it (name or role), when, its version."""

    text: str
    display_text: str
    who: str
    at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class InheritedBudget:
    """What holds in a cell that is empty: a budget that was laid in earlier in the year. ``source`` is ”från T1”."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell. ``text`` is what to show in the field: the stored value, or what was typed if it was not taken.

    ``stored`` is always the text of what stands in the database, which is the same unless the status is invalid or
    stale. ``message`` says in Swedish what is wrong. ``computed`` tells what an empty sum comes to: ``Räknas ut: 149``.
    ``inherited`` is what holds while nothing is typed.
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
    theirs: CellConflict | None = None
    computed: str = ""
    inherited: InheritedBudget | None = None

    @property
    def tells(self) -> bool:
        """Does the cell say something, whether it was typed in it or not?"""
        return bool(self.text or self.computed or self.inherited)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: what is asked, what to hold it against, and its cells in the order of the grid's columns.

    ``is_total`` rows are computed and only shown. ``target`` is the target in words, ``last_tertial`` and
    ``same_last_year`` are texts by field, such as ``{"value": "88 %"}``. Rows that are not ``waited`` for are there for
    those who report so, and not missing while empty. ``about`` tells apart those of the same name: the service area
    when it is not the whole board, the risk of a control.
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
    waited: bool = True
    about: str = ""


@dataclass(frozen=True, slots=True)
class SheetSection:
    """Rows under one heading: a goal, a kind of key figure, a service area, which lies at its depth in the tree."""

    code: str
    title: str
    rows: tuple[SheetRow, ...]
    help: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of cells: the field, its heading, and whether it is worked out from the others and never typed."""

    field: str
    title: str
    kind: InputKind
    computed: bool = False


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """A sheet to fill in. ``unit`` is what money is typed in (tkr or kr), empty elsewhere.

    ``read_only`` tells why nothing at all can be written, empty when something can.
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
class TextForm:
    """What is written of one thing: its fields, the computed light, and last tertial's text by field."""

    key: str
    title: str
    area: str
    area_name: str
    cells: tuple[SheetCell, ...]
    computed: CellLight | None = None
    last_tertial: dict[str, str] = field(default_factory=dict)
    help: str = ""


@dataclass(frozen=True, slots=True)
class TextSection:
    """Forms under one heading: goals, indicators, or comments on a topic."""

    code: str
    title: str
    forms: tuple[TextForm, ...]


@dataclass(frozen=True, slots=True)
class TextForms:
    """All texts of a round."""

    sections: tuple[TextSection, ...]
    last_tertial: str = ""
    read_only: str = ""


@dataclass(frozen=True, slots=True)
class CellInput:
    """A write: where, what was typed, and the version of the row that the writer saw; None takes whatever stands."""

    key: str
    field: str
    raw: str
    version: int | None


@dataclass(frozen=True, slots=True)
class AffectedCell:
    """What else changed with the cell: a total, another field of the same row, what is told beside another amount.

    ``computed`` tells, as in ``Cell``, that the text is worked out and not typed. ``warnings`` are None when nothing is
    said of them.
    """

    key: str
    field: str
    text: str
    computed: str = ""
    warnings: tuple[CellWarning, ...] | None = None


@dataclass(frozen=True, slots=True)
class RelatedWarning:
    """What another cell now asks, by the code of the warning; an empty message where it no longer does."""

    key: str
    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of a write, and the cell as it now stands.

    ``text`` is what stands in the database (after ``saved`` the new text); ``raw`` is what was typed. ``version`` is to
    be sent with the next write of any field of the same key. ``theirs`` is there when the write was stale, ``computed``
    and ``inherited`` are as in ``Cell``.
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
    elsewhere: tuple[RelatedWarning, ...] = ()
    theirs: CellConflict | None = None
    computed: str = ""
    inherited: InheritedBudget | None = None


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """How one cell of a pasted block was read: ``reads_as`` is the text it would be stored as, ``before`` what stands.

    ``status``: ``ok``, ``unchanged``, ``invalid`` (``message`` asks or explains), ``locked``, ``computed`` or
    ``outside`` the grid.
    ``version`` is to be sent with the write, so that what changed since the preview is not overwritten.
    """

    row: int
    column: int
    raw: str
    status: str
    key: str = ""
    field: str = ""
    label: str = ""
    reads_as: str = ""
    before: str = ""
    version: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class BlockPreview:
    """A pasted block before it is saved, row by row. ``skipped`` tells in Swedish of what is passed over."""

    cells: tuple[PreviewCell, ...]
    rows: int
    columns: int
    skipped: str = ""

    @property
    def ready(self) -> tuple[PreviewCell, ...]:
        """The cells that would be saved."""
        return tuple(cell for cell in self.cells if cell.status == "ok")

    @property
    def invalid_cells(self) -> tuple[PreviewCell, ...]:
        """The cells that can't be read as they stand."""
        return tuple(cell for cell in self.cells if cell.status == "invalid")


@dataclass(frozen=True, slots=True)
class AreaProgress:
    """How far a service area, with all that lies below it, has come.

    ``expected`` cells are to be filled, ``reported`` of them hold a value or the reason why there is none, ``missing``
    wait. ``unread`` were typed by someone but not taken, ``warned`` look odd.
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
