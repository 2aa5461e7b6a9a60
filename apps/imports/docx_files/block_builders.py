"""Lines of a Word list as a list, and a Word table as a table of the closed tree. Pure functions on what was read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from apps.core.rich_text.contents import format_inlines
from apps.core.rich_text.reading import MAX_CELLS, MAX_COLUMNS, MAX_DEPTH
from apps.core.rich_text.tree import Block, Inline, Inlines, LineBreak, Paragraph, Table, Text, TextList
from apps.imports.docx_files.markup_names import qn
from apps.imports.docx_files.styles import ListMark

BULLET = "• "


class ListLine(NamedTuple):
    """A paragraph of a list. ``number`` is what Word counts it as."""

    depth: int
    is_numbered: bool
    number: int
    content: Inlines


class ListCounter:
    """Counts the lines of every list of a document as Word does: a deeper level begins anew below each line."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def add_line(self, mark: ListMark, content: Iterable[Inline]) -> ListLine:
        """The line with its number."""
        counts = self._counts[mark.list_id]
        counts[mark.depth] = counts.get(mark.depth, 0) + 1
        for depth in [depth for depth in counts if depth > mark.depth]:
            del counts[depth]
        return ListLine(mark.depth, mark.is_numbered, counts[mark.depth], tuple(content))


def build_lists(lines: Sequence[ListLine]) -> list[Block]:
    """Lists within lists. One that goes on after other text, at 3 say, is paragraphs with their numbers written."""
    blocks: list[Block] = []
    place = 0
    while place < len(lines):
        place = _add_list(lines, place, blocks, 0)
    return blocks


def _add_list(lines: Sequence[ListLine], place: int, blocks: list[Any], nested: int) -> int:
    """Add the list that begins at a place, and tell where it ends."""
    first = lines[place]
    goes_on = first.is_numbered and first.number > 1 and not nested
    items: list[list[Any]] = []
    while place < len(lines) and lines[place].depth >= first.depth:
        line = lines[place]
        if line.depth > first.depth and items and nested < MAX_DEPTH - 1:
            place = _add_list(lines, place, blocks if goes_on else items[-1], nested + 1)
            continue
        if line.is_numbered != first.is_numbered and line.depth == first.depth:
            break
        if goes_on:
            blocks.append(Paragraph((Text(f"{line.number}. "), *line.content)))
        items.append([Paragraph(line.content)])
        place += 1
    if not goes_on:
        blocks.append(TextList(first.is_numbered, tuple(tuple(item) for item in items)))
    return place


def build_table(rows: Sequence[Sequence[Sequence[Block]]], *, has_header: bool) -> tuple[Block, ...] | None:
    """The table, each cell's blocks as lines in it. A table of one cell is a frame: its blocks. None if too large."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return tuple(rows[0][0])
    width = max((len(row) for row in rows), default=0)
    if width > MAX_COLUMNS or width * len(rows) > MAX_CELLS:
        return None
    cells = tuple(tuple(_build_cell(cell) for cell, _ in zip_longest(row, range(width), fillvalue=())) for row in rows)
    return (Table(cells, int(has_header and len(rows) > 1)),)


def _build_cell(blocks: Any) -> Inlines:
    lines: list[Inline] = []
    for line in _iter_lines(blocks or ()):
        lines += [LineBreak(), *line] if lines else line
    return tuple(lines)


def _iter_lines(blocks: Iterable[Any], mark: str = "") -> Iterable[Inlines]:
    for block in blocks:
        if isinstance(block, TextList):
            for number, item in enumerate(block.items, 1):
                yield from _iter_lines(item, f"{number}. " if block.ordered else BULLET)
        elif isinstance(block, Table):
            for row in block.rows:
                yield (Text(" · ".join(format_inlines(cell).replace("\n", " ") for cell in row if cell)),)
        else:
            yield (Text(mark), *block.content) if mark else block.content


def format_rows(rows: Sequence[Sequence[Sequence[Block]]]) -> str:
    """A table as plain text, for a list of what has no place."""
    return "\n".join("\t".join(format_inlines(_build_cell(cell)).replace("\n", " ") for cell in row) for row in rows)


def count_span(cell: Any) -> int:
    """How many columns a cell of Word goes over, at most as many as a table may have."""
    properties = cell.find(qn("w:tcPr"))
    span = properties.find(qn("w:gridSpan")) if properties is not None else None
    return _read_count(span, 1)


def count_skipped(row: Any) -> int:
    """How many columns a row of Word begins after."""
    properties = row.find(qn("w:trPr"))
    return _read_count(properties.find(qn("w:gridBefore")) if properties is not None else None, 0)


def _read_count(mark: Any, default: int) -> int:
    text = mark.get(qn("w:val"), "") if mark is not None else ""
    return min(max(int(text), default), MAX_COLUMNS + 1) if text.isdecimal() and len(text) < 6 else default


def has_header_row(table: Any) -> bool:
    """Does the first row hold headings, by its repetition or by how the table is drawn?"""
    row = next(table.iter(qn("w:tr")), None)
    properties = row.find(qn("w:trPr")) if row is not None else None
    if properties is not None and properties.find(qn("w:tblHeader")) is not None:
        return True
    look = next(table.iter(qn("w:tblLook")), None)
    if look is None:
        return False
    value = look.get(qn("w:val"), "")
    flags = int(value, 16) if len(value) == 4 and set(value.lower()) <= set("0123456789abcdef") else 0
    return look.get(qn("w:firstRow"), "") in ("1", "true") or bool(flags & 0x20)
