"""Blocks as Word's own elements: real headings, tables whose heads repeat, lights as shape and word.

Built as XML from escaped text, since building cell by cell takes minutes for a report of many tables.
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from apps.charts.markup import clean_text
from apps.core.lights import Light
from apps.documents.blocks import (
    DocumentCell,
    DocumentRow,
    HeadingBlock,
    ListBlock,
    ParagraphBlock,
    TableBlock,
    TextRun,
)

_NAMESPACES = nsdecls("w")
_LIGHT_COLOURS = {
    Light.MET: "1D7044",
    Light.ON_TRACK: "8A5A00",
    Light.NOT_MET: "B3261E",
    Light.UNKNOWN: "4C5C63",
}
_LINK_COLOUR = "0A5C6B"
_TABLE_WIDTH = 9400  # twentieths of a point, the width between the margins
_SMALL, _SMALLEST, _NOTE = 18, 15, 17  # half points
_MANY_COLUMNS = 6
_INDENT = 180  # twentieths of a point for each level of a tree
_BORDERS = (
    '<w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="B9C4C0"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="B9C4C0"/></w:tblBorders>'
)

_MARGINS = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'


def build_heading(heading: HeadingBlock, style: str, bookmark: int, *, with_number: bool) -> Any:
    """A heading of the template's own style, with a bookmark for the contents."""
    text = f"{heading.number} {heading.text}" if with_number and heading.number else heading.text
    marks = (
        f'<w:bookmarkStart w:id="{bookmark}" w:name="{format_bookmark(bookmark)}"/>',
        f'<w:bookmarkEnd w:id="{bookmark}"/>',
    )
    return _parse(f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{marks[0]}{_write_run(text)}{marks[1]}</w:p>')


def format_bookmark(number: int) -> str:
    """The name by which the contents find a heading."""
    return f"_Toc{90000000 + number}"


def build_contents(entries: Sequence[tuple[int, str, int]], styles: dict[int, str]) -> list[Any]:
    """The field of contents, already filled, which Word fills anew by itself. ``entries``: level, text, bookmark."""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    found = []
    for place, (level, text, bookmark) in enumerate(entries):
        style = f'<w:pStyle w:val="{styles[level]}"/>' if level in styles else ""
        indent = "" if style else f'<w:ind w:left="{(level - 1) * 2 * _INDENT}"/>'
        link = f'<w:hyperlink w:anchor="{format_bookmark(bookmark)}">{_write_run(text)}</w:hyperlink>'
        start = begin if place == 0 else ""
        found.append(_parse(f"<w:p><w:pPr>{style}{indent}</w:pPr>{start}{link}</w:p>"))
    if found:
        found.append(_parse('<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'))
    return found


def build_paragraph(paragraph: ParagraphBlock) -> Any:
    """A paragraph; a label holds on to what follows it."""
    keep = "<w:keepNext/>" if paragraph.kind == "label" else ""
    size = _NOTE if paragraph.kind == "note" else 0
    return _parse(f"<w:p><w:pPr>{keep}</w:pPr>{_write_runs(paragraph.runs, size)}</w:p>")


def build_list(
    block: ListBlock, styles: dict[str, str], begin_numbering: Callable[[], int], depth: int = 0
) -> list[Any]:
    """A list in the template's own style, or with a dash or number where it has none.

    ``begin_numbering`` gives the id of a numbering that begins at 1, as a style alone goes on where it last ended.
    """
    style = styles.get("number" if block.ordered else "bullet", "")
    mark = f'<w:pStyle w:val="{style}"/>' if style else ""
    if style and block.ordered:
        mark += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{begin_numbering()}"/></w:numPr>'
    if depth or not style:
        mark += f'<w:ind w:left="{2 * (depth + 1) * _INDENT}" w:hanging="{_INDENT}"/>'
    below = f'<w:ind w:left="{2 * (depth + 1) * _INDENT}"/>'
    found = []
    for number, item in enumerate(block.items, 1):
        sign = "" if style else f"{number}. " if block.ordered else "– "
        # The first paragraph has the item's mark; where a list comes first, the mark stands by itself above it.
        parts = item.parts if item.parts and isinstance(item.parts[0], tuple) else ((), *item.parts)
        for place, part in enumerate(parts):
            if isinstance(part, ListBlock):
                found += build_list(part, styles, begin_numbering, depth + 1)
                continue
            runs = (_write_run(sign) if sign and not place else "") + _write_runs(part)
            found.append(_parse(f"<w:p><w:pPr>{below if place else mark}</w:pPr>{runs}</w:p>"))
    return found


def build_table(table: TableBlock) -> list[Any]:
    """A table with its title above it, its head on every page, and its notes below."""
    title = _parse(f"<w:p><w:pPr><w:keepNext/></w:pPr>{_write_run(table.title, bold=True)}</w:p>")
    weights = sum(column.weight for column in table.columns)
    widths = [_TABLE_WIDTH * column.weight // weights for column in table.columns]
    name = escape(clean_text(table.title or "Tabell"))
    parts = [
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/>{_BORDERS}<w:tblLayout w:type="fixed"/>{_MARGINS}',
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1"'
        f' w:noVBand="1"/><w:tblCaption w:val="{name}"/><w:tblDescription w:val="Tabell: {name}"/></w:tblPr>',
        "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) + "</w:tblGrid>",
        _write_head(table, widths) if table.has_head else "",
        *(_write_row(row, table, widths) for row in table.rows),
        "</w:tbl>",
    ]
    notes = [_parse(f"<w:p>{_write_run(note, size=_NOTE)}</w:p>") for note in table.notes]
    return [*([title] if table.title else []), _parse("".join(parts)), *(notes or [_parse("<w:p/>")])]


def _choose_size(table: TableBlock) -> int:
    """A table of many columns is set smaller, so that no amount breaks in two where the font is a wide one."""
    return _SMALLEST if len(table.columns) > _MANY_COLUMNS else _SMALL


def _write_head(table: TableBlock, widths: Sequence[int]) -> str:
    size = _choose_size(table)
    cells = "".join(
        _write_cell(_write_run(column.head, bold=True, size=size), width, is_number=column.is_number)
        for column, width in zip(table.columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _write_row(row: DocumentRow, table: TableBlock, widths: Sequence[int]) -> str:
    size = _choose_size(table)
    cells = "".join(
        _write_cell(
            _write_cell_text(cell, bold=row.is_sum, size=size),
            width,
            is_number=column.is_number,
            indent=row.depth * _INDENT if place == 0 else 0,
        )
        for place, (cell, column, width) in enumerate(zip(row.cells, table.columns, widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _write_cell(content: str, width: int, *, is_number: bool, indent: int = 0) -> str:
    margin = f'<w:ind w:left="{indent}"/>' if indent else ""
    right = '<w:jc w:val="right"/>' if is_number else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:spacing w:after="20"/>'
        f"{margin}{right}</w:pPr>{content}</w:p></w:tc>"
    )


def _write_cell_text(cell: DocumentCell, *, bold: bool, size: int) -> str:
    if cell.light:
        return _write_light(cell.light, size=size)
    if cell.runs:
        return _write_runs(cell.runs, size)
    return _write_run(cell.text, bold=bold, size=size) if cell.text else ""


def _write_runs(runs: Iterable[TextRun], size: int = 0) -> str:
    return "".join(_write_text_run(run, size) for run in runs)


def _write_text_run(run: TextRun, size: int) -> str:
    """A light, or words; a link is a field, which needs no list of links beside the text."""
    if run.light:
        return _write_light(run.light, size=size)
    written = _write_run(run.text, bold=run.bold, italic=run.italic, size=size, colour=_LINK_COLOUR if run.link else "")
    if not run.link:
        return written
    address = escape(clean_text(run.link).replace('"', "%22").replace("\\", "%5C"))
    return f'<w:fldSimple w:instr=" HYPERLINK &quot;{address}&quot; ">{written}</w:fldSimple>'


def _write_light(light: Light, *, size: int = 0) -> str:
    return _write_run(light.shape, colour=_LIGHT_COLOURS[light], size=size) + _write_run(f" {light.label}", size=size)


def _write_run(text: str, *, bold: bool = False, italic: bool = False, size: int = 0, colour: str = "") -> str:
    if text == "\n":
        return "<w:r><w:br/></w:r>"
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    marks += f'<w:color w:val="{colour}"/>' if colour else ""
    marks += f'<w:sz w:val="{size}"/>' if size else ""
    shown = escape(clean_text(text).replace("\n", " "), quote=False)
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>'


def _parse(xml: str) -> Any:
    """The element of some markup that was built here."""
    place = next(place for place, sign in enumerate(xml) if sign in " />" and place)
    return parse_xml(f"{xml[:place]} {_NAMESPACES}{xml[place:]}")
