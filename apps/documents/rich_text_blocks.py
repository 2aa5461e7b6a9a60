"""What people have written, as a document's blocks: everything that a rich text may have, and nothing lost."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from apps.core.picture_file import PictureFile
from apps.core.rich_text.tree import (
    Block,
    Figure,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Paragraph,
    Picture,
    RichText,
    Table,
    TextList,
)
from apps.documents.blocks import (
    LINE_BREAK,
    DocumentBlock,
    DocumentCell,
    DocumentColumn,
    DocumentRow,
    HeadingBlock,
    ListBlock,
    ListItem,
    ParagraphBlock,
    PictureBlock,
    TableBlock,
    TextRun,
    build_paragraphs,
)
from apps.report.chapters.written_texts import find_rich_text

LOWEST_HEADING = 3  # what is written under a small heading has none of its own

Pictures = Mapping[str, PictureFile]
"""The pictures of a report's texts by their ids."""

NO_PICTURES: Pictures = {}


def build_text_blocks(text: RichText, level: int, pictures: Pictures = NO_PICTURES) -> list[DocumentBlock]:
    """The text under a heading of a level; its own headings are below that."""
    return [_build_block(block, level, pictures) for block in text.blocks]


def build_written_text(part: Any, field: str) -> list[DocumentBlock]:
    """A text of a comment or an assessment: with its marks where it has any, else a paragraph for each of its lines."""
    text = find_rich_text(part, field)
    return build_paragraphs(getattr(part, field)) if text is None else build_text_blocks(text, LOWEST_HEADING)


def build_labelled_text(label: str, part: Any, field: str) -> list[DocumentBlock]:
    """The same under its small heading; nothing where there is no text."""
    found = build_written_text(part, field)
    return [ParagraphBlock((TextRun(label, bold=True),), "label"), *found] if found else []


def _build_block(block: Block, level: int, pictures: Pictures) -> DocumentBlock:
    match block:
        case Paragraph():
            return ParagraphBlock(_build_runs(block.content))
        case Heading():
            return HeadingBlock("".join(run.text for run in _build_runs(block.content)), level + block.level)
        case TextList():
            return _build_list(block)
        case Table():
            return _build_table(block)
        case Picture():
            return _build_picture(block, pictures.get(block.id))


def _build_picture(picture: Picture, file: PictureFile | None) -> DocumentBlock:
    """The picture; where nobody has its bytes, what it shows in words."""
    if file is None:
        return ParagraphBlock((TextRun(f"[Bild: {picture.alt}]", italic=True),))
    return PictureBlock(file=file, alt=picture.alt)


def _build_runs(inlines: Inlines) -> tuple[TextRun, ...]:
    return tuple(_build_run(one) for one in inlines)


def _build_run(inline: Inline) -> TextRun:
    match inline:
        case LineBreak():
            return LINE_BREAK
        case Figure():
            return TextRun(inline.shown)
        case _:
            return TextRun(inline.text, bold=inline.strong, italic=inline.emphasis, link=inline.link)


def _build_list(block: TextList) -> ListBlock:
    return ListBlock(tuple(_build_item(item) for item in block.items), block.ordered)


def _build_item(blocks: Iterable[Paragraph | TextList]) -> ListItem:
    """An item's paragraphs and lists, in their order."""
    return ListItem(
        tuple(_build_list(block) if isinstance(block, TextList) else _build_runs(block.content) for block in blocks)
    )


def _build_table(table: Table) -> TableBlock:
    """A table without a title of its own. Without headings its head is left out."""
    rows = [[_build_cell(cell) for cell in row] for row in table.rows]
    head, body = (rows[0], rows[1:]) if table.header_rows and rows else ([], rows)
    width = max((len(row) for row in rows), default=0)
    labels = [cell.text for cell in head] or [""] * width
    return TableBlock(
        title="",
        columns=tuple(DocumentColumn(label=label, weight=2) for label in labels),
        rows=tuple(DocumentRow(cells=tuple(row)) for row in body),
    )


def _build_cell(inlines: Sequence[Inline]) -> DocumentCell:
    runs = _build_runs(tuple(inlines))
    return DocumentCell(text="".join(run.text for run in runs), runs=runs)
