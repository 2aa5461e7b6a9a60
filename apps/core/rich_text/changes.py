"""Changing a rich text line by line: a number taken out, a figure written as words."""

from collections.abc import Callable
from itertools import count
from typing import Any

from msgspec.structs import replace

from apps.core.rich_text.contents import format_inlines, list_figures, list_pictures
from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.tree import (
    Figure,
    Heading,
    Inline,
    Inlines,
    Paragraph,
    Picture,
    RichText,
    Table,
    Text,
    TextList,
)

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


def rewrite_figures(text: RichText, rewrite: Callable[[Figure], Inline]) -> RichText:
    """The text with each figure as ``rewrite`` gives it back; the same object where it has none."""
    if not list_figures(text):
        return text
    return rewrite_inlines(text, lambda one: (rewrite(one),) if isinstance(one, Figure) else (one,))


def rewrite_inlines(text: RichText, rewrite: Callable[[Inline], Inlines]) -> RichText:
    """The text with each word, break and figure, in reading order, as ``rewrite`` gives it back."""

    def rewrite_line(line: Inlines) -> Inlines:
        return tuple(new for one in line for new in rewrite(one))

    def rewrite_block(block: Any) -> Any:
        match block:
            case Paragraph() | Heading():
                return replace(block, content=rewrite_line(block.content))
            case TextList():
                return replace(block, items=tuple(tuple(map(rewrite_block, item)) for item in block.items))
            case Table():
                return replace(block, rows=tuple(tuple(map(rewrite_line, row)) for row in block.rows))
        return block

    return normalise_text(RichText(tuple(map(rewrite_block, text.blocks))))


def rewrite_pictures(text: RichText, rewrite: Callable[[Picture], Picture]) -> RichText:
    """The text with each picture as ``rewrite`` gives it back; the same object where it has none."""
    if not list_pictures(text):
        return text
    return RichText(tuple(rewrite(one) if isinstance(one, Picture) else one for one in text.blocks))


def write_out_figures(text: RichText) -> RichText:
    """The text with each figure as the words that it shows."""
    return rewrite_figures(text, lambda figure: Text(figure.shown))


def clear_figures(text: RichText) -> RichText:
    """The text with what its figures point at and not how they read, as it is stored: so it never goes stale."""
    return rewrite_figures(text, lambda figure: replace(figure, shown=""))
