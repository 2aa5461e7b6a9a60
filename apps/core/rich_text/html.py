"""Rich text as HTML. Everything is escaped here, and no element or attribute comes from what was written."""

from collections.abc import Callable
from html import escape

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
    TextList,
)

PictureAddress = Callable[[str], str]


def render_html(text: RichText, *, below: int = 2, get_picture_address: PictureAddress | None = None) -> str:
    """The text as HTML. ``below`` is the level of the heading that it stands under, 1-5.

    A picture whose address nobody gives is told by its words.
    """
    return "".join(_render_block(block, below, get_picture_address) for block in text.blocks)


def _render_block(block: Block, below: int, get_address: PictureAddress | None) -> str:
    match block:
        case Paragraph():
            return f"<p>{render_inlines(block.content)}</p>"
        case Heading():
            level = min(below + block.level, 6)
            return f"<h{level}>{render_inlines(block.content)}</h{level}>"
        case TextList():
            tag = "ol" if block.ordered else "ul"
            return f"<{tag}>{''.join(_render_item(item) for item in block.items)}</{tag}>"
        case Table():
            return _render_table(block)
        case Picture():
            return _render_picture(block, get_address)


def _render_item(item: tuple[Paragraph | TextList, ...]) -> str:
    if len([one for one in item if isinstance(one, Paragraph)]) == 1 and isinstance(item[0], Paragraph):
        return f"<li>{render_inlines(item[0].content)}{''.join(_render_block(one, 1, None) for one in item[1:])}</li>"
    return f"<li>{''.join(_render_block(one, 1, None) for one in item)}</li>"


def _render_table(table: Table) -> str:
    head = "".join(
        "<tr>" + "".join(f'<th scope="col">{render_inlines(cell)}</th>' for cell in row) + "</tr>"
        for row in table.rows[: table.header_rows]
    )
    body = "".join(
        "<tr>" + "".join(f"<td>{render_inlines(cell)}</td>" for cell in row) + "</tr>"
        for row in table.rows[table.header_rows :]
    )
    whole = f"<thead>{head}</thead>" if head else ""
    return f'<div class="table-scroll" tabindex="0"><table>{whole}<tbody>{body}</tbody></table></div>'


def _render_picture(picture: Picture, get_address: PictureAddress | None) -> str:
    address = get_address(picture.id) if get_address else ""
    if not address:
        return f"<p>[{escape(picture.alt)}]</p>"
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width and picture.height else ""
    return f'<p><img src="{escape(address)}" alt="{escape(picture.alt)}"{size} loading="lazy"></p>'


def render_inlines(inlines: Inlines) -> str:
    """Inlines as HTML."""
    return "".join(_render_inline(one) for one in inlines)


def _render_inline(one: Inline) -> str:
    if isinstance(one, LineBreak):
        return "<br>"
    if isinstance(one, Figure):
        return f'<data value="{escape(one.key)}">{escape(one.shown)}</data>'
    html = escape(one.text)
    if one.emphasis:
        html = f"<em>{html}</em>"
    if one.strong:
        html = f"<strong>{html}</strong>"
    return f'<a href="{escape(one.link)}" rel="nofollow">{html}</a>' if one.link else html
