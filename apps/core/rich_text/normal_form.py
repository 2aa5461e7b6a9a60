"""One form for what reads alike: no empty nodes, no stray white space, neighbours that say the same thing as one."""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from msgspec.structs import replace

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
    Text,
    TextList,
)

# Control characters and the marks that a word processor hides say nothing; a no-break space says that it is one.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]")
_SPACES = re.compile("[^\\S\u00a0\u202f]+")


def normalise_text(text: RichText) -> RichText:
    """The same text in its one form. Doing it twice changes nothing."""
    return RichText(tuple(_normalise_headings(_join_lists(_normalise_blocks(text.blocks)))))


def _normalise_headings(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings from level 1 on, each at most one level below the one before."""
    above: list[int] = []
    for block in blocks:
        if isinstance(block, Heading):
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            yield replace(block, level=len(above))
        else:
            yield block


def _normalise_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        normal = _normalise_block(block)
        if normal is not None:
            yield normal


def _normalise_block(block: Block) -> Block | None:
    """The block in its one form; None when it says nothing."""
    match block:
        case Paragraph():
            content = normalise_inlines(block.content)
            return Paragraph(content) if content else None
        case Heading():
            content = normalise_inlines(Text(" ") if isinstance(one, LineBreak) else one for one in block.content)
            return Heading(min(max(block.level, 1), 3), content) if content else None
        case TextList():
            return _normalise_list(block)
        case Table():
            return _normalise_table(block)
        case Picture():
            return replace(block, alt=_clean(block.alt).strip())


def _normalise_list(block: TextList) -> TextList | None:
    items: list[tuple[Paragraph | TextList, ...]] = []
    for item in block.items:
        normal = _normalise_item(item)
        if len(normal) == 1 and isinstance(normal[0], TextList) and not items:
            items.extend(normal[0].items)  # a list in a list with nothing above it is the list itself
        elif normal:
            items.append(normal)
    return TextList(block.ordered, tuple(items)) if items else None


def _normalise_item(item: Iterable[Paragraph | TextList]) -> tuple[Paragraph | TextList, ...]:
    blocks = _join_lists(_normalise_blocks(item))
    return tuple(one for one in blocks if isinstance(one, Paragraph | TextList))


def _normalise_table(block: Table) -> Table | None:
    rows = [[normalise_inlines(cell) for cell in row] for row in block.rows]
    width = max((len(row) for row in rows), default=0)
    full = [tuple(cell for cell, _ in zip_longest(row, range(width), fillvalue=())) for row in rows]
    has_header = bool(block.header_rows and full and any(full[0]))
    if block.header_rows and not has_header:
        full = full[1:]
    if not any(cell for row in full for cell in row):
        return None
    return Table(tuple(full), int(has_header))


def _join_lists(blocks: Iterable[Block]) -> Iterator[Block]:
    """Two lists of one kind after each other are one list."""
    waiting: Block | None = None
    for block in blocks:
        if isinstance(block, TextList) and isinstance(waiting, TextList) and block.ordered == waiting.ordered:
            waiting = TextList(block.ordered, waiting.items + block.items)
            continue
        if waiting is not None:
            yield waiting
        waiting = block
    if waiting is not None:
        yield waiting


def normalise_inlines(inlines: Iterable[Inline]) -> Inlines:
    """Inlines without what is empty, with no space at the ends of a line, and with one node for each style."""
    lines: list[list[Inline]] = [[]]
    for one in inlines:
        if isinstance(one, LineBreak):
            lines.append([])
        elif isinstance(one, Figure):
            lines[-1].append(replace(one, shown=_clean(one.shown).strip()))
        else:
            _add_text(lines[-1], replace(one, text=_clean(one.text)))
    lines_together: list[Inline] = []
    for line in lines:
        if stripped := _strip_line(line):
            lines_together.extend([LineBreak(), *stripped] if lines_together else stripped)
    return tuple(lines_together)


def _add_text(line: list[Inline], text: Text) -> None:
    last = line[-1] if line else None
    if isinstance(last, Text) and replace(last, text=text.text) == text:
        line[-1] = replace(last, text=_SPACES.sub(" ", last.text + text.text))
    elif text.text:
        line.append(text)


def _strip_line(line: list[Inline]) -> list[Inline]:
    while line and isinstance(first := line[0], Text):
        stripped = first.text.lstrip()
        if stripped:
            line = [replace(first, text=stripped), *line[1:]]
            break
        line = line[1:]
    while line and isinstance(last := line[-1], Text):
        stripped = last.text.rstrip()
        if stripped:
            return [*line[:-1], replace(last, text=stripped)]
        line = line[:-1]
    return line


def _clean(text: str) -> str:
    return _SPACES.sub(" ", _CONTROLS.sub("", text))
