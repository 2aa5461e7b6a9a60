"""SVG as text: escaped elements, colours by name, and how much room a text takes."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from apps.charts.palette import TOKENS

LINE_HEIGHT = 1.15
"""From one line of a text to the next, in font sizes."""
_BREAK = re.compile(r"<br ?/?>")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLACEHOLDER = re.compile(r"%\{(?P<name>[A-Za-z.]+)(?:\[(?P<index>\d+)\])?[^}]*\}")
# In font sizes, with some to spare: no reader's fallback font is wider than this.
_WIDTHS = {
    **dict.fromkeys(" \u00a0ijl.,:;'|!()[]/Ift-·", 0.34),
    **dict.fromkeys("mwMW%@&⟂", 0.9),
    **dict.fromkeys("–", 0.6),
    **dict.fromkeys("—…", 1.0),
}
_DIGIT, _SMALL, _CAPITAL = 0.56, 0.57, 0.72


def format_element(tag: str, content: str = "", **attributes: object) -> str:
    """One element. ``content`` is markup already; an attribute that is None is left out, ``_`` in names is ``-``."""
    given = "".join(
        f' {name.strip("_").replace("_", "-")}="{escape(_format_attribute(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{given}>{content}</{tag}>" if content else f"<{tag}{given}/>"


def _format_attribute(value: object) -> str:
    return format_coordinate(value) if isinstance(value, int | float) else clean_text(str(value))


def format_coordinate(value: float) -> str:
    """A place in the drawing, to a tenth of a unit."""
    return f"{round(value, 1):.10g}"


def clean_text(text: str) -> str:
    """The text without the characters that no XML may have."""
    return _NOT_IN_XML.sub("", text)


def escape_text(text: str) -> str:
    """The text as content of an element."""
    return escape(clean_text(text), quote=False)


def build_paint(colour: str) -> dict[str, str]:
    """The attributes of an element in a colour: the light theme's own, and the class by which a page's theme rules.

    The element draws with ``currentColor``.
    """
    token = TOKENS.get(colour)
    return {"color": colour, "class_": f"paint{token[1:]}"} if token else {"color": colour}


def measure_text(text: str, size: float) -> float:
    """How wide the longest line is at most, in the drawing's units."""
    return max(sum(map(_measure_sign, line)) for line in split_lines(text)) * size


def _measure_sign(sign: str) -> float:
    if sign in _WIDTHS:
        return _WIDTHS[sign]
    if sign.isdigit():
        return _DIGIT
    return _SMALL if sign.islower() else (_CAPITAL if sign < "\u2000" else 1.0)


def split_lines(text: str) -> list[str]:
    """A text of a figure, where ``<br>`` begins a line."""
    return _BREAK.split(text)


def wrap_text(text: str, size: float, width: float, most: int = 1) -> list[str]:
    """The text on at most so many lines that fit the width; what has no room ends in an ellipsis."""
    lines: list[str] = []
    for given in split_lines(text):
        lines.append("")
        for part in given.split(" "):
            joined = f"{lines[-1]} {part}" if lines[-1] else part
            if lines[-1] and measure_text(joined, size) > width:
                lines.append(part)
            else:
                lines[-1] = joined
    shown = lines[:most]
    if len(lines) > most:
        shown[-1] += " …"
    return [_trim_line(line, size, width) for line in shown]


def _trim_line(line: str, size: float, width: float) -> str:
    if measure_text(line, size) <= width:
        return line
    shorter = line.rstrip(" …")
    while shorter and measure_text(f"{shorter} …", size) > width:
        shorter = shorter[:-1].rstrip()
    return f"{shorter} …"


def place_text(lines: Sequence[str], x: float, y: float, size: float, anchor: str, **attributes: object) -> str:
    """Lines around a middle at ``y``. ``anchor`` is start, middle or end."""
    step = size * LINE_HEIGHT
    first = y - step * (len(lines) - 1) / 2 + size * 0.35
    return "".join(
        format_element(
            "text",
            escape_text(line),
            x=x,
            y=first + step * place,
            font_size=size,
            text_anchor=None if anchor == "start" else anchor,
            fill="currentColor",
            **attributes,
        )
        for place, line in enumerate(lines)
        if line.strip()
    )


def fill_template(template: str, values: dict[str, Any]) -> str:
    """What a reader is told of a point: a figure's ``hovertemplate`` with ``%{x}``, ``%{customdata[0]}`` and so on."""

    def find(match: re.Match[str]) -> str:
        value = values.get(match["name"])
        if match["index"] is not None and isinstance(value, list):
            value = value[int(match["index"])]
        return "" if value is None else str(value).strip()

    text = template.partition("<extra>")[0]
    return ", ".join(split_lines(_PLACEHOLDER.sub(find, text)))
