"""What a document is made of, whatever it is drawn as: headings, paragraphs, tables, charts.

A block is data and never markup, so that a text means the same in PDF, Word and Excel, and runs in none of them.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from apps.core.lights import Light
from apps.core.picture_file import PictureFile

_CM_PER_PIXEL = 2.54 / 150
_PAGE_WIDTH_CM, _PICTURE_HEIGHT_CM = 16.0, 18.0


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words that look the same. A run with a ``light`` is drawn as its shape and word, and has no text of its own."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    light: Light | None = None


LINE_BREAK = TextRun("\n")
"""Begins a new line in the same paragraph, item or cell."""


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """A heading. ``level`` 1 is a chapter; ``number`` (”2.1”) is given by ``arrangement``."""

    text: str
    level: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphBlock:
    """A paragraph. ``kind`` is ``text``, ``label`` (a small heading that is no entry of the contents) or ``note``."""

    runs: tuple[TextRun, ...]
    kind: str = "text"

    @property
    def text(self) -> str:
        """The words, a light by its word."""
        return "".join(run.light.label if run.light else run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list: its paragraphs, and the lists in it, in their order."""

    parts: tuple["tuple[TextRun, ...] | ListBlock", ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list, with numbers from 1 where it is ``ordered``."""

    items: tuple[ListItem, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class CellSum:
    """The cell is the sum of those of its column in other rows, counted from 0."""

    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CellDifference:
    """The cell is one cell of its row minus another; columns counted from 0."""

    minuend: int
    subtrahend: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCell:
    """A cell: ``text`` as people read it, and where it is a number, that ``number`` with so many ``decimals``.

    ``runs`` are the text where parts of it look different.
    ``formula`` tells how a spreadsheet gets the number from others. It is set only where that gives this very number.
    """

    text: str = ""
    number: Decimal | None = None
    decimals: int = 0
    light: Light | None = None
    formula: CellSum | CellDifference | None = None
    runs: tuple[TextRun, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentColumn:
    """A column. ``unit`` stands in its head; ``weight`` is its share of the width."""

    label: str
    unit: str = ""
    is_number: bool = False
    weight: int = 1

    @property
    def head(self) -> str:
        """The head with its unit."""
        return f"{self.label}, {self.unit}" if self.unit else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A row. ``depth`` indents its first cell, ``is_sum`` sets it apart."""

    cells: tuple[DocumentCell, ...]
    depth: int = 0
    is_sum: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A table whose first column names the rows. ``notes`` stand below it; ``title`` may be empty."""

    title: str
    columns: tuple[DocumentColumn, ...]
    rows: tuple[DocumentRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def has_head(self) -> bool:
        """Does any column have a heading?"""
        return any(column.label for column in self.columns)

    def drop_empty_columns(self) -> "TableBlock":
        """The table without the columns, other than the first, that say nothing in any row."""
        filled = [
            place for place in range(len(self.columns)) if place == 0 or any(row.cells[place].text for row in self.rows)
        ]
        rows = (replace(row, cells=tuple(row.cells[place] for place in filled)) for row in self.rows)
        return replace(self, columns=tuple(self.columns[place] for place in filled), rows=tuple(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingBlock:
    """A drawing as SVG. ``alt`` says in words what it shows. One that ``is_wide`` fills the width of the page."""

    svg: str = field(repr=False)
    title: str
    alt: str
    is_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureBlock:
    """A picture that somebody has put in a text. ``alt`` says in words what it shows."""

    file: PictureFile = field(repr=False)
    alt: str

    @property
    def width_cm(self) -> float:
        """How wide it is on the page: as its pixels ask for, and so that all of it has room."""
        whole = self.file.width * _CM_PER_PIXEL
        return min(whole, _PAGE_WIDTH_CM, _PICTURE_HEIGHT_CM * self.file.width / self.file.height)


DocumentBlock = HeadingBlock | ParagraphBlock | ListBlock | TableBlock | DrawingBlock | PictureBlock


def build_paragraphs(text: str, kind: str = "text") -> list[DocumentBlock]:
    """A text that a person has written: a paragraph for each of its lines that says anything."""
    return [ParagraphBlock((TextRun(line.strip()),), kind) for line in text.splitlines() if line.strip()]


def build_labelled(label: str, text: str) -> list[DocumentBlock]:
    """A text under its small heading; nothing where there is no text."""
    found = build_paragraphs(text)
    return [ParagraphBlock((TextRun(label, bold=True),), "label"), *found] if found else []
