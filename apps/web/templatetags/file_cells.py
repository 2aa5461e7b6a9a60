"""Template filters for what stands in the cells of a file."""

from django import template

from apps.web.reporting.uploads.cell_texts import trim_padded_zero

register = template.Library()
register.filter("file_cell", trim_padded_zero)
