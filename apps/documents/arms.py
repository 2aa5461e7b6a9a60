"""The municipality's arms as SVG from a file: refused where it does anything but draw."""

import re

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

MAX_ARMS_BYTES = 500_000
_XHTML = "{http://www.w3.org/1999/xhtml}"
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = ("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "use", "symbol")
_PAINTS = ("clipPath", "mask", "linearGradient", "radialGradient", "stop", "style", "pattern", "marker")
_ELEMENTS = frozenset((*_SHAPES, *_PAINTS, "title", "desc", "metadata"))
_LINK_ATTRIBUTES = ("href", "{http://www.w3.org/1999/xlink}href")
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:", re.IGNORECASE)
_NOT_SVG = "Filen är ingen SVG-bild. Be om vapnet som SVG, inte som PNG eller PDF."


def find_arms_problem(data: bytes) -> str:
    """What is wrong with the file, in Swedish; empty where it can be used."""
    if len(data) > MAX_ARMS_BYTES:
        return f"Bilden är för stor. Den får vara högst {MAX_ARMS_BYTES // 1000} kB."
    try:
        root = fromstring(data.decode("utf-8-sig"), forbid_dtd=True)
    except DefusedXmlException:
        return "Bilden har en dokumenttyp eller egna entiteter. Spara den som vanlig SVG."
    except (ParseError, ValueError):
        return _NOT_SVG
    if root.tag != f"{_SVG}svg":
        return _NOT_SVG
    return next((problem for one in root.iter() if (problem := _find_element_problem(one))), "")


def _find_element_problem(element: object) -> str:
    tag = str(element.tag)  # type: ignore[attr-defined]
    attributes: dict[str, str] = element.attrib  # type: ignore[attr-defined]
    name = tag.removeprefix(_SVG)
    if (tag.startswith(_SVG) and name not in _ELEMENTS) or tag.startswith(_XHTML):
        return f"Bilden har <{name}>, som inte får finnas i ett vapen. Spara det som bara former."
    for key, value in attributes.items():
        if key.rpartition("}")[2].lower().startswith("on"):
            return "Bilden har skript. Spara den utan dem."
        if key in _LINK_ATTRIBUTES and not value.startswith("#"):
            return "Bilden hämtar något utifrån. Spara den så att allt finns i filen."
        if _OUTSIDE.search(value):
            return "Bilden hämtar något utifrån. Spara den så att allt finns i filen."
    if _OUTSIDE.search(str(element.text or "")):  # type: ignore[attr-defined]
        return "Bilden hämtar något utifrån. Spara den så att allt finns i filen."
    return ""
