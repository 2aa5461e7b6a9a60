"""A pasted block before it is saved, as the page shows it. Plain values."""

from dataclasses import dataclass

from apps.entry.blocks.sign_rule import BlockSigns


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """How one cell of a pasted block was read: ``display_text`` would replace ``before``.

    ``status`` is ``ok``, ``unchanged``, ``invalid`` (``message`` explains), ``locked``,
    ``computed`` or ``outside`` the sheet. ``raw`` is what a save sends, ``pasted`` what stood in the
    block: another where the board's sign rule has turned it. ``version`` is to be sent with the save, so that nothing
    is overwritten that has changed since the preview.
    """

    row: int
    column: int
    raw: str
    status: str
    key: str = ""
    field: str = ""
    label: str = ""
    display_text: str = ""
    before: str = ""
    version: int = 0
    message: str = ""
    pasted: str = ""


@dataclass(frozen=True, slots=True)
class RowChoice:
    """A row that a pasted line may be: its key, and its name in words."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class UnplacedLine:
    """A line pasted with a name that fits no row, or several: the writer says which of ``choices`` it is."""

    line: int
    text: str
    message: str
    choices: tuple[RowChoice, ...]


@dataclass(frozen=True, slots=True)
class BlockPreview:
    """A pasted block before it is saved, row by row. ``skipped`` says what is left out.

    ``unplaced`` are the lines that a person must place, where the block came with names. ``signs`` says how the
    board's sign rule was used; None where it says nothing of the block.
    """

    cells: tuple[PreviewCell, ...]
    rows: int
    columns: int
    skipped: str = ""
    unplaced: tuple[UnplacedLine, ...] = ()
    signs: BlockSigns | None = None

    @property
    def ready_cells(self) -> tuple[PreviewCell, ...]:
        """The cells that would be saved."""
        return tuple(cell for cell in self.cells if cell.status == "ok")

    @property
    def invalid_cells(self) -> tuple[PreviewCell, ...]:
        """The cells that can't be read."""
        return tuple(cell for cell in self.cells if cell.status == "invalid")
