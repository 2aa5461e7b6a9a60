"""Changing a rich text line by line: a number taken out, a figure written as words."""

from collections.abc import Callable
from itertools import count
from typing import Any

from msgspec.structs import replace

from apps.core.rich_text.contents import format_inlines
from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.tree import Figure, Heading, Inlines, Paragraph, Picture, RichText, Table, Text, TextList

LineRewriter = Callable[[int, str], str]


def rewrite_lines(text: RichText, rewrite: LineRewriter) -> RichText:
    """The text with each line as ``rewrite`` gives it back, by its number in reading order.

    A line is a paragraph, a heading, a row of a table with tabs between its cells, or the words of a picture. One that
    changes loses its emphasis and links.
    """
    numbers = count()

    def rewrite_block(block: Any) -> Any:
        match block:
            case Paragraph() | Heading():
                return replace(block, content=_rewrite_row((block.content,), next(numbers), rewrite)[0])
            case TextList():
                return replace(block, items=tuple(tuple(map(rewrite_block, item)) for item in block.items))
            case Table():
                return replace(block, rows=tuple(_rewrite_row(row, next(numbers), rewrite) for row in block.rows))
            case Picture():
                return replace(block, alt=rewrite(next(numbers), block.alt))

    rewritten = RichText(tuple(map(rewrite_block, text.blocks)))
    return text if rewritten == text else normalise_text(rewritten)


def _rewrite_row(cells: tuple[Inlines, ...], number: int, rewrite: LineRewriter) -> tuple[Inlines, ...]:
    before = [format_inlines(cell) for cell in cells]
    after = rewrite(number, "\t".join(before)).split("\t")
    after += [""] * (len(cells) - len(after))
    return tuple(
        cell if old == new else (Text(new),) for cell, old, new in zip(cells, before, after[: len(cells)], strict=True)
    )


def write_out_figures(text: RichText) -> RichText:
    """The text with each figure as the words that it shows."""

    def write_out(block: Any) -> Any:
        match block:
            case Paragraph() | Heading():
                return replace(block, content=_write_out_inlines(block.content))
            case TextList():
                return replace(block, items=tuple(tuple(map(write_out, item)) for item in block.items))
            case Table():
                return replace(block, rows=tuple(tuple(map(_write_out_inlines, row)) for row in block.rows))
        return block

    return normalise_text(RichText(tuple(map(write_out, text.blocks))))


def _write_out_inlines(inlines: Inlines) -> Inlines:
    return tuple(Text(one.shown) if isinstance(one, Figure) else one for one in inlines)
