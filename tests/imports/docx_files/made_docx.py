"""Word files that are not shaped like the product's own: made of python-docx and raw markup."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

W = nsdecls("w")


def make_paragraph(inner: str, style: str = "", properties: str = "") -> Any:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return parse_xml(f"<w:p {nsdecls('w', 'r')}><w:pPr>{named}{properties}</w:pPr>{inner}</w:p>")


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def build_docx(*elements: Any, styles: str = "", change: Callable[[Any], None] | None = None) -> bytes:
    """A document with the elements as its body, and styles of its own beside the built-in ones."""
    document = Document()
    body = document.element.body
    for element in elements:
        made = make_paragraph(run(element)) if isinstance(element, str) else element
        body.insert(len(body) - 1, made)
    if styles:
        for style in parse_xml(f"<w:styles {W}>{styles}</w:styles>"):
            document.styles.element.append(style)
    if change:
        change(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def replace_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one of its parts changed, or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name else data)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return stream.getvalue()


def heading(text: str, level: int = 1) -> Any:
    return make_paragraph(run(text), f"Heading{level}")


def table(*rows: str, look: str = "") -> Any:
    return parse_xml(f"<w:tbl {W}><w:tblPr>{look}</w:tblPr>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text)}</w:p></w:tc>"


__all__ = ["build_docx", "cell", "heading", "make_paragraph", "qn", "replace_part", "run", "table"]
