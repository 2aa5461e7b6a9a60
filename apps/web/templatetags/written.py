"""What people have written in comments and assessments, as HTML: with its marks where it has any."""

from typing import Any

import msgspec
from django import template
from django.template.defaultfilters import linebreaks_filter, linebreaksbr
from django.utils.safestring import SafeString, mark_safe

from apps.core.rich_text.html import render_html
from apps.core.rich_text.tree import Figure
from apps.report.chapters.written_texts import find_rich_text

register = template.Library()
BELOW_HEADING = 3


@register.filter
def draw_text(part: Any, field: str) -> SafeString:
    """The text of a field; one without marks line by line as it was typed."""
    return _render(part, field) or linebreaksbr(getattr(part, field), autoescape=True)


@register.filter
def draw_paragraphs(part: Any, field: str) -> SafeString:
    """As ``draw_text``; one without marks in paragraphs."""
    return _render(part, field) or linebreaks_filter(getattr(part, field), autoescape=True)


@register.filter
def dump_node(figure: Figure) -> str:
    """A figure as the editor's script reads it: JSON."""
    return msgspec.json.encode(figure).decode()


def _render(part: Any, field: str) -> SafeString:
    text = find_rich_text(part, field)
    if text is None:
        return SafeString("")
    html = render_html(text, below=BELOW_HEADING)  # which escapes everything
    return mark_safe(f'<div class="rich-text">{html}</div>')  # noqa: S308
