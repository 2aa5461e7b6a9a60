"""The tree itself. Nothing stands in a rich text but what is here, so every face can draw all of it.

As JSON each node has its kind in ``type``::

    {"blocks": [
        {"type": "heading", "level": 1, "content": [{"type": "text", "text": "Barn och unga"}]},
        {"type": "paragraph", "content": [{"type": "text", "text": "Kostnaden är ", "strong": true}, {"type": "break"},
            {"type": "figure", "value": "money", "key": "ifo", "column": "actual", "shown": "12,5 mnkr"}]},
        {"type": "list", "ordered": false, "items": [[{"type": "paragraph", "content": [...]}]]},
        {"type": "table", "header_rows": 1, "rows": [[[...inlines], [...]], ...]},
        {"type": "picture", "id": "9f86d0…", "alt": "Karta över kommunens fem områden", "width": 1200, "height": 800}]}

A tree that ``normalise_text`` has passed has one form for what reads alike; the others here expect that.
"""

import msgspec


class TextNode(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, tag_field="type", forbid_unknown_fields=True):
    """A node of a rich text. Never changed."""


class Text(TextNode, frozen=True, tag="text"):
    """Inlines in one style. ``link`` is an address with http, https or mailto, or empty."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""


class LineBreak(TextNode, frozen=True, tag="break"):
    """A new line in the same paragraph or cell."""


class Figure(TextNode, frozen=True, tag="figure"):
    """A value of the report inside a sentence (siffra i text).

    ``value`` is ``money`` or ``indicator``, ``key`` the code of the area or the indicator, ``area`` the area of an
    indicator's value (empty: the whole board), ``part`` its gender or the cost type (empty: total, net), ``column``
    ``outcome``, ``target``, ``budget``, ``period_budget``, ``actual``, ``forecast`` or ``variance``, ``period`` as
    ``2025-t2`` (empty: the report's own). ``unit`` and ``decimals`` say how it is rounded. ``shown`` is how it reads:
    drawn anew from a draft, kept as it was in a publication.
    """

    value: str
    key: str
    column: str
    area: str = ""
    part: str = ""
    period: str = ""
    unit: str = ""
    decimals: int | None = None
    shown: str = ""


Inline = Text | LineBreak | Figure
Inlines = tuple[Inline, ...]


class Paragraph(TextNode, frozen=True, tag="paragraph"):
    """Stycke."""

    content: Inlines = ()


class Heading(TextNode, frozen=True, tag="heading"):
    """A heading inside the text, 1-3 levels below the heading of its chapter."""

    level: int
    content: Inlines = ()


class TextList(TextNode, frozen=True, tag="list"):
    """A list with bullets or numbers from 1. An item is paragraphs and lists."""

    ordered: bool = False
    items: tuple[tuple["Paragraph | TextList", ...], ...] = ()


class Table(TextNode, frozen=True, tag="table"):
    """Rows of cells, all rows equally long. ``header_rows`` is 0 or 1: whether the first row is headings."""

    rows: tuple[tuple[Inlines, ...], ...] = ()
    header_rows: int = 0


class Picture(TextNode, frozen=True, tag="picture"):
    """A picture that is kept beside the text, by its id. ``alt`` says in words what it shows, and is never empty.

    ``id`` is the SHA-256 of the picture's bytes, in hexadecimal. ``width`` and ``height`` are pixels, as the stored
    picture has them; 0 where that is not known.
    """

    id: str
    alt: str
    width: int = 0
    height: int = 0


Block = Paragraph | Heading | TextList | Table | Picture


class RichText(msgspec.Struct, frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """A whole text: blocks in order. Without any it is empty."""

    blocks: tuple[Block, ...] = ()


EMPTY_TEXT = RichText()
