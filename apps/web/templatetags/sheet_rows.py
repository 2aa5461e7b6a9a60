"""The rows of a sheet. There are hundreds of them, and Jinja2 draws one in a fifth of the time that Django's templates
take. See ``docs/decisions/0066-asked-for-by-the-bench.md``.
"""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment

from apps.web.reporting.sheet.presenter import SheetSectionView

register = template.Library()
_ROWS = "reporting/sheet_section.html"


def build_environment(**options: Any) -> Environment:
    """Jinja2 as Django sets it up, and what draws the parts that other pages have too."""
    environment = Environment(**options)  # noqa: S701 - Django's backend asks for escaping
    environment.globals.update(draw_part=_draw_part)
    return environment


def _draw_part(name: str, **context: Any) -> SafeString:
    """A part of the reporting that Django's templates draw elsewhere too."""
    return render_to_string(f"reporting/parts/{name}.html", context)


@register.simple_tag(takes_context=True)
def draw_sheet_section(context: RequestContext, section: SheetSectionView) -> SafeString:
    """A heading of the sheet with its rows."""
    shown = {"section": section, "sheet": context["sheet"], "questions_url": context["questions_url"]}
    return mark_safe(render_to_string(_ROWS, shown, using="jinja2"))  # noqa: S308 - Jinja2 has escaped it
