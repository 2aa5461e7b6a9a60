"""What people write in comments and assessments: plain texts, and beside one that has marks the tree of it.

Everything that reads words reads the plain text, so that a mark changes nothing there; a face that can draw the tree
does. The two always say the same: where they don't, the tree is not there.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from apps.core.rich_text.changes import rewrite_figures
from apps.core.rich_text.contents import format_plain, list_figures
from apps.core.rich_text.reading import RichTextError
from apps.core.rich_text.tree import Figure, RichText
from apps.core.rich_text.typed_texts import find_unchanged, parse_typed_text
from apps.report.measures import Goal, Indicator, RichField

Assessed = TypeVar("Assessed", Goal, Indicator)
ASSESSMENT_FIELDS = ("summary", "cause", "action", "gender_reflection")
COMMENT_FIELDS = ("text", "cause", "action")


def read_written(row: Any, fields: Sequence[str]) -> dict[str, Any]:
    """The texts of a row by field, plain, and ``rich``: the trees of those that have marks."""
    values: dict[str, Any] = {name: getattr(row, name) for name in fields}
    rich = []
    for name in fields:
        if getattr(row, f"{name}_is_rich") and (text := _parse(values[name])) is not None:
            rich.append(RichField(field=name, text=text))
            values[name] = format_plain(text)
    return {**values, "rich": tuple(rich)}


def _parse(source: str) -> RichText | None:
    """The tree of a stored text; None for one that can't be read, which then stands as it was typed."""
    try:
        return parse_typed_text(source)
    except RichTextError:
        return None


def find_rich_text(part: Any, field: str) -> RichText | None:
    """The tree of a part's text, where it has one and it says what the plain text does."""
    found = next((one.text for one in part.rich if one.field == field), None)
    return find_unchanged(found, getattr(part, field))


def drop_changed(part: Any) -> Any:
    """The part without the trees whose plain text has been changed: what was taken out stands nowhere."""
    rich = tuple(one for one in part.rich if find_unchanged(one.text, getattr(part, one.field)) is not None)
    return part if len(rich) == len(part.rich) else replace(part, rich=rich)


def has_written_figures(part: Any) -> bool:
    """Has a text of the part a figure of the report in it?"""
    return any(list_figures(one.text) for one in part.rich)


def rewrite_part(part: Any, rewrite: Callable[[Figure], str]) -> Any:
    """The part with each figure in its texts as ``rewrite`` says it reads, in the tree and in the plain text."""
    if not has_written_figures(part):
        return part
    rich = tuple(
        replace(one, text=rewrite_figures(one.text, lambda figure: replace(figure, shown=rewrite(figure))))
        for one in part.rich
    )
    return replace(part, rich=rich, **{one.field: format_plain(one.text) for one in rich})


def rewrite_assessments(items: tuple[Assessed, ...], rewrite: Callable[[Figure], str]) -> tuple[Assessed, ...]:
    """Goals or indicators with the figures in what is written of them rewritten; the same ones where none has any."""
    return tuple(
        replace(item, assessments=tuple(rewrite_part(one, rewrite) for one in item.assessments))
        if any(has_written_figures(one) for one in item.assessments)
        else item
        for item in items
    )
