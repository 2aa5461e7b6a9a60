"""The Word template that is used where a board has none of its own: plain headings, a cover, a header, page numbers."""

import io
from functools import lru_cache
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from apps.documents.docx.tags import ARMS_TAG, CONTENTS_TAG, REPORT_TAG

_FONT = "Calibri"
_ACCENT = RGBColor(0x0A, 0x5C, 0x6B)
_INK = RGBColor(0x17, 0x25, 0x2B)
_COVER_LINES = (
    ("{{ kommun }}", 14),
    ("{{ titel }}", 30),
    ("{{ namnd }}", 16),
    ("{{ period }}", 12),
    ("{{ status }}", 11),
    ("{{ diarienummer }}", 11),
)
_LETTER_LINES = (
    ("{{ kommun }}, {{ namnd }}", 11),
    ("{{ diarienummer }}", 11),
    ("{{ titel }}", 20),
    ("{{ period }}", 12),
)
_SIZES = {"Heading 1": 18, "Heading 2": 14, "Heading 3": 12}


@lru_cache(maxsize=2)
def build_default_template(*, is_letter: bool = False) -> bytes:
    """The template as a .docx file. A letter (the decision proposal) has no cover and no contents."""
    document = Document()
    _set_styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for side in ("left", "right"):
        setattr(section, f"{side}_margin", Cm(2.2))
    section.different_first_page_header_footer = True
    _write_header(section)
    document.add_paragraph(f"{{{{ {ARMS_TAG} }}}}")
    lines = _LETTER_LINES if is_letter else _COVER_LINES
    for text, size in lines:
        _add_line(document, text, size)
    if not is_letter:
        document.add_page_break()
        _add_line(document, "Innehåll", 18)
        document.add_paragraph(f"{{{{ {CONTENTS_TAG} }}}}")
        document.add_page_break()
    document.add_paragraph(f"{{{{ {REPORT_TAG} }}}}")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _set_styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), True
        style.font.color.rgb = _ACCENT if name == "Heading 1" else _INK
        fonts = style.element.rPr.find(qn("w:rFonts"))
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
        style.paragraph_format.keep_with_next = True


def _write_header(section: Any) -> None:
    header = section.header.paragraphs[0]
    header.text = "{{ titel }}, {{ namnd }}, {{ kommun }}\t\t{{ diarienummer }}"
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("Sida ")
    field = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    footer._p.append(parse_xml(field))


def _add_line(document: Any, text: str, size: int) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.bold = size > 16
