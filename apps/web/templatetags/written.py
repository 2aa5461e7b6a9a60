"""What people have written in comments and assessments, as HTML: with its marks where it has any."""

from typing import Any

from django import template
from django.template.defaultfilters import linebreaks_filter, linebreaksbr
from django.utils.safestring import SafeString, mark_safe

from apps.core.rich_text.html import render_html
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


def _render(part: Any, field: str) -> SafeString:
    text = find_rich_text(part, field)
    if text is None:
        return SafeString("")
    html = render_html(text, below=BELOW_HEADING)  # which escapes everything
    return mark_safe(f'<div class="rich-text">{html}</div>')  # noqa: S308
