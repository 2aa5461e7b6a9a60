"""Template tags for which columns a table has: a column where no row has a value is not drawn."""

from django import template

from apps.web.board.indicators.shown_columns import (
    find_indicator_columns,
    find_reading_columns,
    find_target_columns,
)

register = template.Library()
register.simple_tag(find_indicator_columns, name="indicator_columns")
register.simple_tag(find_reading_columns, name="reading_columns")
register.simple_tag(find_target_columns, name="target_columns")
