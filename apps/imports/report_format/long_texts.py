"""A chapter's text as Markdown in cells: in its one form, and in pieces where it is longer than a cell of Excel.

A text is divided between blocks, or between a table's rows, and put together as it was.
"""

import re

from apps.core.rich_text.changes import clear_figures
from apps.core.rich_text.markdown import format_markdown, parse_markdown

MAX_PIECE = 30_000  # Excel holds 32 767 characters, and an apostrophe may be put in front
_BLOCK_START = re.compile(r"\n\n(?=[^\s])")
_ROW_START = re.compile(r"\n(?=\|)")
_TABLE_START = re.compile(r"\|[^\n]*\n\|[ |:-]*(?:\n|\Z)")


def normalise_markdown(text: str) -> str:
    """The same text, written as the product writes it. Of a figure what it points at, and not how it reads.

    ``RichTextError`` for what may not stand in a report.
    """
    return format_markdown(clear_figures(parse_markdown(text)))


def split_markdown(text: str, most: int = MAX_PIECE) -> list[str]:
    """The text in pieces of at most ``most`` characters, which ``join_markdown`` puts together."""
    pieces = []
    while len(text) > most:
        end, start = _find_cut(text, most)
        pieces.append(text[:end])
        text = text[start:]
    return [*pieces, text]


def _find_cut(text: str, most: int) -> tuple[int, int]:
    """Where the first piece ends and the next one starts."""
    for pattern in (_BLOCK_START, _ROW_START):
        cuts = [found for found in pattern.finditer(text, 0, most) if found.start()]
        if cuts and not (pattern is _ROW_START and _TABLE_START.match(text, cuts[-1].end())):
            return cuts[-1].start(), cuts[-1].end()
    # A paragraph that fills a cell becomes two: no word is lost.
    space = text.rfind(" ", 0, most)
    return (space, space + 1) if space > 0 else (most, most)


def join_markdown(first: str, rest: str) -> str:
    """Two pieces as one: a table's rows go on, all else is a block of its own."""
    is_same_table = first.rpartition("\n")[2].startswith("|") and rest.startswith("|")
    return first + ("\n" if is_same_table and not _TABLE_START.match(rest) else "\n\n") + rest
