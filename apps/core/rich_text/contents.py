"""Going through a rich text: every block, every word, its plain text and its length."""

import re
from collections.abc import Iterable, Iterator

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

_WORD_PATTERN = re.compile(r"\w+(?:[\w.,:'’-]*\w+)?")


def iter_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block in reading order, a list before what is in it."""
    for block in blocks:
        yield block
        if isinstance(block, TextList):
            for item in block.items:
                yield from iter_blocks(item)


def iter_inlines(text: RichText) -> Iterator[Inline]:
    """Every word, break and figure in reading order."""
    for block in iter_blocks(text.blocks):
        if isinstance(block, Paragraph | Heading):
            yield from block.content
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from cell


def list_figures(text: RichText) -> list[Figure]:
    """The figures of the text in reading order."""
    return [one for one in iter_inlines(text) if isinstance(one, Figure)]


def list_pictures(text: RichText) -> list[Picture]:
    """The pictures of the text in reading order."""
    return [one for one in text.blocks if isinstance(one, Picture)]


def format_inlines(inlines: Inlines) -> str:
    """Inlines without their style; a break is a new line."""
    return "".join(_get_inline_text(one) for one in inlines)


def format_plain(text: RichText) -> str:
    """The text as plain text: a line for each block, an empty one between, a table's cells parted by tabs."""
    return "\n\n".join(_format_block(block) for block in text.blocks)


def format_prose(text: RichText) -> str:
    """As ``format_plain``, without the tables, which are no sentences."""
    return "\n\n".join(_format_block(block) for block in text.blocks if not isinstance(block, Table))


def count_words(text: RichText) -> int:
    """How long the text is, in words."""
    return sum(len(_WORD_PATTERN.findall(line)) for line in _list_lines(text))


def _list_lines(text: RichText) -> Iterator[str]:
    """Everything that was written, without the numbers of lists."""
    for block in iter_blocks(text.blocks):
        if isinstance(block, Paragraph | Heading):
            yield format_inlines(block.content)
        elif isinstance(block, Table):
            yield from (format_inlines(cell) for row in block.rows for cell in row)


def is_empty(text: RichText) -> bool:
    """Does the text say nothing?"""
    return not text.blocks


def _get_inline_text(one: Inline) -> str:
    if isinstance(one, LineBreak):
        return "\n"
    return one.shown if isinstance(one, Figure) else one.text


def _format_block(block: Block, indent: str = "") -> str:
    match block:
        case Paragraph() | Heading():
            return format_inlines(block.content)
        case TextList():
            lines = []
            for number, item in enumerate(block.items, 1):
                mark = f"{number}." if block.ordered else "–"
                body = "\n".join(_format_block(one, f"{indent}  ") for one in item)
                lines.append(f"{indent}{mark} {body.lstrip()}")
            return "\n".join(lines)
        case Table():
            return "\n".join("\t".join(format_inlines(cell).replace("\n", " ") for cell in row) for row in block.rows)
        case _:
            return block.alt
