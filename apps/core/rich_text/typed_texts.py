"""Short texts that are typed in a plain field: Markdown of the same tree, where a new line is a new line.

A text without any mark is not Markdown at all: it stands as it was typed.
"""

import re

from msgspec.structs import replace

from apps.core.rich_text.contents import format_plain
from apps.core.rich_text.markdown import parse_markdown
from apps.core.rich_text.normal_form import normalise_text
from apps.core.rich_text.tree import Block, Heading, Inlines, LineBreak, Paragraph, RichText, Text

FIGURE_LABEL = "siffra"
_FIGURE_LINK = re.compile(r"\[(?:[^\[\]\\]|\\.)*\](?=\(\s*<?siffra:)")


def parse_typed_text(source: str) -> RichText:
    """The text of what was typed. A heading is a line in bold: what stands under a small heading has none of its own.

    ``RichTextError`` for what may not stand in a report.
    """
    text = parse_markdown(source, keep_lines=True)
    return normalise_text(RichText(tuple(map(_convert_heading, text.blocks))))


def is_marked_up(source: str) -> bool:
    """Is what was typed more than its words: emphasis, a list, a table, a link, a figure, or a sign that is written
    with a backslash so as to be no mark? ``RichTextError``.
    """
    text = parse_typed_text(source)
    if any(not isinstance(one, Paragraph) or _is_styled(one) for one in text.blocks):
        return True
    return format_plain(text).split() != source.split()


def build_plain_text(source: str) -> RichText:
    """What was typed without any mark, however it could be read: an empty line parts paragraphs, a new line is one."""
    paragraphs = [_split_lines(one) for one in re.split(r"\n[^\S\n]*\n", source.replace("\r\n", "\n")) if one.strip()]
    return normalise_text(RichText(tuple(Paragraph(one) for one in paragraphs)))


def _split_lines(paragraph: str) -> Inlines:
    lines = [line for line in paragraph.split("\n") if line.strip()]
    return tuple(one for line in lines for one in (LineBreak(), Text(line)))[1:]


def clear_figure_labels(source: str) -> str:
    """What was typed, without how its figures read: they are stored by what they point at, so none goes stale."""
    return _FIGURE_LINK.sub(f"[{FIGURE_LABEL}]", source)


def find_unchanged(text: RichText | None, plain: str) -> RichText | None:
    """The text if its words are still those of ``plain``; else None: what somebody has taken out stands nowhere."""
    return text if text is not None and format_plain(text) == plain else None


def _convert_heading(block: Block) -> Block:
    if not isinstance(block, Heading):
        return block
    return Paragraph(tuple(replace(one, strong=True) if isinstance(one, Text) else one for one in block.content))


def _is_styled(paragraph: Paragraph) -> bool:
    return any(
        not isinstance(one, LineBreak) and not (isinstance(one, Text) and one == Text(one.text))
        for one in paragraph.content
    )
