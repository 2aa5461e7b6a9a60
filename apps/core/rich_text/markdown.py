"""Rich text as Markdown and back, for the one who writes without JavaScript and for files.

It is CommonMark with tables (GFM), as far as the tree goes: what else Markdown has (code, quotes, HTML) is read as
plain words. Four things are our own. ``<b>`` and ``<i>`` are written where asterisks could be read in two ways,
``<br>`` is a new line in a cell, a figure is a link to ``siffra:``, and a picture is one of ``bild:``, its id and size.
"""

import re
from collections.abc import Iterator, Sequence
from typing import cast
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from msgspec.structs import replace

from apps.core.rich_text.reading import MAX_BYTES, RichTextError, is_allowed_link, validate_text
from apps.core.rich_text.tree import (
    Block,
    Figure,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Paragraph,
    Picture,
    RichText,
    Table,
    Text,
    TextList,
)

_ESCAPED = re.compile(r"[\\*_\[\]<|~`]|&(?=[#A-Za-z])")
_LINE_START = re.compile(r"(?:[#>+=:-]|\d+(?=[.)]))")
_AFTER_EMPHASIS = " .,;:?)"
_SIZE_PATTERN = re.compile(r"(\d{1,6})x(\d{1,6})")
_FIGURE_FIELDS = ("value", "key", "column", "area", "part", "period", "unit")
_TAGS = {"<b>": ("strong", 1), "</b>": ("strong", -1), "<i>": ("em", 1), "</i>": ("em", -1), "<br>": ("br", 0)}


# Out


def format_markdown(text: RichText) -> str:
    """The text as Markdown that ``parse_markdown`` reads as the same text."""
    return "\n\n".join(_write_block(block) for block in text.blocks)


def _write_block(block: Block) -> str:
    match block:
        case Paragraph():
            return _write_inlines(block.content)
        case Heading():
            return f"{'#' * block.level} {_write_inlines(block.content).replace('#', chr(92) + '#')}"
        case TextList():
            return _write_list(block)
        case Table():
            return _write_table(block)
        case Picture():
            return format_picture_tag(block)


def format_picture_tag(picture: Picture) -> str:
    """A picture as a line of Markdown."""
    size = f"/{picture.width}x{picture.height}" if picture.width or picture.height else ""
    return f"![{_escape(picture.alt)}](bild:{picture.id}{size})"


def _write_list(block: TextList) -> str:
    is_tight = all(len(item) == 1 and isinstance(item[0], Paragraph) for item in block.items)
    items = []
    for number, item in enumerate(block.items, 1):
        mark = f"{number}. " if block.ordered else "- "
        body = "\n\n".join(_write_block(one) for one in item)
        items.append(mark + re.sub(r"\n(?=[^\n])", "\n" + " " * len(mark), body))
    return ("\n" if is_tight else "\n\n").join(items)


def _write_table(table: Table) -> str:
    width = len(table.rows[0])
    header, body = (table.rows[0], table.rows[1:]) if table.header_rows else (((),) * width, table.rows)
    lines = [_write_row(header), "|" + " --- |" * width, *(_write_row(row) for row in body)]
    return "\n".join(lines)


def _write_row(row: tuple[Inlines, ...]) -> str:
    return "".join(f"| {_write_inlines(cell, in_cell=True)} " for cell in row) + "|"


def _write_inlines(inlines: Inlines, *, in_cell: bool = False) -> str:
    written = ""
    for place, one in enumerate(inlines):
        if isinstance(one, LineBreak):
            written += "<br>" if in_cell else "\\\n"
            continue
        if written.endswith("!") and (isinstance(one, Figure) or one.link):
            written = f"{written[:-1]}\\!"  # else the link would be read as a picture
        is_first = not in_cell and (not written or written.endswith("\n"))
        if isinstance(one, Figure):
            written += _write_figure(one)
        elif one.link:
            written += f"[{_write_styled(one, alone=True)}](<{one.link.replace('&', '&amp;')}>)"
        else:
            before, after = written[-1:], inlines[place + 1] if place + 1 < len(inlines) else None
            is_alone = (not before or before.isspace()) and _may_follow_emphasis(after)
            written += _write_styled(one, alone=is_alone, first=is_first)
    return written


def _may_follow_emphasis(after: Inline | None) -> bool:
    """Can asterisks before it only be the end of emphasis?"""
    if isinstance(after, Text):
        return not (after.link or after.strong or after.emphasis) and after.text[0] in _AFTER_EMPHASIS
    return not isinstance(after, Figure)


def _write_styled(one: Text, *, alone: bool, first: bool = False) -> str:
    if not (one.strong or one.emphasis):
        return _escape(one.text, first=first)
    text = _escape(one.text)
    if alone and one.text[0].isalnum() and one.text[-1].isalnum():
        stars = "*" * (2 * one.strong + one.emphasis)
        return f"{stars}{text}{stars}"
    text = f"<i>{text}</i>" if one.emphasis else text
    return f"<b>{text}</b>" if one.strong else text


def _escape(text: str, *, first: bool = False) -> str:
    escaped = _ESCAPED.sub(lambda match: f"\\{match[0]}", text)
    if first and (start := _LINE_START.match(escaped)):
        end = start.end()
        return f"{escaped[:end]}\\{escaped[end:]}" if escaped[0].isdigit() else f"\\{escaped}"
    return escaped


def format_figure_link(figure: Figure) -> str:
    """What a figure points at, as the address of a link."""
    decimals = "" if figure.decimals is None else str(figure.decimals)
    fields = [*(getattr(figure, name) for name in _FIGURE_FIELDS), decimals]
    return f"siffra:{'/'.join(quote(one, safe='') for one in fields)}"


def _write_figure(figure: Figure) -> str:
    return f"[{_escape(figure.shown)}](<{format_figure_link(figure)}>)"


# In


def _read_tag(state: StateInline, silent: bool) -> bool:
    for tag, (name, nesting) in _TAGS.items():
        if state.src.startswith(tag, state.pos):
            if not silent:
                kind = "hardbreak" if name == "br" else f"{name}_{'open' if nesting == 1 else 'close'}"
                state.push(kind, name, 0)
            state.pos += len(tag)
            return True
    return False


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"maxNesting": 40})
    parser.enable(["heading", "list", "table", "escape", "newline", "entity", "emphasis", "link", "image"])
    parser.inline.ruler.before("link", "tag", _read_tag)
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


_parser = _make_parser()


def parse_markdown(source: str, *, keep_lines: bool = False) -> RichText:
    """The text of Markdown. ``RichTextError`` for what may not stand in a report.

    With ``keep_lines`` a new line in a paragraph is one in the text, as those who type without a preview expect.
    """
    if len(source) > MAX_BYTES:
        raise RichTextError("Texten är för stor. Dela upp den på flera kapitel.")
    parsed = _parser.parse(source)
    for child in (one for token in parsed for one in token.children or [] if keep_lines and one.type == "softbreak"):
        child.type = "hardbreak"
    tokens = _TokenReader(parsed)
    return validate_text(RichText(tuple(tokens.read_blocks(""))))


class _TokenReader:
    """Reads the parser's flat list of tokens into blocks."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = iter(tokens)

    def read_blocks(self, end: str) -> Iterator[Block]:
        """The blocks up to the token of kind ``end``."""
        for token in self._tokens:
            if token.type == end:
                return
            if token.type in ("paragraph_open", "heading_open"):
                yield from self._read_line(token)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield self._read_list(token)
            elif token.type == "table_open":
                yield self._read_table()

    def _read_line(self, opening: Token) -> Iterator[Block]:
        children = next(self._tokens).children or []
        next(self._tokens)
        if opening.type == "heading_open":
            yield Heading(min(int(opening.tag[1:]), 3), _read_inlines(children))
        else:
            yield from _split_at_pictures(children)

    def _read_list(self, opening: Token) -> TextList:
        end = opening.type.replace("open", "close")
        items = []
        for token in self._tokens:
            if token.type == end:
                break
            blocks = [_convert_for_list(one) for one in self.read_blocks("list_item_close")]
            items.append(tuple(one for group in blocks for one in group))
        return TextList(opening.type == "ordered_list_open", tuple(items))

    def _read_table(self) -> Table:
        rows: list[list[Inlines]] = []
        for token in self._tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(_read_inlines(token.children or []))
        return Table(tuple(tuple(row) for row in rows), 1)


def _split_at_pictures(tokens: Sequence[Token]) -> Iterator[Block]:
    """A paragraph; where pictures stand in it, what is before, between and after them is paragraphs of their own."""
    begun = 0
    for place, token in enumerate(tokens):
        if token.type == "image" and _get_address(token).startswith("bild:"):
            yield Paragraph(_read_inlines(tokens[begun:place]))
            yield _read_picture(token)
            begun = place + 1
    yield Paragraph(_read_inlines(tokens[begun:]))


def _read_picture(image: Token) -> Picture:
    key, _, size = _get_address(image).removeprefix("bild:").partition("/")
    sides = _SIZE_PATTERN.fullmatch(size)
    width, height = map(int, sides.groups()) if sides else (0, 0)
    return Picture(key, image.content and _get_alt(image), width, height)


def _convert_for_list(block: Block) -> tuple[Paragraph | TextList, ...]:
    """What a list item can hold of a block: a heading is a paragraph there, a table a paragraph for each row."""
    match block:
        case Paragraph() | TextList():
            return (block,)
        case Heading():
            return (Paragraph(block.content),)
        case Table():
            return tuple(Paragraph(tuple(one for cell in row for one in (*cell, Text(" ")))) for row in block.rows)
        case _:
            return (Paragraph((Text(block.alt),)),)


def _read_inlines(tokens: Sequence[Token]) -> Inlines:
    inlines: list[Inline] = []
    strong = emphasis = 0
    link = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += 1 if token.type.endswith("open") else -1
            case "em_open" | "em_close":
                emphasis += 1 if token.type.endswith("open") else -1
            case "link_open":
                link = _get_address(token)
            case "link_close":
                inlines = _end_link(inlines, link)
                link = ""
            case "hardbreak":
                inlines.append(LineBreak())
            case _:
                text = " " if token.type == "softbreak" else _get_alt(token) if token.type == "image" else token.content
                inlines.append(Text(text, strong > 0, emphasis > 0, link))
    return tuple(inlines)


def _end_link(inlines: list[Inline], link: str) -> list[Inline]:
    """A figure is one node; a link that may not be used leaves its words."""
    inside = [one for one in inlines if isinstance(one, Text) and one.link == link]
    tail = inlines[len(inlines) - len(inside) :] if inside else []
    if link.startswith("siffra:"):
        shown = "".join(one.text for one in tail if isinstance(one, Text))
        return [*inlines[: len(inlines) - len(tail)], _read_figure(link, shown)]
    if not is_allowed_link(link):
        return [replace(one, link="") if isinstance(one, Text) and one.link == link else one for one in inlines]
    return inlines


def _read_figure(link: str, shown: str) -> Figure:
    parts = [unquote(part) for part in link.removeprefix("siffra:").split("/")]
    if len(parts) != len(_FIGURE_FIELDS) + 1 or not re.fullmatch(r"\d?", parts[-1]):
        raise RichTextError("En siffra i texten pekar på något som inte finns i rapporten.")
    decimals = int(parts[-1]) if parts[-1] else None
    fields = dict(zip(_FIGURE_FIELDS, parts[:-1], strict=True))
    return Figure(**fields, decimals=decimals, shown=shown)


def _get_address(token: Token) -> str:
    return cast(str, token.attrs.get("src", token.attrs.get("href", "")))


def _get_alt(token: Token) -> str:
    return "".join(child.content for child in token.children or [])
