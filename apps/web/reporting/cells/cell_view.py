"""A cell as a template draws it: in a sheet, on a row's own page, or in a form of texts."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.core.choices import MissingReason
from apps.core.lights import Light
from apps.entry.keys import parse_key
from apps.entry.row_definitions import SECONDARY_FIELDS, has_rich_field
from apps.entry.shapes import (
    CellLight,
    CellStatus,
    CellWarning,
    FieldChoice,
    InheritedBudget,
    InputKind,
    SheetCell,
    SheetRow,
)
from apps.web.reporting.dates import format_moment

# What a printed report may say but nobody chooses here.
_FILE_ONLY_LABELS = {MissingReason.NOT_A_NUMBER.value: MissingReason.NOT_A_NUMBER.label}
CELL_STATES = {CellStatus.INVALID: "invalid", CellStatus.STALE: "stale", CellStatus.LOCKED: "locked"}


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
    warnings: tuple[CellWarning, ...]
    editable: bool
    why_locked: str
    choices: tuple[FieldChoice, ...]
    is_first: bool = False
    computed: str = ""
    inherited: InheritedBudget | None = None
    theirs_text: str = ""
    conflict_text: str = ""
    theirs_who: str = ""
    theirs_when: str = ""
    is_marked_up: bool = False

    @property
    def key(self) -> str:
        """The row's key."""
        return self.name.rpartition("|")[0]

    @property
    def column(self) -> str:
        """The field of the row that it holds."""
        return self.name.rpartition("|")[2]

    @property
    def is_rich(self) -> bool:
        """Is it a text that may have marks and figures of the report?"""
        return has_rich_field(parse_key(self.key).kind, self.column)

    @property
    def has_message(self) -> bool:
        """Is there a message, a warning or another's answer to show?"""
        return bool(self.message or self.warnings or self.state == "stale")

    @property
    def is_only_shown(self) -> bool:
        """Do its warnings only tell, since their reason is written?"""
        return bool(self.warnings) and all(one.is_explained for one in self.warnings)

    @property
    def described_by(self) -> str:
        """The ids of the texts that describe the cell, for ``aria-describedby``."""
        message_ids = (("s", self.computed), ("f", self.inherited), ("m", self.has_message))
        return " ".join(f"{self.id}-{end}" for end, text in message_ids if text)

    @property
    def read(self) -> str:
        """The text of a locked cell: the label of what is chosen, not its code."""
        if self.kind == InputKind.FLAG.value:
            return "ja" if self.text else "nej"
        labels = (
            {**_FILE_ONLY_LABELS, **{choice.value: choice.label for choice in self.choices}} if self.choices else {}
        )
        if not self.text and self.inherited:
            return self.inherited.text
        return labels.get(self.text, self.text) if self.text else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem:
    """Something typed that was not taken, and where it can be mended."""

    url: str
    row: str
    cell: CellView


def build_light_view(light: CellLight | None) -> LightView | None:
    """A light as it is drawn."""
    return LightView(Light(light.light), light.sentence) if light else None


def build_cell_view(cell: SheetCell, *, id_: str, row: str, labels: str, is_first: bool = False) -> CellView:
    """One cell as it is drawn."""
    theirs, state = cell.conflict, CELL_STATES.get(cell.status, "")
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
        is_first=is_first,
        computed=cell.computed,
        inherited=cell.inherited,
        theirs_text=theirs.text if theirs else cell.stored,
        conflict_text=theirs.display_text if theirs else cell.stored,
        theirs_who=theirs.author if theirs else "",
        theirs_when=format_moment(theirs.at) if theirs and theirs.at else "",
        is_marked_up=cell.is_marked_up,
    )


def build_row_cells(row: SheetRow) -> tuple[CellView, ...]:
    """All cells of a row, for its own page: fields with labels of their own."""
    return tuple(
        build_cell_view(cell, id_=(id_ := f"{row.key}-{cell.column}"), row=row.label, labels=f"{id_}-l")
        for cell in row.cells
    )


def is_on_row_page(cell: CellView) -> bool:
    """Is it filled in on the row's own page rather than in the table?"""
    return cell.column in SECONDARY_FIELDS


def list_cell_problems(cells: Iterable[CellView]) -> tuple[CellProblem, ...]:
    """Those of the cells on a page where something typed was not taken."""
    wrong = (cell for cell in cells if cell.state in {"invalid", "stale"})
    return tuple(CellProblem(url=f"#{cell.id}", row=cell.row, cell=cell) for cell in wrong)
