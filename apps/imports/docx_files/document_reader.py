"""A Word file as pieces of rich text under its headings. Nothing of it is dropped without being listed.

The file has passed ``find_docx_refusal``. Lists, tables, bold, italics and links are kept; tracked changes are read as
accepted; notes stand as text where they are referred to.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml.parser import parse_xml

from apps.core.rich_text.contents import format_inlines
from apps.core.rich_text.normal_form import normalise_inlines, normalise_text
from apps.core.rich_text.reading import MAX_COLUMNS
from apps.core.rich_text.tree import Block, Heading, Inlines, Paragraph, RichText, Text
from apps.imports.docx_files.block_builders import (
    ListCounter,
    ListLine,
    build_lists,
    build_table,
    count_skipped,
    count_span,
    format_rows,
    has_header_row,
)
from apps.imports.docx_files.docx_report import NUMBER_PATTERN, DocxHeading, DocxPiece, DocxReport, Omission
from apps.imports.docx_files.markup_names import qn
from apps.imports.docx_files.packed_docx import BROKEN_MESSAGE, find_docx_refusal
from apps.imports.docx_files.runs import RunReader, read_plain_text
from apps.imports.docx_files.styles import DocxStyles

MAX_OMISSION = 500
MAX_OMISSION_TEXT = 5_000
MAX_TABLE_DEPTH = 5
MAX_GUESSED = 120  # characters of a line that may be a heading
BEFORE_FIRST = "före första rubriken"
GUESSED_REMARK = (
    "Filen har inga rubriker i Words mening. Korta rader i fetstil eller med nummer har lästs som rubriker."
)
NO_HEADINGS_REMARK = "Filen har inga rubriker. Hela texten är en del, som kan läggas i ett kapitel."
_WRAPPERS = {qn(f"w:{name}") for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent")}
_PAGE_NUMBER = re.compile(r"(?:\b(?:sida|sid|av|page|of)\b|[\d\W_])+", re.IGNORECASE)
_MARGINS = ((RELATION.HEADER, "sidhuvud"), (RELATION.FOOTER, "sidfot"))


class DocxFileError(ValueError):
    """The file can't be read; the message says why in Swedish."""


def read_docx_report(content: bytes) -> DocxReport:
    """The file's pieces, what has no place in them, and what a person should know. ``DocxFileError`` if unreadable."""
    refusal = find_docx_refusal(content)
    if refusal:
        raise DocxFileError(refusal)
    try:
        return _DocumentReader(content).read()
    except Exception as error:  # a hostile file makes the reader raise anything, and all of it means the same
        raise DocxFileError(BROKEN_MESSAGE) from error


class _DocumentReader:
    """One document from its beginning to its end."""

    def __init__(self, content: bytes) -> None:
        document = Document(io.BytesIO(content))
        self._body, self._part = document.element.body, document.part
        self._styles = DocxStyles(self._find_part(RELATION.STYLES), self._find_part(RELATION.NUMBERING))
        links = {key: one.target_ref for key, one in self._part.rels.items() if one.is_external}
        self._runs = RunReader(self._styles, links, dict(self._iter_notes()), self._add_omission)
        self._counter, self._numbers = ListCounter(), list[int]()
        self._pieces = [DocxPiece(None)]
        self._blocks: list[Block] = []
        self._lines: list[ListLine] = []
        self._omissions: list[Omission] = []
        self._contents: list[str] = []
        self._carried: Inlines = ()
        self._remarks: list[str] = []

    def read(self) -> DocxReport:
        """All of it."""
        self._read_blocks(self._body)
        self._end_piece()
        if all(piece.heading is None for piece in self._pieces):
            self._guess_headings()
        if self._contents:
            self._omissions.append(
                Omission("innehållsförteckning, som görs på nytt", "", _limit_text("\n".join(self._contents)))
            )
        self._omit_margins()
        self._remark_changes()
        found = self._omissions[:MAX_OMISSION]
        if len(self._omissions) > MAX_OMISSION:
            found.append(Omission(f"{len(self._omissions) - MAX_OMISSION} delar till", ""))
        pieces = tuple(one for one in self._pieces if one.heading or one.blocks)
        return DocxReport(pieces, tuple(found), tuple(self._remarks))

    def _read_blocks(self, element: Any) -> None:
        for child in element:
            if child.tag == qn("w:p"):
                self._read_paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._end_lists()
                self._blocks += self._read_table(child)
            elif child.tag == qn("w:sdt"):
                self._read_control(child)
            elif child.tag in _WRAPPERS:
                self._read_blocks(child)
            elif child.tag == qn("w:altChunk"):
                self._add_omission("inbäddat dokument", "")

    def _read_control(self, control: Any) -> None:
        """A content control: its content, unless it is a table of contents."""
        content = control.find(qn("w:sdtContent"))
        galleries = {one.get(qn("w:val"), "") for one in control.iter(qn("w:docPartGallery"))}
        if content is not None and "Table of Contents" in galleries:
            self._contents.append(read_plain_text(content))
        elif content is not None:
            self._read_blocks(content)

    def _read_paragraph(self, paragraph: Any) -> None:
        level = self._styles.find_outline_level(paragraph)
        if level is not None:
            self._runs.end_fields()
        was_in_contents = self._runs.is_in_contents
        inlines = (*self._carried, *self._runs.read_paragraph(paragraph, keeps_style=level is None))
        self._carried = ()
        if was_in_contents or self._runs.is_in_contents or self._styles.is_contents(paragraph):
            self._contents.append(format_inlines(inlines))
            return
        if _has_deleted_end(paragraph):
            self._carried = inlines  # with the change accepted the next paragraph goes on here
            return
        if level is not None and format_inlines(inlines).strip():
            self._begin_piece(format_inlines(normalise_inlines(inlines)).replace("\n", " "), level, paragraph)
            return
        mark = self._styles.find_list_mark(paragraph)
        if mark is not None and format_inlines(inlines).strip():
            self._lines.append(self._counter.add_line(mark, inlines))
        elif normalise_inlines(inlines):
            self._end_lists()
            self._blocks.append(Paragraph(tuple(inlines)))

    def _begin_piece(self, title: str, level: int, paragraph: Any) -> None:
        self._end_piece()
        self._blocks = []
        found = NUMBER_PATTERN.match(title)
        number = found[1] if found else ""
        if not number and self._styles.find_list_mark(paragraph) is not None:
            number = self._count_heading(level)
        self._pieces.append(DocxPiece(DocxHeading(title, level, number)))

    def _count_heading(self, level: int) -> str:
        """The number that Word writes in front of a heading."""
        self._numbers = [*self._numbers[:level], *[0] * (level - len(self._numbers))]
        self._numbers[-1] += 1
        return ".".join(str(number) for number in self._numbers if number)

    def _end_lists(self) -> None:
        self._blocks += build_lists(self._lines)
        self._lines = []

    def _end_piece(self) -> None:
        if normalise_inlines(self._carried):
            self._blocks.append(Paragraph(self._carried))
            self._carried = ()
        self._end_lists()
        text = normalise_text(RichText(tuple(self._blocks)))
        self._pieces[-1] = DocxPiece(self._pieces[-1].heading, text.blocks)

    def _read_table(self, table: Any, depth: int = 0) -> list[Block]:
        rows = [list(self._iter_cells(row, depth)) for row in _iter_inside(table, qn("w:tr")) if not self._is_gone(row)]
        built = build_table(rows, has_header=has_header_row(table))
        if built is None:
            self._add_omission("tabell, som är för stor", format_rows(rows))
        return list(built or ())

    def _is_gone(self, row: Any) -> bool:
        properties = row.find(qn("w:trPr"))
        is_gone = properties is not None and properties.find(qn("w:del")) is not None
        self._runs.deleted += is_gone
        return is_gone

    def _iter_cells(self, row: Any, depth: int) -> Iterator[list[Block]]:
        """The cells of a row; a merged one stands in its first column, and the others are empty."""
        columns = count_skipped(row)
        yield from ([] for _ in range(columns))
        for cell in _iter_inside(row, qn("w:tc")):
            yield self._read_cell(cell, depth)
            # What is wider than a table may be is not filled out: it is left out whole.
            empty = min(count_span(cell) - 1, max(0, MAX_COLUMNS - columns))
            yield from ([] for _ in range(empty))
            columns += 1 + empty

    def _read_cell(self, cell: Any, depth: int) -> list[Block]:
        blocks: list[Block] = []
        lines: list[ListLine] = []
        for child in _iter_inside(cell, qn("w:p"), qn("w:tbl")):
            if child.tag == qn("w:tbl"):
                if depth < MAX_TABLE_DEPTH:
                    blocks += [*build_lists(lines), *self._read_table(child, depth + 1)]
                else:
                    self._add_omission("tabell, för många tabeller i varandra", read_plain_text(child))
                lines = []
                continue
            inlines = tuple(self._runs.read_paragraph(child))
            mark = self._styles.find_list_mark(child)
            if mark is not None and format_inlines(inlines).strip():
                lines.append(self._counter.add_line(mark, inlines))
            elif normalise_inlines(inlines):
                blocks += [*build_lists(lines), Paragraph(inlines)]
                lines = []
        return [*blocks, *build_lists(lines)]

    def _add_omission(self, what: str, text: str) -> None:
        heading = self._pieces[-1].heading
        self._omissions.append(Omission(what, heading.title if heading else BEFORE_FIRST, _limit_text(text)))

    def _guess_headings(self) -> None:
        """Where the file has no headings: short lines in bold, or with a number, that stand by themselves."""
        pieces = [DocxPiece(None)]
        for block in self._pieces[0].blocks:
            heading = _guess_heading(block)
            if heading is not None:
                pieces.append(DocxPiece(heading))
            else:
                pieces[-1] = DocxPiece(pieces[-1].heading, (*pieces[-1].blocks, block))
        self._remarks.append(GUESSED_REMARK if len(pieces) > 1 else NO_HEADINGS_REMARK)
        self._pieces = pieces

    def _find_part(self, kind: str) -> Any:
        """The root of a part that the document has at most one of; None where it has none."""
        found = next((one for one in self._part.rels.values() if one.reltype == kind and not one.is_external), None)
        return parse_xml(found.target_part.blob) if found is not None else None

    def _iter_notes(self) -> Iterator[tuple[tuple[str, str], str]]:
        for kind, relation in (("footnote", RELATION.FOOTNOTES), ("endnote", RELATION.ENDNOTES)):
            root = self._find_part(relation)
            for note in root.iter(qn(f"w:{kind}")) if root is not None else ():
                if note.get(qn("w:type"), "normal") == "normal":
                    yield (kind, note.get(qn("w:id"), "")), read_plain_text(note).replace("\n", " ")

    def _omit_margins(self) -> None:
        seen: Counter[tuple[str, str]] = Counter()
        for relation, what in _MARGINS:
            for one in self._part.rels.values():
                if one.reltype == relation and not one.is_external:
                    seen[what, read_plain_text(parse_xml(one.target_part.blob))] += 1
        comments = self._find_part(RELATION.COMMENTS)
        for comment in comments.iter(qn("w:comment")) if comments is not None else ():
            seen["kommentar i marginalen", read_plain_text(comment)] += 1
        self._omissions += [
            Omission(what, "", _limit_text(text)) for what, text in seen if _PAGE_NUMBER.sub("", text).strip()
        ]

    def _remark_changes(self) -> None:
        if self._runs.inserted or self._runs.deleted:
            self._remarks.append(
                "Filen har spårade ändringar. Den är läst som om alla var godkända: "
                f"{self._runs.inserted} tillägg är med, och {self._runs.deleted} borttagningar är inte med."
            )


def _iter_inside(element: Any, *tags: str) -> Iterator[Any]:
    """The children of some kinds, also those inside a content control or a tracked insertion."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS or child.tag == qn("w:sdt"):
            yield from _iter_inside(child, *tags)


def _has_deleted_end(paragraph: Any) -> bool:
    properties = paragraph.find(qn("w:pPr"))
    marks = properties.find(qn("w:rPr")) if properties is not None else None
    return marks is not None and marks.find(qn("w:del")) is not None


def _guess_heading(block: Block) -> DocxHeading | None:
    """A line that looks like a heading: short, no sentence, and in bold or with a number of a chapter."""
    if not isinstance(block, Paragraph | Heading):
        return None
    title = format_inlines(block.content)
    if len(title) > MAX_GUESSED or "\n" in title or title.endswith((".", ":", ";", ",", "!", "?")):
        return None
    found = NUMBER_PATTERN.match(title)
    is_bold = all(isinstance(one, Text) and (one.strong or not one.text.strip()) for one in block.content)
    if not is_bold and not found:
        return None
    number = found[1] if found else ""
    return DocxHeading(title, number.count(".") + 1, number, is_guessed=True)


def _limit_text(text: str) -> str:
    return text if len(text) <= MAX_OMISSION_TEXT else f"{text[:MAX_OMISSION_TEXT]} …"
