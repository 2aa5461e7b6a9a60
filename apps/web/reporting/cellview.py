"""A cell made ready to be drawn, wherever it stands: in a sheet, behind a row, in a form of texts."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.core.lights import Light
from apps.followup.entry.shapes import Cell, CellLight, CellStatus, Choice, Inherited, InputKind, Row, Warning
from apps.followup.entry.subjects import BESIDES
from apps.goals.models import MissingReason
from apps.web.reporting.moments import moment_text

# What a printed report may say but nobody chooses here.
_FROM_FILES = {MissingReason.NOT_A_NUMBER.value: MissingReason.NOT_A_NUMBER.label}
STATES = {CellStatus.INVALID: "invalid", CellStatus.STALE: "stale", CellStatus.LOCKED: "locked"}


@dataclass(frozen=True, slots=True)
class LightView:
    """A light with the sentence that explains it."""

    light: Light
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellView:
    """One cell. ``name`` is its name in the form, ``labels`` the ids of what it is called by.

    ``is_first`` is the first of its sheet that can be typed in and is seen.
    """

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
    warnings: tuple[Warning, ...]
    editable: bool
    why_locked: str
    choices: tuple[Choice, ...]
    speaks: bool
    is_first: bool = False
    computed: str = ""
    inherited: Inherited | None = None
    theirs_text: str = ""
    theirs_words: str = ""
    theirs_who: str = ""
    theirs_when: str = ""

    @property
    def key(self) -> str:
        """The row's key."""
        return self.name.rpartition("|")[0]

    @property
    def column(self) -> str:
        """The field of the row that it holds."""
        return self.name.rpartition("|")[2]

    def told(self) -> bool:
        """Is there a message, a warning or another's answer to be told of?"""
        return bool(self.message or self.warnings or self.state == "stale")

    @property
    def told_by(self) -> str:
        """The ids of what is said of the cell."""
        told = (("s", self.computed), ("f", self.inherited), ("m", self.told))
        return " ".join(f"{self.id}-{end}" for end, said in told if said)

    @property
    def read(self) -> str:
        """What stands in a cell that can only be read: the words of what is chosen, not its code."""
        if self.kind == InputKind.FLAG.value:
            return "ja" if self.text else "nej"
        words = {**_FROM_FILES, **{choice.value: choice.label for choice in self.choices}} if self.choices else {}
        if not self.text and self.inherited:
            return self.inherited.text
        return words.get(self.text, self.text) if self.text else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something typed that was not taken, and where it can be mended."""

    url: str
    row: str
    cell: CellView


def light_view(light: CellLight | None) -> LightView | None:
    """A light as it is drawn."""
    return LightView(Light(light.light), light.sentence) if light else None


def cell_view(cell: Cell, *, id_: str, row: str, labels: str, is_first: bool = False) -> CellView:
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
        warnings=cell.warnings,
        editable=cell.editable,
        why_locked=cell.why_locked,
        choices=cell.choices,
        speaks=bool(cell.message or cell.warnings or state == "stale" or cell.computed or cell.inherited),
        is_first=is_first,
        computed=cell.computed,
        inherited=cell.inherited,
        theirs_text=theirs.text if theirs else cell.stored,
        theirs_words=theirs.words if theirs else cell.stored,
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
    return cell.column in BESIDES


def problems_of(cells: Iterable[CellView]) -> tuple[Problem, ...]:
    """Those of the cells on a page where something typed was not taken."""
    wrong = (cell for cell in cells if cell.state in {"invalid", "stale"})
    return tuple(Problem(url=f"#{cell.id}", row=cell.row, cell=cell) for cell in wrong)
