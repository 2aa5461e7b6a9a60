"""A report in a Word template: the board's own, or the default one."""

import io
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Pt
from docxtpl import DocxTemplate

from apps.charts.markup import clean_text
from apps.documents.arrangement import DocumentChapter
from apps.documents.blocks import (
    DocumentBlock,
    DrawingBlock,
    HeadingBlock,
    ListBlock,
    ParagraphBlock,
    PictureBlock,
    TableBlock,
    TextRun,
)
from apps.documents.cover import DRAFT_LABEL, DocumentCover
from apps.documents.docx.default_template import build_default_template
from apps.documents.docx.elements import build_contents, build_heading, build_list, build_paragraph, build_table
from apps.documents.docx.pictures import draw_pictures
from apps.documents.docx.tags import ARMS_TAG, CONTENTS_TAG, REPORT_TAG, build_context, build_environment, get_marker

LANGUAGE = "sv-SE"
_DRAWING_WIDTHS = {True: Cm(16), False: Cm(10.5)}
_ARMS_HEIGHT = Cm(3.2)
_CONTENTS_LEVEL = 2


def build_report_docx(
    chapters: Sequence[DocumentChapter], cover: DocumentCover, made_at: datetime, template: bytes | None = None
) -> bytes:
    """The document's bytes. The template has been checked (``template_check``)."""
    rendered = DocxTemplate(io.BytesIO(template or build_default_template()))
    rendered.render(build_context(cover), build_environment(), autoescape=True)
    filled = io.BytesIO()
    rendered.save(filled)
    writer = _DocxWriter(Document(filled))
    writer.place_arms(cover)
    writer.write_blocks([block for chapter in chapters for block in chapter.blocks])
    writer.set_particulars(cover, made_at)
    if cover.is_draft:
        writer.mark_draft()
    target = io.BytesIO()
    writer.document.save(target)
    return target.getvalue()


class _DocxWriter:
    """A document in the making."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.headings = {level: self._find_heading_style(level) for level in (1, 2, 3)}
        self.lists = {"bullet": self._find_style_id("List Bullet"), "number": self._find_numbering_style()}
        self.entries: list[tuple[int, str, int]] = []
        self.bookmarks = count(1)

    def _find_heading_style(self, level: int) -> Any:
        """The template's own heading, or one that is made like Word's where it has none."""
        name, styles = f"Heading {level}", self.document.styles
        if name not in styles:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
            if "Normal" in styles:
                style.base_style = styles["Normal"]
            style.font.bold, style.font.size = True, Pt(20 - 3 * level)
            outline = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{level - 1}"/>')
            style.element.get_or_add_pPr().append(outline)
        return styles[name]

    def _find_style_id(self, name: str) -> str:
        styles = self.document.styles
        return styles[name].style_id if name in styles else ""

    def _find_numbering_style(self) -> str:
        """The style of numbered lists, where the template's style numbers."""
        style_id = self._find_style_id("List Number")
        return style_id if style_id and self._find_list_numbering() is not None else ""

    def _find_list_numbering(self) -> Any:
        properties = self.document.styles["List Number"].element.pPr
        numbering = properties.numPr if properties is not None else None
        return numbering.numId if numbering is not None else None

    def _begin_numbering(self) -> int:
        """A numbering like that of the template's numbered lists, which begins at 1."""
        numbering = self.document.part.numbering_part.element
        like = numbering.num_having_numId(self._find_list_numbering().val)
        begun = numbering.add_num(like.abstractNumId.val)
        begun.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(begun.numId)

    def place_arms(self, cover: DocumentCover) -> None:
        """The arms in their place; without any the place goes."""
        place = self._find_place(ARMS_TAG, is_needed=False)
        if place is None:
            return
        if cover.arms:
            inline = self.document.part.new_pic_inline(io.BytesIO(draw_pictures([cover.arms])[0]), height=_ARMS_HEIGHT)
            inline.docPr.set("descr", f"{cover.municipality}s vapen")
            holder = self.document.add_paragraph()
            holder.add_run()._r.add_drawing(inline)
            place.addprevious(holder._p)
        place.getparent().remove(place)

    def write_blocks(self, blocks: Sequence[DocumentBlock]) -> None:
        """The report in its place, then the contents in theirs; at the end where the template has no place."""
        drawn = iter(draw_pictures([block.svg for block in blocks if isinstance(block, DrawingBlock)]))
        place = self._find_place(REPORT_TAG)
        for block in blocks:
            for element in self._build_elements(block, drawn):
                place.addprevious(element)
        place.getparent().remove(place)
        contents = self._find_place(CONTENTS_TAG, is_needed=False)
        if contents is not None:
            styles = {level: self._find_style_id(f"toc {level}") for level in (1, 2)}
            for element in build_contents(self.entries, {level: name for level, name in styles.items() if name}):
                contents.addprevious(element)
            contents.getparent().remove(contents)

    def _find_place(self, tag: str, *, is_needed: bool = True) -> Any:
        body, marker = self.document.element.body, get_marker(tag)
        for paragraph in body.iter(qn("w:p")):
            if marker in "".join(text.text or "" for text in paragraph.iter(qn("w:t"))):
                return paragraph
        return self.document.add_paragraph()._p if is_needed else None

    def _build_elements(self, block: DocumentBlock, drawn: Any) -> list[Any]:
        match block:
            case HeadingBlock():
                return [self._build_heading(block)]
            case ParagraphBlock():
                return [build_paragraph(block)]
            case ListBlock():
                return build_list(block, self.lists, self._begin_numbering)
            case TableBlock():
                return build_table(block)
            case PictureBlock():
                return [self._place_picture(io.BytesIO(block.file.body), Cm(block.width_cm), block.alt)]
            case DrawingBlock():
                return self._build_drawing(block, next(drawn))

    def _build_heading(self, heading: HeadingBlock) -> Any:
        """A heading is numbered by the template where its style numbers, else by us."""
        style, bookmark = self.headings[min(heading.level, 3)], next(self.bookmarks)
        numbers_itself = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        if heading.level <= _CONTENTS_LEVEL:
            self.entries.append((heading.level, f"{heading.number} {heading.text}".strip(), bookmark))
        return build_heading(heading, style.style_id, bookmark, with_number=not numbers_itself)

    def _build_drawing(self, drawing: DrawingBlock, picture: bytes) -> list[Any]:
        placed = self._place_picture(
            io.BytesIO(picture), _DRAWING_WIDTHS[drawing.is_wide], drawing.alt, title=drawing.title
        )
        title = build_paragraph(ParagraphBlock((TextRun(drawing.title, bold=True),), "label"))
        return [title, placed, build_paragraph(ParagraphBlock((TextRun(drawing.alt),), "note"))]

    def _place_picture(self, picture: io.BytesIO, width: Length, alt: str, *, title: str = "") -> Any:
        """A paragraph of the picture, with what it shows in words for those who don't see it."""
        inline = self.document.part.new_pic_inline(picture, width)
        inline.docPr.set("descr", clean_text(alt))
        if title:
            inline.docPr.set("title", title)
        holder = self.document.add_paragraph()
        holder.add_run()._r.add_drawing(inline)
        return holder._p

    def set_particulars(self, cover: DocumentCover, made_at: datetime) -> None:
        """Title, author and language, for lists of files and for reading aloud."""
        properties = self.document.core_properties
        properties.title, properties.author = cover.full_title[:255], f"{cover.board}, {cover.municipality}"[:255]
        properties.language, properties.subject = LANGUAGE, cover.status[:255]
        properties.created = properties.modified = made_at.replace(tzinfo=None)
        properties.last_modified_by, properties.comments, properties.keywords = "", "", ""
        defaults = self.document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        if defaults is not None:
            for one in defaults.findall(qn("w:lang")):
                defaults.remove(one)
            defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}"/>'))

    def mark_draft(self) -> None:
        """The word for a draft at the head of every page."""
        mark = (
            f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:b/><w:color w:val="B3261E"/>'
            f"</w:rPr><w:t>{DRAFT_LABEL}</w:t></w:r></w:p>"
        )
        for section in self.document.sections:
            headers = [section.header]
            headers += [section.first_page_header] if section.different_first_page_header_footer else []
            headers += [section.even_page_header] if self.document.settings.odd_and_even_pages_header_footer else []
            for header in headers:
                header.is_linked_to_previous = False
                header._element.insert(0, parse_xml(mark))
