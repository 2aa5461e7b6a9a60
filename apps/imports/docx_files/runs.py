"""A paragraph of a Word file as words, breaks and links. What is no words goes to the list of what is left out.

Tracked insertions are read as they would stand, and deletions are not. A footnote is text where it is referred to.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from apps.core.rich_text.reading import is_allowed_link
from apps.core.rich_text.tree import Inline, LineBreak, Text
from apps.imports.docx_files.markup_names import qn
from apps.imports.docx_files.styles import DocxStyles, is_on

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_WRAPPERS = {qn(f"w:{name}") for name in ("smartTag", "customXml", "sdtContent", "sdt", "dir", "bdo", "fldSimple")}
_INSERTED = {qn("w:ins"), qn("w:moveTo")}
_DELETED = {qn("w:del"), qn("w:moveFrom")}
_OBJECTS = {qn("w:drawing"), qn("w:pict"), qn("w:object")}
_PRIVATE_USE = range(0xE000, 0xF900)

AddOmission = Callable[[str, str], None]


class RunReader:
    """Reads paragraph after paragraph of a document: a field may begin in one and end in another.

    ``links`` and ``notes`` are the addresses and the notes' texts by id; ``add_omission`` takes what is no words.
    """

    def __init__(
        self,
        styles: DocxStyles,
        links: Mapping[str, str],
        notes: Mapping[tuple[str, str], str],
        add_omission: AddOmission,
    ) -> None:
        self._styles, self._links, self._notes, self._add_omission = styles, links, notes, add_omission
        self._fields: list[list[Any]] = []  # of each open field its instruction, and whether its result has begun
        self.inserted = self.deleted = 0
        self._found: list[Inline] = []
        self._keeps_style = True

    @property
    def is_in_contents(self) -> bool:
        """Is the place inside a field that makes a table of contents?"""
        return any(str(field[0]).strip().upper().startswith("TOC") for field in self._fields)

    def end_fields(self) -> None:
        """Leave every field that is open: one that never ends must not take the rest of the document."""
        self._fields.clear()

    def read_paragraph(self, paragraph: Any, *, keeps_style: bool = True) -> list[Inline]:
        """The words of a paragraph, in their order; without bold and italics of a heading."""
        self._found, self._keeps_style = [], keeps_style
        self._read_children(paragraph, "")
        return self._found

    def _read_children(self, element: Any, link: str) -> None:
        for child in element:
            if child.tag == qn("w:r"):
                self._read_run(child, link)
            elif child.tag in _INSERTED:
                self.inserted += 1
                self._read_children(child, link)
            elif child.tag in _DELETED:
                self.deleted += 1
            elif child.tag == qn("w:hyperlink"):
                self._read_children(child, self._links.get(child.get(qn("r:id"), ""), "") or link)
            elif child.tag in _WRAPPERS:
                self._read_children(child, link)
            elif child.tag == f"{_COMPATIBILITY}AlternateContent":
                self._read_children(_choose_content(child), link)
            elif isinstance(child.tag, str) and child.tag.startswith(_MATHS):
                plain = "".join(one.text or "" for one in child.iter(f"{_MATHS}t"))
                self._found.append(Text(plain))

    def _read_run(self, run: Any, link: str) -> None:
        properties = run.find(qn("w:rPr"))
        if self._is_marked(properties, "w:vanish"):
            plain = "".join(one.text or "" for one in run.iter(qn("w:t")))
            if plain.strip():
                self._add_omission("dold text", plain)
            return
        style = {
            "strong": self._keeps_style and self._is_marked(properties, "w:b"),
            "emphasis": self._keeps_style and self._is_marked(properties, "w:i"),
        }
        self._read_run_children(run, link, style)

    def _read_run_children(self, run: Any, link: str, style: Mapping[str, bool]) -> None:
        for child in run:
            tag = child.tag
            if tag == f"{_COMPATIBILITY}AlternateContent":
                self._read_run_children(_choose_content(child), link, style)
            elif tag in (qn("w:fldChar"), qn("w:instrText")):
                self._read_field_mark(child)
            elif tag in _OBJECTS:
                self._omit_object(child)
            elif tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
                self._read_note(child)
            elif tag == qn("w:ruby"):
                self._read_children(next(child.iter(qn("w:rubyBase")), ()), link)
            elif self._fields and not self._fields[-1][1]:
                continue  # what stands in a field before its result is no text
            elif tag in (qn("w:br"), qn("w:cr")):
                is_line = child.get(qn("w:type"), "textWrapping") == "textWrapping"
                self._found.append(LineBreak() if is_line else Text(" "))
            else:
                self._add_text(_read_sign(child), link, style)

    def _add_text(self, plain: str, link: str, style: Mapping[str, bool]) -> None:
        if plain:
            address = link or self._find_field_link()
            self._found.append(Text(plain, **style, link=address if is_allowed_link(address) else ""))

    def _read_field_mark(self, mark: Any) -> None:
        turn = mark.get(qn("w:fldCharType"), "")
        if mark.tag == qn("w:instrText"):
            if self._fields and not self._fields[-1][1]:
                self._fields[-1][0] += mark.text or ""
        elif turn == "begin":
            self._fields.append(["", False])
        elif turn == "separate" and self._fields:
            self._fields[-1][1] = True
        elif turn == "end" and self._fields:
            self._fields.pop()

    def _find_field_link(self) -> str:
        for instruction, _ in reversed(self._fields):
            parts = str(instruction).split('"')
            if parts[0].strip().upper() == "HYPERLINK" and len(parts) > 1:
                return parts[1].strip()
        return ""

    def _read_note(self, reference: Any) -> None:
        kind = "footnote" if reference.tag == qn("w:footnoteReference") else "endnote"
        plain = self._notes.get((kind, reference.get(qn("w:id"), "")), "")
        if plain:
            name = "Fotnot" if kind == "footnote" else "Slutnot"
            self._found.append(Text(f" ({name}: {plain})"))

    def _omit_object(self, element: Any) -> None:
        """A picture, a chart or an embedded file, and the text of a text box."""
        boxes = [one for one in element.iter(qn("w:txbxContent")) if not _is_in_fallback(one, element)]
        for box in boxes:
            self._add_omission("textruta", read_plain_text(box))
        if boxes:
            return
        names = {one.tag for one in element.iter() if isinstance(one.tag, str)}
        what = "bild"
        if any(name.startswith(_CHART) for name in names):
            what = "diagram"
        elif any(name.startswith(_DIAGRAM) for name in names):
            what = "SmartArt"
        elif element.tag == qn("w:object"):
            what = "inbäddat objekt"
        described = next(iter(element.iter(f"{_DRAWING}docPr")), None)
        self._add_omission(
            what, (described.get("descr") or described.get("title") or "") if described is not None else ""
        )

    def _is_marked(self, properties: Any, name: str) -> bool:
        mark = properties.find(qn(name)) if properties is not None else None
        if mark is not None:
            return is_on(mark)
        style = properties.find(qn("w:rStyle")) if properties is not None else None
        return bool(style is not None and self._styles.has_mark(style.get(qn("w:val"), ""), name))


def read_plain_text(element: Any) -> str:
    """The words of everything in an element, a line for each paragraph, as they stand with changes accepted."""
    lines = []
    for paragraph in element.iter(qn("w:p")):
        plain = "".join(_read_sign(one) for one in paragraph.iter() if isinstance(one.tag, str))
        if plain.strip():
            lines.append(" ".join(plain.split()))
    return "\n".join(lines)


def _read_sign(element: Any) -> str:
    """What an element of a run is in words; empty for one that says nothing."""
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag in (qn("w:tab"), qn("w:ptab")):
        return " "
    if element.tag == qn("w:noBreakHyphen"):
        return "-"
    if element.tag == qn("w:sym"):
        code = element.get(qn("w:char"), "")
        number = int(code, 16) if 0 < len(code) <= 6 and set(code) <= set("0123456789abcdefABCDEF") else 0
        return chr(number) if 31 < number < 0x110000 and number not in _PRIVATE_USE else ""
    return ""


def _choose_content(alternate: Any) -> Any:
    """Of two ways to say the same the first, as newer programs do."""
    chosen = alternate.find(f"{_COMPATIBILITY}Choice")
    chosen = alternate.find(f"{_COMPATIBILITY}Fallback") if chosen is None else chosen
    return chosen if chosen is not None else ()


def _is_in_fallback(element: etree._Element, top: etree._Element) -> bool:
    for above in element.iterancestors():
        if above.tag == f"{_COMPATIBILITY}Fallback":
            return True
        if above is top:
            break
    return False
