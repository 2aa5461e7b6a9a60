"""Changing a rich text line by line: a number taken out, a figure written as words."""

from collections.abc import Callable, Iterable
from itertools import count
from typing import TypeVar

from msgspec.structs import replace

from apps.core.rich_text.normalising import normalise_text
from apps.core.rich_text.tree import Block, Figure, Heading, Paragraph, Picture, RichText, Table, Text, TextList, Words
from apps.core.rich_text.walking import format_words

LineRewriter = Callable[[int, str], str]
BlockType = TypeVar("BlockType", bound=Block)


def rewrite_lines(text: RichText, rewrite: LineRewriter) -> RichText:
    """The text with each line as ``rewrite`` gives it back, by its number in reading order.

    A line is a paragraph, a heading, a cell or the words of a picture. One that changes loses its emphasis and links.
    """
    numbers = count()

    def rewrite_words(words: Words) -> Words:
        line = format_words(words)
        changed = rewrite(next(numbers), line)
        return words if changed == line else (Text(changed),)

    rewritten = RichText(tuple(_map_block(block, rewrite_words, rewrite, numbers) for block in text.blocks))
    return text if rewritten == text else normalise_text(rewritten)


def write_out_figures(text: RichText) -> RichText:
    """The text with each figure as the words that it shows."""
    return normalise_text(RichText(tuple(_map_block(block, _write_out, None, count()) for block in text.blocks)))


def _write_out(words: Words) -> Words:
    return tuple(Text(one.shown) if isinstance(one, Figure) else one for one in words)


def _map_block(
    block: BlockType, change: Callable[[Words], Words], rewrite: LineRewriter | None, numbers: Iterable[int]
) -> BlockType:
    if isinstance(block, Paragraph | Heading):
        return replace(block, content=change(block.content))
    if isinstance(block, TextList):
        items = tuple(tuple(_map_block(one, change, rewrite, numbers) for one in item) for item in block.items)
        return replace(block, items=items)
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(change(cell) for cell in row) for row in block.rows))
    if isinstance(block, Picture) and rewrite:
        return replace(block, alt=rewrite(next(iter(numbers)), block.alt))
    return block
