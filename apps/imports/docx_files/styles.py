"""What a paragraph is by its style: a heading and of which level, a line of a list, of a table of contents; bold.

Built-in styles have English names in the file whatever language Word speaks; other programs write ``Rubrik 1``. A style
of one's own is a heading by its outline level, its own or that of the style it is based on.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from apps.imports.docx_files.markup_names import qn

_HEADING_NAME = re.compile(r"(?:heading|rubrik|overskrift|otsikko|überschrift)[\s_-]*([1-9])", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|innehåll|innehållsförteckning)[\s_-]*(?:[1-9]|heading)?|table of figures", re.I)
_BODY_LEVEL = 9
_PLAIN_MARKS = ("bullet", "none")


class ListMark(NamedTuple):
    """Where a line stands in a list: which list, its depth from 0, and whether it is numbered."""

    list_id: str
    depth: int
    is_numbered: bool


class DocxStyles:
    """The styles and lists of a document, by its parts ``styles`` and ``numbering``; either may be missing."""

    def __init__(self, styles: Any, numbering: Any) -> None:
        self._styles: dict[str, Any] = {}
        self._default = ""
        for style in styles.iter(qn("w:style")) if styles is not None else ():
            key = style.get(qn("w:styleId"), "")
            self._styles[key] = style
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true"):
                self._default = key
        self._formats = dict(_iter_formats(numbering)) if numbering is not None else {}

    def find_outline_level(self, paragraph: Any) -> int | None:
        """The level of a heading, from 1; None for other paragraphs."""
        own = _find_outline(paragraph.find(qn("w:pPr")))
        if own is not None:
            return own + 1 if own < _BODY_LEVEL else None
        for style_id, style in self._iter_chain(_get_style_id(paragraph) or self._default):
            level = _find_outline(style.find(qn("w:pPr"))) if style is not None else None
            if level is not None:
                return level + 1 if level < _BODY_LEVEL else None
            named = _HEADING_NAME.fullmatch(_get_name(style, style_id).strip())
            if named:
                return int(named[1])
        return None

    def is_contents(self, paragraph: Any) -> bool:
        """Is it a line of a table of contents, by its style?"""
        style_id = _get_style_id(paragraph)
        return bool(style_id) and bool(
            _CONTENTS_NAME.fullmatch(_get_name(self._styles.get(style_id), style_id).strip())
        )

    def find_list_mark(self, paragraph: Any) -> ListMark | None:
        """The paragraph's place in a list, by its own mark or its style's."""
        found = _find_number(paragraph.find(qn("w:pPr")))
        for _, style in self._iter_chain(_get_style_id(paragraph)) if found is None else ():
            found = _find_number(style.find(qn("w:pPr"))) if style is not None else None
            if found is not None:
                break
        if found is None or found[0] in ("", "0"):
            return None
        list_id, depth = found
        mark = self._formats.get((list_id, depth), "decimal" if depth == 0 else "bullet")
        return ListMark(list_id, depth, mark not in _PLAIN_MARKS)

    def has_mark(self, style_id: str, name: str) -> bool | None:
        """Does a style of characters say ``w:b`` or ``w:i``? None where nothing is said."""
        for _, style in self._iter_chain(style_id):
            properties = style.find(qn("w:rPr")) if style is not None else None
            mark = properties.find(qn(name)) if properties is not None else None
            if mark is not None:
                return is_on(mark)
        return None

    def _iter_chain(self, style_id: str) -> Iterator[tuple[str, Any]]:
        """The style and those that it is based on, without going round."""
        seen: set[str] = set()
        while style_id and style_id not in seen:
            seen.add(style_id)
            style = self._styles.get(style_id)
            yield style_id, style
            based_on = style.find(qn("w:basedOn")) if style is not None else None
            style_id = based_on.get(qn("w:val"), "") if based_on is not None else ""


def is_on(mark: Any) -> bool:
    """Does an on/off element say yes?"""
    return mark.get(qn("w:val"), "1") not in ("0", "false", "off", "none")


def _get_style_id(paragraph: Any) -> str:
    properties = paragraph.find(qn("w:pPr"))
    style = properties.find(qn("w:pStyle")) if properties is not None else None
    return style.get(qn("w:val"), "") if style is not None else ""


def _get_name(style: Any, style_id: str) -> str:
    name = style.find(qn("w:name")) if style is not None else None
    return str(name.get(qn("w:val"), style_id)) if name is not None else style_id


def _find_outline(properties: Any) -> int | None:
    mark = properties.find(qn("w:outlineLvl")) if properties is not None else None
    value = mark.get(qn("w:val"), "") if mark is not None else ""
    return int(value) if value.isdecimal() and len(value) == 1 else None


def _find_number(properties: Any) -> tuple[str, int] | None:
    mark = properties.find(qn("w:numPr")) if properties is not None else None
    if mark is None:
        return None
    list_id, depth = mark.find(qn("w:numId")), mark.find(qn("w:ilvl"))
    text = depth.get(qn("w:val"), "0") if depth is not None else "0"
    number = int(text) if text.isdecimal() and len(text) == 1 else 0
    return (list_id.get(qn("w:val"), "") if list_id is not None else ""), number


def _iter_formats(numbering: Any) -> Iterator[tuple[tuple[str, int], str]]:
    """How each level of each list is marked: ``bullet``, ``decimal`` …"""
    levels: dict[str, dict[int, str]] = defaultdict(dict)
    for abstract in numbering.iter(qn("w:abstractNum")):
        for level in abstract.iter(qn("w:lvl")):
            depth, mark = level.get(qn("w:ilvl"), "0"), level.find(qn("w:numFmt"))
            if mark is not None and depth.isdecimal():
                levels[abstract.get(qn("w:abstractNumId"), "")][int(depth)] = mark.get(qn("w:val"), "")
    for one in numbering.iter(qn("w:num")):
        abstract = one.find(qn("w:abstractNumId"))
        key = abstract.get(qn("w:val"), "") if abstract is not None else ""
        for depth, mark in levels[key].items():
            yield (one.get(qn("w:numId"), ""), depth), mark
